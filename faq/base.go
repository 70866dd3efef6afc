package faq

import (
	"slices"
	"strings"
)

// Options tune a base.
type Options struct {
	// MaxWrong is the share of wrong answers that is put up with, 0 to 1 (0.05 if zero): an
	// entry is given as the answer only if its probability is at least 1 - MaxWrong.
	MaxWrong float64
}

// Base is an immutable set of entries, ready to be searched by many goroutines at once.
type Base struct {
	entries   []Entry
	at        map[string]map[string]int // id -> language -> position in entries
	languages []string                  // in order of appearance
	indexes   map[string]*index
	sure      float64 // the least probability of an answer
	judge     judge
}

// New builds a base. Of two entries with the same id and language the first counts; entries
// that are off are kept for Entry but never found.
func New(entries []Entry, o Options) *Base {
	if o.MaxWrong <= 0 {
		o.MaxWrong = 0.05
	}
	base := &Base{at: map[string]map[string]int{}, indexes: map[string]*index{}, sure: 1 - min(o.MaxWrong, 0.5), judge: fixed}
	found := map[string][]int{}
	for _, e := range entries {
		e.Lang = strings.ToLower(e.Lang)
		e.Phrasings, e.Tags = slices.Clone(e.Phrasings), slices.Clone(e.Tags)
		if base.at[e.ID] == nil {
			base.at[e.ID] = map[string]int{}
		}
		if _, twice := base.at[e.ID][e.Lang]; twice {
			continue
		}
		at := len(base.entries)
		base.at[e.ID][e.Lang] = at
		base.entries = append(base.entries, e)
		if found[e.Lang] == nil {
			base.languages = append(base.languages, e.Lang)
			found[e.Lang] = []int{}
		}
		if !e.Off {
			found[e.Lang] = append(found[e.Lang], at)
		}
	}
	for lang, which := range found {
		base.indexes[lang] = newIndex(base.entries, which)
	}
	return base
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
