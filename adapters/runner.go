package adapters

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"frontdesk/chat"
)

// State is the state of a channel as operators see it.
type State string

// The states of a channel.
const (
	Off      State = "off"
	Starting State = "starting"
	Up       State = "up"
	Broken   State = "down"
)

// Health is the state of one channel. Detail never contains a token.
type Health struct {
	ID     chat.ChannelID
	Type   string
	State  State
	Code   string // code of Down, empty when up
	Detail string
	Since  time.Time
}

// Board holds the health of all channels. Adapters report Up after an answer of the platform.
type Board struct {
	Now    func() time.Time
	Change func() // called after a change; must not block

	mu   sync.Mutex
	list []Health
}

// Report sets the state of a channel. An unchanged state keeps its time.
func (b *Board) Report(health Health) {
	b.mu.Lock()
	changed := b.set(health)
	b.mu.Unlock()
	if changed && b.Change != nil {
		b.Change()
	}
}

func (b *Board) set(health Health) bool {
	health.Since = b.Now()
	for i, old := range b.list {
		if old.ID != health.ID {
			continue
		}
		if health.Type == "" {
			health.Type = old.Type
		}
		if old.State == health.State && old.Code == health.Code && old.Detail == health.Detail {
			return false
		}
		b.list[i] = health

		return true
	}
	b.list = append(b.list, health)

	return true
}

// List returns the health of all channels in the order of the configuration.
func (b *Board) List() []Health {
	b.mu.Lock()
	defer b.mu.Unlock()

	return append([]Health(nil), b.list...)
}

// Pauses between restarts of a channel.
const (
	firstWait   = 500 * time.Millisecond
	longestWait = time.Minute
	steadyAfter = time.Minute // a run of this length resets the pause
)

// RunWithRestart runs a channel until ctx ends. After an error or a panic the channel is started again, with a growing pause.
func RunWithRestart(ctx context.Context, ch Channel, board *Board, log *slog.Logger) {
	board.Report(Health{ID: ch.ID(), Type: ch.Traits().Type, State: Starting})
	wait := firstWait

	for {
		began := time.Now()
		err := guarded(ctx, ch)
		if ctx.Err() != nil {
			return
		}
		code := "network"
		var down Down
		if errors.As(err, &down) {
			code = down.Code
		}
		board.Report(Health{ID: ch.ID(), Type: ch.Traits().Type, State: Broken, Code: code, Detail: fmt.Sprint(err)})
		log.Warn("channel stopped", "channel", ch.ID(), "code", code, "error", err)
		if time.Since(began) > steadyAfter {
			wait = firstWait
		}

		select {
		case <-ctx.Done():
			return
		case <-time.After(wait/2 + rand.N(wait)):
		}
		wait = min(wait*2, longestWait)
	}
}

func guarded(ctx context.Context, ch Channel) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()

	return ch.Run(ctx)
}
