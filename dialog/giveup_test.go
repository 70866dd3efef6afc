package dialog_test

import (
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
)

// TestATurnThatCannotBeCarriedOutGoesToPeople: a turn that always fails is handed over after three tries, and the process goes on.
func TestATurnThatCannotBeCarriedOutGoesToPeople(t *testing.T) {
	p := newPlay(t)
	p.event("customer", "сколько стоит доставка в Казань?")
	online := p.engine.Online
	p.engine.Online = func() bool { panic("a bug in the turn") }
	p.now = p.now.Add(2 * time.Second)
	failed := 0

	for range 2 {
		if err := p.tick(); err != nil && strings.Contains(err.Error(), "a bug in the turn") {
			failed++
		}
	}
	p.engine.Online = online
	if c := p.conversations()[0]; failed != 2 || c.State != chat.StateBot {
		t.Fatalf("after %d failures it is %s", failed, c.State)
	}
	calls := 0
	p.engine.Online = func() bool { // the third try of the turn fails; giving up succeeds
		calls++
		if calls == 1 {
			panic("a bug in the turn")
		}

		return false
	}
	_ = p.tick()
	if c := p.conversations()[0]; c.State != chat.StateWaiting || c.Reason != chat.ReasonUnknown {
		t.Errorf("after the third failure it is %s (%s), want waiting for people", c.State, c.Reason)
	}
}
