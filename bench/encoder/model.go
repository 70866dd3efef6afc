package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"frontdesk/faq/encoder"
)

// model holds the learnt rows, and the rows of each word.
type model struct {
	config
	spoken []spoken
	words  []word // of spoken[i]

	numbers map[uint32]int32 // rows by key
	keys    []uint32         // of rows, ascending
	rows    []vector
	squares []float32 // AdaGrad's sums
	needed  []float64 // number of uses of the row in the texts; a piece of a word of n pieces counts 1/n
	foreign []bool    // rows of bridge languages
	pieces  []bool

	begin   []vector // the rows before training
	started []bool   // rows with a start vector
	held    []int32  // rows of words
}

// word holds the rows of a word. -1 means no row.
type word struct {
	surface, stem int32
	pieces        []int32
	weight        float32 // of each piece
}

func newModel(c config, texts *corpus) *model {
	m := &model{config: c, numbers: map[uint32]int32{}, spoken: texts.words}
	m.number(tally(c, texts))
	m.words = make([]word, len(texts.words))

	var keys []uint32
	for i, w := range texts.words {
		m.words[i] = m.lookUp(w.text, &keys)
	}
	m.rows = make([]vector, len(m.keys))
	m.squares = make([]float32, len(m.keys))
	m.started = make([]bool, len(m.keys))
	m.scatter()

	return m
}

// use counts the uses of a key in the texts.
type use struct {
	words   float64 // spoken words with the key; for a piece: different words
	needed  float64
	piece   bool
	foreign bool
}

// tally counts all keys of the texts. A word with a start vector always has a row, even a rare word.
func tally(c config, texts *corpus) map[uint32]*use {
	uses := map[uint32]*use{}
	note := func(key uint32, words, needed float64, piece, foreign bool) {
		u := uses[key]
		if u == nil {
			u = &use{piece: piece, foreign: true}
			uses[key] = u
		}
		u.words += words
		u.needed += needed
		u.foreign = u.foreign && foreign
	}
	var keys []uint32

	for i, w := range texts.words {
		var foreign bool
		keys, foreign = wordKeys(keys[:0], w.text)
		words := w.count
		if texts.glove[i] != (vector{}) {
			words = max(words, float64(c.leastWords))
		}

		for n, k := range keys {
			if n < 2 {
				note(k, words, w.count, false, foreign)
			} else {
				note(k, 1, w.count/float64(len(keys)-2), true, foreign)
			}
		}
	}

	return uses
}

// number gives a row to every key with enough uses.
func (m *model) number(uses map[uint32]*use) {
	for k, u := range uses {
		least := m.leastWords
		if u.piece {
			least = m.leastPieces
		}
		if u.words >= float64(least) {
			m.keys = append(m.keys, k)
		}
	}
	slices.Sort(m.keys)

	for i, k := range m.keys {
		m.numbers[k] = int32(i)
		m.foreign = append(m.foreign, uses[k].foreign)
		m.needed = append(m.needed, uses[k].needed)
		m.pieces = append(m.pieces, uses[k].piece)
	}
}

// wordKeys appends the keys of a word's rows. Bridge languages share no keys with other languages.
func wordKeys(keys []uint32, w string) (_ []uint32, foreign bool) {
	if !strings.HasPrefix(w, "@") {
		return encoder.AppendKeys(keys, []byte(w)), false
	}
	keys = encoder.AppendKeys(keys, []byte(w[markLength:]))

	other := uint32(w[1])<<24 | uint32(w[2])<<16
	for i := range keys {
		keys[i] ^= other
	}

	return keys, true
}

// lookUp finds the rows of any word. The word may be missing from the texts. keys is a reusable buffer.
func (m *model) lookUp(text string, keys *[]uint32) word {
	*keys, _ = wordKeys((*keys)[:0], text)
	k := *keys
	w := word{surface: m.row(k[0]), stem: m.row(k[1])}
	if n := len(k) - 2; n > 0 {
		w.weight = float32(1 / math.Sqrt(float64(n)))

		for _, p := range k[2:] {
			if r := m.row(p); r >= 0 {
				w.pieces = append(w.pieces, r)
			}
		}
	}

	return w
}

func (m *model) row(key uint32) int32 {
	if r, ok := m.numbers[key]; ok {
		return r
	}

	return -1
}

// scatter gives all rows random directions.
func (m *model) scatter() {
	r := rand.New(rand.NewPCG(m.seed, 0))

	length := float64(m.smallLength) / math.Sqrt(dims)
	for i := range m.rows {
		for j := range m.rows[i] {
			m.rows[i][j] = float32(r.NormFloat64() * length)
		}
	}
}

// vector is the vector of a text with all rows, unrounded. The vector is the upper bound for a table.
func (m *model) vector(text string) vector {
	var keys []uint32
	var e example

	for _, t := range encoder.Words(text) {
		w := m.lookUp(t, &keys)
		w.each(e.add)
	}
	e.sum(m)

	return e.unit
}
