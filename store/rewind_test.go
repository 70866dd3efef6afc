package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/storetest"
	"frontdesk/timeline"
)

// TestClockGoneBack: after the clock has gone back by a day, pending rows become due at the usual time, in more conversations than one
// chunk holds. Settled rows stay unchanged.
func TestClockGoneBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, now := open(t, dsn)
		const talks = 450
		var want []chat.ConversationID

		for n := range talks {
			c := begin(t, db, peer(n), "hi")
			must(t, door(db).Change(ctx, nil, openOf(c.Peer), func(ch *timeline.Change, tx *store.Tx) error {
				if err := tx.Enqueue(chat.Delivery{Conversation: c.ID, Seq: 1, Peer: c.Peer}); err != nil || n == 0 {
					return err
				}
				due := now.Now().Add(time.Minute)

				return errors.Join(
					ch.Open().Timer(chat.TimerTurn, chat.Elapsed, due, ""),
					ch.Open().Timer("snooze", chat.Wall, due, ""),
				)
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
		if due := dueOf(t, db, now.Now().Add(59*time.Second), chat.TimerTurn); len(due) > 0 {
			t.Errorf("%d conversations are woken too early", len(due))
		}
		if due := dueOf(t, db, now.Now().Add(24*time.Hour+59*time.Second), "snooze"); len(due) > 0 {
			t.Errorf("%d wall timers have moved with the clock", len(due))
		}
		if due := dueOf(t, db, now.Now().Add(24*time.Hour+61*time.Second), "snooze"); len(due) != talks-1 {
			t.Errorf("%d wall timers fire at their moment, want %d", len(due), talks-1)
		}
		due := dueOf(t, db, now.Now().Add(61*time.Second), chat.TimerTurn)
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

// dueOf lists the conversations with a due timer of a name at a time.
func dueOf(t *testing.T, db *store.DB, at time.Time, name chat.TimerName) (ids []chat.ConversationID) {
	t.Helper()
	list, err := db.DueTimers(ctx, at, 10_000)
	must(t, err)

	for _, timer := range list {
		if timer.Name == name {
			ids = append(ids, chat.ConversationID(timer.Subject.ID))
		}
	}

	return ids
}
