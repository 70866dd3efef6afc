package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/timeline"
)

// TestMessagesAreFoundByIndex runs every statement of the transactions of a message and reads the query plans of SQLite. A scan of a
// whole table is cheap in a test and expensive after a month of messages.
func TestMessagesAreFoundByIndex(t *testing.T) {
	db, _ := open(t, "sqlite:"+t.TempDir()+"/f.db")
	c := begin(t, db, peer(1), "hello")
	plans := map[string][]string{}
	seen := timeline.NewDoor(timelines(db), func(ctx context.Context, fn func(timeline.Tx, *store.Tx) error) error {
		return db.Plans(ctx, plans, func(tx *store.Tx) error { return fn(tx, tx) })
	})
	timer := chat.Timer{Subject: chat.OfConversation(c.ID), Name: chat.TimerTurn}
	err := seen.Change(ctx, []string{"a key"}, openOf(c.Peer), func(ch *timeline.Change, tx *store.Tx) error {
		who, e1 := tx.Sender(chat.Sender{Channel: "tg", Person: "1"}, chat.Profile{Name: "Another"})
		_, e2 := tx.EntryByClient(string(who.ID), "a client id")
		_, e3 := tx.EntryByNative(c.Peer, "1")
		_, e4 := tx.EntryByID("an id")
		_, e5 := tx.LastClosed(c.Peer)
		_, e6 := tx.NewestSurvey(c.Peer)
		_, e7 := tx.Entries(c.ID, 0, 10)
		if err := errors.Join(e1, e2, e3, e4, e5, e6, e7); err != nil {
			return err
		}
		x := ch.Open()
		_, e8 := x.Take(timer)

		return errors.Join(
			e8,
			grow(x, said(chat.ByCustomer, string(who.ID), "again"), said(chat.ByBot, "", "yes")),
			x.Timer(
				chat.TimerTurn,
				chat.Elapsed,
				x.Now(),
				"",
			),
			x.CancelQueued("reopen"),
			x.Move(chat.Author{}, chat.Move{To: chat.StateWaiting}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(plans) < 10 {
		t.Fatalf("only %d statements were seen", len(plans))
	}

	for text, steps := range plans {
		for _, s := range steps {
			if strings.HasPrefix(s, "SCAN ") && !strings.Contains(s, "CONSTANT ROW") {
				t.Errorf("%s\n  %s", text, strings.Join(steps, "\n  "))
			}
		}
	}
}
