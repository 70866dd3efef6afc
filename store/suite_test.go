package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/storetest"
	"frontdesk/timeline"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(asHolder); dsn != "" {
		os.Exit(holdUntilKilled(dsn))
	}
	code := m.Run()
	storetest.Stop()
	os.Exit(code)
}

// clock is a time under control of the test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()

	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// open opens a database with rehearsed transactions: every transaction runs twice, once rolled back and once committed.
func open(t *testing.T, dsn string) (*store.DB, *clock) {
	t.Helper()
	db, c := openOnce(t, dsn)
	store.Rehearse(db)

	return db, c
}

// openOnce opens a database for tests that count runs.
func openOnce(t *testing.T, dsn string) (*store.DB, *clock) {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	db, err := store.Open(context.Background(), dsn, store.Options{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })

	return db, c
}

var ctx = context.Background()

func peer(n int) chat.Peer { return chat.Peer{Channel: "tg", Address: fmt.Sprint(n)} }

// begin opens a conversation with one customer entry.
func begin(t *testing.T, db *store.DB, p chat.Peer, text string) *chat.Conversation {
	t.Helper()
	var c chat.Conversation
	must(t, door(db).Change(ctx, nil, openOf(p), func(ch *timeline.Change, tx *store.Tx) error {
		x, err := opened(ch, tx, p, text)
		if err == nil {
			c = x.Conversation()
		}

		return err
	}))

	return &c
}

func said(by chat.AuthorKind, id, text string) *chat.Entry {
	purpose := map[chat.AuthorKind]chat.Purpose{
		chat.ByCustomer: chat.PurposeMessage,
		chat.ByBot:      chat.PurposeSmallTalk,
		chat.ByOperator: chat.PurposeReply,
	}[by]

	return &chat.Entry{Kind: chat.Said, Purpose: purpose, Author: chat.Author{Kind: by, ID: id, Name: id}, Text: text}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// moveTo appends a move in a separate transaction.
func moveTo(t *testing.T, db *store.DB, id chat.ConversationID, m chat.Move, more ...*chat.Entry) {
	t.Helper()
	_, err := door(db).On(ctx, id, func(x *timeline.Timeline, _ *store.Tx) error {
		if err := x.Move(chat.Author{Kind: chat.BySystem}, m); err != nil {
			return err
		}

		return grow(x, more...)
	})
	must(t, err)
}

func TestConversationIsItsTimeline(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, now := open(t, dsn)
		c := begin(t, db, peer(1), "привет")
		now.add(time.Second)
		answer := said(chat.ByBot, "", "ответ")
		answer.Purpose = chat.PurposeAnswer
		answer.Refs = chat.Refs{FAQ: "e1", Question: "привет"}
		answer.Choices = []chat.Choice{{Value: "x", Label: "y"}}
		add(t, db, c.ID, answer)
		now.add(-time.Hour) // a clock that goes back must not reverse the timeline
		moveTo(t, db, c.ID, chat.Move{To: chat.StateWaiting, Reason: chat.ReasonAsked})
		moveTo(
			t,
			db,
			c.ID,
			chat.Move{To: chat.StateHuman, Owner: "op", OwnerName: "Anna", Reason: chat.ReasonClaim},
			said(chat.ByOperator, "op", "здравствуйте"),
			&chat.Entry{
				Kind:       chat.Noted,
				Purpose:    chat.PurposeNote,
				Author:     chat.Author{Kind: chat.ByOperator, ID: "op"},
				Visibility: chat.Team,
				Text:       "тайна",
			},
			&chat.Entry{
				Kind:    chat.Pinned,
				Purpose: chat.PurposeLanguageChoice,
				Author:  chat.Author{Kind: chat.ByCustomer},
				Lang:    "en",
			},
		)
		moveTo(t, db, c.ID, chat.Move{To: chat.StateClosed, Owner: "op", OwnerName: "Anna", Reason: chat.ReasonClose})
		stored, err := db.ReadConversation(ctx, c.ID)
		must(t, err)
		list, err := db.ReadEntries(ctx, c.ID, 0, 100)
		must(t, err)
		folded := chat.Conversation{ID: c.ID, Peer: c.Peer, Contact: c.Contact}

		prev := int64(0)
		for i := range list {
			if list[i].Seq != int64(i+1) || list[i].Prev != prev {
				t.Errorf("entry %d: seq %d prev %d, want prev %d", i, list[i].Seq, list[i].Prev, prev)
			}
			if i > 0 && list[i].At.Before(list[i-1].At) {
				t.Errorf("entry %d is before entry %d", i, i-1)
			}
			if list[i].Public() {
				prev = list[i].Seq
			}
			folded.Apply(&list[i])
		}
		if d := cmp.Diff(&folded, stored); d != "" {
			t.Errorf("the row is not the fold of its timeline:\n%s", d)
		}
		if stored.State != chat.StateClosed || stored.OwnerName != "Anna" || stored.Lang != "en" {
			t.Errorf("stored %+v", stored)
		}
		must(t, db.VerifyConversation(ctx, c.ID))
	})
}

func TestUnlawfulMoveKeepsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, _ := open(t, dsn)
		c := begin(t, db, peer(1), "a")
		moveTo(t, db, c.ID, chat.Move{To: chat.StateClosed, Reason: chat.ReasonIdle})
		_, err := door(db).On(ctx, c.ID, func(x *timeline.Timeline, _ *store.Tx) error {
			_ = x.Move(chat.Author{Kind: chat.BySystem}, chat.Move{To: chat.StateHuman})
			return nil // the first error must stick
		})
		if err == nil {
			t.Fatal("a closed conversation was moved")
		}
		list, _ := db.ReadEntries(ctx, c.ID, 0, 100)
		if len(list) != 3 {
			t.Errorf("%d entries, want 3", len(list))
		}
	})
}

func TestOneOpenConversationPerPeer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, _ := open(t, dsn)
		var wg sync.WaitGroup

		made := make([]bool, 16)
		for i := range made {
			wg.Go(func() {
				err := door(db).Change(ctx, nil, openOf(peer(7)), func(ch *timeline.Change, _ *store.Tx) (err error) {
					if made[i] = false; ch.Open() != nil {
						return nil
					}
					_, made[i], err = ch.Begin(chat.Conversation{Peer: peer(7)})

					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		n := 0

		for _, m := range made {
			if m {
				n++
			}
		}
		list, err := db.PeerConversations(ctx, peer(7), 10)
		must(t, err)
		if n != 1 || len(list) != 1 {
			t.Errorf("%d begun, %d stored, want 1", n, len(list))
		}
	})
}

func TestKeysAndClientIDsAreUniqueForGood(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, _ := open(t, dsn)
		first := func(keys ...string) (out bool) {
			must(t, db.Update(ctx, func(tx *store.Tx) (err error) { out, err = tx.FirstSeen(keys...); return err }))
			return out
		}
		if !first("a", "b") || first("c", "b") || first("c") || !first("d") {
			t.Error("any known key makes the whole known, and all keys are remembered")
		}
		c := begin(t, db, peer(1), "x")
		_, err := door(db).On(ctx, c.ID, func(x *timeline.Timeline, _ *store.Tx) error {
			one, two := said(chat.ByOperator, "op", "1"), said(chat.ByOperator, "op", "2")
			one.ClientID, two.ClientID = "same", "same"

			return grow(x, one, two)
		})
		if err == nil {
			t.Error("one client id was stored twice for one author")
		}
	})
}

func TestPartsInOrderAndFenced(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, now := open(t, dsn)
		c := begin(t, db, peer(1), "x")
		add(t, db, c.ID, said(chat.ByOperator, "op", "operator"))
		now.add(time.Second)
		add(t, db, c.ID, said(chat.ByBot, "", "bot of another time"))
		must(t, db.Exec(ctx, `UPDATE parts SET fence = fence + 1 WHERE fence > 0`))
		now.add(time.Second)
		p, e, err := db.Oldest(ctx, c.Peer)
		must(t, err)
		if p == nil || e.Text != "operator" || p.Of != 0 {
			t.Fatalf("oldest %+v %+v", p, e)
		}
		must(t, db.Split(ctx, *p, []string{"one", "two"}))

		for i, want := range []string{"one", "two"} {
			if p, _, err = db.Oldest(ctx, c.Peer); err != nil || p.Payload != want || p.Number != i || p.Of != 2 {
				t.Fatalf("part %d: %+v %v", i, p, err)
			}
			ok, err := db.Claim(ctx, *p)
			if err != nil || !ok {
				t.Fatal("claim", ok, err)
			}
			if ok, _ = db.Claim(ctx, *p); ok {
				t.Fatal("one part was claimed twice")
			}
			if q, _, _ := db.Oldest(ctx, c.Peer); q == nil || q.State != chat.PartSending || q.Number != i {
				t.Fatalf("a part being sent must hold the others back, got %+v", q)
			}
			p.State, p.Native = chat.PartSent, fmt.Sprint("n", i)
			must(t, db.Settle(ctx, *p))
		}
		p, _, err = db.Oldest(ctx, c.Peer)
		must(t, err)
		must(t, db.Split(ctx, *p, []string{"late"}))
		if ok, err := db.Claim(ctx, *p); ok || err != nil {
			t.Errorf("a part of an old fence was claimed: %v %v", ok, err)
		}
		ids, err := db.NativeOf(ctx, e.ID, c.Peer)
		must(t, err)
		if !slices.Equal(ids, []string{"n0", "n1"}) {
			t.Errorf("native ids %v", ids)
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			x, err := tx.EntryByNative(c.Peer, "n1")
			if err == nil && (x == nil || x.Text != "operator") {
				err = fmt.Errorf("entry of n1: %+v", x)
			}

			return err
		}))
	})
}

// TestNewestQuestionsAreKept: the question samples are returned with the newest last, and a purge keeps the samples within the limit of
// the readers.
func TestNewestQuestionsAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, now := open(t, dsn)
		const kept = 5000
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			for range 10 {
				if err := tx.Ask(chat.QuestionSample{Contact: "old", Near: 0.25, Far: 0.5}); err != nil {
					return err
				}
			}

			return nil
		}))
		now.add(time.Minute)
		must(t, db.Purge(ctx, now.Now()))
		if list, err := db.Asked(ctx, 100); err != nil || len(list) != 10 ||
			list[0] != (chat.QuestionSample{Contact: "old", Near: 0.25, Far: 0.5}) {
			t.Fatalf("%d: %v, %v", len(list), list, err)
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			for range kept {
				if err := tx.Ask(chat.QuestionSample{Contact: "new", Far: 1}); err != nil {
					return err
				}
			}

			return nil
		}))
		if list, err := db.Asked(ctx, kept+1); err != nil || len(list) != kept+1 || list[0].Contact != "old" ||
			list[1].Contact != "new" {
			t.Fatalf("%d of them, %v", len(list), err)
		}
		must(t, db.Purge(ctx, now.Now()))
		if list, err := db.Asked(ctx, 2*kept); err != nil || len(list) != kept || list[0].Contact != "new" {
			t.Fatalf("%d are left, %v", len(list), err)
		}
	})
}

func TestFilesOfOthersAreNotSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, _ := open(t, dsn)
		c := begin(t, db, peer(1), "x")
		entry := said(chat.ByOperator, "op", "see")
		note := &chat.Entry{
			Kind:       chat.Noted,
			Purpose:    chat.PurposeNote,
			Visibility: chat.Team,
			Text:       "secret",
		}
		entry.ID, note.ID = chat.NewID(), chat.NewID()
		add(t, db, c.ID, entry, note)
		must(t, db.Update(ctx, func(tx *store.Tx) (err error) {
			for id, of := range map[string]string{"public": entry.ID, "team": note.ID} {
				err = errors.Join(
					err,
					tx.AddFile(
						chat.Upload{
							File:         chat.File{ID: id, State: chat.FileReady},
							Owner:        "operator:op",
							Entry:        of,
							Conversation: c.ID,
						},
					),
				)
			}

			return errors.Join(err, tx.AddFile(chat.Upload{File: chat.File{ID: "own"}, Channel: "tg", Owner: "1"}))
		}))

		for _, x := range []struct {
			peer chat.Peer
			id   string
			seen bool
		}{
			{peer: peer(1), id: "public", seen: true},
			{peer: peer(1), id: "own", seen: true},
			{peer: peer(1), id: "team", seen: false},
			{peer: peer(2), id: "public", seen: false},
			{peer: peer(2), id: "own", seen: false},
			{peer: peer(1), id: "none", seen: false},
		} {
			u, err := db.PeerFile(ctx, x.peer, x.id)
			must(t, err)
			if (u != nil) != x.seen {
				t.Errorf("file %s for peer %s: seen %v", x.id, x.peer.Address, u != nil)
			}
		}
	})
}

func TestNewerSchemaIsRefused(t *testing.T) {
	dsn := storetest.SQLite(t)
	db, _ := open(t, dsn)
	must(t, db.Exec(ctx, `INSERT INTO migrations (number, at) VALUES (9999, 0)`))
	must(t, db.Close())
	if _, err := store.Open(ctx, dsn, store.Options{}); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("opened a database of the future: %v", err)
	}
}

func TestEpochAndSecretsStay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		db, _ := open(t, dsn)
		epoch := db.Epoch()
		secret, err := db.Secret(ctx, "visitor")
		must(t, err)
		must(t, db.Close())
		db, _ = open(t, dsn)
		again, err := db.Secret(ctx, "visitor")
		must(t, err)
		if db.Epoch() != epoch || !slices.Equal(secret, again) || len(secret) != 32 {
			t.Error("epoch or secret changed by a restart")
		}
	})
}
