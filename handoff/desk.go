// Package handoff is the people's side of a conversation: claim, reply, note, transfer, release, close. Every desk (the web console, later Slack
// threads and Telegram topics) goes through the same verbs, so that there is one truth.
//
// Each verb is one transaction with its permission check inside. It sends nothing itself: replies are entries, and deliveries are enqueued with them.
package handoff

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"frontdesk/chat"
	"frontdesk/survey"
)

// MaxReply is the longest reply or note, in characters.
const MaxReply = 20_000

// Desk is where operators act.
type Desk struct {
	Store  chat.Store
	Bus    chat.Bus
	Post   chat.Poster
	Survey *survey.Desk
	Idle   time.Duration // a conversation in people's hands closes after this silence
	Wake   func(chat.ConversationID, time.Time)
}

// Draft is what an operator writes. ID is made by the client and unique per operator: the same one again changes nothing.
type Draft struct {
	ID      string
	Text    string
	Files   []string // ids of uploads of this operator
	ReplyTo string
}

// do runs a verb on a locked conversation and publishes the hint after the commit.
func (d *Desk) do(ctx context.Context, id chat.ConversationID, fn func(chat.Tx, *chat.Conversation) error) (*chat.Conversation, error) {
	var out chat.Conversation
	err := d.Store.Update(ctx, func(tx chat.Tx) error {
		c, err := tx.Conversation(id)
		if err != nil {
			return err
		}
		if err := fn(tx, c); err != nil {
			return err
		}
		out = *c
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.Bus.Publish(chat.Hint{Conversation: out.ID, Seq: out.LastSeq, Peer: out.Peer})
	if d.Wake != nil && !out.WakeAt.IsZero() {
		d.Wake(out.ID, out.WakeAt)
	}
	return &out, nil
}

func author(op chat.Operator) chat.Author {
	return chat.Author{Kind: chat.ByOperator, ID: string(op.ID), Name: op.Name}
}

// move appends a change of state or owner.
func (d *Desk) move(tx chat.Tx, c *chat.Conversation, op chat.Operator, to chat.State, owner chat.Operator, reason string) error {
	m := chat.Move{From: c.State, To: to, Owner: owner.ID, OwnerName: owner.Name, Reason: reason}
	c.WakeAt = time.Time{}
	if to == chat.StateHuman {
		c.WakeAt = tx.Now().Add(d.Idle)
	}
	return d.Post.Post(tx, c, &chat.Entry{Kind: chat.Moved, Purpose: chat.PurposeMove, Author: author(op), Move: &m})
}

// Claim makes op the owner; also from the bot (a takeover). Conflict, with the owner's name, if somebody else has it. Claiming twice is once.
func (d *Desk) Claim(ctx context.Context, op chat.Operator, id chat.ConversationID) (*chat.Conversation, error) {
	return d.do(ctx, id, func(tx chat.Tx, c *chat.Conversation) error {
		if err := active(tx, op); err != nil {
			return err
		}
		switch {
		case c.State == chat.StateClosed:
			return chat.Because(chat.Conflict, "talk_closed")
		case c.State == chat.StateHuman && c.Owner == op.ID:
			return nil
		case c.State == chat.StateHuman:
			return taken(c)
		}
		reason := chat.ReasonClaim
		if c.State == chat.StateBot {
			reason = chat.ReasonTakeover
		}
		if err := d.move(tx, c, op, chat.StateHuman, op, reason); err != nil {
			return err
		}
		return tx.CancelQueued(c.ID, "takeover")
	})
}

// Release puts the conversation back into the queue.
func (d *Desk) Release(ctx context.Context, op chat.Operator, id chat.ConversationID) (*chat.Conversation, error) {
	return d.do(ctx, id, func(tx chat.Tx, c *chat.Conversation) error {
		if c.State == chat.StateWaiting {
			return nil
		}
		if err := owns(tx, op, c); err != nil {
			return err
		}
		return d.move(tx, c, op, chat.StateWaiting, chat.Operator{}, chat.ReasonRelease)
	})
}

// Transfer gives the conversation to another operator, with a note for them if there is something to say.
func (d *Desk) Transfer(ctx context.Context, op chat.Operator, id chat.ConversationID, to chat.OperatorID, note Draft) (*chat.Conversation, error) {
	return d.do(ctx, id, func(tx chat.Tx, c *chat.Conversation) error {
		if c.State == chat.StateHuman && c.Owner == to {
			return nil
		}
		if err := owns(tx, op, c); err != nil {
			return err
		}
		target, err := tx.Operator(to)
		if err != nil {
			return err
		}
		if target == nil || target.Disabled {
			return chat.Because(chat.Invalid, "no_operator")
		}
		if strings.TrimSpace(note.Text) != "" {
			if _, err := d.write(tx, c, op, note, chat.Noted); err != nil {
				return err
			}
		}
		return d.move(tx, c, op, chat.StateHuman, *target, chat.ReasonTransfer)
	})
}

// Close ends the conversation and asks the customer for a rating. Only the owner may close what people have; anyone may close what waits.
func (d *Desk) Close(ctx context.Context, op chat.Operator, id chat.ConversationID) (*chat.Conversation, error) {
	return d.do(ctx, id, func(tx chat.Tx, c *chat.Conversation) error {
		if c.State == chat.StateClosed {
			return nil
		}
		if c.State == chat.StateHuman {
			if err := owns(tx, op, c); err != nil {
				return err
			}
		} else if err := active(tx, op); err != nil {
			return err
		}
		owner := chat.Operator{ID: c.Owner, Name: c.OwnerName}
		if err := d.move(tx, c, op, chat.StateClosed, owner, chat.ReasonClose); err != nil {
			return err
		}
		_, err := d.Survey.Ask(tx, c, chat.ReasonClose)
		return err
	})
}

// Reply says something to the customer. Only the owner may; Conflict with the owner's name otherwise.
func (d *Desk) Reply(ctx context.Context, op chat.Operator, id chat.ConversationID, draft Draft) (*chat.Entry, error) {
	return d.said(ctx, op, id, draft, chat.Said)
}

// Note writes something that only the team sees. Anyone may, also after the end.
func (d *Desk) Note(ctx context.Context, op chat.Operator, id chat.ConversationID, draft Draft) (*chat.Entry, error) {
	return d.said(ctx, op, id, draft, chat.Noted)
}

func (d *Desk) said(ctx context.Context, op chat.Operator, id chat.ConversationID, draft Draft, kind chat.Kind) (*chat.Entry, error) {
	if err := draft.check(); err != nil {
		return nil, err
	}
	var out *chat.Entry
	_, err := d.do(ctx, id, func(tx chat.Tx, c *chat.Conversation) (err error) {
		if out, err = d.repeated(tx, op, id, draft.ID); err != nil || out != nil {
			return err
		}
		if kind == chat.Said {
			err = owns(tx, op, c)
		} else {
			err = active(tx, op)
		}
		if err != nil {
			return err
		}
		out, err = d.write(tx, c, op, draft, kind)
		return err
	})
	return out, err
}

func (d *Desk) write(tx chat.Tx, c *chat.Conversation, op chat.Operator, draft Draft, kind chat.Kind) (*chat.Entry, error) {
	e := &chat.Entry{ID: chat.NewID(), Kind: kind, Author: author(op), Text: draft.Text, Format: chat.Markdown, ClientID: draft.ID, ReplyTo: draft.ReplyTo}
	if e.Purpose = chat.PurposeReply; kind == chat.Noted {
		e.Purpose, e.Visibility = chat.PurposeNote, chat.Team
	} else {
		c.WakeAt = tx.Now().Add(d.Idle)
	}
	for _, id := range draft.Files {
		u, err := tx.File(id)
		if err != nil {
			return nil, err
		}
		if u == nil || u.Owner != UploadOwner(op.ID) || u.Entry != "" {
			return nil, chat.Because(chat.Invalid, "file_not_yours", "file", id)
		}
		u.Entry, u.Conversation = e.ID, c.ID
		if err := tx.SaveFile(*u); err != nil {
			return nil, err
		}
		e.Files = append(e.Files, u.File)
	}
	return e, d.Post.Post(tx, c, e)
}

// UploadOwner is the owner of an operator's uploads.
func UploadOwner(id chat.OperatorID) string { return "operator:" + string(id) }

func (r Draft) check() error {
	switch {
	case r.ID == "" || len(r.ID) > 64:
		return chat.Because(chat.Invalid, "id_missing")
	case strings.TrimSpace(r.Text) == "" && len(r.Files) == 0:
		return chat.Because(chat.Invalid, "text_empty")
	case !utf8.ValidString(r.Text):
		return chat.Because(chat.Invalid, "text_not_utf8")
	case utf8.RuneCountInString(r.Text) > MaxReply:
		return chat.Because(chat.Invalid, "text_too_long", "max", MaxReply)
	}
	return nil
}

// active checks within the transaction that the operator still may act.
func active(tx chat.Tx, op chat.Operator) error {
	now, err := tx.Operator(op.ID)
	if err != nil {
		return err
	}
	if now == nil || now.Disabled {
		return chat.Because(chat.Forbidden, "account_disabled")
	}
	return nil
}

func owns(tx chat.Tx, op chat.Operator, c *chat.Conversation) error {
	if err := active(tx, op); err != nil {
		return err
	}
	switch {
	case c.State == chat.StateClosed:
		return chat.Because(chat.Conflict, "talk_closed")
	case c.State != chat.StateHuman:
		return chat.Because(chat.Conflict, "claim_first")
	case c.Owner != op.ID:
		return taken(c)
	}
	return nil
}

func taken(c *chat.Conversation) error {
	e := chat.Because(chat.Conflict, "owned", "name", c.OwnerName)
	e.Owner = c.OwnerName
	return e
}
