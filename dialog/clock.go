package dialog

import (
	"container/heap"
	"context"
	"sync"
	"time"

	"frontdesk/chat"
)

// Clock wakes conversations at their time without asking the store every moment, and knows who is typing. What it loses in a crash the
// store's wake times bring back at the next tick.
type Clock struct {
	now   func() time.Time
	mu    sync.Mutex
	queue wakes
	at    map[chat.ConversationID]time.Time
	types map[chat.Peer]time.Time
	ready chan chat.ConversationID
	nudge chan struct{}
}

type wake struct {
	id chat.ConversationID
	at time.Time
}

// wakes is a heap by time.
type wakes []wake

func (w wakes) Len() int           { return len(w) }
func (w wakes) Less(i, j int) bool { return w[i].at.Before(w[j].at) }
func (w wakes) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }
func (w *wakes) Push(x any)        { *w = append(*w, x.(wake)) }
func (w *wakes) Pop() any {
	old := *w
	x := old[len(old)-1]
	*w = old[:len(old)-1]
	return x
}

// horizon is how far ahead the clock remembers; later times are found by the tick.
const horizon = 2 * time.Minute

// NewClock makes a clock that reads the time from now.
func NewClock(now func() time.Time) *Clock {
	return &Clock{now: now, at: map[chat.ConversationID]time.Time{}, types: map[chat.Peer]time.Time{},
		ready: make(chan chat.ConversationID, 4096), nudge: make(chan struct{}, 1)}
}

// Set asks to wake a conversation at a time; the newest time wins.
func (c *Clock) Set(id chat.ConversationID, at time.Time) {
	if at.Sub(c.now()) > horizon {
		return
	}
	c.mu.Lock()
	if !c.at[id].Equal(at) {
		c.at[id] = at
		heap.Push(&c.queue, wake{id, at})
	}
	c.mu.Unlock()
	select {
	case c.nudge <- struct{}{}:
	default:
	}
}

// typingLasts is how long one typing signal holds the bot back.
const typingLasts = 2500 * time.Millisecond

// Types notes that a peer is writing, or has stopped.
func (c *Clock) Types(p chat.Peer, on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if on {
		c.types[p] = c.now().Add(typingLasts)
	} else {
		delete(c.types, p)
	}
	if len(c.types) > 10_000 { // forget who went away while typing
		for k, until := range c.types {
			if until.Before(c.now()) {
				delete(c.types, k)
			}
		}
	}
}

// Rewind forgets who is writing: their times are those of a clock that has gone back.
func (c *Clock) Rewind() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.types)
}

// Typing is until when a peer is taken to be writing; in the past or zero when not.
func (c *Clock) Typing(p chat.Peer) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.types[p]
}

// Run calls turn for conversations as their time comes, with at most workers at once and never twice at once for one conversation. It returns
// when ctx ends and no turn is under way; then it may be run again.
func (c *Clock) Run(ctx context.Context, workers int, turn func(context.Context, chat.ConversationID)) {
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case id := <-c.ready:
					turn(ctx, id)
				}
			}
		})
	}
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for ctx.Err() == nil {
		timer.Reset(c.release(ctx))
		select {
		case <-ctx.Done():
		case <-c.nudge:
		case <-timer.C:
		}
	}
	wg.Wait()
}

// release hands out what is due and returns how long until the next one.
func (c *Clock) release(ctx context.Context) time.Duration {
	for {
		c.mu.Lock()
		if len(c.queue) == 0 {
			c.mu.Unlock()
			return time.Hour
		}
		first := c.queue[0]
		if wait := first.at.Sub(c.now()); wait > 0 {
			c.mu.Unlock()
			return wait
		}
		heap.Pop(&c.queue)
		valid := c.at[first.id].Equal(first.at)
		if valid {
			delete(c.at, first.id)
		}
		c.mu.Unlock()
		if !valid {
			continue
		}
		select {
		case c.ready <- first.id:
		case <-ctx.Done():
			return time.Hour
		}
	}
}
