package slack

import (
	"context"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// takeLimit bounds one try of storing. Slack wants an ack within 3 s, but a late commit is better than no commit: the keys of a repeated
// event are known then.
const takeLimit = 10 * time.Second

// take stores the meaning of one event. Nil means the event may be acknowledged: the event is stored, or has no content to store, or was
// parked after three failures through its own fault. Once begun, the storing goes on even after ctx ends.
func (c *Channel) take(ctx context.Context, event decoded) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeLimit)
	defer cancel()

	switch {
	case event.unknown != "":
		c.env.Unknown(event.unknown)
	case event.skip != "":
		c.env.Log.Debug("nothing to store", "channel", c.cfg.ID, "why", event.skip)
	}
	if err := c.store(ctx, event); err != nil {
		// Slack brings a press only once. A press is parked and refused at once: after a refusal Slack shows a warning, and the customer
		// can type instead.
		if failed := c.parking.Failed(ctx, event.key, event.raw, event.once, err); failed != nil || !event.once {
			return failed
		}

		return err
	}
	c.parking.Forget(event.key)

	return nil
}

func (c *Channel) store(ctx context.Context, event decoded) error {
	return adapters.Guarded(func() error {
		for _, in := range event.in {
			if err := c.storeOne(ctx, event, in); err != nil {
				return err
			}
		}

		return nil
	})
}

func (c *Channel) storeOne(ctx context.Context, event decoded, in chat.Inbound) (err error) {
	if event.mention != nil {
		if in.Peer.Address, err = c.direct(ctx, event.mention.user); err != nil {
			return err
		}
	} else {
		c.people.met(event.person, in.Peer.Address)
		if ours, err := c.sent(ctx, in); err != nil || ours {
			return err
		}
	}
	in.Profile = c.profile(ctx, event.person)
	if err := c.env.Accept(ctx, in); err != nil {
		return err
	}
	if event.mention != nil {
		c.point(*event.mention, in)
	}

	return nil
}

// sent reports whether the store knows a message as one of ours.
func (c *Channel) sent(ctx context.Context, in chat.Inbound) (bool, error) {
	if c.env.Sent == nil || in.Native == "" {
		return false, nil
	}
	ours, err := c.env.Sent(ctx, in.Peer, in.Native)
	if err != nil {
		return false, &chat.Error{Kind: chat.Storage, Text: "look for our own message", Err: err}
	}

	return ours, nil
}
