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

// fill draws the pair with a serial number and sums up the rows of both texts.
func (s *sampler) fill(learning *model, from *source, out *batch, serial uint64) {
	s.pcg.Seed(learning.seed, serial+1)
	place := serial % batchSize
	drawn := from.draw(&learning.config, s.rand)
	out.meaning[place] = drawn.meaning
	wrong := s.rand.IntN(2)

	for side, passage := range [2]text{drawn.a, drawn.b} {
		filled := &out.sides[side][place]
		filled.rows, filled.weight = filled.rows[:0], filled.weight[:0]

		for _, id := range passage {
			form := &learning.words[id]
			if side == wrong && s.rand.Float64() < learning.typo {
				typed := learning.lookUp(s.mistype(learning.spoken[id].text), &s.keys)
				form = &typed
			}
			s.spell(learning, form, filled)
		}
		filled.sum(learning)
	}
}

// spell adds the rows of a word, or only the pieces of the word. The pieces must learn to work alone, for words with typos and for unseen
// words.
func (s *sampler) spell(learning *model, form *word, filled *example) {
	if s.rand.Float64() >= learning.alone {
		filled.add(form.surface, 1)
		filled.add(form.stem, 1)
	}

	for _, p := range form.pieces {
		filled.add(p, form.weight)
	}
}

func (e *example) add(row int32, weight float32) {
	if row >= 0 {
		e.rows = append(e.rows, row)
		e.weight = append(e.weight, weight)
	}
}

func (e *example) sum(learning *model) {
	e.unit = vector{}
	for i, r := range e.rows {
		add(&e.unit, &learning.rows[r], e.weight[i])
	}
	e.length = float32(math.Sqrt(float64(dot(&e.unit, &e.unit))))
	if e.length > 0 {
		scale(&e.unit, 1/e.length)
	}
}

// mistype doubles, drops or swaps a letter, or replaces the letter by another letter. Bridge words and numbers stay.
func (s *sampler) mistype(typed string) string {
	letters := append(s.typo[:0], []rune(typed)...)
	s.typo = letters
	if len(letters) < 3 || letters[0] == '@' || letters[0] <= '9' {
		return typed
	}

	at := s.rand.IntN(len(letters) - 1)
	switch s.rand.IntN(4) {
	case 0:
		letters = append(letters[:at], letters[at+1:]...)
	case 1:
		letters[at], letters[at+1] = letters[at+1], letters[at]
	case 2:
		letters = append(letters[:at+1], letters[at:]...)
	default:
		letters[at] = s.otherLetter(letters[at])
	}

	return string(letters)
}

// otherLetter is any letter of the same alphabet.
func (s *sampler) otherLetter(letter rune) rune {
	if letter >= 'а' && letter <= 'я' {
		return 'а' + rune(s.rand.IntN(32))
	}

	return 'a' + rune(s.rand.IntN(26))
}
