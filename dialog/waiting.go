package dialog

import (
	"context"
	"sync"

	"frontdesk/chat"
)

// waiting is what waits for the first base: timers of turns by their conversation, which do not hold up a worker, and callers of until. The zero value waits.
type waiting struct {
	mu    sync.Mutex
	over  bool
	turns map[chat.Subject]chat.Timer
	ended chan struct{}
}

// add lets a turn wait; false = there is nothing to wait for any more.
func (w *waiting) add(t chat.Timer) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return false
	}
	if w.turns == nil {
		w.turns = map[chat.Subject]chat.Timer{}
	}
	w.turns[t.Subject] = t

	return true
}

// end ends the waiting, for good, and returns the timers that have waited.
func (w *waiting) end() (list []chat.Timer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return nil
	}

	w.over = true
	for _, t := range w.turns {
		list = append(list, t)
	}
	w.turns = nil
	close(w.done())

	return list
}

// done is the channel that is closed in the end; mu is held.
func (w *waiting) done() chan struct{} {
	if w.ended == nil {
		w.ended = make(chan struct{})
	}

	return w.ended
}

// until waits for the end, or for that of ctx, which is its error.
func (w *waiting) until(ctx context.Context) error {
	w.mu.Lock()
	ended := w.done()
	w.mu.Unlock()

	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
