package faq

import "unicode/utf8"

// A term is a thing that texts can share: a stem, two stems in a row, or 3 to 5 letters of a
// word. Terms are known by a 64-bit hash of what they are, so that the index keeps no strings.
type termKind uint64

const (
	stemTerm termKind = iota + 1
	pairTerm
	gramTerm
	vectorTerm // a place in the vector of an embedder
)

// FNV-1a, 64 bits.
const (
	hashStart uint64 = 14695981039346656037
	hashPrime uint64 = 1099511628211
)

func (k termKind) hash(s string) uint64 {
	h := (hashStart ^ uint64(k)) * hashPrime
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}

	return h
}

// pairHash is that of two stems in a row, known by theirs.
func pairHash(a, b uint64) uint64 {
	h := hashStart ^ uint64(pairTerm)
	h *= hashPrime

	return ((h^a)*hashPrime ^ b) * hashPrime
}

const (
	shortestGram = 3 // letters, the space before and after a word counted
	longestGram  = 5
)

// grams calls f with the hash of every 3 to 5 letters in a row of the word, which is set
// between two spaces: how a word starts and ends tells words apart.
func grams(word string, f func(uint64)) {
	padded := " " + word + " "
	var starts [maxGramWord + 3]int

	n := 0
	for i := range padded {
		if n == len(starts)-1 {
			break
		}
		starts[n] = i
		n++
	}
	starts[n] = len(padded)
	if n == len(starts)-1 {
		_, size := utf8.DecodeRuneInString(padded[starts[n-1]:])
		starts[n] = starts[n-1] + size
	}

	for size := shortestGram; size <= longestGram; size++ {
		for i := 0; i+size <= n; i++ {
			f(gramTerm.hash(padded[starts[i]:starts[i+size]]))
		}
	}
}

// maxGramWord bounds the letters of a word that are cut into grams.
const maxGramWord = 40
