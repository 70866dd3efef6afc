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
func (c *Channel) take(ctx context.Context, d decoded) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeLimit)
	defer cancel()

	switch {
	case d.unknown != "":
		c.env.Unknown(d.unknown)
	case d.skip != "":
		c.env.Log.Debug("nothing to store", "channel", c.cfg.ID, "why", d.skip)
	}
	if err := c.store(ctx, d); err != nil {
		// Slack brings a press only once. A press is parked and refused at once: after a refusal Slack shows a warning, and the customer
		// can type instead.
		if failed := c.parking.Failed(ctx, d.key, d.raw, d.once, err); failed != nil || !d.once {
			return failed
		}

		return err
	}
	c.parking.Forget(d.key)

	return nil
}

func (c *Channel) store(ctx context.Context, d decoded) error {
	return adapters.Guarded(func() error {
		for _, in := range d.in {
			if err := c.storeOne(ctx, d, in); err != nil {
				return err
			}
		}

		return nil
	})
}

func (c *Channel) storeOne(ctx context.Context, d decoded, in chat.Inbound) (err error) {
	if d.mention != nil {
		if in.Peer.Address, err = c.direct(ctx, d.mention.user); err != nil {
			return err
		}
	} else {
		c.people.met(d.person, in.Peer.Address)
		if ours, err := c.sent(ctx, in); err != nil || ours {
			return err
		}
	}
	in.Profile = c.profile(ctx, d.person)
	if err := c.env.Accept(ctx, in); err != nil {
		return err
	}
	if d.mention != nil {
		c.point(*d.mention, in)
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
