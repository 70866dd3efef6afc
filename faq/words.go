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
func words(s string) []string {
	s = strings.ToLower(norm.NFC.String(s))
	var out []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}

	for _, r := range s {
		switch {
		case r == 'ё':
			b.WriteRune('е')
		case r == '\'' || r == '’' || r == '\u00AD' || r == '\u0301': // apostrophes, soft hyphen, stress
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.In(r, unicode.Mn, unicode.Mc):
			b.WriteRune(r)
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
