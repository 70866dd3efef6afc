// Package timeline is the only writer of conversations. A change locks one or more conversations, runs a function and appends the entries
// of the function. The change folds the entries into the rows, enqueues a delivery for every recipient, sets named timers and saves.
// After the commit, once, the change informs live views and the clock.
//
// The package never decides about content, sends no message, and makes no call to a network, a file or the FAQ while a transaction is
// open.
package timeline

import (
	"context"
	"errors"
	"time"

	"frontdesk/chat"
)

// Tx is the timeline's view of one transaction of the store. After an error, every further call returns the same error.
//
// Locks are taken in the following order: dedupe keys, conversations by id, contact, operator, deliveries.
type Tx interface {
	// Now is the transaction's time, in whole milliseconds.
	Now() time.Time
	// FirstSeen records dedupe keys. False means at least one of the keys was known.
	FirstSeen(keys ...string) (bool, error)
	// Current locks and returns the peer's open conversation, nil if there is none.
	Current(chat.Peer) (*chat.Conversation, error)
	// Conversation locks and returns a conversation; NotFound if there is none.
	Conversation(chat.ConversationID) (*chat.Conversation, error)
	// Begin inserts an empty conversation and locks the row. Nil means another transaction opened a conversation for the peer meanwhile.
	Begin(*chat.Conversation) (*chat.Conversation, error)
	// Append gives the entry its Seq, At and Chain, stores the entry and folds the entry into the conversation. Append does not save the
	// row of the conversation.
	Append(*chat.Conversation, *chat.Entry) error
	// Save stores the conversation row.
	Save(*chat.Conversation) error
	// Enqueue stores a delivery.
	Enqueue(chat.Delivery) error
	// CancelQueued cancels the bot's unsent deliveries of a conversation. The reason is shown to operators.
	CancelQueued(c chat.ConversationID, reason string) error
	// SetTimer stores a timer. The new timer replaces the stored timer of the same name.
	SetTimer(chat.Timer) error
	// DropTimer removes a timer, if there is one.
	DropTimer(chat.Subject, chat.TimerName) error
	// TakeTimer removes a due and unchanged timer. False means the timer is not due or has changed: then the firing has no effect.
	TakeTimer(chat.Timer) (bool, error)
}

// Update runs a function in one transaction, with the caller's own view V of the transaction. Update may run the function more than once
// and keeps only the last run. The function must have no effect outside the transaction, and must assign every result anew in each run.
// An error of kind Storage means the transaction was rolled back and a later try may succeed. Update may block and may be called
// concurrently.
type Update[V any] func(ctx context.Context, fn func(Tx, V) error) error

// Timelines holds the common settings of all changes. Set the fields before the first change.
type Timelines struct {
	Hints Publisher
	Clock *Clock
	// ClientsPull reports whether the clients of a channel read the timeline themselves, as web widgets do. Such channels have no
	// deliveries.
	ClientsPull func(chat.ChannelID) bool
	// Idle is the limit of silence by state. After the limit, the idle timer of a conversation fires. A state without a value has no
	// limit.
	Idle map[chat.State]time.Duration
}

// Door is the entrance of one package to the timelines. V is the package's own small view of the same transaction, such as survey rows or
// uploads.
type Door[V any] struct {
	*Timelines
	update Update[V]
}

// NewDoor makes a door over a store.
func NewDoor[V any](t *Timelines, update Update[V]) *Door[V] {
	return &Door[V]{Timelines: t, update: update}
}

// ErrKnown means a dedupe key of the change was known: the whole change is stored already.
var ErrKnown = errors.New("known already")

// Locks names the conversations for a change to lock: the conversations of IDs, and the open conversation of the peer OpenOf, if there is
// one.
type Locks struct {
	IDs    []chat.ConversationID
	OpenOf *chat.Peer
}

// Change records the dedupe keys, locks the conversations named by the function which, and runs fn on the conversations. If a key was
// known, Change runs neither function and returns ErrKnown. Both functions may run again: see Update.
func (d *Door[V]) Change(
	ctx context.Context,
	keys []string,
	which func(V) (Locks, error),
	fn func(*Change, V) error,
) error {
	var last *Change
	var known bool

	run := func(more []chat.ConversationID) error {
		return d.update(ctx, func(tx Tx, view V) error {
			last, known = &Change{core: d.Timelines, tx: tx}, false
			first, err := tx.FirstSeen(keys...)
			if err != nil {
				return err
			}
			if !first {
				known = true
				return nil
			}

			locks, err := which(view)
			if err != nil {
				return err
			}
			if err := last.lock(locks, more); err != nil {
				return err
			}
			if err := fn(last, view); err != nil {
				return err
			}

			return last.save()
		})
	}

	err := run(nil)
	var more []chat.ConversationID

	var missing lockFirst
	for range lockTries {
		if !errors.As(err, &missing) {
			break
		}

		more = append(more, missing.id)
		// Without all locked ids in more, the open conversation of a peer would be locked after the conversations of more, out of the
		// order of ids.
		for _, t := range last.all {
			more = append(more, t.conv.ID)
		}
		err = run(more)
	}
	if err != nil {
		return err
	}
	if known {
		return ErrKnown
	}
	last.tell()

	return nil
}

// On changes one conversation and returns the changed conversation. The error is NotFound if there is none.
func (d *Door[V]) On(
	ctx context.Context,
	id chat.ConversationID,
	fn func(*Timeline, V) error,
) (*chat.Conversation, error) {
	var after chat.Conversation
	err := d.Change(ctx, nil,
		func(V) (Locks, error) { return Locks{IDs: []chat.ConversationID{id}}, nil },
		func(change *Change, view V) error {
			line := change.Of(id)
			if err := fn(line, view); err != nil {
				return err
			}
			after = line.Conversation()

			return nil
		})
	if err != nil {
		return nil, err
	}

	return &after, nil
}
