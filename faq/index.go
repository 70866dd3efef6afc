package faq

import (
	"math"
	"slices"
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
	fresh      []freshText // taught since
	softmax    *bound      // nil until fitted, or if the base is too large
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
	return source{id: e.ID, title: e.Question, phrasings: e.Phrasings, tags: e.Tags, answer: clip(e.Answer, answerRunes)}
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
	vector []float32 // of the embedder, nil = none; of queries only
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

func newIndex(sources []source, embedded *embedded) *index {
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
	x.countWords(b)
	x.countDocs(b)
	x.countRows(b)
	if len(b.rows) <= gramRowsMost {
		x.countGrams(b)
	}
	x.vocabulary = newVocabulary(b)
	x.embed(b, embedded)
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
	r := rowText{doc: doc, sort: s, words: ws, stems: make([]uint64, len(ws)), silent: make([]bool, len(ws)), faint: make([]bool, len(ws)), mended: make([]bool, len(ws))}
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

// countWords numbers the stems and pairs of questions, phrasings and tags, then those that are
// in answers alone, and weighs them by how many documents hold them.
func (x *index) countWords(b *builder) {
	c := counter{space: space{ids: map[uint64]uint32{}}}
	for _, answers := range []bool{false, true} {
		for _, rows := range [][]rowText{b.rows, b.tags} {
			for i := range rows {
				r := &rows[i]
				if (r.sort == answerText) != answers {
					continue
				}
				r.terms(func(h uint64, _ float32) { c.count(h, r.doc) })
			}
		}
		c.settled = len(c.held)
	}
	x.words = c.weigh(len(x.docRow) - 1)
}

// counter counts the documents that hold each term. Documents come in order.
type counter struct {
	space   space
	held    []uint32 // documents that hold a term, by id
	last    []uint32 // the last of them, plus 1
	settled int      // terms below are not counted any more
}

func (c *counter) count(h uint64, doc uint32) {
	id, known := c.space.ids[h]
	if !known {
		id = uint32(len(c.held))
		c.space.ids[h] = id
		c.held, c.last = append(c.held, 0), append(c.last, 0)
	}
	if int(id) >= c.settled && c.last[id] != doc+1 {
		c.held[id]++
		c.last[id] = doc + 1
	}
}

func (c *counter) weigh(docs int) space {
	s := c.space
	s.idf = make([]float32, len(c.held))
	for i, n := range c.held {
		s.idf[i] = rarity(docs, int(n))
	}
	s.none = rarity(docs, 0)
	return s
}

// rarity is the idf of a term that n of all documents hold, as in BM25.
func rarity(all, n int) float32 {
	return float32(math.Log(1 + (float64(max(all-n, 0))+0.5)/(float64(n)+0.5)))
}

// countDocs makes the documents of BM25.
func (x *index) countDocs(b *builder) {
	docs := make([]vector, len(x.docRow)-1)
	x.length = make([]float32, len(docs))
	for _, rows := range [][]rowText{b.rows, b.tags} {
		for i := range rows {
			r := &rows[i]
			times := float32(1)
			switch r.sort {
			case titleText:
				times = titleTimes
			case answerText:
				times = answerTimes
			}
			for _, h := range r.stems {
				docs[r.doc] = append(docs[r.doc], component{x.words.ids[h], times})
				x.length[r.doc] += times
			}
		}
	}
	for i, d := range docs {
		slices.SortFunc(d, func(a, b component) int { return int(a.id) - int(b.id) })
		out := d[:0]
		for _, c := range d {
			if last := len(out) - 1; last >= 0 && out[last].id == c.id {
				out[last].weight += c.weight
			} else {
				out = append(out, c)
			}
		}
		docs[i] = out
		x.average += x.length[i] / float32(len(docs))
	}
	x.docs = transpose(docs, len(x.words.idf))
}

func (x *index) countRows(b *builder) {
	rows := make([]vector, len(b.rows))
	x.wordScale = make([]scale, len(b.rows))
	for i := range b.rows {
		rows[i], x.wordScale[i] = x.wordVector(&b.rows[i])
	}
	x.wordRows = transpose(rows, len(x.words.idf))
}

func (x *index) wordVector(r *rowText) (vector, scale) {
	v := make(vector, 0, 2*len(r.stems))
	var unknown []float32
	r.terms(func(h uint64, share float32) {
		if id, known := x.words.ids[h]; known {
			v = append(v, component{id, share})
		} else {
			unknown = append(unknown, share)
		}
	})
	v = merged(v)
	return v, x.words.scale(v, unknown)
}

func (x *index) countGrams(b *builder) {
	c := counter{space: space{ids: map[uint64]uint32{}}}
	for i := range b.rows {
		r := &b.rows[i]
		for _, w := range r.words {
			grams(w, func(h uint64) { c.count(h, r.doc) })
		}
	}
	x.grams = c.weigh(len(x.docRow) - 1)
	rows := make([]vector, len(b.rows))
	x.gramScale = make([]scale, len(b.rows))
	for i := range b.rows {
		rows[i], x.gramScale[i] = x.gramVector(b.rows[i].words)
	}
	x.gramRows = transpose(rows, len(x.grams.idf))
}

func (x *index) gramVector(ws []string) (vector, scale) {
	var v vector
	var unknown []float32
	for _, w := range ws {
		grams(w, func(h uint64) {
			if id, known := x.grams.ids[h]; known {
				v = append(v, component{id, 1})
			} else {
				unknown = append(unknown, 1)
			}
		})
	}
	v = merged(v)
	return v, x.grams.scale(v, unknown)
}

// embed lays out the vectors of the rows.
func (x *index) embed(b *builder, e *embedded) {
	if e == nil {
		return
	}
	texts := make([]string, len(b.rows))
	for i := range b.rows {
		texts[i] = b.rows[i].text
	}
	x.embedded, x.vectors = e, e.vectorsOf(texts)
}
