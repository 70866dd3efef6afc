package faq

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	longestID = 64 // characters, as idShape has it
	idMark    = 8  // hex digits that tell two ids apart whose questions do not
)

// idLetters writes Russian letters in Latin ones, as the addresses of Russian web pages do.
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

// idOf makes an id from a question, the same for the same question: its words in a-z0-9 with
// dashes between them. Where letters have no Latin spelling or the id would be too long, it ends
// in digits of the question's hash.
func idOf(question string) string {
	question = strings.ToLower(norm.NFC.String(clean(question)))
	lost := false
	var b strings.Builder

	for _, r := range norm.NFD.String(idLetters.Replace(question)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		default:
			lost = lost || unicode.IsLetter(r) || unicode.IsDigit(r)
			b.WriteByte('-')
		}
	}
	words := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' })
	id := strings.Join(words, "-")
	if !lost && id != "" && len(id) <= longestID {
		return id
	}
	sum := sha256.Sum256([]byte(question))
	id = strings.TrimRight(id[:min(len(id), longestID-idMark-1)], "-")

	return strings.TrimLeft(id+"-"+hex.EncodeToString(sum[:])[:idMark], "-")
}
