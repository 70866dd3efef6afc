package timeline_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/program"
	"frontdesk/program/programtest"
	"frontdesk/store"
	"frontdesk/store/storetest"
	"frontdesk/timeline"
)

func TestMain(m *testing.M) {
	code := m.Run()
	storetest.Stop()
	os.Exit(code)
}

// world is a real store, with doors to the timelines and a clock under control of the test.
type world struct {
	t     *testing.T
	db    *store.DB
	core  *timeline.Timelines
	twice *timeline.Door[*store.Tx] // runs every function twice: once rolled back, once committed
	once  *timeline.Door[*store.Tx] // runs every function once, for tests that count runs
	told  *ear

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T, dsn string) *world {
	t.Helper()
	w := &world{t: t, told: &ear{}, now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	var err error
	if w.db, err = store.Open(t.Context(), dsn, store.Options{Now: w.time}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })

	w.core = &timeline.Timelines{Hints: w.told,
		Clock:       timeline.NewClock(w.db, timeline.NewWatch(w.time), slog.New(slog.DiscardHandler)),
		ClientsPull: func(chat.ChannelID) bool { return false }}
	w.once, w.twice = doorOver(w.core, w.db), doorOver(w.core, programtest.Twice(w.db))

	return w
}

func doorOver(core *timeline.Timelines, u program.Updater) *timeline.Door[*store.Tx] {
	return timeline.NewDoor(core, func(ctx context.Context, fn func(timeline.Tx, *store.Tx) error) error {
		return u.Update(ctx, func(tx *store.Tx) error { return fn(tx, tx) })
	})
}

func (w *world) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()

	return w.now
}

// pass moves the clock; a negative time moves it back.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// ear keeps the published hints.
type ear struct {
	mu    sync.Mutex
	heard []chat.Hint
}

func (e *ear) Publish(h chat.Hint) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, h)
}

// all returns the hints since the last call of all.
func (e *ear) all() []chat.Hint {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := e.heard
	e.heard = nil

	return list
}

func peer(n int) chat.Peer { return chat.Peer{Channel: "tg", Address: fmt.Sprint(n)} }

// these locks conversations by id.
func these(ids ...chat.ConversationID) func(*store.Tx) (timeline.Locks, error) {
	return func(*store.Tx) (timeline.Locks, error) { return timeline.Locks{IDs: ids}, nil }
}

// openOf locks the open conversation of a peer, and further conversations by id.
func openOf(p chat.Peer, ids ...chat.ConversationID) func(*store.Tx) (timeline.Locks, error) {
	return func(*store.Tx) (timeline.Locks, error) { return timeline.Locks{IDs: ids, OpenOf: &p}, nil }
}

// begin opens a conversation.
func (w *world) begin(p chat.Peer) (id chat.ConversationID) {
	w.t.Helper()
	err := w.twice.Change(w.t.Context(), nil, openOf(p), func(c *timeline.Change, tx *store.Tx) error {
		who, err := tx.Sender(chat.Sender{Channel: p.Channel, Person: p.Address}, chat.Profile{})
		if err != nil {
			return err
		}
		t, _, err := c.Begin(chat.Conversation{Peer: p, Contact: who.ID})
		if err == nil {
			id = t.Conversation().ID
		}

		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.told.all()

	return id
}

// reply appends an operator's message to the customer.
func reply(t *timeline.Timeline, text string) error {
	_, err := t.Say(
		chat.Entry{Author: chat.Author{Kind: chat.ByOperator, ID: "op"}, Purpose: chat.PurposeReply, Text: text},
	)
	return err
}

// texts are the messages of a conversation.
func (w *world) texts(id chat.ConversationID) (list []string) {
	w.t.Helper()
	entries, err := w.db.ReadEntries(w.t.Context(), id, 0, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}

	for n, e := range entries {
		if e.Seq != int64(n+1) {
			w.t.Errorf("entry %d has seq %d", n+1, e.Seq)
		}
		if e.Kind == chat.Said {
			list = append(list, e.Text)
		}
	}

	return list
}

// timers are the names of all stored timers, due or not.
func (w *world) timers() (list []chat.TimerName) {
	w.t.Helper()
	timers, err := w.db.DueTimers(w.t.Context(), w.time().AddDate(1, 0, 0), 100)
	if err != nil {
		w.t.Fatal(err)
	}

	for _, t := range timers {
		list = append(list, t.Name)
	}

	return list
}
