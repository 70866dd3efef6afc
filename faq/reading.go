package faq

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk/faq/wordform"
)

const (
	// A text with at least this known share is read as typed.
	wellKnown = 0.7
	// Minimum gain in the known share for another reading.
	clearGain = 0.2
	// Known share of an unknown word if the base has all grams of the word.
	gramCredit = 0.5
)

// read interprets a customer's text in three ways: as typed, as the same keys in the other keyboard
// layout, and as Russian in Latin letters. The reading best known to the base wins if the lead is
// clear. Unknown words are corrected to words of the base.
func (x *index) read(text string) rowText {
	said := polarityOf(text)
	ws := core(words(text))
	if known := x.known(ws); known < wellKnown {
		for _, other := range x.readings(text) {
			if k := x.known(other); k > known+clearGain {
				ws, known = core(other), k
			}
		}
	}

	ws = x.rejoin(ws)
	out := make([]string, len(ws))
	denied := map[string]bool{} // by the corrected word
	for i, word := range ws {
		out[i] = word
		if x.holds(word) || stopWords[word] || wordform.Known(word) {
			continue
		}
		if m, ok := x.vocabulary.mend(word); ok {
			out[i] = m
		}
	}
	for i, word := range ws {
		denied[out[i]] = denied[out[i]] || said.denied[word]
	}
	build := builder{thesaurus: x.thesaurus, denied: denied, stems: map[string]uint64{}}
	result := build.text(0, phrasingText, out)
	result.asks, result.polarity = asksFor(words(text)), said
	// The embedder reads the corrected text, not the typed text.
	result.text = strings.Join(out, " ")
	for i := range out {
		result.mended[i] = out[i] != ws[i]
	}
	x.thesaurus.find(result.stems[:result.plain], func(meaning concept, at, size int) {
		if meaning.light || !x.has(meaning.hash) {
			return
		}
		for i := at; i < at+size; i++ {
			result.glossed[i] = !x.has(result.stems[i])
		}
	})

	return result
}

// rejoin splits and joins words as the base has them: "wifi" becomes "wi fi", and "само вывоз" becomes "самовывоз".
func (x *index) rejoin(ws []string) []string {
	var out []string

	for i := 0; i < len(ws); i++ {
		word := ws[i]
		if two, ok := x.vocabulary.joined[word]; ok && !x.holds(word) {
			out = append(out, two[0], two[1])
			continue
		}
		if i+1 < len(ws) && x.joins(word, ws[i+1]) {
			out = append(out, word+ws[i+1])
			i++
			continue
		}
		out = append(out, word)
	}

	return out
}

// joins reports whether the base has two words as one word, and not both words by themselves.
func (x *index) joins(first, second string) bool {
	return len(first)+len(second) <= longestJoined && x.holds(first+second) && !(x.holds(first) && x.holds(second))
}

// holds reports whether some text of the base has the word in any form.
func (x *index) holds(word string) bool {
	return x.has(stemTerm.hash(wordform.Stem(word)))
}

func (x *index) has(stem uint64) bool {
	_, ok := x.words.ids[stem]
	return ok
}

// known returns the share of letters in words known to the base, 0 to 1.
func (x *index) known(ws []string) float64 {
	var known, all float64

	for _, word := range ws {
		letters := float64(utf8.RuneCountInString(word))
		all += letters
		if x.holds(word) {
			known += letters
			continue
		}
		var have, grammed float64
		if len(x.grams.idf) > 0 {
			grams(word, func(h uint64) {
				grammed++
				if _, ok := x.grams.ids[h]; ok {
					have++
				}
			})
			known += gramCredit * letters * have / max(1, grammed)
		}
	}
	if all == 0 {
		return 1 // a text without letters needs no other reading
	}

	return known / all
}

// readings lists other readings of a text, each split into words.
func (x *index) readings(text string) [][]string {
	var layout, latin []string

	for token := range strings.FieldsSeq(text) {
		ws := words(token)
		if len(ws) == 1 && utf8.RuneCountInString(ws[0]) > 2 && x.holds(ws[0]) ||
			strings.ContainsFunc(token, unicode.IsDigit) {
			layout, latin = append(layout, ws...), append(latin, ws...)
			continue
		}
		layout = append(layout, x.retyped(token)...)

		for _, w := range ws {
			if strings.ContainsFunc(w, isLatin) {
				w = x.vocabulary.russian(w)
			}
			latin = append(latin, w)
		}
	}

	return [][]string{layout, latin}
}

// retyped reads a token in the other layout. A mark at the end may be a letter there ("," is "б"). The
// mark counts as a letter if the base knows the longer word better.
func (x *index) retyped(token string) []string {
	whole := words(otherLayout(token))
	bare := words(otherLayout(strings.TrimRight(token, ".,;:?!\"'")))
	if x.known(bare) >= x.known(whole) {
		return bare
	}

	return whole
}
