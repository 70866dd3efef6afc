package store_test

import (
	"errors"
	"strings"
	"testing"

	"frontdesk/chat"
)

// TestMessagesAreFoundByIndex runs every statement of the transactions that a message needs and asks SQLite how it finds the rows: a table that
// is read through costs nothing in a test and everything after a month.
func TestMessagesAreFoundByIndex(t *testing.T) {
	db, _ := open(t, "sqlite:"+t.TempDir()+"/f.db")
	c := begin(t, db, peer(1), "hello")
	plans, err := db.Plans(ctx, func(tx chat.Tx) error {
		_, e1 := tx.FirstSeen("a key")
		who, e2 := tx.Sender(chat.Sender{Channel: "tg", Person: "1"}, chat.Profile{Name: "Another"})
		_, e3 := tx.EntryByClient(string(who.ID), "a client id")
		_, e4 := tx.EntryByNative(c.Peer, "1")
		_, e5 := tx.EntryByID("an id")
		_, e6 := tx.LastClosed(c.Peer)
		cur, e7 := tx.Current(c.Peer)
		_, e8 := tx.NewestSurvey(c.Peer)
		_, e9 := tx.Entries(c.ID, 0, 10)
		if err := errors.Join(e1, e2, e3, e4, e5, e6, e7, e8, e9); err != nil {
			return err
		}
		return errors.Join(tx.Append(cur, said(chat.ByCustomer, string(who.ID), "again")), tx.Save(cur), tx.CancelQueued(cur.ID, "reopen"),
			tx.Enqueue(chat.Delivery{Conversation: cur.ID, Seq: cur.LastSeq, Peer: cur.Peer}))
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
