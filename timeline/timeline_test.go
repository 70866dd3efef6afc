package timeline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/storetest"
	"frontdesk/timeline"
)

// TestOppositeLocksNeverMeet: two changes name the same two conversations in opposite order, or find the second conversation only during
// the run. Both changes lock the conversations in one order. PostgreSQL would break a deadlock by running one of the two changes again,
// so the test counts the runs.
func TestOppositeLocksNeverMeet(t *testing.T) {
	const people = 32
	rounds := 50
	if testing.Short() {
		rounds = 10
	}

	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		a, b := w.begin(peer(1)), w.begin(peer(2))
		var runs, want atomic.Int64
		counted := func(which func(*store.Tx) (timeline.Locks, error)) func(*store.Tx) (timeline.Locks, error) {
			return func(tx *store.Tx) (timeline.Locks, error) {
				runs.Add(1)
				return which(tx)
			}
		}
		kinds := []struct {
			which func(*store.Tx) (timeline.Locks, error)
			runs  int64
		}{
			{which: counted(these(a, b)), runs: 1},
			{which: counted(these(b, a)), runs: 1},
			{which: counted(these(b)), runs: 2},
			{which: counted(openOf(peer(1))), runs: 2}, // a is open, b is needed
		}

		var all sync.WaitGroup

		for n := range people {
			kind := kinds[n%len(kinds)]
			all.Go(func() {
				for range rounds {
					want.Add(kind.runs)
					if err := w.once.Change(t.Context(), nil, kind.which, sayInBoth(a, b)); err != nil {
						t.Error(err)
					}
					if runs.Load() > want.Load() {
						return // each deadlock takes PostgreSQL a second to find
					}
				}
			})
		}
		all.Wait()

		if runs.Load() != want.Load() {
			t.Errorf("%d runs, want %d: changes have stood in each other's way", runs.Load(), want.Load())
		}

		for _, id := range []chat.ConversationID{a, b} {
			if n := len(w.texts(id)); n != people*rounds {
				t.Errorf("%d entries in %s, want %d", n, id, people*rounds)
			}
		}
	})
}

// sayInBoth appends a message to two conversations, locked or not yet locked.
func sayInBoth(a, b chat.ConversationID) func(*timeline.Change, *store.Tx) error {
	return func(c *timeline.Change, _ *store.Tx) error {
		for _, id := range []chat.ConversationID{b, a} {
			t, err := c.Need(id)
			if err == nil {
				err = reply(t, "x")
			}
			if err != nil {
				return err
			}
		}

		return nil
	}
}

// TestNeedBeginsAgain: a change that needs an unlocked conversation restarts and keeps no result of the first run.
func TestNeedBeginsAgain(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	a, b := w.begin(peer(1)), w.begin(peer(2))
	var runs int
	err := w.once.Change(t.Context(), []string{"k"}, these(b), func(c *timeline.Change, _ *store.Tx) error {
		runs++
		if err := reply(c.Of(b), fmt.Sprint("run ", runs)); err != nil {
			return err
		}
		other, err := c.Need(a)
		if err != nil {
			return err
		}

		return reply(other, fmt.Sprint("run ", runs))
	})
	if err != nil || runs != 2 {
		t.Errorf("%d runs: %v", runs, err)
	}

	for _, id := range []chat.ConversationID{a, b} {
		if got := w.texts(id); !slices.Equal(got, []string{"run 2"}) {
			t.Errorf("said in %s: %q", id, got)
		}
	}
	if heard := w.told.all(); len(heard) != 2 {
		t.Errorf("%d hints, want one for each conversation", len(heard))
	}
}

// TestKnownKeysRunNothing: a change with one known key runs no function and records the other keys. From then on, all keys are known.
func TestKnownKeysRunNothing(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	id := w.begin(peer(1))
	say := func(text string, keys ...string) error {
		return w.twice.Change(
			t.Context(),
			keys,
			these(id),
			func(c *timeline.Change, _ *store.Tx) error { return reply(c.Of(id), text) },
		)
	}

	if err := say("first", "update 1"); err != nil {
		t.Fatal(err)
	}
	w.told.all()
	which := func(*store.Tx) (timeline.Locks, error) {
		t.Error("a known change asks what to lock")
		return timeline.Locks{}, nil
	}
	err := w.twice.Change(
		t.Context(),
		[]string{"message 1", "update 1"},
		which,
		func(*timeline.Change, *store.Tx) error {
			t.Error("a known change runs")
			return nil
		},
	)
	if !errors.Is(err, timeline.ErrKnown) {
		t.Errorf("a known key: %v", err)
	}
	if err := say("again", "message 1"); !errors.Is(err, timeline.ErrKnown) {
		t.Errorf("the key beside a known one: %v", err)
	}

	if got := w.texts(id); !slices.Equal(got, []string{"first"}) {
		t.Errorf("said: %q", got)
	}
	if heard := w.told.all(); len(heard) > 0 {
		t.Errorf("hints of what was known: %+v", heard)
	}
}

// TestFailedChangeLeavesNothing: a failed function leaves no entry, delivery, timer, key or hint.
func TestFailedChangeLeavesNothing(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	id := w.begin(peer(1))
	broken := errors.New("broken")
	say := func(end error) error {
		return w.once.Change(t.Context(), []string{"k"}, these(id), func(c *timeline.Change, _ *store.Tx) error {
			at := c.Of(id)
			return errors.Join(
				reply(at, "hello"),
				at.Timer(chat.TimerTurn, chat.Elapsed, at.Now().Add(time.Minute), ""),
				end,
			)
		})
	}

	if err := say(broken); !errors.Is(err, broken) {
		t.Errorf("a broken change: %v", err)
	}
	if got := w.texts(id); len(got) > 0 {
		t.Errorf("said: %q", got)
	}
	if got := w.timers(); len(got) > 0 {
		t.Errorf("timers: %q", got)
	}
	if parts, err := w.db.PartsOf(t.Context(), id, 0); err != nil || len(parts) > 0 {
		t.Errorf("%d deliveries, %v", len(parts), err)
	}
	if heard := w.told.all(); len(heard) > 0 {
		t.Errorf("hints: %+v", heard)
	}

	if err := say(nil); err != nil {
		t.Errorf("the same keys after a failure: %v", err)
	}
	if got := w.timers(); !slices.Equal(got, []chat.TimerName{chat.TimerTurn}) {
		t.Errorf("timers of a change that has not failed: %q", got)
	}
}

// TestHintsComeOnceWithAllEntries: after the commit, each grown conversation gets one hint with all new entries in order. A conversation
// that was only locked gets no hint.
func TestHintsComeOnceWithAllEntries(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	a, b, idle := w.begin(peer(1)), w.begin(peer(2)), w.begin(peer(3))
	err := w.twice.Change(t.Context(), nil, these(a, b, idle), func(c *timeline.Change, _ *store.Tx) error {
		return errors.Join(reply(c.Of(a), "1"), reply(c.Of(b), "2"), reply(c.Of(a), "3"))
	})
	if err != nil {
		t.Fatal(err)
	}

	type hint struct {
		Conversation chat.ConversationID
		Peer         chat.Peer
		Seq          int64
		Texts        []string
	}
	var got []hint

	for _, h := range w.told.all() {
		short := hint{Conversation: h.Conversation, Peer: h.Peer, Seq: h.Seq}
		for _, e := range h.Entries {
			short.Texts = append(short.Texts, e.Text)
		}
		got = append(got, short)
	}
	want := []hint{
		{Conversation: a, Peer: peer(1), Seq: 3, Texts: []string{"1", "3"}},
		{Conversation: b, Peer: peer(2), Seq: 2, Texts: []string{"2"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestTakingTimers: the firing of a timer that is not due, or was set anew for another occasion, has no effect and leaves the timer.
func TestTakingTimers(t *testing.T) {
	for _, basis := range []chat.Basis{chat.Elapsed, chat.Wall} {
		for _, c := range []struct {
			name  string
			about string
			early time.Duration
			want  bool
		}{
			{name: "due", about: "7", want: true},
			{name: "for another entry", about: "6"},
			{name: "too early", about: "7", early: time.Millisecond},
		} {
			t.Run(fmt.Sprint(basis, " ", c.name), func(t *testing.T) {
				w := newWorld(t, storetest.SQLite(t))
				id := w.begin(peer(1))
				set := w.set(id, chat.TimerTurn, basis, "7")
				w.pass(time.Minute - c.early)

				fired := set
				fired.About = c.about
				var took bool
				_, err := w.twice.On(t.Context(), id, func(at *timeline.Timeline, _ *store.Tx) (err error) {
					took, err = at.Take(fired)
					return err
				})
				if err != nil || took != c.want {
					t.Errorf("took it: %t, %v", took, err)
				}
				if left := len(w.timers()) > 0; left == c.want {
					t.Errorf("the timer is still there: %t", left)
				}
			})
		}
	}
}

// set sets a timer with a due time in one minute.
func (w *world) set(id chat.ConversationID, name chat.TimerName, basis chat.Basis, about string) chat.Timer {
	w.t.Helper()
	due := w.time().Add(time.Minute)
	_, err := w.twice.On(
		w.t.Context(),
		id,
		func(at *timeline.Timeline, _ *store.Tx) error { return at.Timer(name, basis, due, about) },
	)
	if err != nil {
		w.t.Fatal(err)
	}

	return chat.Timer{Subject: chat.OfConversation(id), Name: name, Due: due, Basis: basis, About: about}
}

// TestWallTimersStay: when the machine's clock goes back, an elapsed timer moves with the clock and a wall timer stays at the same
// moment.
func TestWallTimersStay(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	id := w.begin(peer(1))
	var fired []chat.TimerName

	for _, name := range []chat.TimerName{"elapsed", "wall"} {
		w.core.Clock.Handle(name, func(ctx context.Context, timer chat.Timer) error {
			fired = append(fired, timer.Name)
			return w.twice.Drop(ctx, timer)
		})
	}
	w.set(id, "elapsed", chat.Elapsed, "")
	w.set(id, "wall", chat.Wall, "")

	for _, step := range []struct {
		by   time.Duration
		want []chat.TimerName
	}{
		{by: 0},
		{by: -time.Hour},
		{by: time.Minute, want: []chat.TimerName{"elapsed"}},
		{by: time.Hour - time.Minute - time.Millisecond},
		{by: time.Minute - 2*time.Millisecond},
		{by: 3 * time.Millisecond, want: []chat.TimerName{"wall"}},
		{by: time.Hour},
	} {
		fired = nil
		w.pass(step.by)
		if err := w.core.Clock.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(fired, step.want) {
			t.Errorf("at %s fired %q, want %q", w.time().Format("15:04:05.000"), fired, step.want)
		}
	}
}

// TestClockJumpsBetweenTicks sets a timer while the clock is a day ahead, and the clock is right again before the next tick.
func TestClockJumpsBetweenTicks(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	id := w.begin(peer(1))
	fired := 0
	w.core.Clock.Handle("elapsed", func(ctx context.Context, timer chat.Timer) error {
		fired++
		return w.twice.Drop(ctx, timer)
	})
	tick := func() {
		t.Helper()

		if err := w.core.Clock.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}

	tick()
	w.pass(24 * time.Hour)
	w.set(id, "elapsed", chat.Elapsed, "")
	w.pass(-24 * time.Hour)
	tick()
	if fired != 0 {
		t.Error("the timer fires before its time")
	}

	w.pass(time.Minute)
	tick()
	if fired != 1 {
		t.Errorf("the timer fired %d times: the customer waits for a day", fired)
	}
}
