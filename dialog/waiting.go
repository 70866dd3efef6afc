package dialog

import (
	"context"
	"sync"

	"frontdesk/chat"
)

// waiting holds the callers that wait for the first base. The timers of turns are stored by conversation, so no worker is blocked. The
// callers of until block. The zero value waits.
type waiting struct {
	mu    sync.Mutex
	over  bool
	turns map[chat.Subject]chat.Timer
	ended chan struct{}
}

// add queues a turn. The result is false after the end of the waiting.
func (w *waiting) add(timer chat.Timer) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return false
	}
	if w.turns == nil {
		w.turns = map[chat.Subject]chat.Timer{}
	}
	w.turns[timer.Subject] = timer

	return true
}

// end ends the waiting for good and returns the queued timers.
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

// done returns the channel that end closes. The caller must hold mu.
func (w *waiting) done() chan struct{} {
	if w.ended == nil {
		w.ended = make(chan struct{})
	}

	return w.ended
}

// until blocks until the end of the waiting. If ctx ends first, until returns the error of ctx.
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
