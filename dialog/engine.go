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

// Store is what the engine reads outside transactions. Its methods may block and may be called concurrently.
type Store interface {
	ReadConversation(context.Context, chat.ConversationID) (*chat.Conversation, error)
	ReadEntries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
}

// View is what the engine needs of a transaction besides the timelines.
type View struct {
	People  People
	Entries Entries
	Files   Files
	Surveys survey.Rows
	Lessons Lessons
}

// People finds who writes.
type People interface {
	// Sender returns the contact that owns a sender, making one if there is none, and keeps the profile current.
	Sender(chat.Sender, chat.Profile) (chat.Contact, error)
	// LastClosed returns the peer's newest closed conversation, unlocked; nil if there is none.
	LastClosed(chat.Peer) (*chat.Conversation, error)
}

// Entries finds entries; nil where there is none.
type Entries interface {
	EntryByID(id string) (*chat.Entry, error)
	EntryByClient(author, clientID string) (*chat.Entry, error)
	EntryByNative(chat.Peer, string) (*chat.Entry, error)
	Entries(c chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
}

// Files keeps what is known of uploads.
type Files interface {
	AddFile(chat.Upload) error
	File(id string) (*chat.Upload, error)
	SaveFile(chat.Upload) error
}

// Lessons keeps what customers teach and how questions turn out.
type Lessons interface {
	// Learn stores lessons that wait to be accepted; the same words of the same person for the same entry are one.
	Learn(...chat.Suggestion) error
	// Unlearn rejects the lessons of a conversation for an entry that are not decided yet.
	Unlearn(c chat.ConversationID, entry string) error
	Judge(chat.Outcome) error
	Ask(chat.QuestionSample) error
}

// Engine stores what customers say and lets the bot answer. Its methods may be called concurrently.
type Engine struct {
	Store       Store
	Door        *timeline.Door[View]
	Book        *texts.Book
	Survey      *survey.Surveyor
	Rules       Rules
	BurstWindow func(chat.ChannelID) time.Duration // how long to wait for the rest of a burst; 0 = answer every message by itself
	Online      func() bool                        // is anybody signed in
	Now         func() time.Time
	Log         *slog.Logger
	Typing      *Typing
	// Indexing says that a base will come by SetBase: until then everything that needs the FAQ waits. Without it, no base means that nothing is
	// ever found.
	Indexing bool

	base     atomic.Pointer[faq.Base]
	waiting  waiting
	failures sync.Map // of turns, by conversation
}

// Handle registers what the engine's timers do.
func (e *Engine) Handle(c *timeline.Clock) {
	c.Handle(chat.TimerTurn, e.Turn)
	c.Handle(chat.TimerIdle, e.Idle)
	c.Handle(chat.TimerWake, e.Wake)
	c.Rewound = e.Typing.Forget
}

// SetBase puts another FAQ base in place; running turns end with the old one. The first one wakes the turns that have waited for it.
func (e *Engine) SetBase(b *faq.Base) {
	e.base.Store(b)

	for _, timer := range e.waiting.end() {
		timer.Due = e.Now()
		e.Door.Clock.Set(timer)
	}
}

// Base is the FAQ base that answers now; nil while there is none.
func (e *Engine) Base() *faq.Base { return e.base.Load() }
