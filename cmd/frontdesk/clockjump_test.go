package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// jumps are steps of the machine's clock, forwards and back: a wrong time server, a battery, a zone mistaken for another.
var jumps = []time.Duration{
	time.Hour,
	-time.Hour,
	24 * time.Hour,
	-24 * time.Hour,
	61 * time.Second,
	-61 * time.Second,
	31 * time.Minute,
	-31 * time.Minute,
}

// TestClockJumps lets the clock of the program jump under load, with kills in between. Talks may end early, since they have been idle by the clock;
// nothing is lost, doubled or put out of order, and nothing waits until the clock is back where it was.
func TestClockJumps(t *testing.T) {
	w := newWorld(t, 5, "")
	w.clock = filepath.Join(w.dir, "clock")
	w.extra["planned"] = 4
	w.begin("random:3000", "random:3000", "random:3000", "random:3000")
	var off time.Duration
	var jumping sync.WaitGroup
	jumping.Go(func() {
		for !w.enough() {
			off += jumps[w.chance(len(jumps))]
			w.setClock(off)
			w.count("clock")
			w.pause(400 * time.Millisecond)
		}
	})
	w.crowd()
	jumping.Wait()
	w.setClock(off - 24*time.Hour) // what is still on its way must not wait for a day
	w.calm()
	w.report()
}

// setClock makes the clock of the program wrong by so much.
func (w *world) setClock(off time.Duration) {
	next := w.clock + ".next"
	err := os.WriteFile(next, fmt.Append(nil, off.Milliseconds()), 0o600)
	if err == nil {
		err = os.Rename(next, w.clock)
	}
	if err != nil {
		w.t.Error(err)
	}
}
