package faq

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The constants k1 and b of BM25: the first bounds what repeating a word adds, the second how
// much long documents are damped. It is lower than the usual 0.75 because a long document here is an entry with many phrasings,
// which is better known, not wordier.
const (
	repeats = 1.2
	damping = 0.4
)

const (
	answerWeight  = 0.2 // of a word of the answer, against one of the question
	answerCredit  = 0.3 // how far such a word counts as understood
	faintWeight   = 0.35
	numberWeight  = 0.3 // numbers unknown to the base are order numbers, sums, dates
	answerWords   = 60  // of an answer that are indexed, from its start
	typoMinLength = 5   // runes; shorter words have too many neighbours
	typoCredit    = 0.85
)

// index is the entries of one language. It does not change once built.
type index struct {
	entries   []int // positions in Base.entries
	docs      []document
	postings  map[string][]posting
	inAsked   map[string]int // entries whose question or phrasings hold the stem
	exact     map[string][]int
	typos     map[string][]string // word with a letter left out -> words
	average   float64             // document length
	unknownID float64             // weight of a word that the base does not know
	stems     map[string]string   // of the words met so far, while the index is built; nil afterwards
}

type document struct {
	length  float64
	phrases []phrase
}

// phrase is the question or a phrasing as a weighted set of stems.
type phrase struct {
	stems map[string]float64
	norm  float64
}

type posting struct {
	doc    int
	weight float64
	asked  bool // in the question or a phrasing, not only in the answer
}

func newIndex(all []Entry, which []int) *index {
	x := &index{
		entries: which, docs: make([]document, len(which)), postings: map[string][]posting{},
		inAsked: map[string]int{}, exact: map[string][]int{}, typos: map[string][]string{}, stems: map[string]string{},
	}
	vocabulary := map[string]bool{}
	for doc, at := range which {
		x.add(doc, all[at], vocabulary)
	}
	for _, d := range x.docs {
		x.average += d.length / float64(len(x.docs))
	}
	x.unknownID = math.Log(1 + (float64(len(x.docs))+0.5)/0.5)
	for doc, at := range which {
		for _, text := range asked(all[at]) {
			x.docs[doc].phrases = append(x.docs[doc].phrases, x.phrase(text))
		}
	}
	for w := range vocabulary {
		for _, less := range shortened(w) {
			x.typos[less] = append(x.typos[less], w)
		}
	}
	for _, ws := range x.typos {
		slices.Sort(ws) // maps have no order, answers must
	}
	x.stems = nil
	return x
}

// stem is the word's stem. Building an index asks for the same words again and again, and stemming is half of that work.
func (x *index) stem(word string) string {
	if x.stems == nil {
		return stem(word)
	}
	s, known := x.stems[word]
	if !known {
		s = stem(word)
		x.stems[word] = s
	}
	return s
}

// asked lists the texts that ask for an entry.
func asked(e Entry) []string { return append([]string{e.Question}, e.Phrasings...) }

func (x *index) add(doc int, e Entry, vocabulary map[string]bool) {
	weights, inAsked := map[string]float64{}, map[string]bool{}
	for _, text := range append(asked(e), e.Tags...) {
		for _, w := range words(text) {
			if !stopWords[w] {
				cut := x.stem(w)
				weights[cut]++
				inAsked[cut] = true
				x.docs[doc].length++
				vocabulary[w] = true
			}
		}
	}
	for _, text := range asked(e) {
		for _, k := range keys(text) {
			if !slices.Contains(x.exact[k], doc) {
				x.exact[k] = append(x.exact[k], doc)
			}
		}
	}
	answer := words(e.Answer)
	for _, w := range answer[:min(len(answer), answerWords)] {
		if !stopWords[w] {
			weights[x.stem(w)] += answerWeight
			x.docs[doc].length += answerWeight
		}
	}
	for s, w := range weights {
		x.postings[s] = append(x.postings[s], posting{doc, w, inAsked[s]})
		if inAsked[s] {
			x.inAsked[s]++
		}
	}
}

// keys are the normal forms under which a text is the same question: as it is, and without
// courtesies.
func keys(text string) []string {
	ws := words(text)
	if len(ws) == 0 {
		return nil
	}
	full, bare := strings.Join(ws, " "), strings.Join(core(ws), " ")
	if bare == "" || bare == full {
		return []string{full}
	}
	return []string{full, bare}
}

// weight is the idf of a stem, over entries: ln(1 + (N - n + 0.5) / (n + 0.5)).
func (x *index) weight(s string) float64 {
	n := x.inAsked[s]
	if n == 0 {
		n = len(x.postings[s])
	}
	if n == 0 {
		return x.unknownID
	}
	return math.Log(1 + (float64(len(x.docs)-n)+0.5)/(float64(n)+0.5))
}

func (x *index) phrase(text string) phrase {
	p := phrase{stems: map[string]float64{}}
	for _, t := range x.terms(text) {
		p.stems[t.stem] = t.weight
	}
	for _, w := range p.stems {
		p.norm += w * w
	}
	p.norm = math.Sqrt(p.norm)
	return p
}

// term is a word of a query as the index sees it.
type term struct {
	stem   string
	weight float64 // how much it matters
	credit float64 // 1, less if it had to be guessed
	known  bool    // some entry is asked with it
	faint  bool
}

func (x *index) terms(text string) []term {
	var out []term
	seen := map[string]bool{}
	for _, w := range core(words(text)) {
		if stopWords[w] {
			continue
		}
		t := x.term(w)
		if !seen[t.stem] {
			seen[t.stem] = true
			out = append(out, t)
		}
	}
	return out
}

func (x *index) term(w string) term {
	t := term{stem: x.stem(w), credit: 1, faint: faintWords[w]}
	if len(x.postings[t.stem]) == 0 && !t.faint {
		if s, ok := x.correct(w); ok {
			t.stem, t.credit = s, typoCredit
		}
	}
	t.known = x.inAsked[t.stem] > 0
	t.weight = x.weight(t.stem)
	switch {
	case t.faint:
		t.weight = min(t.weight, x.unknownID/2) * faintWeight
	case !t.known && strings.ContainsFunc(w, unicode.IsDigit):
		t.weight *= numberWeight
	}
	return t
}

// correct finds the stem of the one word of the base that is an edit away from w; of several,
// that of the most entries.
func (x *index) correct(w string) (string, bool) {
	r := []rune(w)
	if len(r) < typoMinLength || strings.ContainsFunc(w, unicode.IsDigit) {
		return "", false
	}
	best := ""
	for _, less := range shortened(w) {
		for _, candidate := range x.typos[less] {
			s := x.stem(candidate)
			if utf8.RuneCountInString(candidate) < typoMinLength || distance(r, []rune(candidate)) > 1 {
				continue
			}
			if n := x.inAsked[s]; best == "" || n > x.inAsked[best] || n == x.inAsked[best] && s < best {
				best = s
			}
		}
	}
	return best, best != ""
}

// longestWord bounds the typo table, in runes.
const longestWord = 24

// shortened lists w and w with each one letter left out: two words an edit apart share one.
func shortened(w string) []string {
	r := []rune(w)
	if len(r) < typoMinLength-1 || len(r) > longestWord {
		return nil
	}
	out := []string{w}
	for i := range r {
		out = append(out, string(r[:i])+string(r[i+1:]))
	}
	return out
}
