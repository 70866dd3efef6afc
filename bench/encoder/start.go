package main

import "math"

// startFrom writes start vectors into the rows: English vectors of GloVe and Russian vectors learnt from the texts. The pieces learn to
// predict the start vectors, so that unseen words begin near similar words. The remainder goes into the rows of the words. Russian start
// vectors belong to stems, so the Russian remainder goes into the rows of the stems.
func (m *model) startFrom(texts *corpus) {
	english := m.english(texts)

	target := english.weighed
	for i, v := range m.russian(texts, english.plain) {
		if v != (vector{}) {
			target[i] = v
		}
	}
	m.fitPieces(target)
	stems := map[int32]float32{}

	for i := range target {
		form := &m.words[i]
		if target[i] == (vector{}) {
			continue
		}

		for _, p := range form.pieces {
			m.started[p] = true
		}

		rest := m.rest(form, &target[i])
		switch {
		case isCyrillic(m.spoken[i].text) && form.stem >= 0:
			if stems[form.stem] == 0 {
				m.rows[form.stem] = vector{}
			}
			share := sqrt(float32(m.spoken[i].count))
			add(&m.rows[form.stem], &rest, share)
			stems[form.stem] += share
		case form.surface >= 0:
			m.rows[form.surface] = rest
			m.started[form.surface] = true
			m.held = append(m.held, form.surface)
		}
	}

	for r, share := range stems {
		scale(&m.rows[r], 1/share)
		m.started[r] = true
	}
}

// fitPieces lets the pieces of the words predict the words' targets.
func (m *model) fitPieces(target []vector) {
	rate := float32(fitRate)

	for range fitRounds {
		for i := range target {
			if target[i] == (vector{}) {
				continue
			}
			form := &m.words[i]

			miss := m.rest(form, &target[i])
			for _, p := range form.pieces {
				add(&m.rows[p], &miss, rate*form.weight)
			}
		}
		rate *= fitDecay
	}
}

const (
	fitRounds = 6
	fitRate   = .3
	fitDecay  = .7
)

// rest is the target of a word minus the prediction of the pieces.
func (m *model) rest(form *word, target *vector) vector {
	left := *target
	for _, p := range form.pieces {
		add(&left, &m.rows[p], -form.weight)
	}

	return left
}

// meanings are vectors by word. The zero vector means no vector.
type meanings struct {
	plain   []vector
	weighed []vector // vectors weighted by the rarity of the word
}

// english returns GloVe's vectors: centred, scaled to a mean length, weighted, and with more even variances of the directions. The common
// part of most words does not tell texts apart.
func (m *model) english(texts *corpus) meanings {
	var mean vector
	count := float32(0)

	for i := range texts.glove {
		if texts.glove[i] != (vector{}) {
			add(&mean, &texts.glove[i], 1)
			count++
		}
	}
	var total, said float64

	out := meanings{make([]vector, len(texts.glove)), make([]vector, len(texts.glove))}
	for i := range texts.glove {
		if texts.glove[i] != (vector{}) {
			v := texts.glove[i]
			add(&v, &mean, -1/count)
			out.plain[i] = v
			total += math.Sqrt(float64(dot(&v, &v)))
			said += texts.words[i].count
		}
	}

	even := m.startLength * count / float32(total)
	for i := range out.plain {
		scale(&out.plain[i], even)
		out.weighed[i] = out.plain[i]
		// Customers use "card" and "cancel" far more often than newspapers do. GloVe's ranks come from newspapers.
		scale(&out.weighed[i], rarity(max(zipf/float64(i+1), texts.words[i].count/said)))
	}
	texts.join(out.weighed)

	turn := evening(out.weighed, func(i int) float64 { return texts.words[i].count }, evenDirections)
	for i := range out.plain {
		if out.weighed[i] != (vector{}) {
			out.plain[i], out.weighed[i] = turn.times(&out.plain[i]), turn.times(&out.weighed[i])
		}
	}

	return out
}

// evenDirections is the strength of evening the directions: 0 has no effect, 1 makes all directions alike.
const evenDirections = .5

// rarity is the weight of a word by the word's probability: S. Arora et al., A simple but tough-to-beat
// baseline for sentence embeddings, 2017, with a = .001 as in the paper.
func rarity(probability float64) float32 {
	const a = .001
	return float32(a / (a + probability))
}

// join gives the words that lost their apostrophe the sum of the vectors of their parts. In GloVe's training texts apostrophes divide
// words. So GloVe knows "dont" only as a rare misspelling and does not know "whats". "id" is left out, because "id" also means an identity.
func (c *corpus) join(vectors []vector) {
	for _, compound := range joined {
		id, ok := c.ids[compound.word]
		if !ok {
			continue
		}
		var sum vector

		for _, part := range compound.parts {
			if p, ok := c.ids[part]; ok {
				add(&sum, &vectors[p], 1)
			}
		}
		if sum != (vector{}) {
			vectors[id] = sum
		}
	}
}

var joined = []struct {
	word  string
	parts []string
}{
	{"arent", []string{"are", "not"}},
	{"cant", []string{"can", "not"}},
	{"couldnt", []string{"could", "not"}},
	{"didnt", []string{"did", "not"}},
	{"doesnt", []string{"does", "not"}},
	{"dont", []string{"do", "not"}},
	{"hadnt", []string{"had", "not"}},
	{"hasnt", []string{"has", "not"}},
	{"havent", []string{"have", "not"}},
	{"heres", []string{"here", "is"}},
	{"hes", []string{"he", "is"}},
	{"hows", []string{"how", "is"}},
	{"ill", []string{"will"}},
	{"im", []string{"am"}},
	{"isnt", []string{"is", "not"}},
	{"itll", []string{"it", "will"}},
	{"ive", []string{"have"}},
	{"lets", []string{"let", "us"}},
	{"shes", []string{"she", "is"}},
	{"shouldnt", []string{"should", "not"}},
	{"thats", []string{"that", "is"}},
	{"theres", []string{"there", "is"}},
	{"theyll", []string{"they", "will"}},
	{"theyre", []string{"they", "are"}},
	{"theyve", []string{"they", "have"}},
	{"wasnt", []string{"was", "not"}},
	{"werent", []string{"were", "not"}},
	{"weve", []string{"we", "have"}},
	{"whats", []string{"what", "is"}},
	{"whens", []string{"when", "is"}},
	{"wheres", []string{"where", "is"}},
	{"whos", []string{"who", "is"}},
	{"wont", []string{"will", "not"}},
	{"wouldnt", []string{"would", "not"}},
	{"youd", []string{"you", "would"}},
	{"youll", []string{"you", "will"}},
	{"youre", []string{"you", "are"}},
	{"youve", []string{"you", "have"}},
}
