// Package wordform finds the stem of a word, and knows the words of Russian and English. The speller of the FAQ never changes a known word.
package wordform

import (
	_ "embed"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/russian"
)

// maxLetters is the maximum number of letters of a word with an ending. A longer word is a number or a link.
const maxLetters = 40

// Stem removes the ending by the rules of the word's script. The word must be in lower case, with "е" for "ё". Words with digits and
// words of other scripts stay unchanged.
func Stem(word string) string {
	cyrillic, latin := false, false

	for _, letter := range word {
		switch {
		case letter >= 'а' && letter <= 'я':
			cyrillic = true
		case letter >= 'a' && letter <= 'z':
			latin = true
		default:
			return word
		}
	}

	switch {
	case len(word) > maxLetters*utf8.UTFMax:
		return word
	case cyrillic && !latin:
		return russian.Stem(word, true)
	case latin && !cyrillic:
		return english.Stem(word, true)
	}

	return word
}

// known is a Bloom filter of the stems of known words, made by `make known-words`.
//
//go:embed known.bin
var known []byte

// Known reports whether a word is a word of Russian or English, by its stem. The word must be in lower case, with "е" for "ё". One wrong
// word in about 500 counts as known.
func Known(word string) bool { return Filter(known).Has(Stem(word)) }

// Filter is a Bloom filter: a set of strings in BitsPerWord bits a string. Has may report a string that was never added.
type Filter []byte

const (
	// BitsPerWord is the size of a filter for each of its strings.
	BitsPerWord = 13
	// probes is the number of bits of a string: about BitsPerWord * ln 2.
	probes = 9
)

// NewFilter returns an empty filter for n strings.
func NewFilter(n int) Filter { return make(Filter, (n*BitsPerWord+7)/8) }

// Add adds a string to the filter.
func (f Filter) Add(s string) {
	f.bits(s, func(at uint64) bool {
		f[at/8] |= 1 << (at % 8)
		return true
	})
}

// Has reports whether the filter has a string.
func (f Filter) Has(text string) bool {
	has := len(f) > 0
	f.bits(text, func(at uint64) bool {
		has = f[at/8]&(1<<(at%8)) != 0
		return has
	})

	return has
}

// bits calls visit with the places of a string until visit returns false. The places follow from two halves of one hash
// (Kirsch and Mitzenmacher, "Less Hashing, Same Performance").
func (f Filter) bits(text string, visit func(at uint64) bool) {
	// FNV-1a, 64 bits, and the finish of MurmurHash3, because the low bits of FNV alone depend on few letters.
	hash := uint64(14695981039346656037)
	for i := range len(text) {
		hash = (hash ^ uint64(text[i])) * 1099511628211
	}
	hash = (hash ^ hash>>33) * 0xff51afd7ed558ccd
	hash = (hash ^ hash>>33) * 0xc4ceb9fe1a85ec53
	hash ^= hash >> 33

	size := uint64(len(f)) * 8
	if size == 0 {
		return
	}
	step := hash>>32 | 1
	for i := range uint64(probes) {
		if !visit((hash + i*step) % size) {
			return
		}
	}
}
