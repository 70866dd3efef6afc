// Package faq keeps a base of questions and answers in memory and finds the entry that answers
// what a customer wrote, with a probability and a decision: answer, ask back, or hand over to a
// person. It also reads and checks entry files.
//
// It never does I/O, never reads the clock (the time comes with the query), and would rather
// hand over than answer wrongly.
package faq

import "time"

// Entry is one question with its answer in one language. Translations share the ID; (ID, Lang)
// is unique in a base.
type Entry struct {
	ID        string   `json:"id" yaml:"id"`     // 1 to 64 of letters, digits, ".", "_", "-"
	Lang      string   `json:"lang" yaml:"lang"` // "ru", "en", "pt-br"
	Question  string   `json:"question" yaml:"question"`
	Phrasings []string `json:"phrasings,omitempty" yaml:"phrasings,omitempty"` // other ways to ask it
	Answer    string   `json:"answer" yaml:"answer"`                           // Markdown
	Tags      []string `json:"tags,omitempty" yaml:"tags,omitempty"`
	Audience  string   `json:"audience,omitempty" yaml:"audience,omitempty"` // whom it is for; empty = everyone
	Off       bool     `json:"off,omitempty" yaml:"off,omitempty"`           // kept, but never found

	// ValidFrom and ValidTo bound when the entry is found: from the first, up to but not
	// including the second. A zero time is no bound. In files they may be days ("2026-01-31",
	// UTC); a day as valid_to is included whole.
	ValidFrom time.Time `json:"valid_from,omitzero" yaml:"valid_from,omitempty"`
	ValidTo   time.Time `json:"valid_to,omitzero" yaml:"valid_to,omitempty"`
}

// ValidAt reports whether the entry may be found at the given time. A zero time checks only
// that it is on.
func (e Entry) ValidAt(t time.Time) bool {
	if e.Off {
		return false
	}
	if t.IsZero() {
		return true
	}

	return !t.Before(e.ValidFrom) && (e.ValidTo.IsZero() || t.Before(e.ValidTo))
}
