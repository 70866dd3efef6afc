package faq

import (
	"math"
	"slices"

	"frontdesk/faq/wordform"
)

// queryMass holds sums of the weights of a query's words. all counts every word, subject counts the words
// with a subject, and unknown counts the subject words missing from the base. A corrected word counts
// in part as unknown.
type queryMass struct {
	all, subject, unknown float32
	named                 int // number of words with a subject
}

// rank scores every document by BM25, by the document's language model and by the covered share of the
// subject.
func (x *index) rank(query *rowText, work *scratch) queryMass {
	var mass queryMass
	docs := float32(len(work.bm25))

	for i, hash := range query.stems {
		if slices.Contains(query.stems[:i], hash) {
			continue
		}
		id, known := x.words.ids[hash]
		if i >= query.plain && !known {
			continue // The words themselves count as unknown.
		}
		if !query.silent[i] && !query.faint[i] {
			mass.named++
		}
		share := query.share(i)
		weight, subject := x.weight(query, i), x.subject(query, i)
		mass.all += weight
		mass.subject += subject
		if !known {
			mass.unknown += subject
			continue
		}
		if query.mended[i] {
			mass.unknown += subject * mendedUnknownShare
		}
		list := x.docs.row(id)
		common := float32(len(list)) + 1
		if len(list) > maxPostings {
			continue
		}

		for _, p := range list {
			norm := 1 - bm25B + bm25B*x.length[p.id]/x.average
			work.bm25[p.id] += weight * p.weight / (p.weight + bm25K1*norm)
			work.model[p.id] += share * float32(math.Log(float64(1+p.weight*docs/(smoothing*common))))
			work.cover[p.id] += subject
		}
	}

	return mass
}

// strangest returns how far the strangest subject word of the query is from every measured document, 0 to 1. The word must be one of the
// language: a mistyped word tells nothing. near holds the nearness of each word, or is nil without word vectors.
func (x *index) strangest(query *rowText, near []float32) (out float32) {
	for i, word := range query.words[:query.plain] {
		if query.silent[i] || query.faint[i] || query.glossed[i] || query.denied[i] ||
			x.has(query.stems[i]) || !wordform.Known(word) {
			continue
		}
		distance := float32(1)
		if near != nil {
			distance -= near[i]
		}
		out = max(out, distance)
	}

	return out
}

// best appends the count documents with the highest scores above 0 to out.
func best(scores []float32, count int, out []uint32, allowed func(uint32) bool) []uint32 {
	type scored struct {
		doc uint32
		s   float32
	}

	top := make([]scored, 0, count+1)
	for doc, score := range scores {
		if score <= 0 || len(top) == count && score <= top[count-1].s || !allowed(uint32(doc)) {
			continue
		}
		at := len(top)

		top = append(top, scored{})
		for at > 0 && top[at-1].s < score {
			top[at] = top[at-1]
			at--
		}
		top[at] = scored{uint32(doc), score}
		top = top[:min(len(top), count)]
	}

	for _, t := range top {
		out = append(out, t.doc)
	}

	return out
}
