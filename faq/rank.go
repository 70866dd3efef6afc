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
func (x *index) rank(q *rowText, s *scratch) queryMass {
	var m queryMass
	docs := float32(len(s.bm25))

	for i, h := range q.stems {
		if slices.Contains(q.stems[:i], h) {
			continue
		}
		id, known := x.words.ids[h]
		if i >= q.plain && !known {
			continue // The words themselves count as unknown.
		}
		if !q.silent[i] && !q.faint[i] {
			m.named++
		}
		share := q.share(i)
		w, subject := x.weight(q, i), x.subject(q, i)
		m.all += w
		m.subject += subject
		if !known {
			m.unknown += subject
			continue
		}
		if q.mended[i] {
			m.unknown += subject * mendedUnknownShare
		}
		list := x.docs.row(id)
		common := float32(len(list)) + 1
		if len(list) > maxPostings {
			continue
		}

		for _, p := range list {
			norm := 1 - bm25B + bm25B*x.length[p.id]/x.average
			s.bm25[p.id] += w * p.weight / (p.weight + bm25K1*norm)
			s.model[p.id] += share * float32(math.Log(float64(1+p.weight*docs/(smoothing*common))))
			s.cover[p.id] += subject
		}
	}

	return m
}

// strangest returns how far the strangest subject word of the query is from every measured document, 0 to 1. The word must be one of the
// language: a mistyped word tells nothing. near holds the nearness of each word, or is nil without word vectors.
func (x *index) strangest(q *rowText, near []float32) (out float32) {
	for i, w := range q.words[:q.plain] {
		if q.silent[i] || q.faint[i] || q.glossed[i] || q.denied[i] || x.has(q.stems[i]) || !wordform.Known(w) {
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

// best appends the n documents with the highest scores above 0 to out.
func best(scores []float32, n int, out []uint32, allowed func(uint32) bool) []uint32 {
	type scored struct {
		doc uint32
		s   float32
	}

	top := make([]scored, 0, n+1)
	for d, v := range scores {
		if v <= 0 || len(top) == n && v <= top[n-1].s || !allowed(uint32(d)) {
			continue
		}
		at := len(top)

		top = append(top, scored{})
		for at > 0 && top[at-1].s < v {
			top[at] = top[at-1]
			at--
		}
		top[at] = scored{uint32(d), v}
		top = top[:min(len(top), n)]
	}

	for _, t := range top {
		out = append(out, t.doc)
	}

	return out
}
