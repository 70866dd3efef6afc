package handoff

import (
	"context"

	"frontdesk/chat"
	"frontdesk/timeline"
)

// Resend sends the uncertain or failed parts of an entry again and adds a note for the team. Without such parts Resend has no effect: a
// repeated request never sends twice.
func (d *Verbs) Resend(ctx context.Context, op chat.Operator, id chat.ConversationID, seq int64) error {
	return d.settle(
		ctx,
		op,
		id,
		seq,
		chat.PurposeResend,
		"delivery.resend",
		func(v View) (int64, error) { return v.Parts.Resend(id, seq) },
	)
}

// Arrived records an operator's confirmation: the uncertain parts of an entry have reached the customer. A repeated call has no effect.
func (d *Verbs) Arrived(ctx context.Context, op chat.Operator, id chat.ConversationID, seq int64) error {
	return d.settle(
		ctx,
		op,
		id,
		seq,
		chat.PurposeArrived,
		"delivery.arrived",
		func(v View) (int64, error) { return v.Parts.Arrived(id, seq) },
	)
}

func (d *Verbs) settle(
	ctx context.Context,
	op chat.Operator,
	id chat.ConversationID,
	seq int64,
	p chat.Purpose,
	key string,
	do func(View) (int64, error),
) error {
	_, err := d.Door.On(ctx, id, func(t *timeline.Timeline, v View) error {
		if err := mayMend(v, op, t.Conversation()); err != nil {
			return err
		}
		list, err := v.Entries.Entries(id, seq-1, 1)
		if err != nil {
			return err
		}
		if len(list) == 0 || list[0].Seq != seq {
			return chat.Refuse(chat.NotFound, "not_an_entry")
		}
		n, err := do(v)
		if err != nil || n == 0 {
			return err
		}

		return d.note(t, op, p, key, list[0].ID)
	})

	return err
}

// RetryFile fetches a file again after the fetch from the channel has failed, and adds a note for the team. For a stored or a pending
// file RetryFile has no effect.
func (d *Verbs) RetryFile(ctx context.Context, op chat.Operator, file string) error {
	return d.Door.Change(ctx, nil,
		func(v View) (timeline.Locks, error) {
			u, err := failedFile(v, file)
			if err != nil {
				return timeline.Locks{}, err
			}

			return timeline.Locks{IDs: []chat.ConversationID{u.Conversation}}, nil
		},
		func(c *timeline.Change, v View) error {
			u, err := failedFile(v, file)
			if err != nil {
				return err
			}
			t := c.Of(u.Conversation)
			if err := mayMend(v, op, t.Conversation()); err != nil || u.State != chat.FileFailed {
				return err
			}
			u.Due, u.Attempts, u.State = c.Now(), 0, chat.FilePending
			if err := v.Files.SaveFile(*u); err != nil {
				return err
			}

			return d.note(t, op, chat.PurposeFileRetry, "file.retry", u.Entry)
		})
}

// failedFile finds a customer's file in a conversation.
func failedFile(v View, id string) (*chat.Upload, error) {
	u, err := v.Files.File(id)
	if err != nil {
		return nil, err
	}
	if u == nil || u.Native == "" || u.Conversation == "" {
		return nil, chat.Refuse(chat.NotFound, "file_failed")
	}

	return u, nil
}

// mayMend checks the right to settle deliveries and files. With an owner, only the owner may. In every other state, each operator may.
func mayMend(v View, op chat.Operator, c chat.Conversation) error {
	if c.State == chat.StateHuman {
		return owns(v, op, c)
	}

	return active(v, op)
}

// note adds a note for the team about an act without a text.
func (d *Verbs) note(t *timeline.Timeline, op chat.Operator, p chat.Purpose, key, of string) error {
	wording := chat.Wording{Key: key}
	_, err := t.Note(
		chat.Entry{Author: author(op), Purpose: p, Of: of, Wording: wording, Text: d.Book.Word(d.Lang, wording)},
	)

	return err
}
