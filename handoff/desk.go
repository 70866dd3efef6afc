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
	return d.Door.On(ctx, id, func(line *timeline.Timeline, view View) error {
		conversation := line.Conversation()
		if err := active(view, op); err != nil {
			return err
		}

		switch {
		case conversation.State == chat.StateClosed:
			return chat.Refuse(chat.Conflict, "talk_closed")
		case conversation.State == chat.StateHuman && conversation.Owner == op.ID:
			return nil
		case conversation.State == chat.StateHuman:
			return taken(conversation)
		}
		reason := chat.ReasonClaim
		if conversation.State == chat.StateBot {
			reason = chat.ReasonTakeover
		}
		move := chat.Move{To: chat.StateHuman, Owner: op.ID, OwnerName: op.Name, Reason: reason}
		if err := line.Move(author(op), move); err != nil {
			return err
		}

		return line.CancelQueued("takeover")
	})
}

// Release puts the conversation back into the queue.
func (d *Verbs) Release(ctx context.Context, op chat.Operator, id chat.ConversationID) (*chat.Conversation, error) {
	return d.Door.On(ctx, id, func(line *timeline.Timeline, view View) error {
		conversation := line.Conversation()
		if conversation.State == chat.StateWaiting {
			return nil
		}
		if err := owns(view, op, conversation); err != nil {
			return err
		}

		return line.Move(author(op), chat.Move{To: chat.StateWaiting, Reason: chat.ReasonRelease})
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
	return d.Door.On(ctx, id, func(line *timeline.Timeline, view View) error {
		conversation := line.Conversation()
		if conversation.State == chat.StateHuman && conversation.Owner == to {
			return nil
		}
		if err := owns(view, op, conversation); err != nil {
			return err
		}
		target, err := view.Operators.Operator(to)
		if err != nil {
			return err
		}
		if target == nil || target.Disabled {
			return chat.Refuse(chat.Invalid, "no_operator")
		}
		if strings.TrimSpace(note.Text) != "" {
			if _, err := write(line, view, op, note, chat.Noted); err != nil {
				return err
			}
		}

		return line.Move(
			author(op),
			chat.Move{To: chat.StateHuman, Owner: target.ID, OwnerName: target.Name, Reason: chat.ReasonTransfer},
		)
	})
}

// Close ends the conversation and asks the customer for a rating. With an owner, only the owner may close. In every other state, any
// operator may close.
func (d *Verbs) Close(ctx context.Context, op chat.Operator, id chat.ConversationID) (*chat.Conversation, error) {
	return d.Door.On(ctx, id, func(line *timeline.Timeline, view View) error {
		conversation := line.Conversation()
		if conversation.State == chat.StateClosed {
			return nil
		}
		if conversation.State == chat.StateHuman {
			if err := owns(view, op, conversation); err != nil {
				return err
			}
		} else if err := active(view, op); err != nil {
			return err
		}
		move := chat.Move{
			To:        chat.StateClosed,
			Owner:     conversation.Owner,
			OwnerName: conversation.OwnerName,
			Reason:    chat.ReasonClose,
		}
		if err := line.Move(author(op), move); err != nil {
			return err
		}
		_, err := d.Survey.Ask(line, view.Surveys, chat.ReasonClose)

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
	_, err := d.Door.On(ctx, id, func(line *timeline.Timeline, view View) (err error) {
		if out, err = repeated(view, op, id, draft.ID); err != nil || out != nil {
			return err
		}
		if kind == chat.Said {
			err = owns(view, op, line.Conversation())
		} else {
			err = active(view, op)
		}
		if err != nil {
			return err
		}
		out, err = write(line, view, op, draft, kind)

		return err
	})

	return out, err
}

// write appends an operator's text with the attached uploads.
func write(line *timeline.Timeline, view View, op chat.Operator, draft Draft, kind chat.Kind) (*chat.Entry, error) {
	entry := chat.Entry{
		ID:       chat.NewID(),
		Author:   author(op),
		Text:     draft.Text,
		Format:   chat.Markdown,
		ClientID: draft.ID,
		ReplyTo:  draft.ReplyTo,
	}
	for _, id := range draft.Files {
		upload, err := view.Files.File(id)
		if err != nil {
			return nil, err
		}
		if upload == nil || upload.Owner != UploadOwner(op.ID) || upload.Entry != "" {
			return nil, chat.Refuse(chat.Invalid, "file_not_yours", "file", id)
		}
		upload.Entry, upload.Conversation = entry.ID, line.Conversation().ID
		if err := view.Files.SaveFile(*upload); err != nil {
			return nil, err
		}
		entry.Files = append(entry.Files, upload.File)
	}

	if kind == chat.Noted {
		entry.Purpose = chat.PurposeNote
		return line.Note(entry)
	}
	entry.Purpose = chat.PurposeReply

	return line.Say(entry)
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
func active(view View, op chat.Operator) error {
	now, err := view.Operators.Operator(op.ID)
	if err != nil {
		return err
	}
	if now == nil || now.Disabled {
		return chat.Refuse(chat.Forbidden, "account_disabled")
	}

	return nil
}

func owns(view View, op chat.Operator, conversation chat.Conversation) error {
	if err := active(view, op); err != nil {
		return err
	}

	switch {
	case conversation.State == chat.StateClosed:
		return chat.Refuse(chat.Conflict, "talk_closed")
	case conversation.State != chat.StateHuman:
		return chat.Refuse(chat.Conflict, "claim_first")
	case conversation.Owner != op.ID:
		return taken(conversation)
	}

	return nil
}

func taken(c chat.Conversation) error {
	e := chat.Refuse(chat.Conflict, "owned", "name", c.OwnerName)
	e.Owner = c.OwnerName

	return e
}
