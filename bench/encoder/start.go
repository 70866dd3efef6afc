package main

import "math"

// startFrom lays start vectors into the rows: English ones of GloVe, Russian ones learnt from the
// texts. The pieces learn to predict them, so that words never seen begin near their like; what
// they leave goes into the words' own rows, or, as Russian ones are those of stems, into the stems'.
func (m *model) startFrom(c *corpus) {
	english := m.english(c)

	target := english.weighed
	for i, v := range m.russian(c, english.plain) {
		if v != (vector{}) {
			target[i] = v
		}
	}
	m.fitPieces(target)
	stems := map[int32]float32{}

	for i := range target {
		w := &m.words[i]
		if target[i] == (vector{}) {
			continue
		}

		for _, p := range w.pieces {
			m.started[p] = true
		}

		rest := m.rest(w, &target[i])
		switch {
		case isCyrillic(m.spoken[i].text) && w.stem >= 0:
			if stems[w.stem] == 0 {
				m.rows[w.stem] = vector{}
			}
			share := sqrt(float32(m.spoken[i].count))
			add(&m.rows[w.stem], &rest, share)
			stems[w.stem] += share
		case w.surface >= 0:
			m.rows[w.surface] = rest
			m.started[w.surface] = true
			m.held = append(m.held, w.surface)
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
			w := &m.words[i]

			miss := m.rest(w, &target[i])
			for _, p := range w.pieces {
				add(&m.rows[p], &miss, rate*w.weight)
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

// rest is what the pieces of a word leave of its target.
func (m *model) rest(w *word, target *vector) vector {
	v := *target
	for _, p := range w.pieces {
		add(&v, &m.rows[p], -w.weight)
	}

	return v
}

// meanings are vectors by word; zero where there is none.
type meanings struct {
	plain   []vector
	weighed []vector // by how rare the word is
}

// english is GloVe's vectors: centred, scaled to a mean length, weighed, and their directions made
// more even: what most of the words of a text have in common tells no texts apart.
func (m *model) english(c *corpus) meanings {
	var mean vector
	n := float32(0)

	for i := range c.glove {
		if c.glove[i] != (vector{}) {
			add(&mean, &c.glove[i], 1)
			n++
		}
	}
	var total, said float64

	e := meanings{make([]vector, len(c.glove)), make([]vector, len(c.glove))}
	for i := range c.glove {
		if c.glove[i] != (vector{}) {
			v := c.glove[i]
			add(&v, &mean, -1/n)
			e.plain[i] = v
			total += math.Sqrt(float64(dot(&v, &v)))
			said += c.words[i].count
		}
	}

	even := m.startLength * n / float32(total)
	for i := range e.plain {
		scale(&e.plain[i], even)
		e.weighed[i] = e.plain[i]
		// Customers say "card" and "cancel" far more often than newspapers do, by which GloVe ranks.
		scale(&e.weighed[i], rarity(max(zipf/float64(i+1), c.words[i].count/said)))
	}
	c.join(e.weighed)

	turn := evening(e.weighed, func(i int) float64 { return c.words[i].count }, evenDirections)
	for i := range e.plain {
		if e.weighed[i] != (vector{}) {
			e.plain[i], e.weighed[i] = turn.times(&e.plain[i]), turn.times(&e.weighed[i])
		}
	}

	return e
}

// evenDirections is by how much the directions are made alike: 0 not at all, 1 wholly.
const evenDirections = .5

// rarity is the weight of a word of some probability: S. Arora et al., A simple but tough-to-beat
// baseline for sentence embeddings, 2017, with their a = .001.
func rarity(probability float64) float32 {
	const a = .001
	return float32(a / (a + probability))
}

// join gives the words that lost their apostrophe the vectors of the words they are made of. GloVe
// was trained on texts whose apostrophes divide words, so it knows "dont" only as a rare misspelling
// and "whats" not at all. "id" is left out: it is also an identity.
func (c *corpus) join(vectors []vector) {
	for _, j := range joined {
		id, ok := c.ids[j.word]
		if !ok {
			continue
		}
		var sum vector

		for _, part := range j.parts {
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
