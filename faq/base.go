package faq

import (
	"slices"
	"strings"
	"sync"
)

// Options are the settings of a base.
type Options struct {
	// MaxWrong is the accepted share of wrong answers, 0 to 1 (0.05 if zero).
	MaxWrong float64
	// Embedder supplies vectors of the meaning of texts. Nil means: compare words only.
	Embedder Embedder
	// Thesaurus finds words of the same meaning. Nil means: General().
	Thesaurus *Thesaurus
}

// Base is an immutable set of entries. A base is safe for concurrent searches.
type Base struct {
	entries   []Entry
	at        map[string]map[string]int // id -> language -> position in entries
	languages []string                  // in order of first appearance
	maxWrong  float64

	doc        []int            // by document of the index: position in entries
	exact      map[uint64][]int // hash of the normal form of a text -> positions in entries
	plain      map[uint64][]int // hash of the form without fillers, if different -> positions in entries
	index      *index
	fit        *Fit             // nil until fitted
	rows       []graded         // rows of the fit's cross-validation, adjusted by the shift
	minAnswerP float64          // minimum probability of an answer
	group      map[string]int   // id -> number, in order of first appearance
	minAskP    float64          // minimum probability of the hits of a menu
	estimated  bool             // the thresholds come from other bases, for want of a cross-validation
	added      map[uint64][]int // like exact, for phrasings added after the build
	shift      *shift           // nil = none
	work       *sync.Pool
}

// New builds a base. The first of two entries with the same id and language counts. An entry with Off
// stays available through Entry but is never found.
func New(entries []Entry, options Options) *Base {
	if options.MaxWrong <= 0 {
		options.MaxWrong = 0.05
	}
	base := &Base{
		at:       map[string]map[string]int{},
		group:    map[string]int{},
		maxWrong: min(options.MaxWrong, 0.5),
		exact:    map[uint64][]int{},
		plain:    map[uint64][]int{},
		work:     &sync.Pool{New: func() any { return &scratch{} }},
	}

	for _, entry := range entries {
		entry.Lang = strings.ToLower(entry.Lang)
		entry.Phrasings, entry.Tags = slices.Clone(entry.Phrasings), slices.Clone(entry.Tags)
		if base.at[entry.ID] == nil {
			base.at[entry.ID] = map[string]int{}
			base.group[entry.ID] = len(base.group)
		}
		if _, twice := base.at[entry.ID][entry.Lang]; twice {
			continue
		}
		base.at[entry.ID][entry.Lang] = len(base.entries)
		base.entries = append(base.entries, entry)
		if !slices.Contains(base.languages, entry.Lang) {
			base.languages = append(base.languages, entry.Lang)
		}
	}
	base.list()
	vectors := make(chan *embedded, 1)
	sources := base.sources()
	go func() { vectors <- embedSources(options.Embedder, sources) }()
	if options.Thesaurus == nil {
		options.Thesaurus = General()
	}
	base.index = newIndex(sources, options.Thesaurus, func() *embedded { return <-vectors })
	base.settle()

	return base
}

// list numbers the documents of the index and registers the normal forms of their questions.
func (b *Base) list() {
	for at := range b.entries {
		entry := &b.entries[at]
		if entry.Off {
			continue
		}
		b.doc = append(b.doc, at)

		for _, text := range asked(*entry) {
			forms := keys(text)
			for _, k := range forms {
				note(b.exact, k, at)
			}
			if k := plainKey(text); k != "" && !slices.Contains(forms, k) {
				note(b.plain, k, at)
			}
		}
	}
}

func note(forms map[uint64][]int, key string, at int) {
	h := gramTerm.hash(key)
	if !slices.Contains(forms[h], at) {
		forms[h] = append(forms[h], at)
	}
}

// asked lists the question and the phrasings of an entry.
func asked(e Entry) []string { return append([]string{e.Question}, e.Phrasings...) }

// keys returns the normal forms of a text: the whole text, and the text without courtesies. Two texts
// with a common form are the same question.
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

// plainKey returns a text without courtesies and fillers: "can I pay by card" becomes the key of "pay
// by card". The key is empty if the rest of the text names no subject.
func plainKey(text string) string {
	var left []string
	subject := false

	for _, word := range core(words(text)) {
		if fillers[word] {
			continue
		}
		left = append(left, word)
		subject = subject || !stopWords[word] && !faintWords[word]
	}
	if !subject {
		return ""
	}

	return strings.Join(left, " ")
}

// Speaks reports whether some entry is in the language, or in a more general language. Every base speaks the empty language.
func (b *Base) Speaks(lang string) bool {
	spoken := func(l string) bool { return slices.Contains(b.languages, l) }

	return lang == "" || slices.ContainsFunc(narrower(lang), spoken)
}

// Len returns the number of entries over all languages.
func (b *Base) Len() int { return len(b.entries) }

// Entry returns an entry in the given language, else in the main language ("pt" for "pt-br"), else in
// the first language of the base with a translation. The result is false if the id is unknown.
func (b *Base) Entry(id, lang string) (Entry, bool) {
	at, ok := b.locate(id, lang)
	if !ok {
		return Entry{}, false
	}

	return b.entries[at].clone(), true
}

func (b *Base) locate(id, lang string) (int, bool) {
	translations := b.at[id]
	for _, l := range append(narrower(lang), b.languages...) {
		if at, ok := translations[l]; ok {
			return at, true
		}
	}

	return 0, false
}

// narrower lists a language and the more general languages above: "pt-br", "pt".
func narrower(lang string) []string {
	lang = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(lang)), "_", "-")

	var out []string
	for lang != "" {
		out = append(out, lang)
		cut := strings.LastIndexByte(lang, '-')
		lang = lang[:max(cut, 0)]
	}

	return out
}

// clone copies the slices, so that no caller can change the base.
func (e Entry) clone() Entry {
	e.Phrasings, e.Tags = slices.Clone(e.Phrasings), slices.Clone(e.Tags)
	return e
}

// codeVersion changes whenever stored weights get another meaning.
const codeVersion = 5

// docHashes returns names of the documents. The names are the same in every base.
func (b *Base) docHashes() []uint64 {
	out := make([]uint64, len(b.doc))
	for i, at := range b.doc {
		out[i] = stemTerm.hash(b.entries[at].ID + "\x00" + b.entries[at].Lang)
	}

	return out
}

// Hash covers every input of a fit: the texts of the entries without Off, the embedder and the version
// of the code. A fit of a base with the same hash stays valid.
func (b *Base) Hash() uint64 {
	hash := pairHash(codeVersion, uint64(len(b.doc)))
	if e := b.index.embedded; e != nil {
		hash = pairHash(hash, stemTerm.hash(e.by.Name()))
	}

	for _, at := range b.doc {
		entry := &b.entries[at]
		texts := []string{entry.ID, entry.Lang, entry.Question, entry.Answer}
		for _, part := range [][]string{texts, entry.Phrasings, entry.Tags} {
			hash = pairHash(hash, uint64(len(part)))
			for _, s := range part {
				hash = pairHash(hash, stemTerm.hash(s))
			}
		}
	}

	return hash
}

// embedSources asks the embedder for the vectors of all texts. Without an embedder the result is nil.
func embedSources(by Embedder, sources []source) *embedded {
	if by == nil {
		return nil
	}

	var texts []string
	for _, s := range sources {
		texts = append(append(append(texts, s.title), s.phrasings...), s.answer...)
	}
	if len(texts) > maxGramRows {
		return embed(by, texts, nil)
	}
	seen := map[string]bool{}
	var all []string

	for _, text := range texts {
		for _, w := range words(text) {
			if !seen[w] {
				seen[w] = true
				all = append(all, w)
			}
		}
	}

	return embed(by, texts, all)
}
