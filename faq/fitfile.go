package faq

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
)

// fitFile is a Fit as it is stored.
type fitFile struct {
	Code    int
	Base    uint64
	A, U    []float64
	Columns []uint64
	Terms   []uint64
	Weight  []int8
	Scale   []float32
	Vector  []float32 // weights of the discriminant
	Bias    []float32
	Rows    []graded
	Quality Quality
}

// MarshalBinary stores the fit; a megabyte is usual.
func (f *Fit) MarshalBinary() ([]byte, error) {
	out := fitFile{Code: codeVersion, Base: f.base, A: f.weights.A[:], U: f.weights.U[:], Rows: f.rows, Quality: f.quality}
	if l := f.learners; l != nil {
		out.Columns = l.columns
		if m := l.softmax; m != nil {
			out.Terms, out.Weight, out.Scale = m.terms, m.weight, m.scale
		}
		if m := l.discriminant; m != nil {
			out.Vector, out.Bias = m.weight, m.bias
		}
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(out); err != nil {
		return nil, fmt.Errorf("faq: fit: %w", err)
	}
	return b.Bytes(), nil
}

// ErrOtherCode is that of a fit stored by another version of this package: fit anew.
var ErrOtherCode = errors.New("faq: the fit was made by another version")

// UnmarshalBinary reads what MarshalBinary stored. It trusts nothing: what does not fit
// together is an error.
func (f *Fit) UnmarshalBinary(data []byte) error {
	var in fitFile
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&in); err != nil {
		return fmt.Errorf("faq: fit: %w", err)
	}
	if in.Code != codeVersion || len(in.A) != candidateMeasures || len(in.U) != noneMeasures {
		return ErrOtherCode
	}
	if len(in.Terms) != len(in.Scale) || len(in.Weight) != len(in.Terms)*len(in.Columns) ||
		len(in.Bias) > 0 && (len(in.Bias) != len(in.Columns) || len(in.Vector)%len(in.Bias) != 0) {
		return errors.New("faq: fit: damaged")
	}
	*f = Fit{base: in.Base, rows: in.Rows, quality: in.Quality}
	copy(f.weights.A[:], in.A)
	copy(f.weights.U[:], in.U)
	f.learners = &learners{columns: in.Columns}
	if len(in.Terms) > 0 {
		f.learners.softmax = &softmax{terms: in.Terms, weight: in.Weight, scale: in.Scale}
	}
	if n := len(in.Bias); n > 0 {
		f.learners.discriminant = &discriminant{size: len(in.Vector) / n, weight: in.Vector, bias: in.Bias}
	}
	return nil
}

// Of reports whether the fit was made from just this base, so that it need not be made again.
func (f *Fit) Of(b *Base) bool { return f.base == b.Hash() }
