package faq

import (
	"context"
	"math"
	"math/rand/v2"
)

// softmax is multinomial logistic regression from a text to the document. The features are the
// features of the plain similarity: stems, pairs and grams with equal weights, in a vector of unit
// length. From about five phrasings an entry, softmax is the best single learner.
type softmax struct {
	terms  []uint64  // features, as hashes of the terms
	weight []int8    // by feature, then column
	scale  []float32 // by feature: value of a weight of 1
}

const (
	// Maximum number of cells of the weight matrix. The limit bounds memory (a byte a cell, four bytes
	// during the fit) and time. Larger bases have no softmax.
	maxSoftmaxCells = 12 << 20
	// Maximum number of multiplications of one round. The limit keeps the time of a round at about a
	// fifth of a second.
	maxSoftmaxWork = 120_000_000
	// Number of rounds. Few rounds keep each learner from memorising the texts. The sum of the
	// learners is then more confident and more often right. 15 rounds cost 2 points of cov95 on
	// BANKING77 and HWU64.
	softmaxRounds = 5
	vectorShare   = 2 // weight of the embedder's vector among the features; words and grams have weight 1
	softmaxRate   = 1.0
)

// trainer is a softmax during the fit. The method is AdaGrad with one rate a feature.
type trainer struct {
	x       *index
	docs    int
	number  []int32
	weight  []float32
	squares []float32 // sum of the squared gradients, by feature
	rows    []vector  // features of the rows, in unit length
}

// fitSoftmax returns nil if the base is too large.
func (x *index) fitSoftmax(ctx context.Context) (*softmax, error) {
	t := &trainer{x: x, docs: len(x.docRow) - 1}
	features := t.choose()
	cells := len(x.wordRows.cells) + len(x.gramRows.cells)
	if features*t.docs > maxSoftmaxCells || cells*t.docs > maxSoftmaxWork || len(x.grams.idf) == 0 {
		return nil, nil
	}
	t.weight, t.squares = make([]float32, features*t.docs), make([]float32, features)
	t.load()
	random := rand.New(rand.NewPCG(7, 7))

	wrong := make([]float32, t.docs)
	for range softmaxRounds {
		for _, row := range random.Perm(len(t.rows)) {
			t.step(row, wrong)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}

	return t.quantised(), nil
}

// choose numbers the features. A gram of a single text is left out, because the gram adds no
// information to the word.
func (t *trainer) choose() int {
	n := int32(0)
	words := len(t.x.words.idf)
	grams := len(t.x.grams.idf)

	t.number = make([]int32, words+grams+t.x.vectors.size)
	for i := range t.number {
		t.number[i] = -1
		if i < words || i >= words+grams || len(t.x.gramRows.row(uint32(i-words))) > 1 {
			t.number[i] = n
			n++
		}
	}

	return int(n)
}

// load fills in the features of the rows.
func (t *trainer) load() {
	n := len(t.x.rowDoc)
	words, grams := t.x.wordRows.flip(n), t.x.gramRows.flip(n)

	t.rows = make([]vector, n)
	for i := range t.rows {
		row := uint32(i)
		t.rows[i] = features(
			t.number,
			len(t.x.words.idf),
			words.row(row),
			t.x.wordScale[i],
			grams.row(row),
			t.x.gramScale[i],
		)
		t.rows[i] = withVector(t.rows[i], t.number, len(t.x.words.idf)+len(t.x.grams.idf), t.x.vectors.of(row))
	}
}

// features joins the words and grams of a text, with the weights of the plain similarity.
func features(number []int32, words int, w []component, ws scale, g []component, gs scale) vector {
	out := make(vector, 0, len(w)+len(g))
	a, b := float32(math.Sqrt(kernelShare))*ws.plain, float32(math.Sqrt(1-kernelShare))*gs.plain

	for _, c := range w {
		if f := number[c.id]; f >= 0 {
			out = append(out, component{id: uint32(f), weight: a * c.weight})
		}
	}

	for _, c := range g {
		if f := number[words+int(c.id)]; f >= 0 {
			out = append(out, component{id: uint32(f), weight: b * c.weight})
		}
	}

	return out
}

// withVector adds the values of an embedder's vector to the features.
func withVector(v vector, number []int32, from int, values []float32) vector {
	for i, x := range values {
		if f := number[from+i]; f >= 0 {
			v = append(v, component{id: uint32(f), weight: vectorShare * x})
		}
	}

	return v
}

// step learns one row. wrong is working memory, by document.
func (t *trainer) step(row int, wrong []float32) {
	clear(wrong)

	for _, c := range t.rows[row] {
		axpy(wrong, t.of(c.id), c.weight)
	}
	probabilities(wrong)
	var square float32

	for d := range wrong {
		wrong[d] = -wrong[d]
		if uint32(d) == t.x.rowDoc[row] {
			wrong[d]++
		}
		square += wrong[d] * wrong[d]
	}

	for _, c := range t.rows[row] {
		t.squares[c.id] += c.weight * c.weight * square
		rate := softmaxRate * c.weight / float32(math.Sqrt(float64(t.squares[c.id])+1e-6))
		axpy(t.of(c.id), wrong, rate)
	}
}

// of returns the weights of a feature, by document.
func (t *trainer) of(feature uint32) []float32 {
	return t.weight[int(feature)*t.docs : (int(feature)+1)*t.docs]
}

// quantised packs the weights into bytes, with one scale a feature.
func (t *trainer) quantised() *softmax {
	m := &softmax{
		weight: make([]int8, len(t.weight)),
		scale:  make([]float32, len(t.squares)),
		terms:  make([]uint64, len(t.squares)),
	}
	t.x.eachTerm(func(h uint64, i int) {
		if f := t.number[i]; f >= 0 {
			m.terms[f] = h
		}
	})

	for f := range m.scale {
		row := t.of(uint32(f))

		var most float32
		for _, w := range row {
			most = max(most, w, -w)
		}
		if most == 0 {
			continue
		}

		m.scale[f] = most / math.MaxInt8
		for d, w := range row {
			m.weight[f*t.docs+d] = int8(math.Round(float64(w / m.scale[f])))
		}
	}

	return m
}

// eachTerm calls f with every term and the number of the term: first the terms of words, then the
// grams.
func (x *index) eachTerm(f func(hash uint64, number int)) {
	for h, i := range x.words.ids {
		f(h, int(i))
	}

	for h, i := range x.grams.ids {
		f(h, len(x.words.idf)+int(i))
	}

	for i := range x.vectors.size {
		f(pairHash(uint64(vectorTerm), uint64(i)), len(x.words.idf)+len(x.grams.idf)+i)
	}
}

// bind finds the features of m among the terms of the index; -1 = none.
func (m *softmax) bind(x *index) []int32 {
	features := make(map[uint64]int32, len(m.terms))
	for i, h := range m.terms {
		features[h] = int32(i)
	}
	number := make([]int32, len(x.words.idf)+len(x.grams.idf)+x.vectors.size)
	x.eachTerm(func(h uint64, i int) {
		number[i] = -1
		if f, ok := features[h]; ok {
			number[i] = f
		}
	})

	return number
}

// probabilities fills out, by column.
func (m *softmax) probabilities(v vector, out []float32) {
	n := len(out)

	for _, c := range v {
		w := c.weight * m.scale[c.id]

		row := m.weight[int(c.id)*n : (int(c.id)+1)*n]
		for d, q := range row {
			out[d] += w * float32(q)
		}
	}
	probabilities(out)
}

// probabilities turns log-odds into probabilities, in place.
func probabilities(s []float32) {
	top := s[0]
	for _, v := range s {
		top = max(top, v)
	}
	var total float32

	for i, v := range s {
		s[i] = float32(math.Exp(float64(v - top)))
		total += s[i]
	}

	for i := range s {
		s[i] /= total
	}
}

// axpy adds x times s to y. Four independent operations let the processor work in parallel.
func axpy(y, x []float32, s float32) {
	x = x[:len(y)]

	i := 0
	for ; i+4 <= len(y); i += 4 {
		p, q := y[i:i+4:i+4], x[i:i+4:i+4]
		p[0] += s * q[0]
		p[1] += s * q[1]
		p[2] += s * q[2]
		p[3] += s * q[3]
	}

	for ; i < len(y); i++ {
		y[i] += s * x[i]
	}
}
