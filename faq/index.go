package faq

import (
	"math"
	"slices"
	"strings"
	"sync"

	"frontdesk/faq/wordform"
)

const (
	titleTimes  = 2   // weight of an entry's question in the document; a phrasing has weight 1
	answerTimes = 0.3 // weight of a word of the answer in the document
	answerRunes = 600 // indexed characters of an answer, from the start

	pairShare    = 0.6    // weight of a pair of stems; a stem has weight 1
	stopShare    = 0.5    // weight of a word without a subject
	conceptShare = 0.6    // weight of a concept of the thesaurus
	deniedShare  = 0.15   // weight of a word that the customer denies
	glossedShare = 0.3    // weight of a word that the base holds as a concept only
	maxGramRows  = 12_000 // maximum number of rows with grams
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

	tells      []aspects // by document
	thesaurus  *Thesaurus
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
	answer    []string // by sentence, or whole in a large base
	tells     aspects  // aspects that the answer tells
}

func sourceOf(entry *Entry) source {
	answer := clip(entry.Answer, answerRunes)

	return source{
		id:        entry.ID,
		title:     entry.Question,
		phrasings: entry.Phrasings,
		tags:      entry.Tags,
		answer:    passages(answer),
		tells:     tells(answer),
	}
}

// passages splits an answer into its sentences. A short sentence is joined with the next one.
func passages(answer string) (out []string) {
	const least = 40 // bytes
	start := 0
	for i := 0; i < len(answer); i++ {
		mark := strings.IndexByte(".!?", answer[i]) >= 0
		end := answer[i] == '\n' || mark && (i+1 == len(answer) || answer[i+1] == ' ')
		if end && i-start >= least {
			out = append(out, answer[start:i+1])
			start = i + 1
		}
	}
	if strings.TrimSpace(answer[start:]) != "" {
		out = append(out, answer[start:])
	}

	return out
}

// clip cuts a text after limit runes.
func clip(text string, limit int) string {
	for i := range text {
		if limit == 0 {
			return text[:i]
		}
		limit--
	}

	return text
}

// rowText is one text split into words, with the hashes of the words' stems.
type rowText struct {
	doc      uint32
	sort     sort
	text     string    // text as typed
	vector   []float32 // vector by the embedder, for queries only; nil = none
	words    []string
	stems    []uint64
	asks     aspects  // aspects that the text asks for, for queries only
	denied   []bool   // by word: the customer does not want the thing; for queries only
	polarity polarity // for queries only
	plain    int      // number of words in the text; the rest of words and stems are concepts
	silent   []bool   // by word: a stop word
	faint    []bool   // by word: distinguishes questions but names no subject
	mended   []bool   // by word: the word was corrected
	// by word: the base lacks the word but holds a concept of the word
	glossed []bool
}

// subjects counts the words that name a subject.
func (r *rowText) subjects() (count int) {
	for i := range r.plain {
		if !r.silent[i] && !r.faint[i] {
			count++
		}
	}

	return count
}

// builder collects the inputs of an index.
type builder struct {
	thesaurus *Thesaurus
	denied    map[string]bool   // words that the customer does not want, with their concepts; for queries only
	stems     map[string]uint64 // by word; a cache, because a build meets the same words many times
	rows      []rowText
	tags      []rowText
}

// newIndex builds an index. Document numbers are the positions of the sources. vectors is called once,
// late, and may return nil.
func newIndex(sources []source, thesaurus *Thesaurus, vectors func() *embedded) *index {
	build := &builder{thesaurus: thesaurus, stems: map[string]uint64{}}

	built := &index{thesaurus: thesaurus, docRow: make([]uint32, 1, len(sources)+1)}
	for doc, origin := range sources {
		built.tells = append(built.tells, origin.tells|asksFor(words(origin.title)))
		build.add(uint32(doc), titleText, origin.title)

		for _, p := range origin.phrasings {
			build.add(uint32(doc), phrasingText, p)
		}
		for _, p := range origin.answer {
			build.add(uint32(doc), answerText, p)
		}

		for _, t := range origin.tags {
			build.tags = append(build.tags, build.text(uint32(doc), phrasingText, words(t)))
		}
		built.docRow = append(built.docRow, uint32(len(build.rows)))
	}
	askedRows := 0

	for _, r := range build.rows {
		if r.sort != answerText {
			askedRows++
		}
		built.rowDoc, built.rowSort = append(built.rowDoc, r.doc), append(built.rowSort, r.sort)
	}
	built.logTexts = float32(math.Log(max(1, float64(askedRows)/float64(max(1, len(sources))))))
	// The parts run in parallel, because the start of the program waits for the build. The parts only
	// read the builder and share no other data.
	var beside sync.WaitGroup
	beside.Go(func() { built.vocabulary = newVocabulary(build) })
	if len(build.rows) <= maxGramRows {
		beside.Go(func() { built.countGrams(build) })
	}
	built.countWords(build)
	built.countDocs(build)
	built.countRows(build)
	built.embed(build, vectors())
	beside.Wait()

	return built
}

func (b *builder) add(doc uint32, role sort, text string) {
	ws := words(text)
	if role != answerText {
		if bare := core(ws); len(bare) > 0 {
			ws = bare
		}
	}
	if len(ws) > 0 {
		r := b.text(doc, role, ws)
		r.text = text
		b.rows = append(b.rows, r)
	}
}

func (b *builder) text(doc uint32, role sort, ws []string) rowText {
	out := rowText{
		doc:   doc,
		sort:  role,
		plain: len(ws),
		words: ws,
		stems: make([]uint64, len(ws)),
	}
	for i, word := range ws {
		hash, known := b.stems[word]
		if !known {
			hash = stemTerm.hash(wordform.Stem(word))
			b.stems[word] = hash
		}
		out.stems[i] = hash
	}
	var light []bool // by concept
	b.thesaurus.find(out.stems[:out.plain], func(c concept, at, n int) {
		if !b.skips(ws[at:at+n]) && !slices.Contains(out.stems[out.plain:], c.hash) {
			out.stems, light = append(out.stems, c.hash), append(light, c.light)
		}
	})
	out.words = append(slices.Clip(ws), make([]string, len(light))...)
	out.silent, out.mended = make([]bool, len(out.words)), make([]bool, len(out.words))
	out.glossed, out.denied = make([]bool, len(out.words)), make([]bool, len(out.words))
	out.faint = make([]bool, len(ws), len(out.words))
	for i, w := range ws {
		out.silent[i], out.faint[i] = stopWords[w], faintWords[w] || isShortNumber(w)
		out.denied[i] = b.denied[w]
	}
	out.faint = append(out.faint, light...)

	return out
}

// isShortNumber reports whether a word is a number of one or two digits. Such a number names no subject.
func isShortNumber(word string) bool {
	return len(word) <= 2 && strings.Trim(word, "0123456789") == ""
}

// skips reports whether one of the words is denied.
func (b *builder) skips(ws []string) bool {
	return slices.ContainsFunc(ws, func(w string) bool { return b.denied[w] })
}

// share returns the weight of a word of a text beside its rarity.
func (r *rowText) share(word int) float32 {
	switch {
	case word >= r.plain:
		return conceptShare
	case r.denied[word]:
		return deniedShare
	case r.glossed[word]:
		return glossedShare
	case r.silent[word]:
		return stopShare
	}

	return 1
}

// terms calls visit with the hash and the weight of every stem and pair of a text.
func (r *rowText) terms(visit func(hash uint64, share float32)) {
	for i, h := range r.stems {
		visit(h, r.share(i))
		if i > 0 && i < r.plain {
			visit(pairHash(r.stems[i-1], h), pairShare)
		}
	}
}

// embed builds the vectors of the rows.
func (x *index) embed(build *builder, embeddings *embedded) {
	if embeddings == nil {
		return
	}
	x.embedded, x.lexicon = embeddings, x.newLexicon(build.rows, embeddings)
	x.vectors = x.vectorsOf(build.rows, embeddings)
}
