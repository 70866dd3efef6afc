package slack

import (
	"context"
	"sync"

	sdk "github.com/slack-go/slack"

	"frontdesk/chat"
)

// pointed is the event type in the metadata of pointers.
const pointed = "frontdesk_pointer"

// point answers a mention in its thread: the conversation goes on in the direct message. The pointer comes after the commit and is best
// effort. At most one pointer goes out per mention, even when Slack delivers the mention many times. The keys are recorded before the
// call; with Env.Once the record is durable. (Reading the thread back instead would need the right to read whole channels.)
func (c *Channel) point(at mention, in chat.Inbound) {
	words := c.env.Say(in.Profile.Lang, "slack.pointer", map[string]string{"Person": at.user})
	if words == "" || words == "slack.pointer" {
		return
	}

	keys := make([]string, 0, len(in.Keys))
	for _, k := range in.Keys {
		keys = append(keys, k+":pointer")
	}
	c.soft.Go(func(ctx context.Context) {
		first, err := c.first(ctx, keys)
		if err != nil || !first {
			if err != nil {
				c.env.Log.Warn("pointer not sent", "channel", c.cfg.ID, "error", err)
			}

			return
		}
		record, ctx, cancel := begin(ctx, smallCallLimit)
		defer cancel()
		_, _, err = c.api.PostMessageContext(
			ctx,
			at.channel,
			sdk.MsgOptionText(words, false),
			sdk.MsgOptionTS(at.thread),
			sdk.MsgOptionMetadata(sdk.SlackMetadata{EventType: pointed, EventPayload: map[string]any{"of": at.ts}}),
		)
		if !record.good() {
			c.env.Log.Warn("pointer not sent", "channel", c.cfg.ID, "error", c.cause(record, err))
		}
	})
}

func (c *Channel) first(ctx context.Context, keys []string) (bool, error) {
	if c.env.Once != nil {
		return c.env.Once(ctx, keys...)
	}

	return c.points.first(keys), nil
}

// points remembers the keys of pointers while the process lives. The zero value is ready.
type points struct {
	mu    sync.Mutex
	known map[string]bool
}

func (p *points) first(keys []string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) > 10_000 {
		p.known = map[string]bool{}
	}

	first := true
	for _, k := range keys {
		first = first && !p.known[k]
		p.known[k] = true
	}

	return first
}
