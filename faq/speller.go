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

func newVocabulary(b *builder) *vocabulary {
	v := &vocabulary{sounds: map[uint64]uint32{}, joined: map[string][2]string{}}
	at := map[string]uint32{}

	for _, rows := range [][]rowText{b.rows, b.tags} {
		for _, r := range rows {
			for i, w := range r.words[:r.plain] {
				if r.sort != answerText && i > 0 {
					v.join(r.words[i-1], w)
				}
				id, seen := at[w]
				if !seen {
					id = uint32(len(v.words))
					at[w] = id
					v.words, v.count = append(v.words, w), append(v.count, 0)
				}
				if r.sort != answerText {
					v.count[id]++
				}
			}
		}
	}

	v.two = len(v.words) <= maxTwoTypoWords
	for id, w := range v.words {
		for _, h := range v.restsOf(w) {
			v.rests = append(v.rests, rest{hash: h, word: uint32(id)})
		}
		if strings.ContainsFunc(w, isCyrillic) {
			if other, taken := v.sounds[sound(w)]; !taken || v.better(id, int(other)) {
				v.sounds[sound(w)] = uint32(id)
			}
		}
	}
	slices.SortFunc(
		v.rests,
		func(a, b rest) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.word, b.word)) },
	)
	v.rests = slices.Clip(v.rests)

	return v
}

// join notes that two words stand side by side: "wi-fi" may be typed as "wifi", and "SOC 2" as "soc2".
func (v *vocabulary) join(first, second string) {
	if joined := first + second; len(joined) <= longestJoined && !stopWords[first] && !stopWords[second] {
		v.joined[joined] = [2]string{first, second}
	}
}

// restsOf lists the hashes of w with no letter left out, with each letter left out and, for long
// words, with each two letters left out.
func (v *vocabulary) restsOf(w string) []uint32 {
	r := []rune(w)
	if len(r) < shortestTypo-1 || len(r) > longestTypo || strings.ContainsFunc(w, unicode.IsDigit) {
		return nil
	}

	out := []uint32{shortHash(r, -1, -1)}
	for i := range r {
		out = append(out, shortHash(r, i, -1))
		if v.two && len(r) >= twoTypos-1 {
			for j := i + 1; j < len(r); j++ {
				out = append(out, shortHash(r, i, j))
			}
		}
	}
	slices.Sort(out)

	return slices.Compact(out)
}

// shortHash returns FNV-1a, 32 bits, of the runes without two of the runes.
func shortHash(r []rune, without, andWithout int) uint32 {
	h := uint32(2166136261)

	for i, c := range r {
		if i != without && i != andWithout {
			h = (h ^ uint32(c)) * 16777619
		}
	}

	return h
}

// mend returns the most likely intended word of the base for w: the word with the fewest edits, and
// among equals the word of the most texts. Numbers and short words are never changed.
func (v *vocabulary) mend(w string) (string, bool) {
	n := utf8.RuneCountInString(w)
	if n < shortestTypo || strings.ContainsFunc(w, unicode.IsDigit) {
		return "", false
	}
	best, least := -1, 2
	if n >= twoTypos && v.two {
		least = 3
	}

	r := []rune(w)
	for _, h := range v.restsOf(w) {
		at, _ := slices.BinarySearchFunc(v.rests, h, func(x rest, h uint32) int { return cmp.Compare(x.hash, h) })
		for ; at < len(v.rests) && v.rests[at].hash == h; at++ {
			id := int(v.rests[at].word)
			switch d := distance(r, []rune(v.words[id])); {
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

func (v *vocabulary) better(a, b int) bool {
	if v.count[a] != v.count[b] {
		return v.count[a] > v.count[b]
	}

	return v.words[a] < v.words[b]
}

// russian spells a word typed in Latin letters in Russian. The result is the base's word with the same
// sound, else a spelling by rule.
func (v *vocabulary) russian(word string) string {
	if id, ok := v.sounds[gramTerm.hash(oneSpelling.Replace(word))]; ok {
		return v.words[id]
	}

	return russianLetters.Replace(word)
}
