package telegram_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"frontdesk/adapters/fakes/telegram"
)

func TestOffsetConfirms(t *testing.T) {
	r := start(t, telegram.Options{})
	for _, s := range []string{"a", "b", "c", "d"} {
		r.Say(7, s)
	}
	all := r.updates(nil)
	if len(all) != 4 || all[0].Message.Text != "a" || all[3].ID != all[0].ID+3 {
		t.Fatalf("first poll: %+v", all)
	}

	first := all[0].ID
	for _, tt := range []struct {
		name   string
		offset int64
		limit  int
		want   []int64
	}{
		{"nothing is confirmed without an offset", first, 0, []int64{first, first + 1, first + 2, first + 3}},
		{"limit", 0, 2, []int64{first, first + 1}},
		{"limit beyond 100 is 100", 0, 1000, []int64{first, first + 1, first + 2, first + 3}},
		{
			"an offset far in the future means the head",
			first + 1000,
			0,
			[]int64{first, first + 1, first + 2, first + 3},
		},
		{"higher offset confirms", first + 2, 0, []int64{first + 2, first + 3}},
		{"lower offset does not bring them back", first, 0, []int64{first + 2, first + 3}},
		{"negative offset leaves the newest", -1, 0, []int64{first + 3}},
		{"and forgets the rest", 0, 0, []int64{first + 3}},
		{"next id confirms all", first + 4, 0, nil},
	} {
		r.clock.add(time.Second)
		got := ids(r.updates(params{"offset": tt.offset, "limit": tt.limit}))
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s:\n%s", tt.name, d)
		}
	}
	snap := r.Snapshot()
	if len(snap.Settled) != 4 || snap.Settled[0].Confirmed.IsZero() || snap.Settled[0].Sent < 5 {
		t.Errorf("settled: %+v", snap.Settled)
	}
}

func TestSameOffsetAtOnceGetsOne(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "a")
	r.Say(7, "b")
	r.updates(params{"offset": 5})
	if got := r.updates(params{"offset": 5}); len(got) != 1 {
		t.Errorf("got %d updates, want 1", len(got))
	}
	r.clock.add(time.Second)
	if got := r.updates(params{"offset": 5}); len(got) != 2 {
		t.Errorf("got %d updates, want 2", len(got))
	}
}

func TestLongPollWakesForAnUpdate(t *testing.T) {
	r := start(t, telegram.Options{})
	got := make(chan reply, 1)
	go func() {
		a, _ := r.try(t.Context(), "getUpdates", params{"timeout": 50})
		got <- a
	}()
	r.wait(func(s *telegram.Snapshot) bool { return s.Polling })
	r.Say(7, "hello")
	var u []telegram.Update
	(<-got).into(t, &u)
	if len(u) != 1 || u[0].Message.Text != "hello" {
		t.Errorf("%+v", u)
	}
}

func TestLongPollEndsByItsTimeoutAndByTheCap(t *testing.T) {
	r := start(t, telegram.Options{LongPollMax: time.Millisecond})
	if got := r.updates(params{"timeout": 3600}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestLongPollEndsWithItsClient(t *testing.T) {
	r := start(t, telegram.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	// A chunked body goes on after its JSON. The rest of the body must not hide the end of the client.
	req, err := http.NewRequestWithContext(
		ctx,
		http.MethodPost,
		r.url+"/bot"+telegram.DefaultToken+"/getUpdates",
		io.MultiReader(strings.NewReader(`{"timeout":50}`)),
	)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	go func() { _, _ = do(req) }()
	r.wait(func(s *telegram.Snapshot) bool { return s.Polling })
	cancel()
	r.wait(func(s *telegram.Snapshot) bool { return !s.Polling })
}

func TestFirstOfTwoPollersIsTerminated(t *testing.T) {
	r := start(t, telegram.Options{})
	first, second := make(chan reply, 1), make(chan reply, 1)
	go func() { a, _ := r.try(t.Context(), "getUpdates", params{"timeout": 50}); first <- a }()
	r.wait(func(s *telegram.Snapshot) bool { return s.Polling })
	go func() { a, _ := r.try(t.Context(), "getUpdates", params{"timeout": 50}); second <- a }()
	a := <-first
	if a.Status != 409 ||
		a.Description != "Conflict: terminated by other getUpdates request; make sure that only one bot instance "+
			"is running" {
		t.Errorf("first: %+v", a)
	}
	r.wait(func(s *telegram.Snapshot) bool { return s.Polling })
	r.Say(7, "x")
	if b := <-second; !b.OK {
		t.Errorf("second: %+v", b)
	}
}

func TestAllowedUpdates(t *testing.T) {
	r := start(t, telegram.Options{})
	r.updates(params{"allowed_updates": []string{"edited_message"}})
	id := r.Say(7, "x")
	if err := r.Edit(7, id, "y"); err != nil {
		t.Fatal(err)
	}
	u := r.updates(params{"offset": 1})
	if len(u) != 1 || u[0].EditedMessage == nil || u[0].EditedMessage.Text != "y" {
		t.Errorf("only edits were asked for: %+v", u)
	}
	r.updates(params{"offset": u[0].ID + 1}) // keeps the list
	r.Say(7, "z")
	if u := r.updates(params{"offset": 2}); len(u) != 0 {
		t.Errorf("the list was forgotten: %+v", u)
	}
	r.updates(params{"allowed_updates": []string{}})
	r.Say(7, "z")
	if u := r.updates(params{"offset": 3}); len(u) != 1 {
		t.Errorf("the empty list means all: %+v", u)
	}
}

func TestRetention(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Join(telegram.Customer{ID: 7})

	for _, tt := range []struct {
		name string
		make func()
		age  time.Duration
		want int
	}{
		{"press at 149 s", func() { _, _ = r.PressRaw(7, 1, "x") }, 149 * time.Second, 1},
		{"press at 151 s", func() { _, _ = r.PressRaw(7, 1, "x") }, 151 * time.Second, 0},
		{"message at 23:59", func() { r.Say(7, "x") }, 24*time.Hour - time.Minute, 1},
		{"message at 24:01", func() { r.Say(7, "x") }, 24*time.Hour + time.Minute, 0},
	} {
		r.updates(params{"offset": -1})
		r.updates(params{"offset": r.nextOffset()})
		tt.make()
		r.clock.add(tt.age)
		if got := len(r.updates(nil)); got != tt.want {
			t.Errorf("%s: %d updates, want %d", tt.name, got, tt.want)
		}
	}
}

func (r *rig) nextOffset() int64 {
	var last int64

	s := r.Snapshot()
	for _, d := range append(s.Settled, s.Pending...) {
		last = max(last, d.ID)
	}

	return last + 1
}

func TestRedeliveryAndRepeatedPress(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "once")
	u := r.updates(nil)[0]
	r.updates(params{"offset": u.ID + 1})
	if !r.Redeliver(u.ID) || r.Redeliver(1) {
		t.Fatal("Redeliver knows the wrong updates")
	}
	again := r.updates(params{"offset": u.ID + 1})
	if len(again) != 1 || again[0].ID != u.ID || again[0].Message.Text != "once" {
		t.Errorf("redelivered: %+v", again)
	}
	r.clock.add(time.Second)
	if got := r.updates(params{"offset": u.ID + 1}); len(got) != 0 {
		t.Errorf("confirmed, but came a third time: %+v", got)
	}
	q, err := r.PressRaw(7, 1, "rate")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.PressAgain(q); err != nil {
		t.Fatal(err)
	}
	r.clock.add(time.Second)
	p := r.updates(params{"offset": u.ID + 1})
	if len(p) != 2 || p[0].ID == p[1].ID || p[0].CallbackQuery.ID != p[1].CallbackQuery.ID {
		t.Errorf("one press, two updates: %+v", p)
	}
}

func TestUpdateIDMayJumpBack(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "a")
	u := r.updates(nil)[0]
	r.updates(params{"offset": u.ID + 1})
	r.NextUpdateID(55)
	r.Say(7, "b")
	if got := r.updates(params{"offset": u.ID + 1}); len(got) != 1 || got[0].ID != 55 {
		t.Errorf("%+v", got)
	}
}
