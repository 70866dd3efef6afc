package main

import "math"

// refit moves the kept rows such that the words are again as near as can be to what all rows said:
// the stem takes over what its forms had in common, the pieces what rare words were. Frequent words
// count more, but each round is also one of the rare ones.
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
	frequent    = 1000 // a word said more often counts no more
)

// each calls f for every row of a word.
func (w *word) each(f func(row int32, weight float32)) {
	if w.surface >= 0 {
		f(w.surface, 1)
	}
	if w.stem >= 0 {
		f(w.stem, 1)
	}

	for _, p := range w.pieces {
		f(p, w.weight)
	}
}
