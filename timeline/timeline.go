// Package timeline is the only writer of conversations. A change locks one or more of them, runs a function, appends what the function says,
// folds it into the rows, enqueues deliveries for everybody who must hear it, sets named timers and saves. After the commit, once, live views
// are hinted and the clock is told.
//
// It never decides what is said, sends nothing, and makes no call to a network, a file or the FAQ while a transaction is open.
package timeline

import (
	"context"
	"errors"
	"time"

	"frontdesk/chat"
)

// Tx is what a change needs of one transaction of the store. After an error every further call returns that error.
//
// Locks are taken in this order: dedupe keys, conversations by id, contact, operator, deliveries.
type Tx interface {
	// Now is the transaction's time, in whole milliseconds.
	Now() time.Time
	// FirstSeen records dedupe keys; false means that at least one of them was known.
	FirstSeen(keys ...string) (bool, error)
	// Current locks and returns the peer's open conversation; nil means there is none.
	Current(chat.Peer) (*chat.Conversation, error)
	// Conversation locks and returns a conversation; NotFound if there is none.
	Conversation(chat.ConversationID) (*chat.Conversation, error)
	// Begin inserts an empty conversation and locks it; nil means that another one was opened for the peer meanwhile.
	Begin(*chat.Conversation) (*chat.Conversation, error)
	// Append gives the entry its Seq, At and Chain, stores it and folds it into the conversation. It does not save the row.
	Append(*chat.Conversation, *chat.Entry) error
	// Save stores the conversation row.
	Save(*chat.Conversation) error
	// Enqueue stores a delivery.
	Enqueue(chat.Delivery) error
	// CancelQueued cancels the bot's deliveries of a conversation that have not left, with a reason that people see.
	CancelQueued(c chat.ConversationID, reason string) error
	// SetTimer stores a timer in the place of the one of that name.
	SetTimer(chat.Timer) error
	// DropTimer removes a timer, if it is there.
	DropTimer(chat.Subject, chat.TimerName) error
	// TakeTimer removes a timer that is due and unchanged; false means that it is not, so that its firing does nothing.
	TakeTimer(chat.Timer) (bool, error)
}

// Update runs a function in one transaction with the caller's own view V of it. It may run the function more than once and keeps only the last
// run: the function must have no effect outside the transaction, and must assign anew whatever it hands out. An error of kind Storage means
// that nothing was kept and that a later try may succeed. Update may block and may be called concurrently.
type Update[V any] func(ctx context.Context, fn func(Tx, V) error) error

// Timelines is what all changes share. Set its fields before the first change.
type Timelines struct {
	Hints Publisher
	Clock *Clock
	// ClientsPull says of a channel that its clients read the timeline themselves, as web widgets do: those have no deliveries.
	ClientsPull func(chat.ChannelID) bool
	// Idle is how long a conversation may be silent in a state before its idle timer fires; a state without a value has none.
	Idle map[chat.State]time.Duration
}

// Door is where one package changes timelines. V is that package's own small view of the same transaction, such as survey rows or uploads.
type Door[V any] struct {
	*Timelines
	update Update[V]
}

// NewDoor makes a door over a store.
func NewDoor[V any](t *Timelines, update Update[V]) *Door[V] {
	return &Door[V]{Timelines: t, update: update}
}

// ErrKnown says that a dedupe key of the change was known: everything it stands for is stored already.
var ErrKnown = errors.New("known already")

// Locks names the conversations that a change locks: those of IDs, and the open one of OpenOf if there is one.
type Locks struct {
	IDs    []chat.ConversationID
	OpenOf *chat.Peer
}

// Change records the dedupe keys, locks the conversations that which names and runs fn on them. It returns ErrKnown, and runs neither, when a
// key was known. Both functions may run again: see Update.
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
		for _, t := range last.all { // else the open conversation of a peer would be locked after those of more, whatever their ids
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

// On changes one conversation and returns it as it is afterwards. NotFound if there is none.
func (d *Door[V]) On(
	ctx context.Context,
	id chat.ConversationID,
	fn func(*Timeline, V) error,
) (*chat.Conversation, error) {
	var after chat.Conversation
	err := d.Change(ctx, nil,
		func(V) (Locks, error) { return Locks{IDs: []chat.ConversationID{id}}, nil },
		func(c *Change, view V) error {
			t := c.Of(id)
			if err := fn(t, view); err != nil {
				return err
			}
			after = t.Conversation()

			return nil
		})
	if err != nil {
		return nil, err
	}

	return &after, nil
}
