package store_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/handoff"
	"frontdesk/program/programtest"
	"frontdesk/report"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

func TestTwoOperatorsClaimAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, desk := openDesk(t, dsn)
		var people []chat.Operator

		for i := range 8 {
			op := chat.Operator{
				ID:    chat.OperatorID(fmt.Sprint("op", i)),
				Login: fmt.Sprint("op", i),
				Name:  fmt.Sprint("Op ", i),
				Role:  chat.RoleOperator,
			}
			must(t, db.AddOperator(ctx, store.Account{Operator: op}))
			people = append(people, op)
		}

		for round := range 20 {
			c := begin(t, db, peer(100+round), "help")
			var wg sync.WaitGroup

			errs := make([]error, len(people))
			for i, op := range people {
				wg.Go(func() { _, errs[i] = desk.Claim(ctx, op, c.ID) })
			}
			wg.Wait()
			now, err := db.ReadConversation(ctx, c.ID)
			must(t, err)
			won := 0

			for _, err := range errs {
				var e *chat.Error
				switch {
				case err == nil:
					won++
				case !errors.As(err, &e) || e.Kind != chat.Conflict || e.Owner != now.OwnerName:
					t.Errorf("loser was told %v, owner is %s", err, now.OwnerName)
				}
			}
			if won != 1 || now.State != chat.StateHuman || now.LastSeq != 3 {
				t.Fatalf("round %d: %d winners, %+v", round, won, now)
			}
		}
	})
}

// openDesk opens the real program on an empty database, for the verbs of the operators.
func openDesk(t *testing.T, dsn string) (*store.DB, *handoff.Verbs) {
	t.Helper()
	p := programtest.Still(t, time.Now, "", programtest.Setup{Config: func(c *config.Config) { c.Database = dsn }})

	return p.DB, p.Desk
}

func TestRepeatedRequestNeverDoublesAReply(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, desk := openDesk(t, dsn)
		op := chat.Operator{ID: "op", Login: "op", Name: "Anna", Role: chat.RoleOperator}
		must(t, db.AddOperator(ctx, store.Account{Operator: op}))
		c := begin(t, db, peer(1), "help")
		_, err := desk.Claim(ctx, op, c.ID)
		must(t, err)

		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if e, err := desk.Reply(ctx, op, c.ID, handoff.Draft{ID: "request-1", Text: "once"}); err != nil ||
					e.Text != "once" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		list, err := db.ReadEntries(ctx, c.ID, 0, 100)
		must(t, err)
		if n := len(list); n != 4 {
			t.Errorf("%d entries, want 4 (opened, help, claimed, one reply)", n)
		}
		parts, err := db.PartsOf(ctx, c.ID, 0)
		must(t, err)
		if len(parts) != 1 {
			t.Errorf("%d deliveries, want 1", len(parts))
		}
	})
}

func TestDisabledOperatorMayNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, desk := openDesk(t, dsn)
		acc := store.Account{Operator: chat.Operator{ID: "op", Login: "op", Name: "Anna"}}
		must(t, db.AddOperator(ctx, acc))
		must(t, db.AddSession(ctx, "hash", "op", time.Now().AddDate(1, 0, 0)))
		must(t, db.Exec(ctx, `INSERT INTO api_keys (hash, operator, name, created_at)
			VALUES ('key', 'op', 'script', 1)`))
		if a, err := db.KeyAccount(ctx, "key"); a == nil || a.ID != "op" || err != nil {
			t.Errorf("account of a stored key: %v %v", a, err)
		}
		c := begin(t, db, peer(1), "help")
		acc.Disabled = true
		must(t, db.SaveOperator(ctx, acc))
		if _, err := desk.Claim(ctx, acc.Operator, c.ID); chat.KindOf(err) != chat.Forbidden {
			t.Errorf("claim: %v", err)
		}
		if a, err := db.SessionAccount(ctx, "hash"); a != nil || err != nil {
			t.Errorf("session of a disabled operator lives: %v %v", a, err)
		}
		if a, err := db.KeyAccount(ctx, "key"); a != nil || err != nil {
			t.Errorf("key of a disabled operator works: %v %v", a, err)
		}
	})
}

func TestListsAndFacts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, now := open(t, dsn)

		var ids []chat.ConversationID
		for i := range 5 {
			ids = append(ids, begin(t, db, peer(i), fmt.Sprint("text ", i)).ID)
			now.add(time.Minute)
		}
		moveTo(t, db, ids[3], chat.Move{To: chat.StateWaiting, Reason: chat.ReasonAsked})
		now.add(time.Minute)
		moveTo(t, db, ids[1], chat.Move{To: chat.StateWaiting, Reason: chat.ReasonUnknown})
		moveTo(
			t,
			db,
			ids[2],
			chat.Move{To: chat.StateHuman, Owner: "op", OwnerName: "A"},
			said(chat.ByOperator, "op", "hi"),
		)
		moveTo(t, db, ids[0], chat.Move{To: chat.StateClosed})
		names := func(f store.Filter) (out []string, next string) {
			f.Limit = max(f.Limit, 2)
			list, next, err := db.Conversations(ctx, f)
			must(t, err)

			for _, l := range list {
				out = append(out, l.Profile.Name)
			}

			return out, next
		}
		if got, _ := names(store.Filter{State: "waiting"}); !slices.Equal(got, []string{"N3", "N1"}) {
			t.Errorf("waiting: %v, want the one that has waited longest first", got)
		}
		if got, _ := names(store.Filter{State: "mine", Owner: "op"}); !slices.Equal(got, []string{"N2"}) {
			t.Errorf("mine: %v", got)
		}

		var all []string
		for next, page := "", []string(nil); ; all = append(all, page...) {
			if page, next = names(store.Filter{State: "all", Before: next}); next == "" {
				all = append(all, page...)
				break
			}
		}
		slices.Sort(all)
		if !slices.Equal(all, []string{"N1", "N2", "N3", "N4"}) {
			t.Errorf("all pages: %v", all)
		}
		if n, err := db.Count(ctx, "op"); err != nil || n != (store.Counts{Waiting: 2, Mine: 1, All: 4}) {
			t.Errorf("counts %+v %v", n, err)
		}
		facts, err := db.Facts(ctx, now.Now().AddDate(0, 0, -1), now.Now().AddDate(0, 0, 1), "")
		must(t, err)
		s := report.Summarise(facts, now.Now().AddDate(0, 0, -1), now.Now().AddDate(0, 0, 1), time.UTC)
		if s.Conversations != 5 || s.Handovers.Count != 3 || s.FirstResponse.Count != 1 {
			t.Errorf("summary %+v", s)
		}
		d, err := db.Detail(ctx, ids[2])
		must(t, err)
		if d.Profile.Name != "N2" || d.OwnerName != "A" || d.Since == 0 {
			t.Errorf("detail %+v", d)
		}
	})
}
