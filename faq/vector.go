package faq

import (
	"cmp"
	"math"
	"slices"
)

// space numbers the terms of one sort and stores the rarity of each term.
type space struct {
	ids  map[uint64]uint32
	idf  []float32 // by id: ln(1 + (N - n + 0.5) / (n + 0.5)); n of N entries hold the term
	none float32   // the same formula for n = 0
}

// component is a term of a vector.
type component struct {
	id     uint32
	weight float32
}

// vector is sorted by id and has no duplicates. Unknown terms are left out.
type vector []component

// merged sorts the terms in place and removes duplicates. A repeated word does not count twice; the larger
// value stays.
func merged(terms vector) vector {
	slices.SortFunc(terms, func(a, b component) int { return cmp.Compare(a.id, b.id) })

	out := terms[:0]
	for _, term := range terms {
		if last := len(out) - 1; last >= 0 && out[last].id == term.id {
			out[last].weight = max(out[last].weight, term.weight)
		} else {
			out = append(out, term)
		}
	}

	return out
}

// scale holds the factors for unit length.
type scale struct {
	plain float32 // with equal weights of all terms
	rare  float32 // with terms weighted by idf
}

// scale returns the factors for the numbered terms and for the terms without a number.
func (s *space) scale(terms vector, unknown []float32) scale {
	var plain, rare float64

	for _, c := range terms {
		w := float64(c.weight)
		plain += w * w
		w *= float64(s.idf[c.id])
		rare += w * w
	}

	for _, w := range unknown {
		plain += float64(w * w)
		rare += float64(w * w * s.none * s.none)
	}
	if plain == 0 || rare == 0 {
		return scale{}
	}

	return scale{plain: float32(1 / math.Sqrt(plain)), rare: float32(1 / math.Sqrt(rare))}
}

// table is a sparse matrix by row. The values of row i are cells[start[i]:start[i+1]].
type table struct {
	start []uint32
	cells []component
}

func (t *table) row(i uint32) []component { return t.cells[t.start[i]:t.start[i+1]] }

// transpose turns vectors by text into postings by term.
func transpose(rows []vector, terms int) table {
	out := table{start: make([]uint32, terms+2)}

	total := 0
	for _, r := range rows {
		total += len(r)
		for _, c := range r {
			out.start[c.id+2]++
		}
	}

	for i := 2; i < len(out.start); i++ {
		out.start[i] += out.start[i-1]
	}
	out.cells = make([]component, total)

	for i, text := range rows {
		for _, c := range text {
			at := &out.start[c.id+1]
			out.cells[*at] = component{id: uint32(i), weight: c.weight}
			*at++
		}
	}
	out.start = out.start[:terms+1]

	return out
}

// flip turns postings by term into count vectors by text.
func (t *table) flip(count int) table {
	out := table{start: make([]uint32, count+2), cells: make([]component, len(t.cells))}
	for _, c := range t.cells {
		out.start[c.id+2]++
	}

	for i := 2; i < len(out.start); i++ {
		out.start[i] += out.start[i-1]
	}

	for term := range len(t.start) - 1 {
		for _, c := range t.row(uint32(term)) {
			at := &out.start[c.id+1]
			out.cells[*at] = component{id: uint32(term), weight: c.weight}
			*at++
		}
	}
	out.start = out.start[:count+1]

	return out
}
