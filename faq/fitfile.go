package faq

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// fitHead is the header of a stored Fit: the base of the fit and the lengths of the following parts.
// All numbers are little endian.
type fitHead struct {
	Code, Candidates, Nones uint32 // Code is the version of the code of the writer.
	// Discriminants is 0 or Columns. Vector is the length of a discriminant.
	Columns, Terms, Discriminants, Vector uint32
	Rows, Measured                        uint32 // Measured is 0 or 1.
	Base                                  uint64
	Questions                             int64
	Top1                                  float64
}

// MarshalBinary stores the fit. The usual size is a megabyte.
func (f *Fit) MarshalBinary() ([]byte, error) {
	learned, soft, normal := f.learners, &softmax{}, &discriminant{}
	if learned == nil {
		learned = &learners{}
	}
	if learned.softmax != nil {
		soft = learned.softmax
	}
	if learned.discriminant != nil {
		normal = learned.discriminant
	}
	head := fitHead{
		Code:          codeVersion,
		Candidates:    candidateMeasures,
		Nones:         noneMeasures,
		Columns:       uint32(len(learned.columns)),
		Terms:         uint32(len(soft.terms)),
		Discriminants: uint32(len(normal.bias)),
		Vector:        uint32(normal.size),
		Rows:          uint32(len(f.rows)),
		Base:          f.base,
		Questions:     int64(f.quality.Questions),
		Top1:          f.quality.Top1,
	}
	if f.measured {
		head.Measured = 1
	}

	var out bytes.Buffer
	for _, part := range []any{
		head, f.weights, learned.columns, soft.terms, soft.scale, soft.weight, normal.bias, normal.weight, f.rows,
	} {
		if err := binary.Write(&out, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("faq: fit: %w", err)
		}
	}

	return out.Bytes(), nil
}

// ErrOtherCode is the error for a fit stored by another version of the package. The caller should fit
// the base anew.
var ErrOtherCode = errors.New("faq: the fit was made by another version")

// UnmarshalBinary reads the output of MarshalBinary. The input is not trusted: lengths that do not fit
// together give an error.
func (f *Fit) UnmarshalBinary(data []byte) error {
	damaged := errors.New("faq: fit: damaged")
	from := bytes.NewReader(data)
	var head fitHead
	if binary.Read(from, binary.LittleEndian, &head) != nil {
		return damaged
	}
	if head.Code != codeVersion || head.Candidates != candidateMeasures || head.Nones != noneMeasures {
		return ErrOtherCode
	}
	columns, terms, rows := uint64(head.Columns), uint64(head.Terms), uint64(head.Rows)
	vectors, size := uint64(head.Discriminants), uint64(head.Vector)
	rest := uint64(from.Len())
	if vectors != 0 && (vectors != columns || size == 0) {
		return damaged
	}
	// The limits keep the sum below from an overflow.
	if columns > rest || terms > rest || rows > rest || size > rest || terms*columns > rest || vectors*size > rest {
		return damaged
	}

	want := uint64(binary.Size(weights{})) + rows*uint64(binary.Size(graded{}))
	want += 8*columns + 12*terms + terms*columns + 4*vectors + 4*vectors*size
	if rest != want {
		return damaged
	}
	out := Fit{
		base:     head.Base,
		measured: head.Measured != 0,
		quality:  Quality{Questions: int(head.Questions), Top1: head.Top1},
		rows:     make([]graded, rows),
	}
	learned := learners{columns: make([]uint64, columns)}
	soft := softmax{terms: make([]uint64, terms), scale: make([]float32, terms), weight: make([]int8, terms*columns)}

	normal := discriminant{size: int(size), bias: make([]float32, vectors), weight: make([]float32, vectors*size)}
	for _, part := range []any{
		&out.weights, learned.columns, soft.terms, soft.scale, soft.weight, normal.bias, normal.weight, out.rows,
	} {
		if binary.Read(from, binary.LittleEndian, part) != nil {
			return damaged
		}
	}
	if terms > 0 {
		learned.softmax = &soft
	}
	if vectors > 0 {
		learned.discriminant = &normal
	}
	out.learners = &learned
	*f = out

	return nil
}

// Of reports whether the fit was made from exactly the base b. Such a fit is still current.
func (f *Fit) Of(b *Base) bool { return f.base == b.Hash() }
