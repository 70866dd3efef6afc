// Package faq keeps a base of questions and answers in memory. A search finds the entry for a
// customer's message and returns a probability and a decision: answer, ask back, or hand over to a
// person. The package also reads and checks entry files.
//
// The package does no I/O and reads no clock: the time comes with the query. In doubt the decision is
// to hand over.
package faq

import "time"

// Entry is one question with one answer in one language. Translations share the ID. The pair (ID,
// Lang) is unique in a base.
type Entry struct {
	ID        string   `json:"id" yaml:"id"`     // 1 to 64 of letters, digits, ".", "_", "-"
	Lang      string   `json:"lang" yaml:"lang"` // "ru", "en", "pt-br"
	Question  string   `json:"question" yaml:"question"`
	Phrasings []string `json:"phrasings,omitempty" yaml:"phrasings,omitempty"` // other wordings of the question
	Answer    string   `json:"answer" yaml:"answer"`                           // Markdown
	Tags      []string `json:"tags,omitempty" yaml:"tags,omitempty"`
	// audience of the entry; empty = all customers
	Audience string `json:"audience,omitempty" yaml:"audience,omitempty"`
	// the entry is kept but never found
	Off bool `json:"off,omitempty" yaml:"off,omitempty"`

	// ValidFrom and ValidTo are the limits of the time when the entry can be found. ValidFrom is
	// included, ValidTo is excluded. A zero time means no limit. Files may give days ("2026-01-31",
	// UTC). A day as valid_to is included to the end.
	ValidFrom time.Time `json:"valid_from,omitzero" yaml:"valid_from,omitempty"`
	ValidTo   time.Time `json:"valid_to,omitzero" yaml:"valid_to,omitempty"`
}

// ValidAt reports whether the entry may be found at the given time. For a zero time ValidAt checks
// only Off.
func (e Entry) ValidAt(moment time.Time) bool {
	if e.Off {
		return false
	}
	if moment.IsZero() {
		return true
	}

	return !moment.Before(e.ValidFrom) && (e.ValidTo.IsZero() || moment.Before(e.ValidTo))
}
