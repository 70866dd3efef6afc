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
	e := &out.entries[at]
	e.Phrasings = append(slices.Clone(e.Phrasings), phrasing)
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
	b := builder{thesaurus: x.thesaurus, stems: map[string]uint64{}}
	b.add(doc, phrasingText, phrasing)
	f := freshText{doc: doc}
	f.words, f.wordScale = x.wordVector(&b.rows[0])
	if len(x.grams.idf) > 0 {
		f.grams, f.gramScale = x.gramVector(b.rows[0].words)
	}
	f.vector = x.query(&b.rows[0])

	return f
}

// likeness is the similarity of a text to the query: by rarity, by words only, and plain.
type likeness struct{ similar, byWords, kernel float32 }

// compareFresh measures the query against the phrasings added after the build.
func (x *index) compareFresh(w, g vector, ws, gs scale) []likeness {
	out := make([]likeness, len(x.fresh))
	for i := range x.fresh {
		f := &x.fresh[i]
		rare, plain := x.words.shared(w, f.words)
		l := &out[i]
		l.byWords = rare * ws.rare * f.wordScale.rare
		l.similar = l.byWords
		l.kernel = kernelShare * plain * ws.plain * f.wordScale.plain
		if len(x.grams.idf) > 0 {
			rare, plain = x.grams.shared(g, f.grams)
			l.similar = wordShare*l.byWords + (1-wordShare)*rare*gs.rare*f.gramScale.rare
			l.kernel += (1 - kernelShare) * plain * gs.plain * f.gramScale.plain
		}
	}

	return out
}

// shared returns the inner product of two vectors: weighted by idf in rare, unweighted in plain.
func (s *space) shared(a, b vector) (rare, plain float32) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			a = a[1:]
		case a[0].id > b[0].id:
			b = b[1:]
		default:
			p := a[0].weight * b[0].weight
			plain += p
			rare += p * s.idf[a[0].id] * s.idf[a[0].id]
			a, b = a[1:], b[1:]
		}
	}

	return rare, plain
}
