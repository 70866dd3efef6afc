package faq

import (
	"math"
	"sync"
)

const (
	titleTimes  = 2   // the question of an entry counts so often in its document, a phrasing once
	answerTimes = 0.3 // and a word of its answer so much
	answerRunes = 300 // of an answer that are indexed, from its start

	pairShare    = 0.6    // weight of two stems in a row, against a stem
	stopShare    = 0.5    // weight of a word that names no subject
	gramRowsMost = 12_000 // rows up to which grams are kept
)

// sort of a text of an entry.
type sort uint8

const (
	titleText sort = iota
	phrasingText
	answerText
)

// index is a set of entries ready to be searched. A document is an entry in one language; a
// row is one of its texts. It does not change once built.
type index struct {
	rowDoc  []uint32 // document of a row; the rows of a document follow one another
	rowSort []sort
	docRow  []uint32 // first row of a document, and one more at the end

	words     space
	wordRows  table   // stem or pair -> rows
	wordScale []scale // by row
	docs      table   // stem -> documents, with how often
	length    []float32
	average   float32
	rich      float32 // logarithm of the questions and phrasings of a document, on average

	grams     space
	gramRows  table // empty above gramRowsMost rows
	gramScale []scale

	vocabulary *vocabulary
	embedded   *embedded // nil = no embedder
	vectors    vectors
	lexicon    *lexicon    // nil = no vectors of words
	fresh      []freshText // taught since
	learnt     *bound      // nil until fitted
}

// source is what an index is built from: the texts of one document.
type source struct {
	id        string
	group     int // the same for the translations of an entry
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

// rowText is one text cut into words, with their stems and the hashes of these.
type rowText struct {
	doc    uint32
	sort   sort
	text   string    // as it was typed
	vector []float32 // by the embedder, nil = none; of queries only
	words  []string
	stems  []uint64
	silent []bool // the word is in every other question
	faint  []bool // the word tells questions apart but names no subject
	mended []bool // the word was typed otherwise
}

// builder collects what an index is made of.
type builder struct {
	stems map[string]uint64 // by word: building meets the same words again and again
	rows  []rowText
	tags  []rowText
}

// newIndex builds an index; the documents are numbered as the sources are. vectors is called once, late, and may return nil.
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
	x.rich = float32(math.Log(max(1, float64(askedRows)/float64(max(1, len(sources))))))
	var beside sync.WaitGroup // a start waits for this; the parts share nothing but the builder, which they only read
	beside.Go(func() { x.vocabulary = newVocabulary(b) })
	if len(b.rows) <= gramRowsMost {
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

// terms calls f with the hash and share of every stem and pair of a text.
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

// embed lays out the vectors of the rows.
func (x *index) embed(b *builder, e *embedded) {
	if e == nil {
		return
	}
	x.embedded, x.lexicon = e, x.newLexicon(b.rows, e)
	x.vectors = x.vectorsOf(b.rows, e)
}
