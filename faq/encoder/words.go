package encoder

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds on the work for one text: nobody asks one question in more words, and what is longer
// than a word is a number or a link.
const (
	maxWords   = 200
	maxLetters = 40 // of a word, for its pieces; the rest of it tells nothing more
)

// Words cuts a text into lower-case words of letters and digits. "ё" becomes "е" and apostrophes
// vanish, as people leave them out.
func Words(text string) []string {
	letters, ends := split(nil, nil, text)
	words := make([]string, len(ends))

	start := 0
	for i, end := range ends {
		words[i] = string(letters[start:end])
		start = end
	}

	return words
}

// split appends the words' letters, one word after the other, and where each ends in letters.
// Both must be empty.
func split(letters []byte, ends []int, text string) ([]byte, []int) {
	if !composed(text) {
		text = norm.NFC.String(text)
	}
	start := 0

	for _, r := range text {
		switch {
		case 'a' <= r && r <= 'z' || 'а' <= r && r <= 'я' || '0' <= r && r <= '9':
			letters = utf8.AppendRune(letters, r)
		case r == 'ё' || r == 'Ё':
			letters = utf8.AppendRune(letters, 'е')
		case r == '\'' || r == '’' || r == '\u00AD' || r == '\u0301': // apostrophes, soft hyphen, stress
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.In(r, unicode.Mn, unicode.Mc):
			letters = utf8.AppendRune(letters, unicode.ToLower(r))
		case len(letters) > start:
			ends = append(ends, len(letters))
			if start = len(letters); len(ends) == maxWords {
				return letters, ends
			}
		}
	}
	if len(letters) > start {
		ends = append(ends, len(letters))
	}

	return letters, ends
}

// composed is whether a text holds only letters and punctuation that cannot combine: asking the
// norm package about each text would allocate.
func composed(text string) bool {
	for _, r := range text {
		latin, cyrillic := r < 0x300, r >= 0x400 && r <= 0x52F && (r < 0x483 || r > 0x489)
		if punctuation := r >= 0x2010 && r <= 0x205E; !latin && !cyrillic && !punctuation {
			return false
		}
	}

	return true
}

// kind keeps the word "can", the stem "can" and the piece "can" apart.
type kind byte

const (
	surface kind = 'w'
	stemmed kind = 's'
	piece   kind = 'g'
)

// FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv
const (
	hashStart uint32 = 2166136261
	hashPrime uint32 = 16777619
)

// start is the hash of the kind's byte alone.
func (k kind) start() uint32 { return (hashStart ^ uint32(k)) * hashPrime }

// key is the hash of the kind's byte and the bytes of s.
func key[S []byte | string](k kind, s S) uint32 {
	h := k.start()
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * hashPrime
	}

	return h
}

// AppendKeys appends the keys of a word's rows: of the word itself, of its stem, and of every 3,
// 4 and 5 letters in a row of "_word_", of which there may be none. The word is one of Words.
func AppendKeys(dst []uint32, word []byte) []uint32 {
	dst = append(dst, key(surface, word), stems.key(word))
	var starts [maxLetters + 3]int // of the letters of the word between its two borders

	n := 1 // the border before it is letter 0
	for i := 0; i < len(word) && n <= maxLetters; n++ {
		starts[n] = i
		_, size := utf8.DecodeRune(word[i:])
		i += size
		starts[n+1] = i
	}

	for size := shortestPiece; size <= longestPiece; size++ {
		for i := 0; i+size <= n+1; i++ {
			dst = append(dst, pieceKey(word, starts[max(i, 1)], starts[min(i+size, n)], i == 0, i+size == n+1))
		}
	}

	return dst
}

const (
	shortestPiece = 3
	longestPiece  = 5
)

// pieceKey is the key of word[from:to] with the borders that belong to it.
func pieceKey(word []byte, from, to int, before, after bool) uint32 {
	h := piece.start()
	if before {
		h = (h ^ '_') * hashPrime
	}

	for _, c := range word[from:to] {
		h = (h ^ uint32(c)) * hashPrime
	}
	if after {
		h = (h ^ '_') * hashPrime
	}

	return h
}
