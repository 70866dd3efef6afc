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

func newModel(settings config, texts *corpus) *model {
	built := &model{config: settings, numbers: map[uint32]int32{}, spoken: texts.words}
	built.number(tally(settings, texts))
	built.words = make([]word, len(texts.words))

	var keys []uint32
	for i, w := range texts.words {
		built.words[i] = built.lookUp(w.text, &keys)
	}
	built.rows = make([]vector, len(built.keys))
	built.squares = make([]float32, len(built.keys))
	built.started = make([]bool, len(built.keys))
	built.scatter()

	return built
}

// use counts the uses of a key in the texts.
type use struct {
	words   float64 // spoken words with the key; for a piece: different words
	needed  float64
	piece   bool
	foreign bool
}

// tally counts all keys of the texts. A word with a start vector always has a row, even a rare word.
func tally(settings config, texts *corpus) map[uint32]*use {
	uses := map[uint32]*use{}
	note := func(key uint32, words, needed float64, piece, foreign bool) {
		counted := uses[key]
		if counted == nil {
			counted = &use{piece: piece, foreign: true}
			uses[key] = counted
		}
		counted.words += words
		counted.needed += needed
		counted.foreign = counted.foreign && foreign
	}
	var keys []uint32

	for i, told := range texts.words {
		var foreign bool
		keys, foreign = wordKeys(keys[:0], told.text)
		words := told.count
		if texts.glove[i] != (vector{}) {
			words = max(words, float64(settings.leastWords))
		}

		for place, key := range keys {
			if place < 2 {
				note(key, words, told.count, false, foreign)
			} else {
				note(key, 1, told.count/float64(len(keys)-2), true, foreign)
			}
		}
	}

	return uses
}

// number gives a row to every key with enough uses.
func (m *model) number(uses map[uint32]*use) {
	for k, counted := range uses {
		least := m.leastWords
		if counted.piece {
			least = m.leastPieces
		}
		if counted.words >= float64(least) {
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
func wordKeys(keys []uint32, written string) (_ []uint32, foreign bool) {
	if !strings.HasPrefix(written, "@") {
		return encoder.AppendKeys(keys, []byte(written)), false
	}
	keys = encoder.AppendKeys(keys, []byte(written[markLength:]))

	other := uint32(written[1])<<24 | uint32(written[2])<<16
	for i := range keys {
		keys[i] ^= other
	}

	return keys, true
}

// lookUp finds the rows of any word. The word may be missing from the texts. keys is a reusable buffer.
func (m *model) lookUp(text string, keys *[]uint32) word {
	*keys, _ = wordKeys((*keys)[:0], text)
	found := *keys
	form := word{surface: m.row(found[0]), stem: m.row(found[1])}
	if pieces := len(found) - 2; pieces > 0 {
		form.weight = float32(1 / math.Sqrt(float64(pieces)))

		for _, p := range found[2:] {
			if r := m.row(p); r >= 0 {
				form.pieces = append(form.pieces, r)
			}
		}
	}

	return form
}

func (m *model) row(key uint32) int32 {
	if r, ok := m.numbers[key]; ok {
		return r
	}

	return -1
}

// scatter gives all rows random directions.
func (m *model) scatter() {
	random := rand.New(rand.NewPCG(m.seed, 0))

	length := float64(m.smallLength) / math.Sqrt(dims)
	for i := range m.rows {
		for j := range m.rows[i] {
			m.rows[i][j] = float32(random.NormFloat64() * length)
		}
	}
}

// vector is the vector of a text with all rows, unrounded. The vector is the upper bound for a table.
func (m *model) vector(text string) vector {
	var keys []uint32
	var read example

	for _, t := range encoder.Words(text) {
		w := m.lookUp(t, &keys)
		w.each(read.add)
	}
	read.sum(m)

	return read.unit
}
