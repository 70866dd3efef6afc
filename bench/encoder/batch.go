package main

import (
	"math"
	"math/rand/v2"
)

const batchSize = 128

// batch is the training data of 128 pairs of one source. Side 0 holds the first texts, side 1 the second texts.
type batch struct {
	sides   [2][batchSize]example
	meaning [batchSize]int32
	similar [batchSize][batchSize]float32 // exp(cosine / temperature)
	rowSum  [batchSize]float32
	colSum  [batchSize]float32
	loss    [batchSize]float64
}

// example is a text in a batch.
type example struct {
	rows   []int32
	weight []float32
	unit   vector
	length float32 // of the vector before scaling to unit length
	slope  vector  // slope of the loss by the vector
	steep  float32
}

// sampler draws and spells pairs. Each worker has a separate sampler.
type sampler struct {
	pcg  rand.PCG
	rand *rand.Rand
	keys []uint32
	typo []rune
}

func newSampler() *sampler {
	s := &sampler{}
	s.rand = rand.New(&s.pcg)

	return s
}

// fill draws pair number n and sums up the rows of both texts.
func (s *sampler) fill(m *model, from *source, b *batch, n uint64) {
	s.pcg.Seed(m.seed, n+1)
	i := n % batchSize
	p := from.draw(&m.config, s.rand)
	b.meaning[i] = p.meaning
	wrong := s.rand.IntN(2)

	for side, t := range [2]text{p.a, p.b} {
		e := &b.sides[side][i]
		e.rows, e.weight = e.rows[:0], e.weight[:0]

		for _, id := range t {
			w := &m.words[id]
			if side == wrong && s.rand.Float64() < m.typo {
				typed := m.lookUp(s.mistype(m.spoken[id].text), &s.keys)
				w = &typed
			}
			s.spell(m, w, e)
		}
		e.sum(m)
	}
}

// spell adds the rows of a word, or only the pieces of the word. The pieces must learn to work alone, for words with typos and for unseen
// words.
func (s *sampler) spell(m *model, w *word, e *example) {
	if s.rand.Float64() >= m.alone {
		e.add(w.surface, 1)
		e.add(w.stem, 1)
	}

	for _, p := range w.pieces {
		e.add(p, w.weight)
	}
}

func (e *example) add(row int32, weight float32) {
	if row >= 0 {
		e.rows = append(e.rows, row)
		e.weight = append(e.weight, weight)
	}
}

func (e *example) sum(m *model) {
	e.unit = vector{}
	for i, r := range e.rows {
		add(&e.unit, &m.rows[r], e.weight[i])
	}
	e.length = float32(math.Sqrt(float64(dot(&e.unit, &e.unit))))
	if e.length > 0 {
		scale(&e.unit, 1/e.length)
	}
}

// mistype doubles, drops or swaps a letter, or replaces the letter by another letter. Bridge words and numbers stay.
func (s *sampler) mistype(w string) string {
	t := append(s.typo[:0], []rune(w)...)
	s.typo = t
	if len(t) < 3 || t[0] == '@' || t[0] <= '9' {
		return w
	}

	i := s.rand.IntN(len(t) - 1)
	switch s.rand.IntN(4) {
	case 0:
		t = append(t[:i], t[i+1:]...)
	case 1:
		t[i], t[i+1] = t[i+1], t[i]
	case 2:
		t = append(t[:i+1], t[i:]...)
	default:
		t[i] = s.otherLetter(t[i])
	}

	return string(t)
}

// otherLetter is any letter of the same alphabet.
func (s *sampler) otherLetter(r rune) rune {
	if r >= 'а' && r <= 'я' {
		return 'а' + rune(s.rand.IntN(32))
	}

	return 'a' + rune(s.rand.IntN(26))
}
