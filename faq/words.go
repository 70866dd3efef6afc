package faq

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxWords limits the work for one text. No question has more words, and a long pasted letter goes to
// a person anyway.
const maxWords = 200

// words splits a text into lower-case words of letters and digits. Composed letters and "ё" are
// replaced by the usual typed letters. Apostrophes are removed ("what's" becomes "whats").
func words(text string) []string {
	text = strings.ToLower(norm.NFC.String(text))
	var out []string
	var letters strings.Builder
	flush := func() {
		if letters.Len() > 0 {
			out = append(out, letters.String())
			letters.Reset()
		}
	}

	for _, letter := range text {
		switch {
		case letter == 'ё':
			letters.WriteRune('е')
		case letter == '\'' || letter == '’' ||
			letter == '\u00AD' || letter == '\u0301': // apostrophes, soft hyphen, stress
		case unicode.IsLetter(letter) || unicode.IsDigit(letter) || unicode.In(letter, unicode.Mn, unicode.Mc):
			letters.WriteRune(letter)
		default:
			flush()
		}
		if len(out) >= maxWords {
			return out
		}
	}
	flush()

	return out
}
