package faq

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	longestID = 64 // characters, as in idShape
	idMark    = 8  // hex digits that distinguish ids of different questions with the same words
)

// idLetters replaces Russian letters with Latin letters, as in the addresses of Russian web pages.
var idLetters = strings.NewReplacer(
	"а",
	"a",
	"б",
	"b",
	"в",
	"v",
	"г",
	"g",
	"д",
	"d",
	"е",
	"e",
	"ё",
	"e",
	"ж",
	"zh",
	"з",
	"z",
	"и",
	"i",
	"й",
	"y",
	"к",
	"k",
	"л",
	"l",
	"м",
	"m",
	"н",
	"n",
	"о",
	"o",
	"п",
	"p",
	"р",
	"r",
	"с",
	"s",
	"т",
	"t",
	"у",
	"u",
	"ф",
	"f",
	"х",
	"kh",
	"ц",
	"ts",
	"ч",
	"ch",
	"ш",
	"sh",
	"щ",
	"shch",
	"ъ",
	"",
	"ы",
	"y",
	"ь",
	"",
	"э",
	"e",
	"ю",
	"yu",
	"я",
	"ya",
)

// idOf makes an id from a question. The same question always gives the same id. The id consists of the
// question's words in a-z0-9, joined by dashes. The id ends in digits of the question's hash if a
// letter has no Latin spelling or the id would be too long.
func idOf(question string) string {
	question = strings.ToLower(norm.NFC.String(clean(question)))
	lost := false
	var out strings.Builder

	for _, letter := range norm.NFD.String(idLetters.Replace(question)) {
		switch {
		case letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9':
			out.WriteRune(letter)
		case unicode.Is(unicode.Mn, letter) || letter == '\'' || letter == '’':
		default:
			lost = lost || unicode.IsLetter(letter) || unicode.IsDigit(letter)
			out.WriteByte('-')
		}
	}
	words := strings.FieldsFunc(out.String(), func(r rune) bool { return r == '-' })
	id := strings.Join(words, "-")
	if !lost && id != "" && len(id) <= longestID {
		return id
	}
	sum := sha256.Sum256([]byte(question))
	id = strings.TrimRight(id[:min(len(id), longestID-idMark-1)], "-")

	return strings.TrimLeft(id+"-"+hex.EncodeToString(sum[:])[:idMark], "-")
}
