package chat

import (
	"context"
	"time"
)

// Store runs closures in transactions. It may block; a closure may run twice and must have no effect outside its Tx; a serialisation
// failure is retried by the store. Update may be called concurrently. An error of kind Storage means: nothing was kept, try later.
type Store interface {
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction. After an error every further call returns that error. Lock order: keys, conversations by id, contact, deliveries.
type Tx interface {
	// Now is the transaction's time, in whole milliseconds.
	Now() time.Time
	// FirstSeen records dedupe keys; false means that at least one of them was known, and then nothing may be written.
	FirstSeen(keys ...string) (bool, error)
	// Current locks and returns the peer's open conversation; nil means there is none.
	Current(Peer) (*Conversation, error)
	// Begin inserts an empty conversation for the peer and locks it; nil means that another one was opened meanwhile: call Current again.
	Begin(c *Conversation) (*Conversation, error)
	// Conversation locks and returns a conversation; NotFound if there is none.
	Conversation(ConversationID) (*Conversation, error)
	// LastClosed returns the peer's newest closed conversation, unlocked; nil if there is none.
	LastClosed(Peer) (*Conversation, error)
	// Append gives the entries their Seq, At and Chain, stores them and folds them into the conversation. It does not Save.
	Append(*Conversation, ...*Entry) error
	// Save stores the conversation row.
	Save(*Conversation) error
	// EntryByID, EntryByClient and EntryByNative find an entry; nil if there is none.
	EntryByID(id string) (*Entry, error)
	EntryByClient(author, clientID string) (*Entry, error)
	EntryByNative(Peer, string) (*Entry, error)
	// Entries returns the entries after a seq.
	Entries(c ConversationID, after int64, limit int) ([]Entry, error)
	// Sender returns the contact that owns a sender, making one if there is none, and keeps the profile current.
	Sender(Sender, Profile) (Contact, error)
	// Enqueue stores deliveries.
	Enqueue(...Delivery) error
	// CancelQueued cancels bot parts of a conversation that have not left, with a reason that people see.
	CancelQueued(c ConversationID, reason string) error
	// Surveys.
	AddSurvey(*Survey) error
	SaveSurvey(*Survey) error
	Survey(id string) (*Survey, error)
	SurveyOf(ConversationID) (*Survey, error)
	// NewestSurvey returns the peer's newest survey, whatever its stage; nil if there is none.
	NewestSurvey(Peer) (*Survey, error)
	// AddFile and FileByID keep what is known of files outside entries (uploads that wait to be used).
	AddFile(Upload) error
	File(id string) (*Upload, error)
	SaveFile(Upload) error
	// Learn stores lessons that wait to be accepted; the same words of the same person for the same entry are one. Unlearn rejects those of a
	// conversation for an entry that are not decided yet.
	Learn(...Lesson) error
	Unlearn(c ConversationID, entry string) error
	// Judge notes how a question turned out.
	Judge(Judged) error
	// Ask notes a question that was put to the FAQ.
	Ask(Asked) error
	// Operator finds an operator; nil if there is none.
	Operator(OperatorID) (*Operator, error)
}

// Delivery asks for one entry to be brought to one peer. Policy decides what happens when the outcome is unknown.
type Delivery struct {
	Conversation ConversationID
	Seq          int64
	Peer         Peer
	Fence        int64 // 0 = not bound to the bot's turn
	Policy       Policy
}

// Policy says what to do with a part whose outcome is unknown.
type Policy string

// Resend sends once more on channels that cannot be read back; Leave only shows it.
const (
	Resend Policy = "resend"
	Leave  Policy = "leave"
)

// Upload is a file known to the store: where it came from, whose it is, and how fetching goes.
type Upload struct {
	File
	Channel ChannelID
	Owner   string // peer address, or "operator:<id>": who may use it in a message
	Entry   string // id of the entry that shows it, "" until used
	// Conversation of that entry.
	Conversation ConversationID
	Attempts     int
	Due          time.Time
	At           time.Time
}

// Survey is one question put to a customer after a conversation.
type Survey struct {
	ID           string
	Kind         string // "csat"
	Conversation ConversationID
	Peer         Peer
	Contact      ContactID
	Snapshot     string // JSON: who answered, when it was asked
	AskedAt      time.Time
	ExpiresAt    time.Time
	Score        int // 0 = none yet
	ScoredAt     time.Time
	Comment      string
	CommentUntil time.Time // a text until then is the comment
	CommentedAt  time.Time
	Late         bool
}

// Hint says that a conversation has reached a seq. Losing one costs latency, never a message.
type Hint struct {
	Conversation ConversationID
	Seq          int64
	Peer         Peer
	Typing       *Typing // set for a typing hint, which changes no seq
	// Entries are what was committed, up to Seq, where the publisher has it at hand. They only save a read: whoever has not seen the entry before
	// them reads from the store, as without them. They are shared and must not be changed.
	Entries []Entry
	// Missed says that hints were lost on the way to this subscriber: anything may have changed, and nothing else here is set.
	Missed bool
}

// Typing says that somebody writes.
type Typing struct {
	By   Author
	On   bool
	Text string
}

// Bus spreads hints to live views. Publish never blocks; subscribers that are slow lose hints and catch up by query.
type Bus interface {
	Publish(Hint)
	// Subscribe returns a channel of hints and a function that ends it.
	Subscribe() (<-chan Hint, func())
}
