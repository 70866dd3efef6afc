package timeline

import (
	"context"
	"time"

	"frontdesk/chat"
)

// Timer sets a timer of the conversation. The new timer replaces the timer of the same name. about names the occasion of the timer.
func (t *Timeline) Timer(name chat.TimerName, basis chat.Basis, due time.Time, about string) error {
	timer := chat.Timer{Subject: chat.OfConversation(t.conv.ID), Name: name, Due: due, Basis: basis, About: about}
	if err := t.change.tx.SetTimer(timer); err != nil {
		return err
	}
	t.timers = append(t.timers, timer)

	return nil
}

// Cancel removes a timer of the conversation, if there is one.
func (t *Timeline) Cancel(name chat.TimerName) error {
	return t.change.tx.DropTimer(chat.OfConversation(t.conv.ID), name)
}

// Take removes the firing timer. False means the timer is not due any more, or was set anew: then the firing has no effect.
func (t *Timeline) Take(timer chat.Timer) (bool, error) { return t.change.tx.TakeTimer(timer) }

// Drop removes a timer without any further action on the subject.
func (d *Door[V]) Drop(ctx context.Context, timer chat.Timer) error {
	return d.update(ctx, func(tx Tx, _ V) error {
		_, err := tx.TakeTimer(timer)
		return err
	})
}

// IdleLimit is the limit of silence of the conversation in the present state. Zero means no limit.
func (t *Timeline) IdleLimit() time.Duration { return t.change.core.Idle[t.conv.State] }

// Idle sets the idle timer to the present time plus in.
func (t *Timeline) Idle(in time.Duration) error {
	return t.Timer(chat.TimerIdle, chat.Elapsed, t.Now().Add(in), "")
}

// moved adapts the timers to the conversation's new state. Messages do not move the idle timer: the firing idle timer reads the time of
// the last entry and is set again.
func (t *Timeline) moved() error {
	if !t.conv.BotListens() {
		if err := t.Cancel(chat.TimerTurn); err != nil {
			return err
		}
	}
	if limit := t.IdleLimit(); limit > 0 {
		return t.Idle(limit)
	}

	return t.Cancel(chat.TimerIdle)
}
