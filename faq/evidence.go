package faq

import (
	"cmp"
	"math"
	"slices"
)

// Measures of a candidate. The order is part of the stored format of a Fit.
const (
	bm25Share          = iota // BM25 of the document, as a share of the query's maximum score
	nearestText               // similarity of the nearest text
	nearestThree              // mean similarity of the three nearest texts
	questionSimilarity        // similarity of the question
	answerSimilarity          // similarity of the answer
	nearestTextByWords        // similarity of the nearest text by words only
	languageModel             // log-likelihood of the query a word, by the document's language model
	coverage                  // share of the query's weight in words of the document
	plainNearestText          // similarity of the nearest text with equal weights of all terms
	plainNearestThree         // the same similarity, mean of the three nearest texts
	softmaxLogP               // log-probability by softmax regression
	discriminantLogP          // log-probability by the discriminant of the vectors
	cosineNearestText         // cosine between the query and the nearest text, by the embedder
	cosineNearestThree        // mean cosine of the three nearest texts
	nearWordShare             // share of the query expressed in the same words or in near words
	mutualNearestText         // mutual share of the query and the nearest text, harmonic mean
	mutualNearestThree        // mean mutual share of the three nearest texts
	cosineAnswer              // highest cosine between the query and a sentence of the answer
	mutualAnswer              // mutual share of the query and the nearest sentence of the answer
	aspectHeld                // share of the asked aspects that the entry tells
	aspectMissing             // share of the asked aspects that the entry lacks
	bestByBM25                // 1 for the best candidate by BM25
	bestBySimilarity          // 1 for the best candidate by similarity
	bestBySoftmax             // 1 for the best candidate by softmax regression
	candidateMeasures
)

// Measures of a query for "none of the candidates". The order is part of the stored format of a Fit.
const (
	constantTerm           = iota
	unknownShare           // share of the subject in words unknown to the base
	missingSimilarity      // 1 - the highest nearestText
	missingBM25            // 1 - the highest bm25Share
	logWords               // logarithm of the number of words
	leadersAgree           // share of equal pairs among the best candidates by BM25, similarity and softmax, in thirds
	topSoftmaxLogP         // the highest softmaxLogP
	missingPlainSimilarity // 1 - the highest plainNearestThree
	missingCoverage        // 1 - the highest coverage
	missingCosine          // 1 - the highest cosineNearestText; 0 without an embedder
	missingNearWords       // 1 - the highest nearWordShare; 0 without word vectors
	missingMutual          // 1 - the highest mutualNearestThree; 0 without word vectors
	topDiscriminantLogP    // the highest discriminantLogP
	logTextsPerEntry       // logarithm of the mean number of texts of an entry
	// unknownShare * logTextsPerEntry: an unknown word says more in a base with many texts an entry
	unknownTimesTexts
	strangestWord     // distance of the strangest subject word from every candidate
	strangeTimesTexts // strangestWord * logTextsPerEntry
	noneMeasures
)

// cover is the share of a query's subject expressed by an entry in the same words or in near words.
type cover struct {
	near  float32 // each word counts by nearness
	close float32 // each word counts by the square of nearness
}

type candidate struct {
	doc      uint32
	measures [candidateMeasures]float32
	held     cover
}

// evidence holds the measures of a query and of the candidates.
type evidence struct {
	candidates []candidate
	none       [noneMeasures]float32
}

const (
	candidatesPerMeasure = 12  // candidates taken by each measure
	wordShare            = 0.6 // share of words in the similarity by rarity; the rest is grams
	kernelShare          = 0.6 // share of words in the plain similarity; the rest is grams
	faintShare           = 0.2 // weight of a word without a subject in the coverage
	mendedUnknownShare   = 0.3 // weight of a corrected word in the unknown share
	// Maximum number of postings of a word. A more common word distinguishes no entries and costs
	// time.
	maxPostings = 6000
	smoothing   = 0.1 // pseudo-count of the whole base in the language model of a document
	bm25K1      = 1.2 // k1 of BM25: limits the gain from repeating a word
	// b of BM25. The usual value is 0.75. An entry with many phrasings is better known, not wordier,
	// so b is lower here.
	bm25B = 0.4
)

// scratch is the working memory of one search.
type scratch struct {
	byWords, similar, kernel, grams []float32  // by row
	bm25, model, cover, nearest     []float32  // by document
	soft, kind                      []float32  // by document; empty = no learner
	columns                         []float32  // by column of a learner
	fresh                           []likeness // by phrasing added after the build
	aligned                         aligned
}

// zeroed returns n zeros, in s if s is large enough.
func zeroed[S int32 | float32](s []S, n int) []S {
	if cap(s) < n {
		return make([]S, n)
	}
	s = s[:n]
	clear(s)

	return s
}

// measureQuery measures the query against the allowed documents. s is working memory and must not be shared.
func (x *index) measureQuery(q *rowText, s *scratch, allowed func(doc uint32) bool) evidence {
	rows, docs := len(x.rowDoc), len(x.docRow)-1
	s.byWords, s.similar, s.kernel = zeroed(s.byWords, rows), zeroed(s.similar, rows), zeroed(s.kernel, rows)
	s.bm25, s.model, s.cover = zeroed(s.bm25, docs), zeroed(s.model, docs), zeroed(s.cover, docs)
	s.nearest = zeroed(s.nearest, docs)
	var e evidence
	q.vector = x.query(q)
	f := x.compare(q, s)
	s.soft, s.kind = s.soft[:0], s.kind[:0]
	if l := x.models; l != nil && l.softmax != nil {
		s.columns = zeroed(s.columns, len(l.columns))
		l.softmax.probabilities(f, s.columns)
		s.soft = l.byDocument(s.columns, s.soft)
	}
	if l := x.models; l != nil && l.discriminant != nil && len(q.vector) == l.discriminant.size {
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
		found = best(by, candidatesPerMeasure, found, allowed)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if x.lexicon != nil {
		x.align(q, &s.aligned)
	}

	for _, d := range found {
		e.candidates = append(e.candidates, x.measure(d, q, s, m))
	}
	var near []float32
	if x.lexicon != nil {
		near = s.aligned.nearest
	}
	e.none[strangestWord] = x.strangest(q, near)
	e.none[strangeTimesTexts] = e.none[strangestWord] * x.logTexts
	e.measureNone(m.unknown/m.subject, float32(q.plain), x.logTexts)

	return e
}

// compare measures the query against every row. similar weights terms by rarity; kernel weights all
// terms equally. similar finds the nearest text. kernel is the best input for a linear model.
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
	if x.models == nil || x.models.softmax == nil {
		return nil
	}
	number := x.models.number
	f := features(number, len(x.words.idf), v, scale, gv, gs)

	return withVector(f, number, len(x.words.idf)+len(x.grams.idf), q.vector)
}

// compare adds the products of v with every row: weighted by rarity in rare, unweighted in plain.
func (t *table) compare(s *space, v vector, rare, plain []float32) {
	for _, c := range v {
		list := t.row(c.id)
		if len(list) > maxPostings {
			continue
		}

		w := c.weight * s.idf[c.id] * s.idf[c.id]
		for _, p := range list {
			rare[p.id] += w * p.weight
			plain[p.id] += c.weight * p.weight
		}
	}
}

// measure computes the measures of one document.
func (x *index) measure(d uint32, q *rowText, s *scratch, m queryMass) candidate {
	c := candidate{doc: d}
	c.measures[bm25Share] = s.bm25[d] / m.all
	c.measures[languageModel] = s.model[d]/float32(
		q.plain,
	) - float32(
		math.Log(float64((x.length[d]+smoothing)/(x.average+smoothing))),
	)
	c.measures[coverage] = s.cover[d] / m.subject
	c.measures[aspectHeld], c.measures[aspectMissing] = q.asks.shareOf(x.tells[d])
	if len(s.soft) > 0 {
		c.measures[softmaxLogP] = logProbability(s.soft[d])
	}
	if len(s.kind) > 0 {
		c.measures[discriminantLogP] = logProbability(s.kind[d])
	}
	if x.lexicon != nil {
		like := x.alike(d, &s.aligned)
		c.held = cover{near: like.held, close: like.closely}
		c.measures[nearWordShare] = like.said
		c.measures[mutualNearestText] = like.text
		c.measures[mutualNearestThree] = like.three
		c.measures[mutualAnswer] = like.answer
	}
	var top, plain, vector [3]float32
	texts := 0

	for row := x.docRow[d]; row < x.docRow[d+1]; row++ {
		v := s.similar[row]
		switch x.rowSort[row] {
		case answerText:
			c.measures[answerSimilarity] = max(c.measures[answerSimilarity], v)
			c.measures[cosineAnswer] = max(c.measures[cosineAnswer], x.vectors.cosine(row, q.vector))
			continue
		case titleText:
			c.measures[questionSimilarity] = v
		}
		texts++
		c.measures[nearestTextByWords] = max(c.measures[nearestTextByWords], s.byWords[row])
		insert(&top, v)
		insert(&plain, s.kernel[row])
		insert(&vector, x.vectors.cosine(row, q.vector))
	}

	for i, l := range s.fresh {
		if x.fresh[i].doc == d {
			c.measures[nearestTextByWords] = max(c.measures[nearestTextByWords], l.byWords)
			texts++
			insert(&top, l.similar)
			insert(&plain, l.kernel)
			if v := x.fresh[i].vector; len(v) > 0 && len(v) == len(q.vector) {
				insert(&vector, dot(v, q.vector))
			}
		}
	}
	c.measures[cosineNearestText], c.measures[cosineNearestThree] = vector[0], mean(vector, texts)
	c.measures[nearestText], c.measures[nearestThree] = top[0], mean(top, texts)
	c.measures[plainNearestText], c.measures[plainNearestThree] = plain[0], mean(plain, texts)

	return c
}

// logProbability bounds the logarithm of very small probabilities and moves the values to the range
// around 0.
func logProbability(p float32) float32 { return float32(math.Log(float64(p)+1e-4)) + 4 }

// mean returns the mean of the three highest values. An entry with few texts must not lose: a missing
// text counts like the last text.
func mean(top [3]float32, texts int) float32 {
	for i := max(texts, 1); i < len(top); i++ {
		top[i] = 1.0 * top[max(texts, 1)-1]
	}

	return (top[0] + top[1] + top[2]) / 3
}

// insert keeps the three highest values in order.
func insert(top *[3]float32, v float32) {
	for i := range top {
		if v > top[i] {
			top[i], v = v, top[i]
		}
	}
}

// measureNone computes the measures for none of the candidates and marks the best candidate of each measure.
func (e *evidence) measureNone(unknown, length, rich float32) {
	g := &e.none
	g[logTextsPerEntry], g[unknownTimesTexts] = rich, rich*unknown
	g[constantTerm], g[unknownShare], g[logWords] = 1, unknown, float32(math.Log(float64(1+length)))
	g[missingSimilarity], g[missingBM25] = 1, 1
	if len(e.candidates) == 0 {
		return
	}

	var at [3]int
	for i, by := range []int{bm25Share, nearestText, softmaxLogP} {
		at[i] = e.bestBy(by)
		e.candidates[at[i]].measures[bestByBM25+i] = 1
	}
	g[missingBM25] = 1 - e.candidates[at[0]].measures[bm25Share]
	g[missingSimilarity] = 1 - e.candidates[at[1]].measures[nearestText]
	g[topSoftmaxLogP] = e.candidates[at[2]].measures[softmaxLogP]
	g[missingPlainSimilarity] = 1 - e.candidates[e.bestBy(plainNearestThree)].measures[plainNearestThree]
	if best := e.candidates[e.bestBy(cosineNearestText)].measures[cosineNearestText]; best > 0 {
		g[missingCosine] = 1 - best
	}
	if best := e.candidates[e.bestBy(nearWordShare)].measures[nearWordShare]; best > 0 {
		g[missingNearWords] = 1 - best
		g[missingMutual] = 1 - e.candidates[e.bestBy(mutualNearestThree)].measures[mutualNearestThree]
	}
	g[topDiscriminantLogP] = e.candidates[e.bestBy(discriminantLogP)].measures[discriminantLogP]
	g[missingCoverage] = 1 - e.candidates[e.bestBy(coverage)].measures[coverage]

	for i := range at {
		if at[i] == at[(i+1)%3] {
			g[leadersAgree] += 1.0 / 3
		}
	}
}

// bestBy returns the best candidate by one measure.
func (e *evidence) bestBy(by int) int {
	best := 0
	for i := range e.candidates {
		if cmp.Compare(e.candidates[i].measures[by], e.candidates[best].measures[by]) > 0 {
			best = i
		}
	}

	return best
}
