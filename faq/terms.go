package faq

import "unicode/utf8"

// termKind is the kind of a term. A term is a feature shared by texts: a stem, a pair of stems, or 3
// to 5 letters of a word. The index stores the 64-bit hash of a term instead of a string.
type termKind uint64

const (
	stemTerm termKind = iota + 1
	pairTerm
	gramTerm
	vectorTerm // place in the vector of an embedder
	conceptTerm
)

// FNV-1a, 64 bits.
const (
	hashStart uint64 = 14695981039346656037
	hashPrime uint64 = 1099511628211
)

func (k termKind) hash(text string) uint64 {
	hash := (hashStart ^ uint64(k)) * hashPrime
	for i := range len(text) {
		hash = (hash ^ uint64(text[i])) * hashPrime
	}

	return hash
}

// pairHash returns the hash of a pair of stems from the hashes of the two stems.
func pairHash(a, b uint64) uint64 {
	h := hashStart ^ uint64(pairTerm)
	h *= hashPrime

	return ((h^a)*hashPrime ^ b) * hashPrime
}

const (
	shortestGram = 3 // letters, including the space before and after a word
	longestGram  = 5
)

// grams calls visit with the hash of every 3 to 5 consecutive letters of the word. A space is added before
// and after the word, because the beginning and the end distinguish words.
func grams(word string, visit func(uint64)) {
	padded := " " + word + " "
	var starts [maxGramWord + 3]int

	letters := 0
	for i := range padded {
		if letters == len(starts)-1 {
			break
		}
		starts[letters] = i
		letters++
	}
	starts[letters] = len(padded)
	if letters == len(starts)-1 {
		_, size := utf8.DecodeRuneInString(padded[starts[letters-1]:])
		starts[letters] = starts[letters-1] + size
	}

	for size := shortestGram; size <= longestGram; size++ {
		for i := 0; i+size <= letters; i++ {
			visit(gramTerm.hash(padded[starts[i]:starts[i+size]]))
		}
	}
}

// maxGramWord is the maximum number of letters of a word cut into grams.
const maxGramWord = 40
