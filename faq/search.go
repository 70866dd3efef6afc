package faq

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// Query is one question, which may be several messages joined by line breaks.
type Query struct {
	Text    string
	Lang    string    // the customer's language; empty = unknown
	Now     time.Time // for ValidFrom and ValidTo; zero = any time
	Exclude []string  // ids never to return: what the customer has already been told
}

// Decision is what to do with the hits.
type Decision int

const (
	HandOff Decision = iota // nothing fits well enough: a person should answer
	Ask                     // "did you mean ...?" with the hits
	Answer                  // the first hit is the answer
)

func (d Decision) String() string {
	switch d {
	case Answer:
		return "answer"
	case Ask:
		return "ask"
	}
	return "handoff"
}

// Result is up to three hits, the likeliest first, each of another entry. On HandOff they are
// hints for operators, and may be none.
type Result struct {
	Hits     []Hit
	Decision Decision
	Exact    bool // the question is that of the entry, or one of its phrasings
}

// Hit is an entry that may answer the question.
type Hit struct {
	ID, Lang, Question, Answer string
	P                          float64 // probability that it is the right one, 0 to 1
	Why                        string  // for operators: "same question", or the stems that matched
}

// maxHits is as many choices as fit a "did you mean" on every channel.
const maxHits = 3

// Search finds what answers the query. It looks in the customer's language, and in the others
// only if nothing there is better than a hand-over; what is found there comes in the customer's
// language if it has been translated.
func (b *Base) Search(q Query) Result {
	own, other := b.order(q.Lang)
	if r, ok := b.same(q, slices.Concat(own, other)); ok {
		return r
	}
	best := b.decide(q, own)
	if best.Decision == HandOff {
		if r := b.decide(q, other); r.Decision != HandOff {
			return r
		}
	}
	return best
}

// order lists the base's languages: the customer's, the narrowest first, and the others. If
// the customer's is unknown, all are.
func (b *Base) order(lang string) (own, other []string) {
	if lang == "" {
		return b.languages, nil
	}
	for _, l := range narrower(lang) {
		if b.indexes[l] != nil {
			own = append(own, l)
		}
	}
	for _, l := range b.languages {
		if !slices.Contains(own, l) {
			other = append(other, l)
		}
	}
	return own, other
}

// allowed reports whether the entry at a position may be found by the query.
func (b *Base) allowed(q Query, at int) bool {
	e := &b.entries[at]
	return e.ValidAt(q.Now) && !slices.Contains(q.Exclude, e.ID)
}

// same looks for an entry that is asked in just these words.
func (b *Base) same(q Query, langs []string) (Result, bool) {
	var r Result
	for _, lang := range langs {
		x := b.indexes[lang]
		for _, key := range keys(q.Text) {
			for _, doc := range x.exact[key] {
				if at := x.entries[doc]; b.allowed(q, at) {
					r.Hits = append(r.Hits, b.hit(q, at, 1, "same question"))
				}
			}
		}
		if len(r.Hits) > 0 {
			break
		}
	}
	if len(r.Hits) == 0 {
		return r, false
	}
	r.Hits = b.unique(r.Hits)[:1]
	r.Decision, r.Exact = Answer, true
	return r, true
}

// hit shows an entry in the customer's language if it is translated and valid there.
func (b *Base) hit(q Query, at int, p float64, why string) Hit {
	if own, ok := b.at[b.entries[at].ID][firstOf(narrower(q.Lang), b.at[b.entries[at].ID])]; ok && b.allowed(q, own) {
		at = own
	}
	e := &b.entries[at]
	return Hit{ID: e.ID, Lang: e.Lang, Question: e.Question, Answer: e.Answer, P: p, Why: why}
}

func firstOf(langs []string, have map[string]int) string {
	for _, l := range langs {
		if _, ok := have[l]; ok {
			return l
		}
	}
	return ""
}

// unique keeps the first hit of each entry.
func (b *Base) unique(hits []Hit) []Hit {
	seen := map[string]bool{}
	return slices.DeleteFunc(hits, func(h Hit) bool {
		twice := seen[h.ID]
		seen[h.ID] = true
		return twice
	})
}

// decide ranks the entries of the given languages and says what to do with them.
func (b *Base) decide(q Query, langs []string) Result {
	var hits []Hit
	sure := map[string]bool{}
	for _, lang := range langs {
		x := b.indexes[lang]
		e := x.look(q.Text, func(doc int) bool { return b.allowed(q, x.entries[doc]) })
		for i, p := range b.judge(e) {
			c := e.candidates[i]
			h := b.hit(q, x.entries[c.doc], p, "words: "+strings.Join(c.matched, ", "))
			sure[h.ID] = sure[h.ID] || e.sure(c)
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.P, a.P) })
	hits = b.unique(hits)
	r := Result{Hits: hits[:min(len(hits), maxHits)]}
	var mass float64
	for _, h := range r.Hits {
		mass += h.P
	}
	switch {
	case len(hits) > 0 && hits[0].P >= b.sure && sure[hits[0].ID]:
		r.Decision = Answer
	case mass >= 0.5:
		r.Decision = Ask
		r.Hits = likely(r.Hits)
	}
	return r
}

// likely drops choices that would only make a question longer.
func likely(hits []Hit) []Hit {
	n := 1
	for n < len(hits) && hits[n].P >= hits[0].P/8 {
		n++
	}
	return hits[:n]
}

// evidence is what a judge sees of a query: how well it is understood, and the candidates.
type evidence struct {
	candidates []candidate // best first, at most pool of them
	unknown    float64     // share of the query's weight in words that no entry is asked with, 0 to 1
	subjects   int         // words that name something
}

// candidate is one entry measured against the query; all measures run from 0 to 1.
type candidate struct {
	doc      int
	bm25     float64 // against the most that the query could score
	coverage float64 // share of the query's weight that the entry holds
	cosine   float64 // with the nearest of its question and phrasings
	matched  []string
	strong   int  // matched words that name something
	rare     bool // one of them belongs to this entry alone
}

// sure guards against answers that hang on a thread, whatever the probability says: one common
// word, or less than half of the question understood.
func (e evidence) sure(c candidate) bool {
	return (c.strong >= 2 || c.rare || c.cosine > 0.99) && c.strong > 0 && e.unknown < 0.5
}

// pool is how many candidates are measured closely.
const pool = 12

// look gathers the evidence for a query.
func (x *index) look(text string, allowed func(doc int) bool) evidence {
	terms := x.terms(text)
	var total, unknown float64
	var e evidence
	for _, t := range terms {
		total += t.weight
		if !t.known {
			unknown += t.weight
		}
		if !t.faint {
			e.subjects++
		}
	}
	if total == 0 || e.subjects == 0 {
		return e
	}
	e.unknown = unknown / total
	found := map[int]*candidate{}
	for _, t := range terms {
		x.count(t, total, found)
	}
	for _, c := range found {
		if c.strong > 0 && allowed(c.doc) {
			e.candidates = append(e.candidates, *c)
		}
	}
	slices.SortFunc(e.candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.bm25, a.bm25), cmp.Compare(a.doc, b.doc))
	})
	e.candidates = e.candidates[:min(len(e.candidates), pool)]
	for i := range e.candidates {
		e.candidates[i].cosine = x.cosine(terms, e.candidates[i].doc)
	}
	slices.SortStableFunc(e.candidates, func(a, b candidate) int { return cmp.Compare(b.score(), a.score()) })
	return e
}

// count adds what one word of the query says about each entry that holds it.
func (x *index) count(t term, total float64, found map[int]*candidate) {
	for _, p := range x.postings[t.stem] {
		c := found[p.doc]
		if c == nil {
			c = &candidate{doc: p.doc}
			found[p.doc] = c
		}
		length := 1 - damping + damping*x.docs[p.doc].length/x.average
		c.bm25 += t.credit * t.weight / total * p.weight / (p.weight + repeats*length)
		credit := t.credit
		if !p.asked {
			credit *= answerCredit
		}
		c.coverage += credit * t.weight / total
		c.matched = append(c.matched, t.stem)
		if p.asked && !t.faint {
			c.strong++
			c.rare = c.rare || x.inAsked[t.stem] == 1
		}
	}
}

// cosine is the best of the entry's phrases against the query.
func (x *index) cosine(terms []term, doc int) float64 {
	var norm float64
	for _, t := range terms {
		norm += t.weight * t.weight
	}
	norm = math.Sqrt(norm)
	best := 0.0
	for _, p := range x.docs[doc].phrases {
		var dot float64
		for _, t := range terms {
			dot += t.credit * t.weight * p.stems[t.stem]
		}
		if dot > 0 {
			best = max(best, dot/(norm*p.norm))
		}
	}
	return min(best, 1)
}
