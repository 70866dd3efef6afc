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

// zeroed returns size zeros, in buffer if buffer is large enough.
func zeroed[S int32 | float32](buffer []S, size int) []S {
	if cap(buffer) < size {
		return make([]S, size)
	}
	buffer = buffer[:size]
	clear(buffer)

	return buffer
}

// measureQuery measures the query against the allowed documents. work is working memory and must not be shared.
func (x *index) measureQuery(query *rowText, work *scratch, allowed func(doc uint32) bool) evidence {
	rows, docs := len(x.rowDoc), len(x.docRow)-1
	work.byWords, work.similar = zeroed(work.byWords, rows), zeroed(work.similar, rows)
	work.kernel = zeroed(work.kernel, rows)
	work.bm25, work.model, work.cover = zeroed(work.bm25, docs), zeroed(work.model, docs), zeroed(work.cover, docs)
	work.nearest = zeroed(work.nearest, docs)
	var out evidence
	query.vector = x.query(query)
	inputs := x.compare(query, work)
	work.soft, work.kind = work.soft[:0], work.kind[:0]
	if l := x.models; l != nil && l.softmax != nil {
		work.columns = zeroed(work.columns, len(l.columns))
		l.softmax.probabilities(inputs, work.columns)
		work.soft = l.byDocument(work.columns, work.soft)
	}
	if l := x.models; l != nil && l.discriminant != nil && len(query.vector) == l.discriminant.size {
		work.columns = zeroed(work.columns, len(l.columns))
		l.discriminant.probabilities(query.vector, work.columns)
		work.kind = l.byDocument(work.columns, work.kind)
	}

	mass := x.rank(query, work)
	for row, v := range work.similar {
		if x.rowSort[row] != answerText {
			d := x.rowDoc[row]
			work.nearest[d] = max(work.nearest[d], v)
		}
	}

	for i, l := range work.fresh {
		d := x.fresh[i].doc
		work.nearest[d] = max(work.nearest[d], l.similar)
	}
	if mass.named == 0 {
		return out
	}

	var found []uint32
	for _, by := range [][]float32{work.bm25, work.nearest, work.soft, work.kind} {
		found = best(by, candidatesPerMeasure, found, allowed)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if x.lexicon != nil {
		x.align(query, &work.aligned)
	}

	for _, d := range found {
		out.candidates = append(out.candidates, x.measure(d, query, work, mass))
	}
	var near []float32
	if x.lexicon != nil {
		near = work.aligned.nearest
	}
	out.none[strangestWord] = x.strangest(query, near)
	out.none[strangeTimesTexts] = out.none[strangestWord] * x.richness()
	out.measureNone(mass.unknown/mass.subject, float32(query.plain), x.richness())

	return out
}

// compare measures the query against every row. similar weights terms by rarity; kernel weights all
// terms equally. similar finds the nearest text. kernel is the best input for a linear model.
func (x *index) compare(query *rowText, work *scratch) vector {
	terms, scale := x.wordVector(query)
	x.wordRows.compare(&x.words, terms, work.byWords, work.kernel)

	for i, r := range x.wordScale {
		work.byWords[i] *= scale.rare * r.rare
		work.kernel[i] *= kernelShare * scale.plain * r.plain
	}
	if len(x.grams.idf) == 0 {
		copy(work.similar, work.byWords)
		work.fresh = x.compareFresh(terms, nil, scale, scale)

		return nil
	}
	gv, gs := x.gramVector(query.words)
	work.fresh = x.compareFresh(terms, gv, scale, gs)
	work.grams = zeroed(work.grams, len(work.similar))
	x.gramRows.compare(&x.grams, gv, work.similar, work.grams)

	for i, r := range x.gramScale {
		work.similar[i] = wordShare*work.byWords[i] + (1-wordShare)*gs.rare*r.rare*work.similar[i]
		work.kernel[i] += (1 - kernelShare) * gs.plain * r.plain * work.grams[i]
	}
	if x.models == nil || x.models.softmax == nil {
		return nil
	}
	number := x.models.number
	f := features(number, len(x.words.idf), terms, scale, gv, gs)

	return withVector(f, number, len(x.words.idf)+len(x.grams.idf), query.vector)
}

// compare adds the products of the terms with every row: weighted by rarity in rare, unweighted in plain.
func (t *table) compare(rarities *space, terms vector, rare, plain []float32) {
	for _, term := range terms {
		list := t.row(term.id)
		if len(list) > maxPostings {
			continue
		}

		w := term.weight * rarities.idf[term.id] * rarities.idf[term.id]
		for _, p := range list {
			rare[p.id] += w * p.weight
			plain[p.id] += term.weight * p.weight
		}
	}
}

// measure computes the measures of one document.
func (x *index) measure(doc uint32, query *rowText, work *scratch, mass queryMass) candidate {
	result := candidate{doc: doc}
	result.measures[bm25Share] = work.bm25[doc] / mass.all
	result.measures[languageModel] = work.model[doc]/float32(
		query.plain,
	) - float32(
		math.Log(float64((x.length[doc]+smoothing)/(x.average+smoothing))),
	)
	result.measures[coverage] = work.cover[doc] / mass.subject
	result.measures[aspectHeld], result.measures[aspectMissing] = query.asks.shareOf(x.tells[doc])
	if len(work.soft) > 0 {
		result.measures[softmaxLogP] = logProbability(work.soft[doc])
	}
	if len(work.kind) > 0 {
		result.measures[discriminantLogP] = logProbability(work.kind[doc])
	}
	if x.lexicon != nil {
		like := x.alike(doc, &work.aligned)
		result.held = cover{near: like.held, close: like.closely}
		result.measures[nearWordShare] = like.said
		result.measures[mutualNearestText] = like.text
		result.measures[mutualNearestThree] = like.three
		result.measures[mutualAnswer] = like.answer
	}
	var top, plain, vector [3]float32
	texts := 0

	for row := x.docRow[doc]; row < x.docRow[doc+1]; row++ {
		similar := work.similar[row]
		switch x.rowSort[row] {
		case answerText:
			result.measures[answerSimilarity] = max(result.measures[answerSimilarity], similar)
			result.measures[cosineAnswer] = max(result.measures[cosineAnswer], x.vectors.cosine(row, query.vector))
			continue
		case titleText:
			result.measures[questionSimilarity] = similar
		}
		texts++
		result.measures[nearestTextByWords] = max(result.measures[nearestTextByWords], work.byWords[row])
		insert(&top, similar)
		insert(&plain, work.kernel[row])
		insert(&vector, x.vectors.cosine(row, query.vector))
	}

	for i, fresh := range work.fresh {
		if x.fresh[i].doc == doc {
			result.measures[nearestTextByWords] = max(result.measures[nearestTextByWords], fresh.byWords)
			texts++
			insert(&top, fresh.similar)
			insert(&plain, fresh.kernel)
			if v := x.fresh[i].vector; len(v) > 0 && len(v) == len(query.vector) {
				insert(&vector, dot(v, query.vector))
			}
		}
	}
	result.measures[cosineNearestText], result.measures[cosineNearestThree] = vector[0], mean(vector, texts)
	result.measures[nearestText], result.measures[nearestThree] = top[0], mean(top, texts)
	result.measures[plainNearestText], result.measures[plainNearestThree] = plain[0], mean(plain, texts)

	return result
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
func insert(top *[3]float32, figure float32) {
	for i := range top {
		if figure > top[i] {
			top[i], figure = figure, top[i]
		}
	}
}

// measureNone computes the measures for none of the candidates and marks the best candidate of each measure.
func (e *evidence) measureNone(unknown, length, rich float32) {
	figures := &e.none
	figures[logTextsPerEntry], figures[unknownTimesTexts] = rich, rich*unknown
	figures[constantTerm], figures[unknownShare], figures[logWords] = 1, unknown, float32(math.Log(float64(1+length)))
	figures[missingSimilarity], figures[missingBM25] = 1, 1
	if len(e.candidates) == 0 {
		return
	}

	var at [3]int
	for i, by := range []int{bm25Share, nearestText, softmaxLogP} {
		at[i] = e.bestBy(by)
		e.candidates[at[i]].measures[bestByBM25+i] = 1
	}
	figures[missingBM25] = 1 - e.candidates[at[0]].measures[bm25Share]
	figures[missingSimilarity] = 1 - e.candidates[at[1]].measures[nearestText]
	figures[topSoftmaxLogP] = e.candidates[at[2]].measures[softmaxLogP]
	figures[missingPlainSimilarity] = 1 - e.candidates[e.bestBy(plainNearestThree)].measures[plainNearestThree]
	if best := e.candidates[e.bestBy(cosineNearestText)].measures[cosineNearestText]; best > 0 {
		figures[missingCosine] = 1 - best
	}
	if best := e.candidates[e.bestBy(nearWordShare)].measures[nearWordShare]; best > 0 {
		figures[missingNearWords] = 1 - best
		figures[missingMutual] = 1 - e.candidates[e.bestBy(mutualNearestThree)].measures[mutualNearestThree]
	}
	figures[topDiscriminantLogP] = e.candidates[e.bestBy(discriminantLogP)].measures[discriminantLogP]
	figures[missingCoverage] = 1 - e.candidates[e.bestBy(coverage)].measures[coverage]

	for i := range at {
		if at[i] == at[(i+1)%3] {
			figures[leadersAgree] += 1.0 / 3
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

// richness returns logTexts, or 0 for a base with few phrasings: the shipped weights know such bases as titles only. Otherwise each
// accepted phrasing would make the base more careful with all other questions.
func (x *index) richness() float32 {
	if x.titlesOnly() {
		return 0
	}

	return x.logTexts
}

// minLogTexts is the logarithm of two questions and phrasings an entry.
var minLogTexts = float32(math.Log(2))

// titlesOnly reports whether the base has too few phrasings to count as more than a list of titles.
func (x *index) titlesOnly() bool { return x.logTexts < minLogTexts }
