package faq

import "math"

// Embedder turns texts into vectors that are near one another when the texts mean the same. It
// may be called from several goroutines at once. When a base is built and fitted it is called
// with many texts, and may take its time; with one text a customer is waiting, and it should
// give nil for it rather than be late. A nil vector means that it has nothing to say; all
// others must have the same length, in every call.
type Embedder interface {
	Embed(texts []string) [][]float32
	// Name is part of what a fit depends on: another model needs another fit.
	Name() string
}

// vectors are those of the rows of an index, unit length; a value is a 127th of a number.
type vectors struct {
	size int // of a vector; 0 = none
	row  []int8
	has  []bool
}

// embedded holds the vectors of texts that were embedded once, for every index built of them. The mean of all is taken off each: what the texts of one
// base have in common tells none of them apart.
type embedded struct {
	by   Embedder
	size int
	mean []float32
	at   map[string][]int8
}

// embed asks for the vectors of all texts at once.
func embed(by Embedder, texts []string) *embedded {
	e := &embedded{by: by, at: map[string][]int8{}}
	units := make([][]float32, len(texts))
	n := float32(0)
	for i, v := range by.Embed(texts) {
		if i >= len(texts) || len(v) == 0 || e.size != 0 && len(v) != e.size {
			continue
		}
		if units[i] = unit(v); units[i] == nil {
			continue
		}
		if e.size == 0 {
			e.size, e.mean = len(v), make([]float32, len(v))
		}
		for k, x := range units[i] {
			e.mean[k] += x
		}
		n++
	}
	for k := range e.mean {
		e.mean[k] /= max(n, meanLeast)
	}
	for i, u := range units {
		if u != nil {
			e.at[texts[i]] = quantised(e.centred(u))
		}
	}
	return e
}

// meanLeast texts are needed for a mean; with fewer only a part of it is taken off.
const meanLeast = 20

// centred takes the mean off a unit vector.
func (e *embedded) centred(u []float32) []float32 {
	out := make([]float32, len(u))
	for k, x := range u {
		out[k] = x - e.mean[k]
	}
	return unit(out)
}

// one is the vector of a query, unit length; nil = none.
func (e *embedded) one(text string) []float32 {
	if e == nil || e.size == 0 {
		return nil
	}
	vs := e.by.Embed([]string{text})
	if len(vs) != 1 || len(vs[0]) != e.size {
		return nil
	}
	u := unit(vs[0])
	if u == nil {
		return nil
	}
	return e.centred(u)
}

func unit(v []float32) []float32 {
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if square == 0 || math.IsNaN(square) || math.IsInf(square, 0) {
		return nil
	}
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = x / float32(math.Sqrt(square))
	}
	return out
}

// quantised is a unit vector in eighths; nil stays all zeros.
func quantised(v []float32) []int8 {
	out := make([]int8, len(v))
	for i, x := range v {
		out[i] = int8(math.Round(float64(x) * math.MaxInt8))
	}
	return out
}

// vectorsOf lays out the vectors of the rows; texts are theirs, in order.
func (e *embedded) vectorsOf(texts []string) vectors {
	if e == nil || e.size == 0 {
		return vectors{}
	}
	v := vectors{size: e.size, row: make([]int8, e.size*len(texts)), has: make([]bool, len(texts))}
	for i, t := range texts {
		if q, ok := e.at[t]; ok {
			copy(v.row[i*v.size:], q)
			v.has[i] = true
		}
	}
	return v
}

// cosine is that of a row and a query's vector, 0 if either is missing.
func (v *vectors) cosine(row uint32, q []float32) float32 {
	if len(q) == 0 || v.size == 0 || !v.has[row] {
		return 0
	}
	var sum float32
	for i, x := range v.row[int(row)*v.size : (int(row)+1)*v.size] {
		sum += q[i] * float32(x)
	}
	return sum / math.MaxInt8
}

// of is the vector of a row, nil if it has none.
func (v *vectors) of(row uint32) []float32 {
	if v.size == 0 || !v.has[row] {
		return nil
	}
	out := make([]float32, v.size)
	for i, q := range v.row[int(row)*v.size : (int(row)+1)*v.size] {
		out[i] = float32(q) / math.MaxInt8
	}
	return out
}
