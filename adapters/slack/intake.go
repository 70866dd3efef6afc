package slack

import (
	"context"
	"fmt"
	"runtime/debug"
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
		c.deps.Unknown(d.unknown)
	case d.skip != "":
		c.deps.Log.Debug("nothing to store", "channel", c.cfg.ID, "why", d.skip)
	}
	if err := c.store(ctx, d); err != nil {
		return c.failed(ctx, d, err)
	}
	c.tries.Forget(d.key)

	return nil
}

// failed decides about an event after a failed storing. Slack brings the event again, until the event has failed three times through its
// own fault. Then the event is parked. A press comes only once: the press is parked and refused at once, because after a refusal Slack
// shows a warning, and the customer can type instead.
func (c *Channel) failed(ctx context.Context, d decoded, err error) error {
	if transient(err) || c.tries.Add(d.key) < adapters.MaxTries && !d.once {
		return err
	}
	c.deps.Log.Warn("event parked", "channel", c.cfg.ID, "event", d.key, "error", err)
	if err := c.deps.Park(ctx, c.cfg.ID, d.key, string(d.raw), err.Error()); err != nil {
		return &chat.Error{Kind: chat.Storage, Text: "park an event", Err: err}
	}
	c.tries.Forget(d.key)
	if d.once {
		return err
	}

	return nil
}

func (c *Channel) store(ctx context.Context, d decoded) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()

	for _, in := range d.in {
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
		if err := c.deps.Accept(ctx, in); err != nil {
			return err
		}
		if d.mention != nil {
			c.point(*d.mention, in)
		}
	}

	return nil
}

// sent reports whether the store knows a message as one of ours.
func (c *Channel) sent(ctx context.Context, in chat.Inbound) (bool, error) {
	if c.deps.Sent == nil || in.Native == "" {
		return false, nil
	}
	ours, err := c.deps.Sent(ctx, in.Peer, in.Native)
	if err != nil {
		return false, &chat.Error{Kind: chat.Storage, Text: "look for our own message", Err: err}
	}

	return ours, nil
}
