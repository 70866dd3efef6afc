package dialog

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/survey"
	"frontdesk/texts"
	"frontdesk/timeline"
)

// Store has the reads of the engine outside transactions. Methods may block and may be called concurrently.
type Store interface {
	ReadConversation(context.Context, chat.ConversationID) (*chat.Conversation, error)
	ReadEntries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
}

// View has the engine's queries in a transaction besides the timelines.
type View struct {
	People  People
	Entries Entries
	Files   Files
	Surveys survey.Rows
	Lessons Lessons
}

// People finds the sender of a message.
type People interface {
	// Sender returns the contact of a sender. A missing contact is created. The stored profile is updated.
	Sender(chat.Sender, chat.Profile) (chat.Contact, error)
	// LastClosed returns the newest closed conversation of a peer without a lock. Without such a conversation the result is nil.
	LastClosed(chat.Peer) (*chat.Conversation, error)
}

// Entries finds entries. A missing entry is nil.
type Entries interface {
	EntryByID(id string) (*chat.Entry, error)
	EntryByClient(author, clientID string) (*chat.Entry, error)
	EntryByNative(chat.Peer, string) (*chat.Entry, error)
	Entries(c chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
}

// Files stores the state of uploads.
type Files interface {
	AddFile(chat.Upload) error
	File(id string) (*chat.Upload, error)
	SaveFile(chat.Upload) error
}

// Lessons stores suggestions and the outcomes of questions.
type Lessons interface {
	// Learn stores suggestions for review. The same text of the same person for the same entry is one suggestion.
	Learn(...chat.Suggestion) error
	// Unlearn rejects the undecided suggestions of a conversation for an entry.
	Unlearn(c chat.ConversationID, entry string) error
	Judge(chat.Outcome) error
	Ask(chat.QuestionSample) error
}

// Engine stores the messages of customers and lets the bot answer. Methods may be called concurrently.
type Engine struct {
	Store  Store
	Door   *timeline.Door[View]
	Book   *texts.Book
	Survey *survey.Surveyor
	Rules  Rules
	// BurstWindow is the time to wait for the rest of a burst. Zero means every message is answered separately.
	BurstWindow func(chat.ChannelID) time.Duration
	Online      func() bool               // an operator is signed in
	OnPage      func(chat.ChannelID) bool // customers of the channel read on a web page
	Now         func() time.Time
	Log         *slog.Logger
	Typing      *Typing
	// Indexing announces a base by SetBase. Until the first call of SetBase, every act waits if the act needs the FAQ. Without Indexing
	// and without a base, every search is empty.
	Indexing bool

	base     atomic.Pointer[faq.Base]
	waiting  waiting
	failures sync.Map // failures of turns, by conversation
}

// Handle registers the handlers of the engine's timers.
func (e *Engine) Handle(c *timeline.Clock) {
	c.Handle(chat.TimerTurn, e.Turn)
	c.Handle(chat.TimerIdle, e.Idle)
	c.Handle(chat.TimerWake, e.Wake)
	c.Rewound = e.Typing.Forget
}

// SetBase replaces the FAQ base. Running turns finish with the old base. The first call also wakes the turns that wait for a base.
func (e *Engine) SetBase(base *faq.Base) {
	e.base.Store(base)

	for _, timer := range e.waiting.end() {
		timer.Due = e.Now()
		e.Door.Clock.Set(timer)
	}
}

// Base returns the current FAQ base, or nil without one.
func (e *Engine) Base() *faq.Base { return e.base.Load() }
