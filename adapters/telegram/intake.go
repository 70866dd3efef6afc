package telegram

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/go-telegram/bot"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// take stores one update. Nil means the update may be confirmed: the update is stored, or has no content to store, or was parked after
// three failures through its own fault.
func (c *Channel) take(ctx context.Context, d decoded) error {
	if d.unknown != "" {
		c.deps.Unknown(d.unknown)
	}
	err := c.store(ctx, d.in)
	if err != nil {
		if ctx.Err() != nil || transient(err) || c.tries.Add(d.key()) < adapters.MaxTries {
			return err
		}
		c.deps.Log.Warn("update parked", "channel", c.cfg.ID, "update", d.id, "error", err)
		if err := c.deps.Park(ctx, c.cfg.ID, d.key(), string(d.raw), err.Error()); err != nil {
			return &chat.Error{Kind: chat.Storage, Text: "park an update", Err: err}
		}
	}
	c.tries.Forget(d.key())
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

// answerPress ends the little clock on the pressed button after the press is stored. The answer is best effort: without an answer, or
// after a late one ("query is too old"), the clock stops by itself.
func (c *Channel) answerPress(id string) {
	select {
	case c.soft <- struct{}{}:
	default:
		return
	}
	go func() {
		defer func() { <-c.soft }()
		record, ctx, cancel := begin(context.Background(), smallCallLimit)
		defer cancel()
		if _, err := c.api.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: id}); err != nil &&
			!errors.Is(err, bot.ErrorBadRequest) {
			c.deps.Log.Debug("press not answered", "channel", c.cfg.ID, "error", c.cause(record, err))
		}
	}()
}
