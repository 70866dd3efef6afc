package telegram

import (
	"context"
	"errors"

	"github.com/go-telegram/bot"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// take stores one update. Nil means the update may be confirmed: the update is stored, or has no content to store, or was parked after
// three failures through its own fault.
func (c *Channel) take(ctx context.Context, update decoded) error {
	if update.unknown != "" {
		c.env.Unknown(update.unknown)
	}
	if err := c.store(ctx, update.in); err != nil {
		if ctx.Err() != nil {
			return err
		}
		if err := c.parking.Failed(ctx, update.key(), update.raw, false, err); err != nil {
			return err
		}
	}
	c.parking.Forget(update.key())
	if update.press != "" {
		c.answerPress(update.press)
	}

	return nil
}

func (c *Channel) store(ctx context.Context, list []chat.Inbound) error {
	return adapters.Guarded(func() error {
		for _, in := range list {
			if err := c.env.Accept(ctx, in); err != nil {
				return err
			}
		}

		return nil
	})
}

// answerPress ends the little clock on the pressed button after the press is stored. The answer is best effort: without an answer, or
// after a late one ("query is too old"), the clock stops by itself.
func (c *Channel) answerPress(id string) {
	c.soft.Go(func(ctx context.Context) {
		record, ctx, cancel := begin(ctx, smallCallLimit)
		defer cancel()
		if _, err := c.api.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: id}); err != nil &&
			!errors.Is(err, bot.ErrorBadRequest) {
			c.env.Log.Debug("press not answered", "channel", c.cfg.ID, "error", c.cause(record, err))
		}
	})
}
