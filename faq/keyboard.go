package faq

import "strings"

// The letters of the Russian keyboard, and the characters of the same keys in the English layout.
const (
	russianKeys = "йцукенгшщзхъфывапролджэячсмитьбюё"
	englishKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
)

var toRussian, toEnglish = layouts()

func layouts() (ru, en map[rune]rune) {
	ru, en = map[rune]rune{}, map[rune]rune{}

	english := []rune(englishKeys)
	for i, r := range []rune(russianKeys) {
		ru[english[i]], en[r] = r, english[i]
	}
	// The same keys with Shift.
	for i, r := range []rune(`{}:"<>~`) {
		ru[r] = []rune("хъжэбюё")[i]
	}

	return ru, en
}

// otherLayout returns the characters of the same keys in the other layout.
func otherLayout(token string) string {
	token = strings.ToLower(token)
	keys := toRussian
	if strings.ContainsFunc(token, isCyrillic) {
		keys = toEnglish
	}

	return strings.Map(func(letter rune) rune {
		if other, ok := keys[letter]; ok {
			return other
		}

		return letter
	}, token)
}

func isCyrillic(r rune) bool {
	return r >= 'а' && r <= 'я' || r >= 'А' && r <= 'Я' || r == 'ё' || r == 'Ё'
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
