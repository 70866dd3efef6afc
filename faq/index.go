package faq

import (
	"math"
	"sync"
)

const (
	titleTimes  = 2   // weight of an entry's question in the document; a phrasing has weight 1
	answerTimes = 0.3 // weight of a word of the answer in the document
	answerRunes = 300 // indexed characters of an answer, from the start

	pairShare   = 0.6    // weight of a pair of stems; a stem has weight 1
	stopShare   = 0.5    // weight of a word without a subject
	maxGramRows = 12_000 // maximum number of rows with grams
)

// sort is the sort of a text of an entry.
type sort uint8

const (
	titleText sort = iota
	phrasingText
	answerText
)

// index is a set of entries prepared for searches. A document is an entry in one language. A row is
// one text of a document. An index is immutable after the build.
type index struct {
	rowDoc  []uint32 // by row: document; the rows of a document are consecutive
	rowSort []sort
	docRow  []uint32 // by document, plus one end mark: first row

	words     space
	wordRows  table   // stem or pair -> rows
	wordScale []scale // by row
	docs      table   // stem -> documents, with the number of occurrences
	length    []float32
	average   float32
	logTexts  float32 // logarithm of the mean number of questions and phrasings of a document

	grams     space
	gramRows  table // empty above maxGramRows rows
	gramScale []scale

	vocabulary *vocabulary
	embedded   *embedded // nil = no embedder
	vectors    vectors
	lexicon    *lexicon    // nil = no word vectors
	fresh      []freshText // phrasings added after the build
	models     *bound      // nil before the fit
}

// source holds the texts of one document. An index is built from sources.
type source struct {
	id        string
	group     int // number of the entry; translations share the number
	title     string
	phrasings []string
	tags      []string
	answer    string
}

func sourceOf(e *Entry) source {
	return source{
		id:        e.ID,
		title:     e.Question,
		phrasings: e.Phrasings,
		tags:      e.Tags,
		answer:    clip(e.Answer, answerRunes),
	}
}

// clip cuts a text after n runes.
func clip(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}

	return s
}

// rowText is one text split into words, with the hashes of the words' stems.
type rowText struct {
	doc    uint32
	sort   sort
	text   string    // text as typed
	vector []float32 // vector by the embedder, for queries only; nil = none
	words  []string
	stems  []uint64
	silent []bool // by word: a stop word
	faint  []bool // by word: distinguishes questions but names no subject
	mended []bool // by word: the word was corrected
}

// builder collects the inputs of an index.
type builder struct {
	stems map[string]uint64 // by word; a cache, because a build meets the same words many times
	rows  []rowText
	tags  []rowText
}

// newIndex builds an index. Document numbers are the positions of the sources. vectors is called once,
// late, and may return nil.
func newIndex(sources []source, vectors func() *embedded) *index {
	b := &builder{stems: map[string]uint64{}}

	x := &index{docRow: make([]uint32, 1, len(sources)+1)}
	for doc, s := range sources {
		b.add(uint32(doc), titleText, s.title)

		for _, p := range s.phrasings {
			b.add(uint32(doc), phrasingText, p)
		}
		b.add(uint32(doc), answerText, s.answer)

		for _, t := range s.tags {
			b.tags = append(b.tags, b.text(uint32(doc), phrasingText, words(t)))
		}
		x.docRow = append(x.docRow, uint32(len(b.rows)))
	}
	askedRows := 0

	for _, r := range b.rows {
		if r.sort != answerText {
			askedRows++
		}
		x.rowDoc, x.rowSort = append(x.rowDoc, r.doc), append(x.rowSort, r.sort)
	}
	x.logTexts = float32(math.Log(max(1, float64(askedRows)/float64(max(1, len(sources))))))
	// The parts run in parallel, because the start of the program waits for the build. The parts only
	// read the builder and share no other data.
	var beside sync.WaitGroup
	beside.Go(func() { x.vocabulary = newVocabulary(b) })
	if len(b.rows) <= maxGramRows {
		beside.Go(func() { x.countGrams(b) })
	}
	x.countWords(b)
	x.countDocs(b)
	x.countRows(b)
	x.embed(b, vectors())
	beside.Wait()

	return x
}

func (b *builder) add(doc uint32, s sort, text string) {
	ws := words(text)
	if s != answerText {
		if bare := core(ws); len(bare) > 0 {
			ws = bare
		}
	}
	if len(ws) > 0 {
		r := b.text(doc, s, ws)
		r.text = text
		b.rows = append(b.rows, r)
	}
}

func (b *builder) text(doc uint32, s sort, ws []string) rowText {
	r := rowText{
		doc:    doc,
		sort:   s,
		words:  ws,
		stems:  make([]uint64, len(ws)),
		silent: make([]bool, len(ws)),
		faint:  make([]bool, len(ws)),
		mended: make([]bool, len(ws)),
	}
	for i, w := range ws {
		h, known := b.stems[w]
		if !known {
			h = stemTerm.hash(stem(w))
			b.stems[w] = h
		}
		r.stems[i], r.silent[i], r.faint[i] = h, stopWords[w], faintWords[w]
	}

	return r
}

// terms calls f with the hash and the weight of every stem and pair of a text.
func (r *rowText) terms(f func(hash uint64, share float32)) {
	for i, h := range r.stems {
		share := float32(1)
		if r.silent[i] {
			share = stopShare
		}
		f(h, share)
		if i > 0 {
			f(pairHash(r.stems[i-1], h), pairShare)
		}
	}
}

// embed builds the vectors of the rows.
func (x *index) embed(b *builder, e *embedded) {
	if e == nil {
		return
	}
	x.embedded, x.lexicon = e, x.newLexicon(b.rows, e)
	x.vectors = x.vectorsOf(b.rows, e)
}
