package dialog

import (
	"sync"
	"time"

	"frontdesk/chat"
)

// typingLasts is the delay of the bot after one typing signal.
const typingLasts = 2500 * time.Millisecond

// typists limits the remembered peers. Above the limit, expired signals are removed.
const typists = 10_000

// Typing records the peers that are typing now. The records live in memory only.
type Typing struct {
	now   func() time.Time
	mu    sync.Mutex
	until map[chat.Peer]time.Time
}

// NewTyping returns a Typing that reads the time from now.
func NewTyping(now func() time.Time) *Typing {
	return &Typing{now: now, until: map[chat.Peer]time.Time{}}
}

// Note records that a peer is typing or has stopped.
func (t *Typing) Note(peer chat.Peer, on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !on {
		delete(t.until, peer)
		return
	}

	t.until[peer] = t.now().Add(typingLasts)
	if len(t.until) > typists {
		for peer, until := range t.until {
			if until.Before(t.now()) {
				delete(t.until, peer)
			}
		}
	}
}

// Until returns the end of a peer's typing signal. Without a signal the time is zero or in the past.
func (t *Typing) Until(p chat.Peer) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()

	return t.until[p]
}

// Forget removes all signals. After the clock goes back, the recorded times are useless.
func (t *Typing) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.until)
}
