package faq

import (
	"cmp"
	"math"
	"slices"
)

// The measures of a candidate.
const (
	zBM25       = iota // BM25 of its document, as a share of the most the query could score
	zMax               // similarity of its nearest text
	zMean              // mean similarity of its three nearest texts
	zTitle             // similarity of its question
	zAnswer            // similarity of its answer
	zWords             // similarity of its nearest text by words alone
	zModel             // log-likelihood of the query in its language model, a word
	zCover             // share of the query's weight in words of the document
	zPlain             // similarity of its nearest text, every word and letter alike
	zPlainMean         // the same, mean of three
	zSoft              // log-probability by softmax regression
	zKind              // log-probability by the discriminant of the vectors
	zVector            // cosine of its nearest text, by the embedder
	zVectorMean        // the same, mean of three
	zAlike             // share of the query that it says, in its words or in near ones
	zAlikeText         // the same of its nearest text, and of that text what the query says: harmonic mean
	zAlikeMean         // the same, mean of three
	zBestBM            // 1 for the best by BM25
	zBestCos           // 1 for the best by similarity
	zBestSoft          // 1 for the best by softmax regression
	candidateMeasures
)

// The measures of a query that speak for "none of them".
const (
	gOne     = iota
	gUnknown // share of its subject in words that the base does not know
	gFar     // 1 - the highest zMax
	gWeak    // 1 - the highest zBM25
	gLength  // logarithm of its words
	gAgree   // pairs of BM25, similarity and softmax that have the same best, in thirds
	gSoft    // the highest zSoft
	gPlain   // 1 - the highest zPlainMean
	gCover   // 1 - the highest zCover
	gVector  // 1 - the highest zVector; 0 without an embedder
	gAlike   // 1 - the highest zAlike; 0 without vectors of words
	gAlikes  // 1 - the highest zAlikeMean; the same
	gKind    // the highest zKind
	gRich    // logarithm of the texts of an entry, on average
	gStrange // gUnknown * gRich: an unknown word says more where much is known
	noneMeasures
)

// cover is the share of a query's subject that an entry says, in its words or in near ones.
type cover struct {
	near  float32 // a word counts by how near it is
	close float32 // by the square of that
}

type candidate struct {
	doc  uint32
	z    [candidateMeasures]float32
	held cover
}

// evidence is what there is to judge a query by.
type evidence struct {
	candidates []candidate
	none       [noneMeasures]float32
}

const (
	pool        = 12   // candidates of each kind
	wordShare   = 0.6  // of words in the similarity by rarity; the rest is grams
	kernelShare = 0.6  // the same, of the plain similarity
	faintShare  = 0.2  // of words that name no subject, in what a document covers
	mendedDoubt = 0.3  // how far a mended word counts as unknown
	commonMost  = 6000 // postings that are followed; words more common tell nothing apart and cost the time
	smoothing   = 0.1  // words that the base as a whole lends to the language model of a document
	repeats     = 1.2  // k1 of BM25: bounds what repeating a word adds
	damping     = 0.4  // b of BM25; less than the usual 0.75: an entry of many phrasings is better known, not wordier
)

// scratch is the working memory of one search.
type scratch struct {
	byWords, similar, kernel, grams []float32  // by row
	bm25, model, cover, nearest     []float32  // by document
	soft, kind                      []float32  // by document; empty = no learner
	columns                         []float32  // by column of a learner
	fresh                           []likeness // by text taught since
	aligned                         aligned
}

// zeroed is n zeros, in s if there is room.
func zeroed[S int32 | float32](s []S, n int) []S {
	if cap(s) < n {
		return make([]S, n)
	}
	s = s[:n]
	clear(s)

	return s
}

// look measures the query against the documents that are allowed; s is working memory, not shared.
func (x *index) look(q *rowText, s *scratch, allowed func(doc uint32) bool) evidence {
	rows, docs := len(x.rowDoc), len(x.docRow)-1
	s.byWords, s.similar, s.kernel = zeroed(s.byWords, rows), zeroed(s.similar, rows), zeroed(s.kernel, rows)
	s.bm25, s.model, s.cover = zeroed(s.bm25, docs), zeroed(s.model, docs), zeroed(s.cover, docs)
	s.nearest = zeroed(s.nearest, docs)
	var e evidence
	q.vector = x.query(q)
	f := x.compare(q, s)
	s.soft, s.kind = s.soft[:0], s.kind[:0]
	if l := x.learnt; l != nil && l.softmax != nil {
		s.columns = zeroed(s.columns, len(l.columns))
		l.softmax.probabilities(f, s.columns)
		s.soft = l.byDocument(s.columns, s.soft)
	}
	if l := x.learnt; l != nil && l.discriminant != nil && len(q.vector) == l.discriminant.size {
		s.columns = zeroed(s.columns, len(l.columns))
		l.discriminant.probabilities(q.vector, s.columns)
		s.kind = l.byDocument(s.columns, s.kind)
	}

	m := x.rank(q, s)
	for row, v := range s.similar {
		if x.rowSort[row] != answerText {
			d := x.rowDoc[row]
			s.nearest[d] = max(s.nearest[d], v)
		}
	}

	for i, l := range s.fresh {
		d := x.fresh[i].doc
		s.nearest[d] = max(s.nearest[d], l.similar)
	}
	if m.named == 0 {
		return e
	}

	var found []uint32
	for _, by := range [][]float32{s.bm25, s.nearest, s.soft, s.kind} {
		found = best(by, pool, found, allowed)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if x.lexicon != nil {
		x.align(q, &s.aligned)
	}

	for _, d := range found {
		e.candidates = append(e.candidates, x.measure(d, q, s, m))
	}
	e.note(m.unknown/m.subject, float32(len(q.stems)), x.rich)

	return e
}

// compare measures the query against every row: similar by rare words and letters, kernel by all
// alike. The first finds the nearest text, the second is what a linear model learns best from.
func (x *index) compare(q *rowText, s *scratch) vector {
	v, scale := x.wordVector(q)
	x.wordRows.compare(&x.words, v, s.byWords, s.kernel)

	for i, r := range x.wordScale {
		s.byWords[i] *= scale.rare * r.rare
		s.kernel[i] *= kernelShare * scale.plain * r.plain
	}
	if len(x.grams.idf) == 0 {
		copy(s.similar, s.byWords)
		s.fresh = x.compareFresh(v, nil, scale, scale)

		return nil
	}
	gv, gs := x.gramVector(q.words)
	s.fresh = x.compareFresh(v, gv, scale, gs)
	s.grams = zeroed(s.grams, len(s.similar))
	x.gramRows.compare(&x.grams, gv, s.similar, s.grams)

	for i, r := range x.gramScale {
		s.similar[i] = wordShare*s.byWords[i] + (1-wordShare)*gs.rare*r.rare*s.similar[i]
		s.kernel[i] += (1 - kernelShare) * gs.plain * r.plain * s.grams[i]
	}
	if x.learnt == nil || x.learnt.softmax == nil {
		return nil
	}
	number := x.learnt.number
	f := features(number, len(x.words.idf), v, scale, gv, gs)

	return withVector(f, number, len(x.words.idf)+len(x.grams.idf), q.vector)
}

// compare adds up what every row shares with v, by rarity and plainly.
func (t *table) compare(s *space, v vector, rare, plain []float32) {
	for _, c := range v {
		list := t.row(c.id)
		if len(list) > commonMost {
			continue
		}

		w := c.weight * s.idf[c.id] * s.idf[c.id]
		for _, p := range list {
			rare[p.id] += w * p.weight
			plain[p.id] += c.weight * p.weight
		}
	}
}

// measure fills in what speaks for one document.
func (x *index) measure(d uint32, q *rowText, s *scratch, m mass) candidate {
	c := candidate{doc: d}
	c.z[zBM25] = s.bm25[d] / m.all
	c.z[zModel] = s.model[d]/float32(
		len(q.stems),
	) - float32(
		math.Log(float64((x.length[d]+smoothing)/(x.average+smoothing))),
	)
	c.z[zCover] = s.cover[d] / m.subject
	if len(s.soft) > 0 {
		c.z[zSoft] = logProbability(s.soft[d])
	}
	if len(s.kind) > 0 {
		c.z[zKind] = logProbability(s.kind[d])
	}
	if x.lexicon != nil {
		c.z[zAlike], c.held.near, c.held.close, c.z[zAlikeText], c.z[zAlikeMean] = x.alike(d, &s.aligned)
	}
	var top, plain, vector [3]float32
	texts := 0

	for row := x.docRow[d]; row < x.docRow[d+1]; row++ {
		v := s.similar[row]
		switch x.rowSort[row] {
		case answerText:
			c.z[zAnswer] = v
			continue
		case titleText:
			c.z[zTitle] = v
		}
		texts++
		c.z[zWords] = max(c.z[zWords], s.byWords[row])
		insert(&top, v)
		insert(&plain, s.kernel[row])
		insert(&vector, x.vectors.cosine(row, q.vector))
	}

	for i, l := range s.fresh {
		if x.fresh[i].doc == d {
			c.z[zWords] = max(c.z[zWords], l.byWords)
			texts++
			insert(&top, l.similar)
			insert(&plain, l.kernel)
			if v := x.fresh[i].vector; len(v) > 0 && len(v) == len(q.vector) {
				insert(&vector, dot(v, q.vector))
			}
		}
	}
	c.z[zVector], c.z[zVectorMean] = vector[0], mean(vector, texts)
	c.z[zMax], c.z[zMean] = top[0], mean(top, texts)
	c.z[zPlain], c.z[zPlainMean] = plain[0], mean(plain, texts)

	return c
}

// logProbability keeps what is next to impossible within bounds, and around 0.
func logProbability(p float32) float32 { return float32(math.Log(float64(p)+1e-4)) + 4 }

// mean is that of the three highest. An entry is not to lose by having few texts: one that is missing counts for a part of the last.
func mean(top [3]float32, texts int) float32 {
	for i := max(texts, 1); i < len(top); i++ {
		top[i] = 1.0 * top[max(texts, 1)-1]
	}

	return (top[0] + top[1] + top[2]) / 3
}

// insert keeps the three highest in order.
func insert(top *[3]float32, v float32) {
	for i := range top {
		if v > top[i] {
			top[i], v = v, top[i]
		}
	}
}

// note sums up what speaks for none of the candidates, and marks the best of each measure.
func (e *evidence) note(unknown, length, rich float32) {
	g := &e.none
	g[gRich], g[gStrange] = rich, rich*unknown
	g[gOne], g[gUnknown], g[gLength] = 1, unknown, float32(math.Log(float64(1+length)))
	g[gFar], g[gWeak] = 1, 1
	if len(e.candidates) == 0 {
		return
	}

	var at [3]int
	for i, by := range []int{zBM25, zMax, zSoft} {
		at[i] = e.leader(by)
		e.candidates[at[i]].z[zBestBM+i] = 1
	}
	g[gWeak] = 1 - e.candidates[at[0]].z[zBM25]
	g[gFar] = 1 - e.candidates[at[1]].z[zMax]
	g[gSoft] = e.candidates[at[2]].z[zSoft]
	g[gPlain] = 1 - e.candidates[e.leader(zPlainMean)].z[zPlainMean]
	if best := e.candidates[e.leader(zVector)].z[zVector]; best > 0 {
		g[gVector] = 1 - best
	}
	if best := e.candidates[e.leader(zAlike)].z[zAlike]; best > 0 {
		g[gAlike] = 1 - best
		g[gAlikes] = 1 - e.candidates[e.leader(zAlikeMean)].z[zAlikeMean]
	}
	g[gKind] = e.candidates[e.leader(zKind)].z[zKind]
	g[gCover] = 1 - e.candidates[e.leader(zCover)].z[zCover]

	for i := range at {
		if at[i] == at[(i+1)%3] {
			g[gAgree] += 1.0 / 3
		}
	}
}

// leader is the best candidate by one measure.
func (e *evidence) leader(by int) int {
	best := 0
	for i := range e.candidates {
		if cmp.Compare(e.candidates[i].z[by], e.candidates[best].z[by]) > 0 {
			best = i
		}
	}

	return best
}
