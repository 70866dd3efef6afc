package dialog

import (
	"sync"
	"time"

	"frontdesk/chat"
)

// typingLasts is how long one typing signal holds the bot back.
const typingLasts = 2500 * time.Millisecond

// typists bounds the peers that are remembered before those who went away while typing are forgotten.
const typists = 10_000

// Typing knows which peers are writing just now. It lives in memory only.
type Typing struct {
	now   func() time.Time
	mu    sync.Mutex
	until map[chat.Peer]time.Time
}

// NewTyping makes one that reads the time from now.
func NewTyping(now func() time.Time) *Typing {
	return &Typing{now: now, until: map[chat.Peer]time.Time{}}
}

// Note notes that a peer is writing, or has stopped.
func (t *Typing) Note(p chat.Peer, on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !on {
		delete(t.until, p)
		return
	}

	t.until[p] = t.now().Add(typingLasts)
	if len(t.until) > typists {
		for peer, until := range t.until {
			if until.Before(t.now()) {
				delete(t.until, peer)
			}
		}
	}
}

// Until is the time until which a peer is taken to be writing; in the past or zero when not.
func (t *Typing) Until(p chat.Peer) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()

	return t.until[p]
}

// Forget forgets who is writing: their times are those of a clock that has gone back.
func (t *Typing) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.until)
}
