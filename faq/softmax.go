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
	learning := &trainer{x: x, docs: len(x.docRow) - 1}
	features := learning.choose()
	cells := len(x.wordRows.cells) + len(x.gramRows.cells)
	if features*learning.docs > maxSoftmaxCells || cells*learning.docs > maxSoftmaxWork || len(x.grams.idf) == 0 {
		return nil, nil
	}
	learning.weight, learning.squares = make([]float32, features*learning.docs), make([]float32, features)
	learning.load()
	random := rand.New(rand.NewPCG(7, 7))

	wrong := make([]float32, learning.docs)
	for range softmaxRounds {
		for _, row := range random.Perm(len(learning.rows)) {
			learning.step(row, wrong)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}

	return learning.quantised(), nil
}

// choose numbers the features. A gram of a single text is left out, because the gram adds no
// information to the word.
func (t *trainer) choose() int {
	count := int32(0)
	words := len(t.x.words.idf)
	grams := len(t.x.grams.idf)

	t.number = make([]int32, words+grams+t.x.vectors.size)
	for i := range t.number {
		t.number[i] = -1
		if i < words || i >= words+grams || len(t.x.gramRows.row(uint32(i-words))) > 1 {
			t.number[i] = count
			count++
		}
	}

	return int(count)
}

// load fills in the features of the rows.
func (t *trainer) load() {
	count := len(t.x.rowDoc)
	words, grams := t.x.wordRows.flip(count), t.x.gramRows.flip(count)

	t.rows = make([]vector, count)
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
func features(number []int32, words int, wordTerms []component, ws scale, gramTerms []component, gs scale) vector {
	out := make(vector, 0, len(wordTerms)+len(gramTerms))
	wordFactor, gramFactor := float32(math.Sqrt(kernelShare))*ws.plain, float32(math.Sqrt(1-kernelShare))*gs.plain

	for _, c := range wordTerms {
		if f := number[c.id]; f >= 0 {
			out = append(out, component{id: uint32(f), weight: wordFactor * c.weight})
		}
	}

	for _, c := range gramTerms {
		if f := number[words+int(c.id)]; f >= 0 {
			out = append(out, component{id: uint32(f), weight: gramFactor * c.weight})
		}
	}

	return out
}

// withVector adds the values of an embedder's vector to the features.
func withVector(terms vector, number []int32, from int, values []float32) vector {
	for i, x := range values {
		if f := number[from+i]; f >= 0 {
			terms = append(terms, component{id: uint32(f), weight: vectorShare * x})
		}
	}

	return terms
}

// step learns one row. wrong is working memory, by document.
func (t *trainer) step(row int, wrong []float32) {
	clear(wrong)

	for _, c := range t.rows[row] {
		axpy(wrong, t.of(c.id), c.weight)
	}
	probabilities(wrong)
	var square float32

	for doc := range wrong {
		wrong[doc] = -wrong[doc]
		if uint32(doc) == t.x.rowDoc[row] {
			wrong[doc]++
		}
		square += wrong[doc] * wrong[doc]
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
	model := &softmax{
		weight: make([]int8, len(t.weight)),
		scale:  make([]float32, len(t.squares)),
		terms:  make([]uint64, len(t.squares)),
	}
	t.x.eachTerm(func(h uint64, i int) {
		if f := t.number[i]; f >= 0 {
			model.terms[f] = h
		}
	})

	for feature := range model.scale {
		row := t.of(uint32(feature))

		var most float32
		for _, w := range row {
			most = max(most, w, -w)
		}
		if most == 0 {
			continue
		}

		model.scale[feature] = most / math.MaxInt8
		for d, w := range row {
			model.weight[feature*t.docs+d] = int8(math.Round(float64(w / model.scale[feature])))
		}
	}

	return model
}

// eachTerm calls visit with every term and the number of the term: first the terms of words, then the
// grams.
func (x *index) eachTerm(visit func(hash uint64, number int)) {
	for h, i := range x.words.ids {
		visit(h, int(i))
	}

	for h, i := range x.grams.ids {
		visit(h, len(x.words.idf)+int(i))
	}

	for i := range x.vectors.size {
		visit(pairHash(uint64(vectorTerm), uint64(i)), len(x.words.idf)+len(x.grams.idf)+i)
	}
}

// bind finds the features of m among the terms of the index; -1 = none.
func (m *softmax) bind(over *index) []int32 {
	features := make(map[uint64]int32, len(m.terms))
	for i, h := range m.terms {
		features[h] = int32(i)
	}
	number := make([]int32, len(over.words.idf)+len(over.grams.idf)+over.vectors.size)
	over.eachTerm(func(h uint64, i int) {
		number[i] = -1
		if f, ok := features[h]; ok {
			number[i] = f
		}
	})

	return number
}

// probabilities fills out, by column.
func (m *softmax) probabilities(terms vector, out []float32) {
	columns := len(out)

	for _, term := range terms {
		weight := term.weight * m.scale[term.id]

		row := m.weight[int(term.id)*columns : (int(term.id)+1)*columns]
		for d, q := range row {
			out[d] += weight * float32(q)
		}
	}
	probabilities(out)
}

// probabilities turns log-odds into probabilities, in place.
func probabilities(scores []float32) {
	top := scores[0]
	for _, v := range scores {
		top = max(top, v)
	}
	var total float32

	for i, v := range scores {
		scores[i] = float32(math.Exp(float64(v - top)))
		total += scores[i]
	}

	for i := range scores {
		scores[i] /= total
	}
}

// axpy adds values times factor to sums. Four independent operations let the processor work in parallel.
func axpy(sums, values []float32, factor float32) {
	values = values[:len(sums)]

	at := 0
	for ; at+4 <= len(sums); at += 4 {
		p, q := sums[at:at+4:at+4], values[at:at+4:at+4]
		p[0] += factor * q[0]
		p[1] += factor * q[1]
		p[2] += factor * q[2]
		p[3] += factor * q[3]
	}

	for ; at < len(sums); at++ {
		sums[at] += factor * values[at]
	}
}
