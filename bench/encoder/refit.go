package main

import "math"

// refit moves the kept rows so that the vectors of the words are again as near as possible to the vectors from all rows. The stem takes
// over the common part of its forms, and the pieces take over the rows of rare words. Frequent words count more, but each round also covers
// the rare words.
func (m *model) refit(kept []bool) {
	target := make([]vector, len(m.words))
	for i := range m.words {
		m.words[i].each(func(r int32, weight float32) { add(&target[i], &m.rows[r], weight) })
	}

	for round := range refitRounds {
		rate := refitRate * (1 - float64(round)/refitRounds)

		for i := range m.words {
			if m.spoken[i].text[0] == '@' {
				continue
			}
			miss := target[i]
			m.words[i].each(func(r int32, weight float32) {
				if kept[r] {
					add(&miss, &m.rows[r], -weight)
				}
			})
			step := float32(rate * min(1, math.Pow(m.spoken[i].count/frequent, .25)))
			m.words[i].each(func(r int32, weight float32) {
				if kept[r] {
					add(&m.rows[r], &miss, step*weight)
				}
			})
		}
	}
}

const (
	refitRounds = 6
	refitRate   = .4
	frequent    = 1000 // limit of the frequency that counts
)

// each calls visit for every row of a word.
func (w *word) each(visit func(row int32, weight float32)) {
	if w.surface >= 0 {
		visit(w.surface, 1)
	}
	if w.stem >= 0 {
		visit(w.stem, 1)
	}

	for _, p := range w.pieces {
		visit(p, w.weight)
	}
}
