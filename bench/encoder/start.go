package main

import "math"

// startFrom lays the start vectors into the rows: the pieces learn to predict them, so that words
// never seen begin near their like, and the words' own rows keep the rest.
func (m *model) startFrom(glove []vector) {
	target := prepare(glove, m.startLength)
	rate := float32(fitRate)
	for range fitRounds {
		for i := range target {
			if target[i] == (vector{}) {
				continue
			}
			w := &m.words[i]
			miss := m.rest(w, &target[i])
			for _, p := range w.pieces {
				add(&m.rows[p], &miss, rate*w.weight)
			}
		}
		rate *= fitDecay
	}
	for i := range target {
		w := &m.words[i]
		if target[i] == (vector{}) || w.surface < 0 {
			continue
		}
		m.rows[w.surface] = m.rest(w, &target[i])
		m.started[w.surface] = true
		for _, p := range w.pieces {
			m.started[p] = true
		}
		m.held = append(m.held, w.surface)
	}
}

const (
	fitRounds = 6
	fitRate   = .3
	fitDecay  = .7
)

// rest is what the pieces of a word leave of its target.
func (m *model) rest(w *word, target *vector) vector {
	v := *target
	for _, p := range w.pieces {
		add(&v, &m.rows[p], -w.weight)
	}
	return v
}

// prepare centres the vectors, scales them to the mean length and weighs them by how rare the
// word is: S. Arora et al., A simple but tough-to-beat baseline for sentence embeddings, 2017,
// with a = .001 and the probability of a word by its rank. Zero vectors stay.
func prepare(glove []vector, length float32) []vector {
	var mean vector
	n := float32(0)
	for i := range glove {
		if glove[i] != (vector{}) {
			add(&mean, &glove[i], 1)
			n++
		}
	}
	var total float64
	target := make([]vector, len(glove))
	for i := range glove {
		if glove[i] != (vector{}) {
			target[i] = glove[i]
			add(&target[i], &mean, -1/n)
			total += math.Sqrt(float64(dot(&target[i], &target[i])))
		}
	}
	even := length * n / float32(total)
	for i := range target {
		scale(&target[i], even*rarity/(rarity+zipf/float32(i+1)))
	}
	return target
}

const rarity = .001
