package faq

import (
	"math"
	"slices"
)

// countWords numbers the stems and pairs of questions, phrasings and tags first, and the terms found
// only in answers last. The weight of a term depends on the number of documents with the term.
func (x *index) countWords(b *builder) {
	c := counter{space: space{ids: map[uint64]uint32{}}}

	for _, answers := range []bool{false, true} {
		for _, rows := range [][]rowText{b.rows, b.tags} {
			for i := range rows {
				r := &rows[i]
				if (r.sort == answerText) != answers {
					continue
				}
				r.terms(func(h uint64, _ float32) { c.count(h, r.doc) })
			}
		}
		c.settled = len(c.held)
	}
	x.words = c.weigh(len(x.docRow) - 1)
}

// counter counts the documents with each term. The documents must come in order.
type counter struct {
	space   space
	held    []uint32 // by id: number of documents with the term
	last    []uint32 // by id: the last such document, plus 1
	settled int      // terms with a lower id are no longer counted
}

func (c *counter) count(h uint64, doc uint32) {
	id, known := c.space.ids[h]
	if !known {
		id = uint32(len(c.held))
		c.space.ids[h] = id
		c.held, c.last = append(c.held, 0), append(c.last, 0)
	}
	if int(id) >= c.settled && c.last[id] != doc+1 {
		c.held[id]++
		c.last[id] = doc + 1
	}
}

func (c *counter) weigh(docs int) space {
	s := c.space

	s.idf = make([]float32, len(c.held))
	for i, n := range c.held {
		s.idf[i] = rarity(docs, int(n))
	}
	s.none = rarity(docs, 0)

	return s
}

// rarity returns the idf of a term in n of all documents, as in BM25.
func rarity(all, n int) float32 {
	return float32(math.Log(1 + (float64(max(all-n, 0))+0.5)/(float64(n)+0.5)))
}

// countDocs builds the documents of BM25.
func (x *index) countDocs(b *builder) {
	docs := make([]vector, len(x.docRow)-1)
	x.length = make([]float32, len(docs))

	for _, rows := range [][]rowText{b.rows, b.tags} {
		for i := range rows {
			r := &rows[i]
			times := float32(1)

			switch r.sort {
			case titleText:
				times = titleTimes
			case answerText:
				times = answerTimes
			}

			for i, h := range r.stems {
				weight := times
				if i >= r.plain {
					weight *= conceptShare
				}
				docs[r.doc] = append(docs[r.doc], component{id: x.words.ids[h], weight: weight})
				x.length[r.doc] += weight
			}
		}
	}

	for i, d := range docs {
		slices.SortFunc(d, func(a, b component) int { return int(a.id) - int(b.id) })

		out := d[:0]
		for _, c := range d {
			if last := len(out) - 1; last >= 0 && out[last].id == c.id {
				out[last].weight += c.weight
			} else {
				out = append(out, c)
			}
		}
		docs[i] = out
		x.average += x.length[i] / float32(len(docs))
	}
	x.docs = transpose(docs, len(x.words.idf))
}

func (x *index) countRows(b *builder) {
	rows := make([]vector, len(b.rows))

	x.wordScale = make([]scale, len(b.rows))
	for i := range b.rows {
		rows[i], x.wordScale[i] = x.wordVector(&b.rows[i])
	}
	x.wordRows = transpose(rows, len(x.words.idf))
}

func (x *index) wordVector(r *rowText) (vector, scale) {
	v := make(vector, 0, 2*len(r.stems))
	var unknown []float32
	r.terms(func(h uint64, share float32) {
		if id, known := x.words.ids[h]; known {
			v = append(v, component{id: id, weight: share})
		} else {
			unknown = append(unknown, share)
		}
	})
	v = merged(v)

	return v, x.words.scale(v, unknown)
}

func (x *index) countGrams(b *builder) {
	c := counter{space: space{ids: map[uint64]uint32{}}}

	for i := range b.rows {
		r := &b.rows[i]
		for _, w := range r.words[:r.plain] {
			grams(w, func(h uint64) { c.count(h, r.doc) })
		}
	}
	x.grams = c.weigh(len(x.docRow) - 1)
	rows := make([]vector, len(b.rows))

	x.gramScale = make([]scale, len(b.rows))
	for i := range b.rows {
		rows[i], x.gramScale[i] = x.gramVector(b.rows[i].words)
	}
	x.gramRows = transpose(rows, len(x.grams.idf))
}

func (x *index) gramVector(ws []string) (vector, scale) {
	var v vector
	var unknown []float32

	for _, w := range ws {
		grams(w, func(h uint64) {
			if id, known := x.grams.ids[h]; known {
				v = append(v, component{id: id, weight: 1})
			} else {
				unknown = append(unknown, 1)
			}
		})
	}
	v = merged(v)

	return v, x.grams.scale(v, unknown)
}
