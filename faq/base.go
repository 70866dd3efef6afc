package faq

import (
	"slices"
	"strings"
	"sync"
)

// Options tune a base.
type Options struct {
	// MaxWrong is the share of wrong answers that is put up with, 0 to 1 (0.05 if zero).
	MaxWrong float64
	// Embedder adds what texts mean to how they are worded; nil = words alone.
	Embedder Embedder
}

// Base is an immutable set of entries, ready to be searched by many goroutines at once.
type Base struct {
	entries   []Entry
	at        map[string]map[string]int // id -> language -> position in entries
	languages []string                  // in order of appearance
	maxWrong  float64

	doc    []int            // position in entries of a document of the index
	exact  map[uint64][]int // normal form of a text -> positions in entries
	plain  map[uint64][]int // form of a text without fillers, where it has any -> positions in entries
	index  *index
	fit    *Fit             // nil until fitted
	rows   []graded         // of the fit's cross-validation, as the shift moves them
	sure   float64          // the least probability of an answer
	group  map[string]int   // number of an id, by first appearance
	ask    float64          // the least probability of three hits to ask which is meant
	taught map[uint64][]int // exact, since the base was built
	shift  *shift           // nil = none
	work   *sync.Pool
}

// New builds a base. Of two entries with the same id and language the first counts; entries
// that are off are kept for Entry but never found.
func New(entries []Entry, o Options) *Base {
	if o.MaxWrong <= 0 {
		o.MaxWrong = 0.05
	}
	b := &Base{
		at: map[string]map[string]int{}, group: map[string]int{}, maxWrong: min(o.MaxWrong, 0.5), exact: map[uint64][]int{}, plain: map[uint64][]int{},
		work: &sync.Pool{New: func() any { return &scratch{} }},
	}

	for _, e := range entries {
		e.Lang = strings.ToLower(e.Lang)
		e.Phrasings, e.Tags = slices.Clone(e.Phrasings), slices.Clone(e.Tags)
		if b.at[e.ID] == nil {
			b.at[e.ID] = map[string]int{}
			b.group[e.ID] = len(b.group)
		}
		if _, twice := b.at[e.ID][e.Lang]; twice {
			continue
		}
		b.at[e.ID][e.Lang] = len(b.entries)
		b.entries = append(b.entries, e)
		if !slices.Contains(b.languages, e.Lang) {
			b.languages = append(b.languages, e.Lang)
		}
	}
	b.list()
	vectors := make(chan *embedded, 1)
	go func() { vectors <- b.embed(o.Embedder) }()
	b.index = newIndex(b.sources(), func() *embedded { return <-vectors })
	b.settle()

	return b
}

// list numbers the documents of the index and notes what is asked in just which words.
func (b *Base) list() {
	for at := range b.entries {
		e := &b.entries[at]
		if e.Off {
			continue
		}
		b.doc = append(b.doc, at)

		for _, text := range asked(*e) {
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

// asked lists the texts that ask for an entry.
func asked(e Entry) []string { return append([]string{e.Question}, e.Phrasings...) }

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

// plainKey is a text without courtesies and fillers: "can I pay by card" asks what "pay by card" does. It is empty if no subject is left.
func plainKey(text string) string {
	var left []string
	subject := false

	for _, w := range core(words(text)) {
		if fillers[w] {
			continue
		}
		left = append(left, w)
		subject = subject || !stopWords[w] && !faintWords[w]
	}
	if !subject {
		return ""
	}

	return strings.Join(left, " ")
}

// Len is the number of entries, all languages counted.
func (b *Base) Len() int { return len(b.entries) }

// Entry returns an entry in the given language, else in its main language ("pt" for "pt-br"),
// else in whichever came first. It is false if there is no such id.
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

// narrower lists a language and what it is a variety of: "pt-br", "pt".
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

// clone keeps the base's own slices out of callers' hands.
func (e Entry) clone() Entry {
	e.Phrasings, e.Tags = slices.Clone(e.Phrasings), slices.Clone(e.Tags)
	return e
}

// codeVersion changes whenever what is learnt would mean something else.
const codeVersion = 4

// docHashes name the documents of the index across bases.
func (b *Base) docHashes() []uint64 {
	out := make([]uint64, len(b.doc))
	for i, at := range b.doc {
		out[i] = stemTerm.hash(b.entries[at].ID + "\x00" + b.entries[at].Lang)
	}

	return out
}

// Hash is that of everything a fit depends on: the texts of the entries that are on, and this
// code. A fit made by a base of the same hash need not be made again.
func (b *Base) Hash() uint64 {
	h := pairHash(codeVersion, uint64(len(b.doc)))
	if e := b.index.embedded; e != nil {
		h = pairHash(h, stemTerm.hash(e.by.Name()))
	}

	for _, at := range b.doc {
		e := &b.entries[at]
		for _, part := range [][]string{{e.ID, e.Lang, e.Question, e.Answer}, e.Phrasings, e.Tags} {
			h = pairHash(h, uint64(len(part)))
			for _, s := range part {
				h = pairHash(h, stemTerm.hash(s))
			}
		}
	}

	return h
}

// embed asks the embedder, if there is one, for the vectors of all texts.
func (b *Base) embed(by Embedder) *embedded {
	if by == nil {
		return nil
	}

	var texts []string
	for _, s := range b.sources() {
		texts = append(append(append(texts, s.title), s.phrasings...), s.answer)
	}
	if len(texts) > gramRowsMost {
		return embed(by, texts, nil)
	}
	seen := map[string]bool{}
	var all []string

	for _, t := range texts {
		for _, w := range words(t) {
			if !seen[w] {
				seen[w] = true
				all = append(all, w)
			}
		}
	}

	return embed(by, texts, all)
}
