package faq

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	shortestTypo = 4  // runes; a shorter word has too many neighbours
	twoTypos     = 8  // minimum number of runes for two edits
	longestTypo  = 24 // runes; limits the size of the table
	// Maximum length in bytes of two words that may be typed as one.
	longestJoined = 24
	// Maximum number of words of the base for a search with two edits. Two edits make the table six
	// times larger.
	maxTwoTypoWords = 25_000
)

// vocabulary holds every word of the base and finds the intended word for a mistyped word.
type vocabulary struct {
	words  []string
	count  []uint32 // by word: number of questions, phrasings and tags with the word
	rests  []rest   // sorted
	two    bool
	sounds map[uint64]uint32    // sound of a Russian word -> word
	joined map[string][2]string // two neighbours of the base as one word -> the two words
}

// rest is the hash of a word with some letters left out. Two words with a distance of one edit have
// such a rest in common ("symmetric delete"). 32 bits are enough, because the distance of every match
// is computed.
type rest struct{ hash, word uint32 }

func newVocabulary(build *builder) *vocabulary {
	built := &vocabulary{sounds: map[uint64]uint32{}, joined: map[string][2]string{}}
	at := map[string]uint32{}
	join := len(build.rows) <= maxGramRows // limits the memory of large bases

	for _, rows := range [][]rowText{build.rows, build.tags} {
		for _, text := range rows {
			for i, word := range text.words[:text.plain] {
				if join && text.sort != answerText && i > 0 {
					built.join(text.words[i-1], word)
				}
				id, seen := at[word]
				if !seen {
					id = uint32(len(built.words))
					at[word] = id
					built.words, built.count = append(built.words, word), append(built.count, 0)
				}
				if text.sort != answerText {
					built.count[id]++
				}
			}
		}
	}

	built.two = len(built.words) <= maxTwoTypoWords
	for id, word := range built.words {
		for _, h := range built.restsOf(word) {
			built.rests = append(built.rests, rest{hash: h, word: uint32(id)})
		}
		if strings.ContainsFunc(word, isCyrillic) {
			if other, taken := built.sounds[sound(word)]; !taken || built.better(id, int(other)) {
				built.sounds[sound(word)] = uint32(id)
			}
		}
	}
	slices.SortFunc(
		built.rests,
		func(a, b rest) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.word, b.word)) },
	)
	built.rests = slices.Clip(built.rests)

	return built
}

// join notes that two words stand side by side: "wi-fi" may be typed as "wifi", and "SOC 2" as "soc2".
func (v *vocabulary) join(first, second string) {
	if joined := first + second; len(joined) <= longestJoined && !stopWords[first] && !stopWords[second] {
		v.joined[joined] = [2]string{first, second}
	}
}

// restsOf lists the hashes of a word with no letter left out, with each letter left out and, for long
// words, with each two letters left out.
func (v *vocabulary) restsOf(word string) []uint32 {
	letters := []rune(word)
	if len(letters) < shortestTypo-1 || len(letters) > longestTypo || strings.ContainsFunc(word, unicode.IsDigit) {
		return nil
	}

	out := []uint32{shortHash(letters, -1, -1)}
	for i := range letters {
		out = append(out, shortHash(letters, i, -1))
		if v.two && len(letters) >= twoTypos-1 {
			for j := i + 1; j < len(letters); j++ {
				out = append(out, shortHash(letters, i, j))
			}
		}
	}
	slices.Sort(out)

	return slices.Compact(out)
}

// shortHash returns FNV-1a, 32 bits, of the runes without two of the runes.
func shortHash(letters []rune, without, andWithout int) uint32 {
	hash := uint32(2166136261)

	for i, c := range letters {
		if i != without && i != andWithout {
			hash = (hash ^ uint32(c)) * 16777619
		}
	}

	return hash
}

// mend returns the most likely intended word of the base for word: the one with the fewest edits, and
// among equals the word of the most texts. Numbers and short words are never changed.
func (v *vocabulary) mend(word string) (string, bool) {
	size := utf8.RuneCountInString(word)
	if size < shortestTypo || strings.ContainsFunc(word, unicode.IsDigit) {
		return "", false
	}
	best, least := -1, 2
	if size >= twoTypos && v.two {
		least = 3
	}

	letters := []rune(word)
	for _, hash := range v.restsOf(word) {
		at, _ := slices.BinarySearchFunc(v.rests, hash, func(x rest, h uint32) int { return cmp.Compare(x.hash, h) })
		for ; at < len(v.rests) && v.rests[at].hash == hash; at++ {
			id := int(v.rests[at].word)
			switch d := distance(letters, []rune(v.words[id])); {
			case d < least, d == least && best >= 0 && v.better(id, best):
				best, least = id, d
			}
		}
	}
	if best < 0 {
		return "", false
	}

	return v.words[best], true
}

func (v *vocabulary) better(one, other int) bool {
	if v.count[one] != v.count[other] {
		return v.count[one] > v.count[other]
	}

	return v.words[one] < v.words[other]
}

// russian spells a word typed in Latin letters in Russian. The result is the base's word with the same
// sound, else a spelling by rule.
func (v *vocabulary) russian(word string) string {
	if id, ok := v.sounds[gramTerm.hash(oneSpelling.Replace(word))]; ok {
		return v.words[id]
	}

	return russianLetters.Replace(word)
}
