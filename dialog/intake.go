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
	x, err := w.view.Entries.EntryByClient(string(w.who.ID), w.in.ClientID)
	if err != nil || x == nil {
		return false, err
	}
	w.out = chat.Stored{Conversation: x.Conversation, Seq: x.Seq, Known: true}

	return true, nil
}

// message appends the customer's message to the open conversation. Without an open conversation, a new one is opened.
func (w *intake) message() error {
	t, err := w.open()
	if err != nil {
		return err
	}

	x := w.entry(t)
	if x.ReplyTo, err = w.quoted(); err != nil {
		return err
	}
	if err := w.attach(t, &x); err != nil {
		return err
	}
	if err := w.say(t, x); err != nil {
		return err
	}

	return w.setTurn(t, x)
}

// quoted returns the id of the public entry to which the customer replies. An empty id means no quote.
func (w *intake) quoted() (string, error) {
	if w.in.ReplyTo == "" {
		return "", nil
	}
	x, err := w.view.Entries.EntryByNative(w.in.Peer, w.in.ReplyTo)
	if err == nil && x == nil {
		x, err = w.view.Entries.EntryByID(w.in.ReplyTo)
	}
	if err != nil || x == nil || !x.Public() {
		return "", err
	}

	return x.ID, nil
}

func (w *intake) open() (*timeline.Timeline, error) {
	if t := w.change.Open(); t != nil {
		return t, nil
	}
	before, err := w.view.People.LastClosed(w.in.Peer)
	if err != nil {
		return nil, err
	}

	c := chat.Conversation{ID: chat.ConversationID(chat.NewID()), Peer: w.in.Peer, Contact: w.who.ID}
	if before != nil {
		c.Follows, c.Lang, c.LangPinned = before.ID, before.Lang, before.LangPinned
	} else if l := w.in.Profile.Lang; len(l) >= 2 {
		c.Lang = strings.ToLower(l[:2])
	}
	t, began, err := w.change.Begin(c)
	if err != nil {
		return nil, err
	}
	// The customer came back: a rating prompt that has not been sent is cancelled.
	if began && before != nil {
		if err := w.change.CancelQueued(before.ID, "reopen"); err != nil {
			return nil, err
		}
	}

	return t, nil
}

func (w *intake) author() chat.Author {
	return chat.Author{Kind: chat.ByCustomer, ID: string(w.who.ID), Name: w.who.Profile.Name}
}

// entry builds the customer's entry for a conversation.
func (w *intake) entry(t *timeline.Timeline) chat.Entry {
	in, c := w.in, t.Conversation()
	x := chat.Entry{
		ID:       chat.NewID(),
		Author:   w.author(),
		Purpose:  chat.PurposeMessage,
		Text:     in.Text,
		Native:   in.Native,
		ClientID: in.ClientID,
		SentAt:   in.SentAt,
	}

	x.Refs.ForBot = c.State == chat.StateWaiting && c.BotListens()
	switch in.Kind {
	case chat.InPress:
		x.Purpose, x.Press = chat.PurposePress, in.Payload

		x.Text = in.Label
		for _, o := range c.Memory.Offered {
			if x.Text == "" && o.Value == in.Payload {
				x.Text = o.Label
			}
		}
	case chat.InCommand:
		x.Purpose = chat.PurposeCommand
		x.Refs = chat.Refs{Command: in.Text, Argument: in.Payload}
		x.Text = "/" + in.Text
	case chat.InUnsupported:
		x.Purpose, x.Wording = chat.PurposeUnsupported, chat.Wording{Key: "unsupported"}
		x.Text = w.e.Book.Word(c.Lang, x.Wording)
	default:
		x.Lang = Language(in.Text)
	}

	return x
}

// attach notes the files of an entry. A stored file is an upload of this visitor. Every other file is fetched after the commit.
func (w *intake) attach(t *timeline.Timeline, x *chat.Entry) error {
	conversation := t.Conversation().ID
	for _, f := range w.in.Files {
		if f.ID != "" && f.State == chat.FileReady {
			u, err := w.view.Files.File(f.ID)
			if err != nil {
				return err
			}
			if u == nil || u.Channel != w.in.Peer.Channel || u.Owner != w.in.Peer.Address || u.Entry != "" {
				return chat.Fault(
					chat.Invalid,
					"file %s is not an upload of this visitor, or has been sent already",
					f.ID,
				)
			}
			u.Entry, u.Conversation = x.ID, conversation
			if err := w.view.Files.SaveFile(*u); err != nil {
				return err
			}
			x.Files = append(x.Files, u.File)
			continue
		}

		f.ID = chat.NewID()
		u := chat.Upload{
			File:         f,
			Channel:      w.in.Peer.Channel,
			Owner:        w.in.Peer.Address,
			Entry:        x.ID,
			Conversation: conversation,
		}
		if f.State != chat.FileFailed {
			u.State, u.Due = chat.FilePending, w.change.Now()
		}
		if err := w.view.Files.AddFile(u); err != nil {
			return err
		}
		x.Files = append(x.Files, u.File)
	}

	return nil
}

// setTurn sets the time of the bot's answer. A press or a command is answered at once. A text is answered after the burst window. A
// message for operators sets no timer.
func (w *intake) setTurn(t *timeline.Timeline, x chat.Entry) error {
	c, now := t.Conversation(), w.change.Now()
	command := x.Purpose == chat.PurposeCommand
	if !c.BotListens() && !command {
		return nil
	}

	due := now
	if x.Press == "" && !command {
		due = now.Add(w.e.BurstWindow(c.Peer.Channel))
		if latest := chat.FromMillis(c.Memory.TurnAt).Add(burstLimit); due.After(latest) {
			due = latest
		}
	}

	return t.Timer(chat.TimerTurn, chat.Elapsed, due, strconv.FormatInt(c.LastSeq, 10))
}

// correct records an edit or a deletion of the customer's own message. A correction without an effect is dropped.
func (w *intake) correct() error {
	of, err := w.view.Entries.EntryByNative(w.in.Peer, w.in.Of)
	if err != nil || of == nil || of.Author.Kind != chat.ByCustomer {
		return err
	}
	t, err := w.change.Need(of.Conversation)
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

	var x *chat.Entry
	if withdraws {
		x, err = t.Withdraw(w.author(), of.ID, w.in.SentAt)
	} else {
		edit := chat.Entry{
			Author: w.author(),
			Of:     of.ID,
			Text:   w.in.Text,
			Lang:   Language(w.in.Text),
			SentAt: w.in.SentAt,
		}
		if w.correctsAnswered(t.Conversation(), of, now, later) {
			edit.Purpose = chat.PurposeCorrection
		}
		if x, err = t.Edit(edit); err == nil && edit.Purpose == chat.PurposeCorrection {
			err = w.setTurn(t, *x)
		}
	}
	if err == nil {
		w.out = chat.Stored{Conversation: x.Conversation, Seq: x.Seq}
	}

	return err
}

// correctsAnswered reports whether an edit changes the meaning of the customer's newest message soon after the bot's answer. The bot
// answers the first such edit.
func (w *intake) correctsAnswered(c chat.Conversation, of *chat.Entry, now string, later []chat.Entry) bool {
	newest := !slices.ContainsFunc(later, func(l chat.Entry) bool {
		return l.Kind == chat.Said && l.Author.Kind == chat.ByCustomer
	})
	answered := chat.FromMillis(c.Memory.BotAt)

	return c.State == chat.StateBot && c.Memory.Turn == 0 && !c.Memory.Corrected &&
		newest && of.Purpose == chat.PurposeMessage &&
		c.Memory.BotAt >= chat.Millis(of.At) && w.change.Now().Sub(answered) <= correctionWindow &&
		chat.SameWords(now) != chat.SameWords(w.in.Text)
}

// blocked tells the team that the customer blocked or unblocked the bot.
func (w *intake) blocked() error {
	t := w.change.Open()
	if t == nil {
		return nil
	}

	wording := chat.Wording{Key: "blocked"}
	if w.in.Payload == "unblocked" {
		wording = chat.Wording{Key: "unblocked"}
	}
	_, err := t.Note(chat.Entry{Author: chat.Author{Kind: chat.BySystem}, Purpose: chat.PurposeReach, Wording: wording,
		Text: w.e.Book.Word(w.e.Rules.Lang, wording)})

	return err
}
