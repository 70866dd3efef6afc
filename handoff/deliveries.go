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
	purpose chat.Purpose,
	key string,
	do func(View) (int64, error),
) error {
	_, err := d.Door.On(ctx, id, func(line *timeline.Timeline, view View) error {
		if err := mayMend(view, op, line.Conversation()); err != nil {
			return err
		}
		list, err := view.Entries.Entries(id, seq-1, 1)
		if err != nil {
			return err
		}
		if len(list) == 0 || list[0].Seq != seq {
			return chat.Refuse(chat.NotFound, "not_an_entry")
		}
		changed, err := do(view)
		if err != nil || changed == 0 {
			return err
		}

		return d.note(line, op, purpose, key, list[0].ID)
	})

	return err
}

// RetryFile fetches a file again after the fetch from the channel has failed, and adds a note for the team. For a stored or a pending
// file RetryFile has no effect.
func (d *Verbs) RetryFile(ctx context.Context, op chat.Operator, file string) error {
	return d.Door.Change(ctx, nil,
		func(view View) (timeline.Locks, error) {
			upload, err := failedFile(view, file)
			if err != nil {
				return timeline.Locks{}, err
			}

			return timeline.Locks{IDs: []chat.ConversationID{upload.Conversation}}, nil
		},
		func(change *timeline.Change, view View) error {
			upload, err := failedFile(view, file)
			if err != nil {
				return err
			}
			line := change.Of(upload.Conversation)
			if err := mayMend(view, op, line.Conversation()); err != nil || upload.State != chat.FileFailed {
				return err
			}
			upload.Due, upload.Attempts, upload.State = change.Now(), 0, chat.FilePending
			if err := view.Files.SaveFile(*upload); err != nil {
				return err
			}

			return d.note(line, op, chat.PurposeFileRetry, "file.retry", upload.Entry)
		})
}

// failedFile finds a customer's file in a conversation.
func failedFile(view View, id string) (*chat.Upload, error) {
	upload, err := view.Files.File(id)
	if err != nil {
		return nil, err
	}
	if upload == nil || upload.Native == "" || upload.Conversation == "" {
		return nil, chat.Refuse(chat.NotFound, "file_failed")
	}

	return upload, nil
}

// mayMend checks the right to settle deliveries and files. With an owner, only the owner may. In every other state, each operator may.
func mayMend(view View, op chat.Operator, conversation chat.Conversation) error {
	if conversation.State == chat.StateHuman {
		return owns(view, op, conversation)
	}

	return active(view, op)
}

// note adds a note for the team about an act without a text.
func (d *Verbs) note(line *timeline.Timeline, op chat.Operator, purpose chat.Purpose, key, of string) error {
	wording := chat.Wording{Key: key}
	_, err := line.Note(
		chat.Entry{Author: author(op), Purpose: purpose, Of: of, Wording: wording, Text: d.Book.Word(d.Lang, wording)},
	)

	return err
}
