package timeline

import (
	"sync"
	"time"
)

// Watch gives the machine's time to every part of the program and remembers the latest reading. The machine's clock can go forward and
// back between two ticks of the Clock. A part of the program may have set a due time meanwhile. The Clock compares each tick with the
// latest reading, so no such time stays far ahead.
type Watch struct {
	read func() time.Time

	mu     sync.Mutex
	latest time.Time
}

// NewWatch makes a watch that reads the time from read.
func NewWatch(read func() time.Time) *Watch { return &Watch{read: read} }

// Now returns the time.
func (w *Watch) Now() time.Time {
	now := w.read()
	w.saw(now)

	return now
}

// saw remembers a time, if the time is later than the remembered one.
func (w *Watch) saw(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()

	if at.After(w.latest) {
		w.latest = at
	}
}

// restart returns the time and the latest reading so far, and remembers the time alone.
func (w *Watch) restart() (now, latest time.Time) {
	now = w.read()
	w.mu.Lock()
	defer w.mu.Unlock()

	latest = w.latest
	w.latest = now

	return now, latest
}
