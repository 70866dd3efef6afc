package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"frontdesk/bus"
	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/timeline"
)

// timelines are shared by the doors of a test.
func timelines(db *store.DB) *timeline.Timelines {
	return &timeline.Timelines{
		Hints:       &bus.Memory{},
		Clock:       timeline.NewClock(db, timeline.NewWatch(time.Now), slog.New(slog.DiscardHandler)),
		ClientsPull: func(chat.ChannelID) bool { return false },
	}
}

// door is an entrance to the timelines with the whole transaction as view.
func door(db *store.DB) *timeline.Door[*store.Tx] {
	return timeline.NewDoor(timelines(db), func(ctx context.Context, fn func(timeline.Tx, *store.Tx) error) error {
		return db.Update(ctx, func(tx *store.Tx) error { return fn(tx, tx) })
	})
}

// openOf locks the open conversation of a peer.
func openOf(p chat.Peer) func(*store.Tx) (timeline.Locks, error) {
	return func(*store.Tx) (timeline.Locks, error) { return timeline.Locks{OpenOf: &p}, nil }
}

// grow adds an entry of any kind by the matching verb.
func grow(t *timeline.Timeline, list ...*chat.Entry) error {
	for _, e := range list {
		var err error

		switch e.Kind {
		case chat.Said:
			_, err = t.Say(*e)
		case chat.Noted:
			_, err = t.Note(*e)
		case chat.Pinned:
			err = t.Pin(e.Author, e.Lang)
		default:
			err = fmt.Errorf("kind %s", e.Kind)
		}
		if err != nil {
			return err
		}
	}

	return nil
}

// add adds entries to a conversation in a separate transaction.
func add(t *testing.T, db *store.DB, id chat.ConversationID, list ...*chat.Entry) {
	t.Helper()
	_, err := door(db).On(ctx, id, func(x *timeline.Timeline, _ *store.Tx) error { return grow(x, list...) })
	must(t, err)
}

// opened begins a conversation with one message of the customer.
func opened(c *timeline.Change, tx *store.Tx, p chat.Peer, text string) (*timeline.Timeline, error) {
	who, err := tx.Sender(chat.Sender{Channel: p.Channel, Person: p.Address}, chat.Profile{Name: "N" + p.Address})
	if err != nil {
		return nil, err
	}
	t, began, err := c.Begin(chat.Conversation{Peer: p, Contact: who.ID})
	if err != nil {
		return nil, err
	}
	if !began {
		return nil, fmt.Errorf("not begun")
	}

	return t, grow(t, said(chat.ByCustomer, string(who.ID), text))
}
