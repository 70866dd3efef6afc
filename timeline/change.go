package timeline

import (
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
)

// lockTries bounds the restarts of a change. A change restarts when the change finds another conversation to lock.
const lockTries = 8

// Change is one run of a change: the transaction and the locked conversations.
type Change struct {
	core *Timelines
	tx   Tx
	all  []*Timeline // in the order of locking
	open *Timeline   // the open conversation of Locks.OpenOf, nil if there is none
}

// lockFirst ends a run. The next run locks the conversation id, too, in the order of ids.
type lockFirst struct{ id chat.ConversationID }

func (e lockFirst) Error() string { return fmt.Sprintf("conversation %s must be locked first", e.id) }

// lock locks the conversations in the order of their ids. more are the ids from the lockFirst errors of earlier runs.
func (c *Change) lock(locks Locks, more []chat.ConversationID) error {
	ids := slices.Concat(locks.IDs, more)
	slices.Sort(ids)

	for _, id := range slices.Compact(ids) {
		conv, err := c.tx.Conversation(id)
		if err != nil {
			return err
		}
		c.add(conv)
	}
	if locks.OpenOf == nil {
		return nil
	}

	conv, err := c.tx.Current(*locks.OpenOf)
	if err != nil || conv == nil {
		return err
	}
	if c.open = c.Of(conv.ID); c.open != nil {
		return nil
	}
	if n := len(ids); n > 0 && conv.ID < ids[n-1] {
		return lockFirst{id: conv.ID}
	}
	c.open = c.add(conv)

	return nil
}

func (c *Change) add(conv *chat.Conversation) *Timeline {
	t := &Timeline{change: c, conv: conv}
	c.all = append(c.all, t)

	return t
}

// Now is the transaction's time.
func (c *Change) Now() time.Time { return c.tx.Now() }

// Of returns a locked conversation of the change, nil for any other conversation.
func (c *Change) Of(id chat.ConversationID) *Timeline {
	for _, t := range c.all {
		if t.conv.ID == id {
			return t
		}
	}

	return nil
}

// Need returns a locked conversation. If the conversation is not locked, fn must return the error of Need: then the change restarts and
// locks the conversation.
func (c *Change) Need(id chat.ConversationID) (*Timeline, error) {
	if t := c.Of(id); t != nil {
		return t, nil
	}

	return nil, lockFirst{id: id}
}

// Open returns the open conversation of Locks.OpenOf, nil if there is none.
func (c *Change) Open() *Timeline { return c.open }

// Begin opens a conversation for the peer of Locks.OpenOf. If another transaction opened a conversation meanwhile, Begin returns the
// other conversation and false.
func (c *Change) Begin(conv chat.Conversation) (line *Timeline, began bool, err error) {
	for range lockTries {
		fresh, err := c.tx.Begin(&conv)
		if err != nil {
			return nil, false, err
		}
		if fresh != nil {
			c.open = c.add(fresh)
			return c.open, true, c.open.Move(
				chat.Author{Kind: chat.BySystem},
				chat.Move{To: chat.StateBot, Reason: chat.ReasonOpened},
			)
		}

		other, err := c.tx.Current(conv.Peer)
		if err != nil {
			return nil, false, err
		}
		if other != nil {
			c.open = c.add(other)
			return c.open, false, nil
		}
	}

	return nil, false, fmt.Errorf("open a conversation: others were faster %d times", lockTries)
}

// CancelQueued cancels the bot's unsent deliveries of a conversation. The reason is shown to operators.
func (c *Change) CancelQueued(id chat.ConversationID, reason string) error {
	return c.tx.CancelQueued(id, reason)
}

func (c *Change) save() error {
	for _, line := range c.all {
		if len(line.fresh) == 0 {
			continue
		}
		if err := c.tx.Save(line.conv); err != nil {
			return err
		}
	}

	return nil
}

// tell informs live views and the clock after the commit.
func (c *Change) tell() {
	for _, line := range c.all {
		if len(line.fresh) > 0 {
			c.core.grown(line)
		}

		for _, timer := range line.timers {
			c.core.Clock.Set(timer)
		}
	}
}
