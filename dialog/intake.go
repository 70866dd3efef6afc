package dialog

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/timeline"
)

// editsRead is the maximum number of entries read to compare an edit with the current text.
const editsRead = 1000

// intake is one run of the transaction that stores a message.
type intake struct {
	e      *Engine
	change *timeline.Change
	view   View
	in     chat.Inbound
	answer *surveyAnswer // found before this run; nil means not yet
	who    chat.Contact
	out    chat.Stored
}

func (w *intake) store() (err error) {
	if w.who, err = w.view.People.Sender(w.in.Sender, w.in.Profile); err != nil {
		return err
	}
	if known, err := w.repeated(); err != nil || known {
		return err
	}

	switch w.in.Kind {
	case chat.InEdit, chat.InWithdraw:
		return w.correct()
	case chat.InBlocked:
		return w.blocked()
	}
	if done, err := w.rated(); err != nil || done {
		return err
	}

	return w.message()
}

// repeated finds the entry of a repeated client id. The widget then gets the same ack again.
func (w *intake) repeated() (bool, error) {
	if w.in.ClientID == "" {
		return false, nil
	}
	stored, err := w.view.Entries.EntryByClient(string(w.who.ID), w.in.ClientID)
	if err != nil || stored == nil {
		return false, err
	}
	w.out = chat.Stored{Conversation: stored.Conversation, Seq: stored.Seq, Known: true}

	return true, nil
}

// message appends the customer's message to the open conversation. Without an open conversation, a new one is opened.
func (w *intake) message() error {
	history, err := w.open()
	if err != nil {
		return err
	}

	entry := w.entry(history)
	if entry.ReplyTo, err = w.quoted(); err != nil {
		return err
	}
	if err := w.attach(history, &entry); err != nil {
		return err
	}
	if err := w.say(history, entry); err != nil {
		return err
	}

	return w.setTurn(history, entry)
}

// quoted returns the id of the public entry to which the customer replies. An empty id means no quote.
func (w *intake) quoted() (string, error) {
	if w.in.ReplyTo == "" {
		return "", nil
	}
	original, err := w.view.Entries.EntryByNative(w.in.Peer, w.in.ReplyTo)
	if err == nil && original == nil {
		original, err = w.view.Entries.EntryByID(w.in.ReplyTo)
	}
	if err != nil || original == nil || !original.Public() {
		return "", err
	}

	return original.ID, nil
}

func (w *intake) open() (*timeline.Timeline, error) {
	if t := w.change.Open(); t != nil {
		return t, nil
	}
	before, err := w.view.People.LastClosed(w.in.Peer)
	if err != nil {
		return nil, err
	}

	conversation := chat.Conversation{ID: chat.ConversationID(chat.NewID()), Peer: w.in.Peer, Contact: w.who.ID}
	if before != nil {
		conversation.Follows, conversation.Lang, conversation.LangPinned = before.ID, before.Lang, before.LangPinned
	} else if l := w.in.Profile.Lang; len(l) >= 2 {
		conversation.Lang = strings.ToLower(l[:2])
	}
	history, began, err := w.change.Begin(conversation)
	if err != nil {
		return nil, err
	}
	// The customer came back: a rating prompt that has not been sent is cancelled.
	if began && before != nil {
		if err := w.change.CancelQueued(before.ID, "reopen"); err != nil {
			return nil, err
		}
	}

	return history, nil
}

func (w *intake) author() chat.Author {
	return chat.Author{Kind: chat.ByCustomer, ID: string(w.who.ID), Name: w.who.Profile.Name}
}

// entry builds the customer's entry for a conversation.
func (w *intake) entry(history *timeline.Timeline) chat.Entry {
	in, conversation := w.in, history.Conversation()
	entry := chat.Entry{
		ID:       chat.NewID(),
		Author:   w.author(),
		Purpose:  chat.PurposeMessage,
		Text:     in.Text,
		Native:   in.Native,
		ClientID: in.ClientID,
		SentAt:   in.SentAt,
	}

	entry.Refs.ForBot = conversation.State == chat.StateWaiting && conversation.BotListens()
	switch in.Kind {
	case chat.InPress:
		entry.Purpose, entry.Press = chat.PurposePress, in.Payload

		entry.Text = in.Label
		for _, o := range conversation.Memory.Offered {
			if entry.Text == "" && o.Value == in.Payload {
				entry.Text = o.Label
			}
		}
	case chat.InCommand:
		entry.Purpose = chat.PurposeCommand
		entry.Refs = chat.Refs{Command: in.Text, Argument: in.Payload}
		entry.Text = "/" + in.Text
	case chat.InUnsupported:
		entry.Purpose, entry.Wording = chat.PurposeUnsupported, chat.Wording{Key: "unsupported"}
		entry.Text = w.e.Book.Word(conversation.Lang, entry.Wording)
	default:
		entry.Lang = Language(in.Text)
	}

	return entry
}

// attach notes the files of an entry. A stored file is an upload of this visitor. Every other file is fetched after the commit.
func (w *intake) attach(history *timeline.Timeline, entry *chat.Entry) error {
	conversation := history.Conversation().ID
	for _, file := range w.in.Files {
		if file.ID != "" && file.State == chat.FileReady {
			stored, err := w.view.Files.File(file.ID)
			if err != nil {
				return err
			}
			if stored == nil || stored.Channel != w.in.Peer.Channel ||
				stored.Owner != w.in.Peer.Address || stored.Entry != "" {
				return chat.Fault(
					chat.Invalid,
					"file %s is not an upload of this visitor, or has been sent already",
					file.ID,
				)
			}
			stored.Entry, stored.Conversation = entry.ID, conversation
			if err := w.view.Files.SaveFile(*stored); err != nil {
				return err
			}
			entry.Files = append(entry.Files, stored.File)
			continue
		}

		file.ID = chat.NewID()
		upload := chat.Upload{
			File:         file,
			Channel:      w.in.Peer.Channel,
			Owner:        w.in.Peer.Address,
			Entry:        entry.ID,
			Conversation: conversation,
		}
		if file.State != chat.FileFailed {
			upload.State, upload.Due = chat.FilePending, w.change.Now()
		}
		if err := w.view.Files.AddFile(upload); err != nil {
			return err
		}
		entry.Files = append(entry.Files, upload.File)
	}

	return nil
}

// setTurn sets the time of the bot's answer. A press or a command is answered at once. A text is answered after the burst window. A
// message for operators sets no timer.
func (w *intake) setTurn(history *timeline.Timeline, entry chat.Entry) error {
	conversation, now := history.Conversation(), w.change.Now()
	command := entry.Purpose == chat.PurposeCommand
	if !conversation.BotListens() && !command {
		return nil
	}

	due := now
	if entry.Press == "" && !command {
		due = now.Add(w.e.BurstWindow(conversation.Peer.Channel))
		if latest := chat.FromMillis(conversation.Memory.TurnAt).Add(burstLimit); due.After(latest) {
			due = latest
		}
	}

	return history.Timer(chat.TimerTurn, chat.Elapsed, due, strconv.FormatInt(conversation.LastSeq, 10))
}

// correct records an edit or a deletion of the customer's own message. A correction without an effect is dropped.
func (w *intake) correct() error {
	of, err := w.view.Entries.EntryByNative(w.in.Peer, w.in.Of)
	if err != nil || of == nil || of.Author.Kind != chat.ByCustomer {
		return err
	}
	history, err := w.change.Need(of.Conversation)
	if err != nil {
		return err
	}

	later, err := w.view.Entries.Entries(of.Conversation, of.Seq, editsRead)
	if err != nil {
		return err
	}

	now, gone := of.Text, false
	for _, l := range later {
		if l.Of == of.ID && l.Kind == chat.Edited {
			now = l.Text
		}
		gone = gone || l.Of == of.ID && l.Kind == chat.Withdrawn
	}
	withdraws := w.in.Kind == chat.InWithdraw
	if gone || !withdraws && now == w.in.Text {
		return nil
	}

	var entry *chat.Entry
	if withdraws {
		entry, err = history.Withdraw(w.author(), of.ID, w.in.SentAt)
	} else {
		edit := chat.Entry{
			Author: w.author(),
			Of:     of.ID,
			Text:   w.in.Text,
			Lang:   Language(w.in.Text),
			SentAt: w.in.SentAt,
		}
		if w.correctsAnswered(history.Conversation(), of, now, later) {
			edit.Purpose = chat.PurposeCorrection
		}
		if entry, err = history.Edit(edit); err == nil && edit.Purpose == chat.PurposeCorrection {
			err = w.setTurn(history, *entry)
		}
	}
	if err == nil {
		w.out = chat.Stored{Conversation: entry.Conversation, Seq: entry.Seq}
	}

	return err
}

// correctsAnswered reports whether an edit changes the meaning of the customer's newest message soon after the bot's answer. The bot
// answers the first such edit.
func (w *intake) correctsAnswered(conversation chat.Conversation, of *chat.Entry, now string, later []chat.Entry) bool {
	newest := !slices.ContainsFunc(later, func(l chat.Entry) bool {
		return l.Kind == chat.Said && l.Author.Kind == chat.ByCustomer
	})
	answered := chat.FromMillis(conversation.Memory.BotAt)

	return conversation.State == chat.StateBot && conversation.Memory.Turn == 0 && !conversation.Memory.Corrected &&
		newest && of.Purpose == chat.PurposeMessage &&
		conversation.Memory.BotAt >= chat.Millis(of.At) && w.change.Now().Sub(answered) <= correctionWindow &&
		chat.SameWords(now) != chat.SameWords(w.in.Text)
}

// blocked tells the team that the customer blocked or unblocked the bot.
func (w *intake) blocked() error {
	history := w.change.Open()
	if history == nil {
		return nil
	}

	wording := chat.Wording{Key: "blocked"}
	if w.in.Payload == "unblocked" {
		wording = chat.Wording{Key: "unblocked"}
	}
	_, err := history.Note(chat.Entry{
		Author:  chat.Author{Kind: chat.BySystem},
		Purpose: chat.PurposeReach,
		Wording: wording,
		Text:    w.e.Book.Word(w.e.Rules.Lang, wording),
	})

	return err
}
