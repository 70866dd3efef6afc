// Package bus spreads hints between the parts of one node. A hint is never the only record of a fact: a subscriber without the hint reads
// the store.
package bus

import (
	"sync"

	"frontdesk/chat"
)

// Memory is a bus within one process. The zero value is ready for use.
type Memory struct {
	mu   sync.RWMutex
	subs map[chan chat.Hint]struct{}
}

// backlog is the number of unread hints per subscriber. Beyond the backlog, a slow subscriber loses hints.
const backlog = 1024

// Publish hands the hint to every subscriber and never blocks. A subscriber with a full backlog loses all unread hints and receives one
// hint with Missed set instead.
func (m *Memory) Publish(hint chat.Hint) {
	m.mu.RLock()
	defer m.mu.RUnlock()

	for ch := range m.subs {
		select {
		case ch <- hint:
		default:
			overflow(ch)
		}
	}
}

// overflow removes all unread hints and queues one hint with Missed set. Other publishers may fill the room at the same time.
func overflow(ch chan chat.Hint) {
	for {
		for waiting := true; waiting; {
			select {
			case <-ch:
			default:
				waiting = false
			}
		}

		select {
		case ch <- chat.Hint{Missed: true}:
			return
		default:
		}
	}
}

// Subscribe returns a channel of hints and a function that ends the subscription.
func (m *Memory) Subscribe() (<-chan chat.Hint, func()) {
	ch := make(chan chat.Hint, backlog)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.subs == nil {
		m.subs = map[chan chat.Hint]struct{}{}
	}
	m.subs[ch] = struct{}{}

	return ch, sync.OnceFunc(func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.subs, ch)
		close(ch)
	})
}
