package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// jumps are steps of the machine's clock, forwards and back. Causes of such steps are a wrong time server, an empty battery, or a wrong
// zone.
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

// TestClockJumps lets the clock of the program jump under load, with kills in between. Conversations may end early, because by the clock
// the conversations have been idle. No message is lost, doubled or out of order. No message waits until the clock is back at the old
// time.
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
	w.setClock(off - 24*time.Hour) // queued messages must not wait for a day
	w.calm()
	w.report()
}

// setClock shifts the clock of the program by an offset.
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
