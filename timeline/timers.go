package timeline

import (
	"context"
	"time"

	"frontdesk/chat"
)

// Timer sets a timer of this conversation in the place of the one of that name. About names the thing that it is set for.
func (t *Timeline) Timer(name chat.TimerName, basis chat.Basis, due time.Time, about string) error {
	timer := chat.Timer{Subject: chat.OfConversation(t.conv.ID), Name: name, Due: due, Basis: basis, About: about}
	if err := t.change.tx.SetTimer(timer); err != nil {
		return err
	}
	t.timers = append(t.timers, timer)

	return nil
}

// Cancel removes a timer of this conversation, if it is there.
func (t *Timeline) Cancel(name chat.TimerName) error {
	return t.change.tx.DropTimer(chat.OfConversation(t.conv.ID), name)
}

// Take removes the timer that fires. False means that it is not due any more, or was set anew: then its firing does nothing.
func (t *Timeline) Take(timer chat.Timer) (bool, error) { return t.change.tx.TakeTimer(timer) }

// Drop removes a timer whose subject needs nothing any more.
func (d *Door[V]) Drop(ctx context.Context, timer chat.Timer) error {
	return d.update(ctx, func(tx Tx, _ V) error {
		_, err := tx.TakeTimer(timer)
		return err
	})
}

// IdleLimit is how long this conversation may be silent in its state; 0 means for ever.
func (t *Timeline) IdleLimit() time.Duration { return t.change.core.Idle[t.conv.State] }

// Idle sets the idle timer for a time from now on.
func (t *Timeline) Idle(in time.Duration) error {
	return t.Timer(chat.TimerIdle, chat.Elapsed, t.Now().Add(in), "")
}

// moved brings the timers in line with the state that the conversation has moved to. Words do not touch the idle timer: when it fires, it looks
// at the last entry and sets itself again.
func (t *Timeline) moved() error {
	if t.conv.State != chat.StateBot {
		if err := t.Cancel(chat.TimerTurn); err != nil {
			return err
		}
	}
	if limit := t.IdleLimit(); limit > 0 {
		return t.Idle(limit)
	}

	return t.Cancel(chat.TimerIdle)
}
