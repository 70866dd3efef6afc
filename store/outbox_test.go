package store_test

import (
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// TestWhatIsOnItsWayIsNotTriedAgain: the customer returns, or an operator takes over, while a call with a bot message is under way. The
// bot message is not sent a second time.
func TestWhatIsOnItsWayIsNotTriedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, now := open(t, dsn)
		c := begin(t, db, peer(1), "hi")
		say := func(text string) {
			add(t, db, c.ID, said(chat.ByBot, "", text))
		}
		say("first")
		now.add(-time.Hour)
		say("second") // created later, although the clock has gone back
		p, e, err := db.Oldest(ctx, c.Peer)
		must(t, err)
		if p == nil || e.Text != "first" || p.Fence == 0 {
			t.Fatalf("oldest %+v %+v: want the first words, bound to the bot's turn", p, e)
		}
		must(t, db.Split(ctx, *p, []string{"first"}))
		ok, err := db.Claim(ctx, *p)
		must(t, err)
		if !ok {
			t.Fatal("not claimed")
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error { return tx.CancelQueued(c.ID, "takeover") }))
		p.State, p.Of = chat.PartQueued, 1 // the platform said "later"
		must(t, db.Settle(ctx, *p))
		if ok, err := db.Claim(ctx, *p); ok || err != nil {
			t.Errorf("claimed again: %v %v", ok, err)
		}
		all, err := db.PartsOf(ctx, c.ID, 0)
		must(t, err)

		for _, x := range all {
			if x.State != chat.PartCancelled || x.Reason != "takeover" {
				t.Errorf("part %d is %s (%s)", x.Seq, x.State, x.Reason)
			}
		}
		if len(all) != 2 {
			t.Errorf("%d parts, want 2", len(all))
		}
	})
}

// TestSplitIsWholeOrNothing: a crash or a full disk between two parts must not leave half of a text.
func TestSplitIsWholeOrNothing(t *testing.T) {
	db, _ := open(t, storetest.SQLite(t))
	c := begin(t, db, peer(1), "hi")
	must(t, db.Update(ctx, func(tx *store.Tx) error {
		return tx.Enqueue(chat.Delivery{Conversation: c.ID, Seq: 2, Peer: c.Peer})
	}))
	must(
		t,
		db.Exec(
			ctx,
			`CREATE TRIGGER full BEFORE INSERT ON parts WHEN NEW.part = 1 BEGIN SELECT RAISE(ABORT, 'full'); END`,
		),
	)
	p, _, err := db.Oldest(ctx, c.Peer)
	must(t, err)
	if err := db.Split(ctx, *p, []string{"one", "two"}); err == nil {
		t.Fatal("the second part was stored")
	}
	if p, _, err = db.Oldest(ctx, c.Peer); err != nil || p == nil || p.Of != 0 {
		t.Errorf("half of a split is stored: %+v %v", p, err)
	}
}
