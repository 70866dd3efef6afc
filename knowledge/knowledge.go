// Package knowledge keeps the FAQ of an installation: its versions, what customers and operators have taught, and the model fitted to it. It hands the
// newest base to whoever answers, at once; fitting goes on in the background and never holds up a question.
//
// It never decides what answers a question (package faq does), and never says anything to anybody.
package knowledge

import (
	"context"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
)

// Version is one state of the FAQ. Versions count from 1 and are never changed; an undo makes a new one.
type Version struct {
	Number int64
	Source string // the file it came from, "console", or "undo"
	Hash   string // of that file, "" if there was none
	Author string // who made it; "" = the program at its start
	Note   string // what was done, in English
	Kind   string // the same for clients: one of Kinds, "" for versions of older programs
	Params map[string]string
	Size   int // entries
	At     time.Time
}

// Taught is what waits to be accepted: the same words for the same entry, whoever taught them.
type Taught struct {
	ID           string
	Entry, Lang  string
	Text, Same   string // as one of them wrote it, and without what makes no difference (chat.SameWords)
	People       int
	Sources      []chat.SuggestionSource
	Conversation chat.ConversationID // one of those it comes from
	At           time.Time           // the newest
}

// Store is where a keeper finds everything. The methods of its parts may block and may be called concurrently; the caller retries.
type Store struct {
	Versions Versions
	Fits     Fits
	Evidence Evidence
	Lessons  Lessons
}

// Versions keeps the states of the FAQ.
type Versions interface {
	NewestFAQ(ctx context.Context) (int64, error) // 0 = none yet
	FAQ(ctx context.Context, number int64) (*Version, []faq.Entry, error)
	// AddFAQ stores the version after one, which must be the newest: Conflict if another one has come meanwhile.
	AddFAQ(ctx context.Context, after int64, v Version, entries []faq.Entry) (int64, error)
}

// Fits keeps what was fitted to a base, by the base's digest.
type Fits interface {
	Fitted(ctx context.Context, hash string) ([]byte, error) // nil = not yet
	KeepFit(ctx context.Context, hash string, data []byte) error
}

// Evidence is how the questions of customers have turned out.
type Evidence interface {
	Judged(ctx context.Context, limit int) ([]chat.Outcome, error)       // the newest, oldest first
	Asked(ctx context.Context, limit int) ([]chat.QuestionSample, error) // the same
}

// Lessons keeps what customers and operators have taught until somebody decides it.
type Lessons interface {
	Lesson(ctx context.Context, id string) (*Taught, error) // nil = it does not wait any more
	Known(ctx context.Context, people int, channels []chat.ChannelID) ([]Taught, error)
	Decide(ctx context.Context, id string, state chat.SuggestionState, by string) (*Taught, error)
}
