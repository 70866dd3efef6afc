package timeline

import (
	"time"

	"frontdesk/chat"
)

// Timeline is one locked conversation within a change. Its verbs are the only callers of the store's append.
type Timeline struct {
	change *Change
	conv   *chat.Conversation
	fresh  []chat.Entry // appended by this change
	timers []chat.Timer // set by this change
}

// Conversation is the conversation as it is folded so far.
func (t *Timeline) Conversation() chat.Conversation { return *t.conv }

// Now is the transaction's time.
func (t *Timeline) Now() time.Time { return t.change.tx.Now() }

// Say appends public words, a file or a press. The caller gives author, purpose and content.
func (t *Timeline) Say(e chat.Entry) (*chat.Entry, error) {
	e.Kind, e.Visibility = chat.Said, chat.Public
	return t.append(e)
}

// Note appends something that only the team sees.
func (t *Timeline) Note(e chat.Entry) (*chat.Entry, error) {
	e.Kind, e.Visibility = chat.Noted, chat.Team
	return t.append(e)
}

// Move changes the state or the owner; From is filled in. The timers of the state that is left are dropped, and the one of the new state is
// set. An unlawful move is an error.
func (t *Timeline) Move(by chat.Author, m chat.Move) error {
	m.From = t.conv.State
	if _, err := t.append(chat.Entry{Kind: chat.Moved, Author: by, Move: &m}); err != nil {
		return err
	}

	return t.moved()
}

// Edit appends new words for the entry e.Of.
func (t *Timeline) Edit(e chat.Entry) (*chat.Entry, error) {
	e.Kind = chat.Edited
	return t.append(e)
}

// Withdraw notes that the author has deleted the entry of.
func (t *Timeline) Withdraw(by chat.Author, of string, sent time.Time) (*chat.Entry, error) {
	return t.append(chat.Entry{Kind: chat.Withdrawn, Author: by, Of: of, SentAt: sent})
}

// Attach notes that files of the entry of are here, or could not be fetched.
func (t *Timeline) Attach(of string, files ...chat.File) error {
	_, err := t.append(chat.Entry{Kind: chat.Attached, Author: chat.Author{Kind: chat.BySystem}, Of: of, Files: files})
	return err
}

// Rate appends the customer's answer to a survey.
func (t *Timeline) Rate(by chat.Author, r chat.Rating) error {
	_, err := t.append(chat.Entry{Kind: chat.Rated, Author: by, Refs: chat.Refs{Survey: r.Survey}, Rating: &r})
	return err
}

// Pin notes the language that the customer has chosen.
func (t *Timeline) Pin(by chat.Author, lang string) error {
	_, err := t.append(chat.Entry{Kind: chat.Pinned, Author: by, Lang: lang})
	return err
}

// CancelQueued cancels the bot's deliveries of this conversation that have not left.
func (t *Timeline) CancelQueued(reason string) error {
	return t.change.tx.CancelQueued(t.conv.ID, reason)
}

// append stores an entry, folds it and enqueues it for its audience.
func (t *Timeline) append(e chat.Entry) (*chat.Entry, error) {
	if e.Purpose == "" {
		e.Purpose = chat.PurposeOf(e.Kind)
	}
	if err := t.change.tx.Append(t.conv, &e); err != nil {
		return nil, err
	}
	t.fresh = append(t.fresh, e)

	for _, to := range Audience(*t.conv, e) {
		if t.change.core.ClientsPull(to.Peer.Channel) {
			continue
		}
		d := chat.Delivery{Conversation: t.conv.ID, Seq: e.Seq, Peer: to.Peer, Policy: to.Policy}
		if to.Bound {
			d.Fence = t.conv.Fence
		}
		if err := t.change.tx.Enqueue(d); err != nil {
			return nil, err
		}
	}

	return &e, nil
}
