package store_test

import (
	"slices"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store/storetest"
)

// TestClockGoneBack: what waits for its time waits no longer when the clock goes back by a day, in more conversations than one chunk holds; what
// rests goes on resting.
func TestClockGoneBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, now := open(t, dsn)
		const talks = 450
		var want []chat.ConversationID
		for n := range talks {
			c := begin(t, db, peer(n), "hi")
			must(t, db.Update(ctx, func(tx chat.Tx) error {
				x, err := tx.Conversation(c.ID)
				if err != nil {
					return err
				}
				if n > 0 {
					x.WakeAt = now.Now().Add(time.Minute)
				} else {
					x.WakeAt = time.Time{}
				}
				if err := tx.Enqueue(chat.Delivery{Conversation: c.ID, Seq: 1, Peer: c.Peer}); err != nil {
					return err
				}
				return tx.Save(x)
			}))
			if n > 0 {
				want = append(want, c.ID)
			}
			p, _, err := db.Oldest(ctx, c.Peer)
			must(t, err)
			p.Due = now.Now().Add(time.Minute)
			must(t, db.Settle(ctx, *p))
		}
		newest, err := db.Newest(ctx)
		must(t, err)
		if newest.After(now.Now()) || newest.Before(now.Now().Add(-time.Second)) {
			t.Errorf("newest change at %v, it is %v", newest, now.Now())
		}
		now.add(-24 * time.Hour)
		must(t, db.Rewind(ctx, 24*time.Hour))
		if due, err := db.DueConversations(ctx, now.Now().Add(59*time.Second), 1000); err != nil || len(due) > 0 {
			t.Errorf("%d conversations are woken too early (%v)", len(due), err)
		}
		due, err := db.DueConversations(ctx, now.Now().Add(61*time.Second), 1000)
		must(t, err)
		slices.Sort(due)
		slices.Sort(want)
		if !slices.Equal(due, want) {
			t.Errorf("%d conversations are woken, want %d", len(due), len(want))
		}
		waiting, err := db.PeersWaiting(ctx, "tg", 1000)
		must(t, err)
		for _, w := range waiting {
			if left := w.Due.Sub(now.Now()); left > time.Minute || left < 0 {
				t.Fatalf("a part of %s waits for %v", w.Address, left)
			}
		}
		if len(waiting) != talks {
			t.Errorf("%d peers wait, want %d", len(waiting), talks)
		}
	})
}
