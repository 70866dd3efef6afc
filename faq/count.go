package faq

import (
	"math"
	"slices"
)

// countWords numbers the stems and pairs of questions, phrasings and tags first, and the terms found
// only in answers last. The weight of a term depends on the number of documents with the term.
func (x *index) countWords(build *builder) {
	counts := counter{space: space{ids: map[uint64]uint32{}}}

	for _, answers := range []bool{false, true} {
		for _, rows := range [][]rowText{build.rows, build.tags} {
			for i := range rows {
				r := &rows[i]
				if (r.sort == answerText) != answers {
					continue
				}
				r.terms(func(h uint64, _ float32) { counts.count(h, r.doc) })
			}
		}
		counts.settled = len(counts.held)
	}
	x.words = counts.weigh(len(x.docRow) - 1)
}

// counter counts the documents with each term. The documents must come in order.
type counter struct {
	space   space
	held    []uint32 // by id: number of documents with the term
	last    []uint32 // by id: the last such document, plus 1
	settled int      // terms with a lower id are no longer counted
}

func (c *counter) count(hash uint64, doc uint32) {
	id, known := c.space.ids[hash]
	if !known {
		id = uint32(len(c.held))
		c.space.ids[hash] = id
		c.held, c.last = append(c.held, 0), append(c.last, 0)
	}
	if int(id) >= c.settled && c.last[id] != doc+1 {
		c.held[id]++
		c.last[id] = doc + 1
	}
}

func (c *counter) weigh(docs int) space {
	counted := c.space

	counted.idf = make([]float32, len(c.held))
	for i, n := range c.held {
		counted.idf[i] = rarity(docs, int(n))
	}
	counted.none = rarity(docs, 0)

	return counted
}

// rarity returns the idf of a term in n of all documents, as in BM25.
func rarity(all, n int) float32 {
	return float32(math.Log(1 + (float64(max(all-n, 0))+0.5)/(float64(n)+0.5)))
}

// countDocs builds the documents of BM25.
func (x *index) countDocs(build *builder) {
	docs := make([]vector, len(x.docRow)-1)
	x.length = make([]float32, len(docs))

	for _, rows := range [][]rowText{build.rows, build.tags} {
		for i := range rows {
			text := &rows[i]
			times := float32(1)

			switch text.sort {
			case titleText:
				times = titleTimes
			case answerText:
				times = answerTimes
			}

			for i, hash := range text.stems {
				weight := times
				if i >= text.plain {
					weight *= conceptShare
				}
				docs[text.doc] = append(docs[text.doc], component{id: x.words.ids[hash], weight: weight})
				x.length[text.doc] += weight
			}
		}
	}

	for i, terms := range docs {
		slices.SortFunc(terms, func(a, b component) int { return int(a.id) - int(b.id) })

		out := terms[:0]
		for _, term := range terms {
			if last := len(out) - 1; last >= 0 && out[last].id == term.id {
				out[last].weight += term.weight
			} else {
				out = append(out, term)
			}
		}
		docs[i] = out
		x.average += x.length[i] / float32(len(docs))
	}
	x.docs = transpose(docs, len(x.words.idf))
}

func (x *index) countRows(build *builder) {
	rows := make([]vector, len(build.rows))

	x.wordScale = make([]scale, len(build.rows))
	for i := range build.rows {
		rows[i], x.wordScale[i] = x.wordVector(&build.rows[i])
	}
	x.wordRows = transpose(rows, len(x.words.idf))
}

func (x *index) wordVector(text *rowText) (vector, scale) {
	terms := make(vector, 0, 2*len(text.stems))
	var unknown []float32
	text.terms(func(hash uint64, share float32) {
		if id, known := x.words.ids[hash]; known {
			terms = append(terms, component{id: id, weight: share})
		} else {
			unknown = append(unknown, share)
		}
	})
	terms = merged(terms)

	return terms, x.words.scale(terms, unknown)
}

func (x *index) countGrams(build *builder) {
	counts := counter{space: space{ids: map[uint64]uint32{}}}

	for i := range build.rows {
		r := &build.rows[i]
		for _, w := range r.words[:r.plain] {
			grams(w, func(h uint64) { counts.count(h, r.doc) })
		}
	}
	x.grams = counts.weigh(len(x.docRow) - 1)
	rows := make([]vector, len(build.rows))

	x.gramScale = make([]scale, len(build.rows))
	for i := range build.rows {
		rows[i], x.gramScale[i] = x.gramVector(build.rows[i].words)
	}
	x.gramRows = transpose(rows, len(x.grams.idf))
}

func (x *index) gramVector(ws []string) (vector, scale) {
	var terms vector
	var unknown []float32

	for _, word := range ws {
		grams(word, func(hash uint64) {
			if id, known := x.grams.ids[hash]; known {
				terms = append(terms, component{id: id, weight: 1})
			} else {
				unknown = append(unknown, 1)
			}
		})
	}
	terms = merged(terms)

	return terms, x.grams.scale(terms, unknown)
}
