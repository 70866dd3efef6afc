package timeline

import (
	"container/heap"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"frontdesk/chat"
)

// TimerStore is the clock's view of the store. The methods may block and may be called concurrently.
type TimerStore interface {
	// DueTimers lists the due timers, the oldest first.
	DueTimers(ctx context.Context, now time.Time, limit int) ([]chat.Timer, error)
	// Newest is the time of the newest change of any conversation, zero if there is none.
	Newest(context.Context) (time.Time, error)
	// Rewind moves elapsed timers, and all other pending times, back with the clock.
	Rewind(ctx context.Context, by time.Duration) error
}

// Fire performs the action of a timer. Fire takes the timer and acts in one transaction. Firing too early, twice, or on two nodes does no
// harm.
type Fire func(context.Context, chat.Timer) error

// Clock fires timers. The clock holds the near timers in memory, so that the store is not read every moment. After a crash, Tick finds
// the lost timers in the store.
type Clock struct {
	Store TimerStore
	Log   *slog.Logger
	// Rewound is called after the machine's clock has gone back. Rewound may be nil.
	Rewound func()

	watch   *Watch
	fires   map[chat.TimerName]Fire
	started bool // the first tick has read the times in the store

	mu    sync.Mutex
	queue wakes
	at    map[alarm]chat.Timer
	ready chan chat.Timer
	nudge chan struct{}
}

// alarm identifies a timer: the newest timer of a subject and a name counts.
type alarm struct {
	subject chat.Subject
	name    chat.TimerName
}

// wakes is a heap by time.
type wakes []chat.Timer

func (w wakes) Len() int           { return len(w) }
func (w wakes) Less(i, j int) bool { return w[i].Due.Before(w[j].Due) }
func (w wakes) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }
func (w *wakes) Push(x any)        { *w = append(*w, x.(chat.Timer)) }
func (w *wakes) Pop() any {
	old := *w
	last := old[len(old)-1]
	*w = old[:len(old)-1]

	return last
}

const (
	// horizon limits the timers in memory to the near future. Tick finds later timers.
	horizon = 2 * time.Minute
	// tickMost bounds the timers of one tick. The remaining timers are due again at the next tick.
	tickMost = 200
	// clockSlack is the tolerance for a clock that goes back. Timers are moved only beyond the tolerance.
	clockSlack = 2 * time.Second
)

// NewClock makes a clock. All parts of the program that set due times read the time from the same watch.
func NewClock(s TimerStore, watch *Watch, log *slog.Logger) *Clock {
	return &Clock{Store: s, Log: log, watch: watch, fires: map[chat.TimerName]Fire{}, at: map[alarm]chat.Timer{},
		ready: make(chan chat.Timer, 4096), nudge: make(chan struct{}, 1)}
}

// Handle sets the action for timers of a name. Call Handle before Run and Tick.
func (c *Clock) Handle(name chat.TimerName, fire Fire) { c.fires[name] = fire }

// Set remembers a timer of the store. The newest time of a subject and a name wins.
func (c *Clock) Set(timer chat.Timer) {
	if timer.Due.Sub(c.watch.Now()) > horizon {
		return
	}

	key := alarm{subject: timer.Subject, name: timer.Name}
	c.mu.Lock()
	if before, ok := c.at[key]; !ok || !before.Due.Equal(timer.Due) || before.About != timer.About {
		c.at[key] = timer
		heap.Push(&c.queue, timer)
	}
	c.mu.Unlock()

	select {
	case c.nudge <- struct{}{}:
	default:
	}
}

// Run fires each timer at the timer's time, with at most workers timers at once, until ctx ends.
func (c *Clock) Run(ctx context.Context, workers int) {
	var work sync.WaitGroup
	ready := c.ready

	for range workers {
		work.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case t := <-ready:
					c.run(ctx, t)
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
	work.Wait()
}

func (c *Clock) run(ctx context.Context, t chat.Timer) {
	if err := c.fire(ctx, t); err != nil && ctx.Err() == nil {
		c.Log.Error("timer", "name", t.Name, "subject", t.Subject.ID, "error", err)
	}
}

func (c *Clock) fire(ctx context.Context, timer chat.Timer) error {
	fire := c.fires[timer.Name]
	if fire == nil {
		return fmt.Errorf("timer %q: no handler for a timer of the name", timer.Name)
	}

	return fire(ctx, timer)
}

// release hands out the due timers and returns the time until the next timer.
func (c *Clock) release(ctx context.Context) time.Duration {
	for {
		c.mu.Lock()
		if len(c.queue) == 0 {
			c.mu.Unlock()
			return time.Hour
		}
		first := c.queue[0]
		if wait := first.Due.Sub(c.watch.Now()); wait > 0 {
			c.mu.Unlock()
			return wait
		}
		heap.Pop(&c.queue)
		key := alarm{subject: first.Subject, name: first.Name}
		newest, ok := c.at[key]
		valid := ok && newest == first
		if valid {
			delete(c.at, key)
		}
		c.mu.Unlock()
		if !valid {
			continue
		}

		select {
		case c.ready <- first:
		case <-ctx.Done():
			return time.Hour
		}
	}
}

// Tick fires every due timer of the store, also after a crash or when the memory has lost a timer. Tick is not called concurrently. The
// error is the first error; the other timers have fired all the same.
func (c *Clock) Tick(ctx context.Context) error {
	if err := c.rewind(ctx); err != nil {
		return fmt.Errorf("clock gone back: %w", err)
	}
	list, err := c.Store.DueTimers(ctx, c.watch.Now(), tickMost)
	if err != nil {
		return fmt.Errorf("due timers: %w", err)
	}

	var first error

	for _, timer := range list {
		if err := c.fire(ctx, timer); err != nil {
			c.Log.Error("timer", "name", timer.Name, "subject", timer.Subject.ID, "error", err)
			if first == nil {
				first = err
			}
		}
	}

	return first
}

// rewind moves elapsed timers back when the clock goes back. Otherwise a customer would wait for as long as the clock was wrong. After a
// restart, rewind compares the clock with the times in the store. The clock can also go forward and back between two ticks. So rewind
// compares the clock with the latest reading since the last tick.
func (c *Clock) rewind(ctx context.Context) error {
	if !c.started {
		newest, err := c.Store.Newest(ctx)
		if err != nil {
			return err
		}
		c.watch.saw(newest)
		c.started = true
	}

	now, last := c.watch.restart()
	if back := last.Sub(now); back > clockSlack {
		c.Log.Warn("the clock has gone back", "by", back)
		if err := c.Store.Rewind(ctx, back); err != nil {
			c.watch.saw(last) // the next tick tries again
			return err
		}
		if c.Rewound != nil {
			c.Rewound()
		}
	}

	return nil
}
