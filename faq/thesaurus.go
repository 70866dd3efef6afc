package faq

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"frontdesk/faq/wordform"
)

//go:embed thesaurus.txt
var thesaurusText string

// Thesaurus finds concepts in texts. A concept is a group of words and phrases with nearly the same meaning for a support desk. The
// zero value knows no concept.
type Thesaurus struct {
	groups  []group
	phrases map[uint64][]phrase // by the stem of the first word
}

// group is a line of the thesaurus.
type group struct {
	source  string
	light   bool // the group names no subject alone
	phrases []string
}

// concept is the meaning of a group.
type concept struct {
	hash  uint64
	light bool
}

type phrase struct {
	rest    []uint64 // stems of the other words
	concept concept
}

// General returns the thesaurus of words of customer support, Russian and English.
var General = sync.OnceValue(func() *Thesaurus { return readThesaurus(thesaurusText) })

// readThesaurus reads lines of the form "source | word, word, phrase of words". Lines that start with # are comments.
func readThesaurus(text string) *Thesaurus {
	var groups []group

	for line := range strings.Lines(text) {
		source, list, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if ok && !strings.HasPrefix(line, "#") {
			source, light := strings.CutSuffix(source, ", light")
			groups = append(groups, group{source: source, light: light, phrases: strings.Split(list, ", ")})
		}
	}

	return newThesaurus(groups)
}

func newThesaurus(groups []group) *Thesaurus {
	built := &Thesaurus{groups: groups, phrases: map[uint64][]phrase{}}

	for _, members := range groups {
		meaning := concept{hash: conceptTerm.hash(strings.Join(members.phrases, ",")), light: members.light}
		for _, wording := range members.phrases {
			var stems []uint64
			for _, w := range words(wording) {
				stems = append(stems, stemTerm.hash(wordform.Stem(w)))
			}
			if len(stems) > 0 {
				built.phrases[stems[0]] = append(built.phrases[stems[0]], phrase{rest: stems[1:], concept: meaning})
			}
		}
	}

	return built
}

// WithoutSource returns the thesaurus without the lines of one source. The figures of an evaluation set use no line that comes from the
// set.
func (t *Thesaurus) WithoutSource(source string) *Thesaurus {
	var rest []group

	for _, g := range t.groups {
		if g.source != source {
			rest = append(rest, g)
		}
	}

	return newThesaurus(rest)
}

// find calls visit with every concept of a text, the place of its first word and the number of its words. Concepts may overlap and repeat.
func (t *Thesaurus) find(stems []uint64, visit func(c concept, at, n int)) {
	for i, stem := range stems {
		for _, p := range t.phrases[stem] {
			if n := len(p.rest); n <= len(stems)-i-1 && slices.Equal(stems[i+1:i+1+n], p.rest) {
				visit(p.concept, i, 1+n)
			}
		}
	}
}
