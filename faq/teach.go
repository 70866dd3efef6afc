package faq

import (
	"maps"
	"slices"
	"strings"
)

// freshText is a phrasing added after the index was built. The number is small, so each phrasing is
// compared separately.
type freshText struct {
	doc       uint32
	words     vector
	wordScale scale
	grams     vector
	gramScale scale
	vector    []float32 // nil = none
}

// Teach returns the base with one more phrasing of an entry, immediately and at little cost. The same
// question gets the answer; a similar question finds the entry by similarity. The learners see the
// phrasing only after the base is built and fitted anew. A rebuild should run in the background before
// a hundred phrasings were added. The result is false if the language has no such entry, or if the
// text holds no words.
func (b *Base) Teach(id, lang, phrasing string) (*Base, bool) {
	at, ok := b.at[id][strings.ToLower(lang)]
	forms := keys(phrasing)
	if !ok || len(forms) == 0 {
		return b, false
	}
	out := *b
	out.entries = slices.Clone(b.entries)
	entry := &out.entries[at]
	entry.Phrasings = append(slices.Clone(entry.Phrasings), phrasing)
	out.added = maps.Clone(b.added)
	if out.added == nil {
		out.added = map[uint64][]int{}
	}

	for _, k := range forms {
		h := gramTerm.hash(k)
		out.added[h] = append(slices.Clone(out.added[h]), at)
	}
	if doc := slices.Index(b.doc, at); doc >= 0 {
		x := *b.index
		x.fresh = append(slices.Clone(x.fresh), x.freshText(uint32(doc), phrasing))
		out.index = &x
	}

	return &out, true
}

func (x *index) freshText(doc uint32, phrasing string) freshText {
	build := builder{thesaurus: x.thesaurus, stems: map[string]uint64{}}
	build.add(doc, phrasingText, phrasing)
	fresh := freshText{doc: doc}
	fresh.words, fresh.wordScale = x.wordVector(&build.rows[0])
	if len(x.grams.idf) > 0 {
		fresh.grams, fresh.gramScale = x.gramVector(build.rows[0].words)
	}
	fresh.vector = x.query(&build.rows[0])

	return fresh
}

// likeness is the similarity of a text to the query: by rarity, by words only, and plain.
type likeness struct{ similar, byWords, kernel float32 }

// compareFresh measures the query against the phrasings added after the build.
func (x *index) compareFresh(wordTerms, gramTerms vector, ws, gs scale) []likeness {
	out := make([]likeness, len(x.fresh))
	for i := range x.fresh {
		fresh := &x.fresh[i]
		rare, plain := x.words.shared(wordTerms, fresh.words)
		similar := &out[i]
		similar.byWords = rare * ws.rare * fresh.wordScale.rare
		similar.similar = similar.byWords
		similar.kernel = kernelShare * plain * ws.plain * fresh.wordScale.plain
		if len(x.grams.idf) > 0 {
			rare, plain = x.grams.shared(gramTerms, fresh.grams)
			similar.similar = wordShare*similar.byWords + (1-wordShare)*rare*gs.rare*fresh.gramScale.rare
			similar.kernel += (1 - kernelShare) * plain * gs.plain * fresh.gramScale.plain
		}
	}

	return out
}

// shared returns the inner product of two vectors: weighted by idf in rare, unweighted in plain.
func (s *space) shared(one, other vector) (rare, plain float32) {
	for len(one) > 0 && len(other) > 0 {
		switch {
		case one[0].id < other[0].id:
			one = one[1:]
		case one[0].id > other[0].id:
			other = other[1:]
		default:
			p := one[0].weight * other[0].weight
			plain += p
			rare += p * s.idf[one[0].id] * s.idf[one[0].id]
			one, other = one[1:], other[1:]
		}
	}

	return rare, plain
}
