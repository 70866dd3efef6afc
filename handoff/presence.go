package handoff

import (
	"sync"

	"frontdesk/chat"
)

// Presence counts the live consoles of operators on this node. The zero value is ready.
type Presence struct {
	mu   sync.Mutex
	live map[chat.OperatorID]int
}

// Enter adds a console. The returned function removes the console and may be called twice.
func (p *Presence) Enter(id chat.OperatorID) (leave func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live == nil {
		p.live = map[chat.OperatorID]int{}
	}
	p.live[id]++

	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.live[id]--; p.live[id] <= 0 {
			delete(p.live, id)
		}
	})
}

// Online reports whether any operator is signed in.
func (p *Presence) Online() bool {
	p.mu.Lock()
	defer p.mu.Unlock()

	return len(p.live) > 0
}

// Is reports whether an operator has an open console.
func (p *Presence) Is(id chat.OperatorID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()

	return p.live[id] > 0
}
