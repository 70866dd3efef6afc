// Package bus spreads hints between the parts of one node. A hint is never the truth: whoever misses one catches up from the store.
package bus

import (
	"sync"

	"frontdesk/chat"
)

// Memory is a bus within one process. Its zero value is ready.
type Memory struct {
	mu   sync.RWMutex
	subs map[chan chat.Hint]struct{}
}

// backlog is how many hints a slow subscriber may fall behind before it loses them.
const backlog = 1024

// Publish hands the hint to every subscriber and never blocks. One that is too far behind loses what waits for it and hears of that instead.
func (m *Memory) Publish(h chat.Hint) {
	m.mu.RLock()
	defer m.mu.RUnlock()

	for ch := range m.subs {
		select {
		case ch <- h:
		default:
			overflow(ch)
		}
	}
}

// overflow takes away all that wait and puts one hint in their place that says so. Other publishers may fill the room that it makes.
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

// Subscribe returns a channel of hints and a function that ends it.
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
