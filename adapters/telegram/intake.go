package telegram

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/go-telegram/bot"

	"frontdesk/chat"
)

// take stores one update. Nil means that it may be confirmed: it is stored, or there was nothing to store, or it was parked after failing
// three times through its own fault.
func (c *Channel) take(ctx context.Context, d decoded) error {
	if d.unknown != "" {
		c.deps.Unknown(d.unknown)
	}
	err := c.store(ctx, d.in)
	if err != nil {
		if ctx.Err() != nil || transient(err) || c.tries.add(d.key()) < maxTries {
			return err
		}
		c.deps.Log.Warn("update parked", "channel", c.cfg.ID, "update", d.id, "error", err)
		if err := c.deps.Park(ctx, c.cfg.ID, d.key(), string(d.raw), err.Error()); err != nil {
			return &chat.Error{Kind: chat.Storage, Text: "park an update", Err: err}
		}
	}
	c.tries.forget(d.key())
	if d.press != "" {
		c.answerPress(d.press)
	}
	return nil
}

func (c *Channel) store(ctx context.Context, list []chat.Inbound) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	for _, in := range list {
		if err := c.deps.Accept(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

// answerPress ends the little clock on the pressed button, once the press is stored. Best effort: when nobody answers, or too late ("query is too
// old"), the button just stops by itself.
func (c *Channel) answerPress(id string) {
	select {
	case c.soft <- struct{}{}:
	default:
		return
	}
	go func() {
		defer func() { <-c.soft }()
		k, ctx, cancel := begin(context.Background(), smallCallLimit)
		defer cancel()
		if _, err := c.api.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: id}); err != nil && !errors.Is(err, bot.ErrorBadRequest) {
			c.deps.Log.Debug("press not answered", "channel", c.cfg.ID, "error", c.cause(k, err))
		}
	}()
}

// maxTries is how often an update may fail through its own fault before it is parked.
const maxTries = 3

// tries counts the failures of updates. Its zero value is ready.
type tries struct {
	mu sync.Mutex
	of map[string]int
}

func (t *tries) add(key string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil || len(t.of) > 10_000 {
		t.of = map[string]int{}
	}
	t.of[key]++
	return t.of[key]
}

func (t *tries) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, key)
}
