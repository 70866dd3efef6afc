package encoder

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of the work for one text. No question has more words. A longer word is a number or a link.
const (
	maxWords   = 200
	maxLetters = 40 // used letters of a word for pieces; further letters add no information
)

// Words splits a text into lower-case words of letters and digits. "ё" becomes "е" and apostrophes are
// removed, because people often leave out the dots and the apostrophes.
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

// split appends the letters of the words, one word after the other, and the end of each word in
// letters. Both slices must be empty.
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

// composed reports whether a text holds only letters and punctuation without combining forms. The
// check avoids the norm package, because norm allocates for each text.
func composed(text string) bool {
	for _, r := range text {
		latin, cyrillic := r < 0x300, r >= 0x400 && r <= 0x52F && (r < 0x483 || r > 0x489)
		if punctuation := r >= 0x2010 && r <= 0x205E; !latin && !cyrillic && !punctuation {
			return false
		}
	}

	return true
}

// kind separates the keys of the word "can", the stem "can" and the piece "can".
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

// start returns the hash of the byte of the kind.
func (k kind) start() uint32 { return (hashStart ^ uint32(k)) * hashPrime }

// key returns the hash of the byte of the kind and the bytes of s.
func key[S []byte | string](k kind, s S) uint32 {
	h := k.start()
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * hashPrime
	}

	return h
}

// AppendKeys appends the keys of a word's rows: the keys of the word, of the stem, and of every 3, 4
// and 5 consecutive letters of "_word_". A row may be missing from the table. word must be a result of
// Words.
func AppendKeys(dst []uint32, word []byte) []uint32 {
	dst = append(dst, key(surface, word), stems.key(word))
	var starts [maxLetters + 3]int // starts of the letters of the word, between the two borders

	n := 1 // letter 0 is the border before the word
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

// pieceKey returns the key of word[from:to] with the borders of the piece.
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
