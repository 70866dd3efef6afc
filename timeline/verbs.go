package timeline

import (
	"time"

	"frontdesk/chat"
)

// Timeline is one locked conversation within a change. Only the verbs of Timeline call the store's append.
type Timeline struct {
	change *Change
	conv   *chat.Conversation
	fresh  []chat.Entry // entries appended by the change
	timers []chat.Timer // timers set by the change
}

// Conversation returns the conversation with all entries folded so far.
func (t *Timeline) Conversation() chat.Conversation { return *t.conv }

// Now is the transaction's time.
func (t *Timeline) Now() time.Time { return t.change.tx.Now() }

// Say appends a public message, a file or a press. The caller gives author, purpose and content.
func (t *Timeline) Say(e chat.Entry) (*chat.Entry, error) {
	e.Kind, e.Visibility = chat.Said, chat.Public
	return t.append(e)
}

// Note appends an entry for the team only.
func (t *Timeline) Note(e chat.Entry) (*chat.Entry, error) {
	e.Kind, e.Visibility = chat.Noted, chat.Team
	return t.append(e)
}

// Move changes the state or the owner. Move fills in From. The timers of the old state are dropped, and the timer of the new state is
// set. An unlawful move is an error.
func (t *Timeline) Move(by chat.Author, move chat.Move) error {
	move.From = t.conv.State
	if _, err := t.append(chat.Entry{Kind: chat.Moved, Author: by, Move: &move}); err != nil {
		return err
	}

	return t.moved()
}

// Edit appends a new text for the entry e.Of.
func (t *Timeline) Edit(e chat.Entry) (*chat.Entry, error) {
	e.Kind = chat.Edited
	return t.append(e)
}

// Withdraw notes the deletion of the entry of by the author.
func (t *Timeline) Withdraw(by chat.Author, of string, sent time.Time) (*chat.Entry, error) {
	return t.append(chat.Entry{Kind: chat.Withdrawn, Author: by, Of: of, SentAt: sent})
}

// Attach notes that files of the entry of have arrived, or could not be fetched.
func (t *Timeline) Attach(of string, files ...chat.File) error {
	_, err := t.append(chat.Entry{Kind: chat.Attached, Author: chat.Author{Kind: chat.BySystem}, Of: of, Files: files})
	return err
}

// Rate appends the customer's answer to a survey.
func (t *Timeline) Rate(by chat.Author, r chat.Rating) error {
	_, err := t.append(chat.Entry{Kind: chat.Rated, Author: by, Refs: chat.Refs{Survey: r.Survey}, Rating: &r})
	return err
}

// Pin notes the customer's choice of a language.
func (t *Timeline) Pin(by chat.Author, lang string) error {
	_, err := t.append(chat.Entry{Kind: chat.Pinned, Author: by, Lang: lang})
	return err
}

// CancelQueued cancels the bot's unsent deliveries of the conversation.
func (t *Timeline) CancelQueued(reason string) error {
	return t.change.tx.CancelQueued(t.conv.ID, reason)
}

// append stores an entry, folds the entry into the conversation and enqueues deliveries for the audience.
func (t *Timeline) append(entry chat.Entry) (*chat.Entry, error) {
	if entry.Purpose == "" {
		entry.Purpose = chat.PurposeOf(entry.Kind)
	}
	if err := t.change.tx.Append(t.conv, &entry); err != nil {
		return nil, err
	}
	t.fresh = append(t.fresh, entry)

	for _, to := range Audience(*t.conv, entry) {
		if t.change.core.ClientsPull(to.Peer.Channel) {
			continue
		}
		delivery := chat.Delivery{Conversation: t.conv.ID, Seq: entry.Seq, Peer: to.Peer, Policy: to.Policy}
		if to.Bound {
			delivery.Fence = t.conv.Fence
		}
		if err := t.change.tx.Enqueue(delivery); err != nil {
			return nil, err
		}
	}

	return &entry, nil
}
