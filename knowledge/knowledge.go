// Package knowledge stores the FAQ of an installation: the versions, the suggestions of customers and operators, and the fitted model.
// The newest base is handed to the engine at once. Fitting runs in the background and never delays a question.
//
// The package does not choose the answer of a question (package faq does) and sends no messages.
package knowledge

import (
	"context"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
)

// Version is one state of the FAQ. Versions count from 1 and never change. An undo makes a new version.
type Version struct {
	Number int64
	Source string // the file of an import, "console", or "undo"
	Hash   string // hash of the file; empty without a file
	Author string // empty means the program at its start
	Note   string // description of the edit, in English
	// Kind is the edit for clients: one of Kinds, or empty for versions of older programs.
	Kind   string
	Params map[string]string
	Size   int // number of entries
	At     time.Time
}

// Taught is a pending suggestion: the same text for the same entry, from any number of people.
type Taught struct {
	ID          string
	Entry, Lang string
	// Text is one person's spelling. Same is the text after chat.SameWords.
	Text, Same   string
	People       int
	Sources      []chat.SuggestionSource
	Conversation chat.ConversationID // one of the conversations behind the suggestion
	At           time.Time           // the newest time
}

// Store has the storage of a library. The methods may block and may be called concurrently. The caller retries after errors.
type Store struct {
	Versions Versions
	Fits     Fits
	Evidence Evidence
	Lessons  Lessons
}

// Versions stores the states of the FAQ.
type Versions interface {
	NewestFAQ(ctx context.Context) (int64, error) // 0 means none yet
	FAQ(ctx context.Context, number int64) (*Version, []faq.Entry, error)
	// AddFAQ stores the version after the given one. Unless the given version is the newest, the error is Conflict.
	AddFAQ(ctx context.Context, after int64, v Version, entries []faq.Entry) (int64, error)
}

// Fits stores fits by the digest of the base.
type Fits interface {
	Fitted(ctx context.Context, hash string) ([]byte, error) // nil means not yet
	KeepFit(ctx context.Context, hash string, data []byte) error
}

// Evidence reads the outcomes of customers' questions.
type Evidence interface {
	Judged(ctx context.Context, limit int) ([]chat.Outcome, error)       // the newest outcomes, oldest first
	Asked(ctx context.Context, limit int) ([]chat.QuestionSample, error) // the newest samples, oldest first
}

// Lessons stores the suggestions of customers and operators until a decision.
type Lessons interface {
	Lesson(ctx context.Context, id string) (*Taught, error) // nil means not pending any more
	Known(ctx context.Context, people int, channels []chat.ChannelID) ([]Taught, error)
	Decide(ctx context.Context, id string, state chat.SuggestionState, by string) (*Taught, error)
}
