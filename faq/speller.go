package faq

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	shortestTypo = 4      // runes; shorter words have too many neighbours
	twoTypos     = 8      // runes from which two edits are put up with
	longestTypo  = 24     // runes; bounds the table
	twoTyposMost = 25_000 // words of the base up to which two edits are looked for; the table grows sixfold
)

// vocabulary is every word of the base, and how to find the one that was meant.
type vocabulary struct {
	words  []string
	count  []uint32 // questions, phrasings and tags that hold the word
	rests  []rest   // sorted
	two    bool
	sounds map[uint64]uint32 // sound of a Russian word -> word
}

// rest is the hash of what is left of a word when letters are left out. Two words an edit
// apart have such a rest in common ("symmetric delete"). 32 bits are enough: every find is
// measured.
type rest struct{ hash, word uint32 }

func newVocabulary(b *builder) *vocabulary {
	v := &vocabulary{sounds: map[uint64]uint32{}}
	at := map[string]uint32{}

	for _, rows := range [][]rowText{b.rows, b.tags} {
		for _, r := range rows {
			for _, w := range r.words {
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

	v.two = len(v.words) <= twoTyposMost
	for id, w := range v.words {
		for _, h := range v.restsOf(w) {
			v.rests = append(v.rests, rest{h, uint32(id)})
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

// restsOf lists the hashes of w with no, each one and, of long words, each two letters left out.
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

// shortHash is FNV-1a, 32 bits, of the runes without two of them.
func shortHash(r []rune, without, andWithout int) uint32 {
	h := uint32(2166136261)

	for i, c := range r {
		if i != without && i != andWithout {
			h = (h ^ uint32(c)) * 16777619
		}
	}

	return h
}

// mend finds the word of the base that w most likely was meant to be: the fewest edits, then
// the word of the most texts. Numbers and short words are never touched.
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

// russian spells a word typed in Latin letters in Russian: as the base's word that sounds so,
// else by rule.
func (v *vocabulary) russian(word string) string {
	if id, ok := v.sounds[gramTerm.hash(oneSpelling.Replace(word))]; ok {
		return v.words[id]
	}

	return russianLetters.Replace(word)
}
