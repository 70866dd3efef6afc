// Package handoff has the operators' verbs on a conversation: claim, reply, note, transfer, release, close. Every desk goes through the
// same verbs: the web console today, Slack threads and Telegram topics later. So all desks share one set of rules.
//
// Each verb is one transaction, and the permission check runs inside the transaction. A verb sends no messages: replies are entries, and
// the deliveries are enqueued with the entries.
package handoff

import (
	"context"
	"strings"
	"unicode/utf8"

	"frontdesk/chat"
	"frontdesk/survey"
	"frontdesk/texts"
	"frontdesk/timeline"
)

// MaxReply is the maximum length of a reply or a note, in characters.
const MaxReply = 20_000

// Verbs are the acts of operators.
type Verbs struct {
	Door   *timeline.Door[View]
	Book   *texts.Book
	Survey *survey.Surveyor
	// Lang is the language of Frontdesk's notes for the team.
	Lang string
}

// Draft is a text of an operator. The client makes the ID, and the ID is unique per operator. A repeated ID changes the conversation only
// once.
type Draft struct {
	ID      string
	Text    string
	Files   []string // ids of uploads of this operator
	ReplyTo string
}

func author(op chat.Operator) chat.Author {
	return chat.Author{Kind: chat.ByOperator, ID: string(op.ID), Name: op.Name}
}

// Claim makes op the owner, also while the bot has the conversation (a takeover). With another owner the error is Conflict with the
// owner's name. A repeated claim has no effect.
func (d *Verbs) Claim(ctx context.Context, op chat.Operator, id chat.ConversationID) (*chat.Conversation, error) {
	return d.Door.On(ctx, id, func(t *timeline.Timeline, v View) error {
		c := t.Conversation()
		if err := active(v, op); err != nil {
			return err
		}

		switch {
		case c.State == chat.StateClosed:
			return chat.Refuse(chat.Conflict, "talk_closed")
		case c.State == chat.StateHuman && c.Owner == op.ID:
			return nil
		case c.State == chat.StateHuman:
			return taken(c)
		}
		reason := chat.ReasonClaim
		if c.State == chat.StateBot {
			reason = chat.ReasonTakeover
		}
		move := chat.Move{To: chat.StateHuman, Owner: op.ID, OwnerName: op.Name, Reason: reason}
		if err := t.Move(author(op), move); err != nil {
			return err
		}

		return t.CancelQueued("takeover")
	})
}

// Release puts the conversation back into the queue.
func (d *Verbs) Release(ctx context.Context, op chat.Operator, id chat.ConversationID) (*chat.Conversation, error) {
	return d.Door.On(ctx, id, func(t *timeline.Timeline, v View) error {
		c := t.Conversation()
		if c.State == chat.StateWaiting {
			return nil
		}
		if err := owns(v, op, c); err != nil {
			return err
		}

		return t.Move(author(op), chat.Move{To: chat.StateWaiting, Reason: chat.ReasonRelease})
	})
}

// Transfer gives the conversation to another operator. A note for the new owner is added if the draft has a text.
func (d *Verbs) Transfer(
	ctx context.Context,
	op chat.Operator,
	id chat.ConversationID,
	to chat.OperatorID,
	note Draft,
) (*chat.Conversation, error) {
	return d.Door.On(ctx, id, func(t *timeline.Timeline, v View) error {
		c := t.Conversation()
		if c.State == chat.StateHuman && c.Owner == to {
			return nil
		}
		if err := owns(v, op, c); err != nil {
			return err
		}
		target, err := v.Operators.Operator(to)
		if err != nil {
			return err
		}
		if target == nil || target.Disabled {
			return chat.Refuse(chat.Invalid, "no_operator")
		}
		if strings.TrimSpace(note.Text) != "" {
			if _, err := write(t, v, op, note, chat.Noted); err != nil {
				return err
			}
		}

		return t.Move(
			author(op),
			chat.Move{To: chat.StateHuman, Owner: target.ID, OwnerName: target.Name, Reason: chat.ReasonTransfer},
		)
	})
}

// Close ends the conversation and asks the customer for a rating. With an owner, only the owner may close. In every other state, any
// operator may close.
func (d *Verbs) Close(ctx context.Context, op chat.Operator, id chat.ConversationID) (*chat.Conversation, error) {
	return d.Door.On(ctx, id, func(t *timeline.Timeline, v View) error {
		c := t.Conversation()
		if c.State == chat.StateClosed {
			return nil
		}
		if c.State == chat.StateHuman {
			if err := owns(v, op, c); err != nil {
				return err
			}
		} else if err := active(v, op); err != nil {
			return err
		}
		move := chat.Move{To: chat.StateClosed, Owner: c.Owner, OwnerName: c.OwnerName, Reason: chat.ReasonClose}
		if err := t.Move(author(op), move); err != nil {
			return err
		}
		_, err := d.Survey.Ask(t, v.Surveys, chat.ReasonClose)

		return err
	})
}

// Reply sends a message to the customer. Only the owner may reply. For other operators the error is Conflict with the owner's name.
func (d *Verbs) Reply(ctx context.Context, op chat.Operator, id chat.ConversationID, draft Draft) (*chat.Entry, error) {
	return d.said(ctx, op, id, draft, chat.Said)
}

// Note adds a text only the team can see. Any operator may add notes, also after the end.
func (d *Verbs) Note(ctx context.Context, op chat.Operator, id chat.ConversationID, draft Draft) (*chat.Entry, error) {
	return d.said(ctx, op, id, draft, chat.Noted)
}

func (d *Verbs) said(
	ctx context.Context,
	op chat.Operator,
	id chat.ConversationID,
	draft Draft,
	kind chat.Kind,
) (*chat.Entry, error) {
	if err := draft.check(); err != nil {
		return nil, err
	}
	var out *chat.Entry
	_, err := d.Door.On(ctx, id, func(t *timeline.Timeline, v View) (err error) {
		if out, err = repeated(v, op, id, draft.ID); err != nil || out != nil {
			return err
		}
		if kind == chat.Said {
			err = owns(v, op, t.Conversation())
		} else {
			err = active(v, op)
		}
		if err != nil {
			return err
		}
		out, err = write(t, v, op, draft, kind)

		return err
	})

	return out, err
}

// write appends an operator's text with the attached uploads.
func write(t *timeline.Timeline, v View, op chat.Operator, draft Draft, kind chat.Kind) (*chat.Entry, error) {
	e := chat.Entry{
		ID:       chat.NewID(),
		Author:   author(op),
		Text:     draft.Text,
		Format:   chat.Markdown,
		ClientID: draft.ID,
		ReplyTo:  draft.ReplyTo,
	}
	for _, id := range draft.Files {
		u, err := v.Files.File(id)
		if err != nil {
			return nil, err
		}
		if u == nil || u.Owner != UploadOwner(op.ID) || u.Entry != "" {
			return nil, chat.Refuse(chat.Invalid, "file_not_yours", "file", id)
		}
		u.Entry, u.Conversation = e.ID, t.Conversation().ID
		if err := v.Files.SaveFile(*u); err != nil {
			return nil, err
		}
		e.Files = append(e.Files, u.File)
	}

	if kind == chat.Noted {
		e.Purpose = chat.PurposeNote
		return t.Note(e)
	}
	e.Purpose = chat.PurposeReply

	return t.Say(e)
}

// UploadOwner returns the owner of an operator's uploads.
func UploadOwner(id chat.OperatorID) string { return "operator:" + string(id) }

func (r Draft) check() error {
	switch {
	case r.ID == "" || len(r.ID) > 64:
		return chat.Refuse(chat.Invalid, "id_missing")
	case strings.TrimSpace(r.Text) == "" && len(r.Files) == 0:
		return chat.Refuse(chat.Invalid, "text_empty")
	case !utf8.ValidString(r.Text):
		return chat.Refuse(chat.Invalid, "text_not_utf8")
	case utf8.RuneCountInString(r.Text) > MaxReply:
		return chat.Refuse(chat.Invalid, "text_too_long", "max", MaxReply)
	}

	return nil
}

// active checks inside the transaction that the operator is still enabled.
func active(v View, op chat.Operator) error {
	now, err := v.Operators.Operator(op.ID)
	if err != nil {
		return err
	}
	if now == nil || now.Disabled {
		return chat.Refuse(chat.Forbidden, "account_disabled")
	}

	return nil
}

func owns(v View, op chat.Operator, c chat.Conversation) error {
	if err := active(v, op); err != nil {
		return err
	}

	switch {
	case c.State == chat.StateClosed:
		return chat.Refuse(chat.Conflict, "talk_closed")
	case c.State != chat.StateHuman:
		return chat.Refuse(chat.Conflict, "claim_first")
	case c.Owner != op.ID:
		return taken(c)
	}

	return nil
}

func taken(c chat.Conversation) error {
	e := chat.Refuse(chat.Conflict, "owned", "name", c.OwnerName)
	e.Owner = c.OwnerName

	return e
}
