// Package handoff is the people's side of a conversation: claim, reply, note, transfer, release, close. Every desk (the web console, later Slack
// threads and Telegram topics) goes through the same verbs, so that there is one truth.
//
// Each verb is one transaction with its permission check inside. It sends nothing itself: replies are entries, and deliveries are enqueued with them.
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

// MaxReply is the longest reply or note, in characters.
const MaxReply = 20_000

// Verbs are where operators act.
type Verbs struct {
	Door   *timeline.Door[View]
	Book   *texts.Book
	Survey *survey.Surveyor
	// Lang is the language of notes that Frontdesk writes for the team.
	Lang string
}

// Draft is what an operator writes. ID is made by the client and unique per operator: the same one again changes nothing.
type Draft struct {
	ID      string
	Text    string
	Files   []string // ids of uploads of this operator
	ReplyTo string
}

func author(op chat.Operator) chat.Author {
	return chat.Author{Kind: chat.ByOperator, ID: string(op.ID), Name: op.Name}
}

// Claim makes op the owner; also from the bot (a takeover). Conflict, with the owner's name, if somebody else has it. Claiming twice is once.
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
		if err := t.Move(author(op), chat.Move{To: chat.StateHuman, Owner: op.ID, OwnerName: op.Name, Reason: reason}); err != nil {
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

// Transfer gives the conversation to another operator, with a note for them if there is something to say.
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

// Close ends the conversation and asks the customer for a rating. Only the owner may close what people have; anyone may close what waits.
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
		if err := t.Move(author(op), chat.Move{To: chat.StateClosed, Owner: c.Owner, OwnerName: c.OwnerName, Reason: chat.ReasonClose}); err != nil {
			return err
		}
		_, err := d.Survey.Ask(t, v.Surveys, chat.ReasonClose)

		return err
	})
}

// Reply says something to the customer. Only the owner may; Conflict with the owner's name otherwise.
func (d *Verbs) Reply(ctx context.Context, op chat.Operator, id chat.ConversationID, draft Draft) (*chat.Entry, error) {
	return d.said(ctx, op, id, draft, chat.Said)
}

// Note writes something that only the team sees. Anyone may, also after the end.
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

// write appends an operator's words with the uploads that they bring.
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

// UploadOwner is the owner of an operator's uploads.
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

// active checks within the transaction that the operator still may act.
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
