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

	for _, letter := range text {
		switch {
		case 'a' <= letter && letter <= 'z' || 'а' <= letter && letter <= 'я' || '0' <= letter && letter <= '9':
			letters = utf8.AppendRune(letters, letter)
		case letter == 'ё' || letter == 'Ё':
			letters = utf8.AppendRune(letters, 'е')
		case letter == '\'' || letter == '’' ||
			letter == '\u00AD' || letter == '\u0301': // apostrophes, soft hyphen, stress
		case unicode.IsLetter(letter) || unicode.IsDigit(letter) || unicode.In(letter, unicode.Mn, unicode.Mc):
			letters = utf8.AppendRune(letters, unicode.ToLower(letter))
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

// key returns the hash of the byte of the kind and the bytes of text.
func key[S []byte | string](sort kind, text S) uint32 {
	hash := sort.start()
	for i := range len(text) {
		hash = (hash ^ uint32(text[i])) * hashPrime
	}

	return hash
}

// AppendKeys appends the keys of a word's rows: the keys of the word, of the stem, and of every 3, 4
// and 5 consecutive letters of "_word_". A row may be missing from the table. word must be a result of
// Words.
func AppendKeys(dst []uint32, word []byte) []uint32 {
	dst = append(dst, key(surface, word), stems.key(word))
	var starts [maxLetters + 3]int // starts of the letters of the word, between the two borders

	letters := 1 // letter 0 is the border before the word
	for i := 0; i < len(word) && letters <= maxLetters; letters++ {
		starts[letters] = i
		_, size := utf8.DecodeRune(word[i:])
		i += size
		starts[letters+1] = i
	}

	for size := shortestPiece; size <= longestPiece; size++ {
		for i := 0; i+size <= letters+1; i++ {
			start, end := starts[max(i, 1)], starts[min(i+size, letters)]
			dst = append(dst, pieceKey(word, start, end, i == 0, i+size == letters+1))
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
	hash := piece.start()
	if before {
		hash = (hash ^ '_') * hashPrime
	}

	for _, c := range word[from:to] {
		hash = (hash ^ uint32(c)) * hashPrime
	}
	if after {
		hash = (hash ^ '_') * hashPrime
	}

	return hash
}
