package dialog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/survey"
)

// MaxText is the longest customer message kept, in bytes; adapters cut or refuse before.
const MaxText = 64 << 10

// Accept stores one inbound thing. Nil means: durably stored, or known already; only then may the channel be told so.
func (e *Engine) Accept(ctx context.Context, in chat.Inbound) error {
	_, err := e.Words(ctx, in)
	return err
}

// Words is Accept, and says what became of it.
func (e *Engine) Words(ctx context.Context, in chat.Inbound) (chat.Stored, error) {
	if len(in.Text) > MaxText {
		in.Text = strings.ToValidUTF8(in.Text[:MaxText], "")
	}
	in.Text = strings.ToValidUTF8(strings.ReplaceAll(in.Text, "\x00", ""), "\ufffd")
	var w intake
	store := func(tx chat.Tx) error {
		w = intake{e: e, tx: tx, in: in} // the closure may run twice
		return w.store()
	}
	err := e.Store.Update(ctx, store)
	if errors.Is(err, errIndexing) { // rare: words behind a rating, in the first seconds of a program with a large FAQ
		if err = e.waiting.until(ctx); err == nil {
			err = e.Store.Update(ctx, store)
		}
	}
	if err != nil {
		return chat.Stored{}, fmt.Errorf("store inbound of %s: %w", in.Peer.Channel, err)
	}
	if w.conv != nil && !w.out.Known {
		e.announce(w.conv, w.fresh...)
	}
	return w.out, nil
}

// intake is one run of the words' transaction.
type intake struct {
	e    *Engine
	tx   chat.Tx
	in   chat.Inbound
	who  chat.Contact
	conv *chat.Conversation
	out  chat.Stored

	fresh []chat.Entry // appended to conv, up to its last; none where somebody else has appended
}

func (w *intake) store() error {
	first, err := w.tx.FirstSeen(w.in.Keys...)
	if err != nil {
		return err
	}
	if !first {
		w.out.Known = true
		return w.known()
	}
	if w.who, err = w.tx.Sender(w.in.Sender, w.in.Profile); err != nil {
		return err
	}
	if known, err := w.repeated(); err != nil || known {
		return err
	}
	switch w.in.Kind {
	case chat.InEdit, chat.InWithdraw:
		return w.change()
	case chat.InBlocked:
		return w.blocked()
	}
	if done, err := w.rated(); err != nil || done {
		return err
	}
	return w.say()
}

// known finds what a repeated client id had become, so that the widget gets its ack again.
func (w *intake) known() error {
	who, err := w.tx.Sender(w.in.Sender, w.in.Profile)
	if err != nil {
		return err
	}
	w.who = who
	_, err = w.repeated()
	return err
}

func (w *intake) repeated() (bool, error) {
	if w.in.ClientID == "" {
		return false, nil
	}
	x, err := w.tx.EntryByClient(string(w.who.ID), w.in.ClientID)
	if err != nil || x == nil {
		return false, err
	}
	w.out = chat.Stored{Conversation: x.Conversation, Seq: x.Seq, Known: true}
	return true, nil
}

// say appends what the customer said to the open conversation, opening one if there is none.
func (w *intake) say() error {
	if err := w.open(); err != nil {
		return err
	}
	x := w.entry()
	if w.in.ReplyTo != "" {
		quoted, err := w.tx.EntryByNative(w.in.Peer, w.in.ReplyTo)
		if err != nil {
			return err
		}
		if quoted == nil {
			quoted, err = w.tx.EntryByID(w.in.ReplyTo)
		}
		if err != nil {
			return err
		}
		if quoted != nil && quoted.Public() {
			x.ReplyTo = quoted.ID
		}
	}
	if err := w.attach(x); err != nil {
		return err
	}
	if err := w.tx.Append(w.conv, x); err != nil {
		return err
	}
	w.fresh = append(w.fresh, *x)
	w.out = chat.Stored{Conversation: w.conv.ID, Seq: x.Seq}
	w.conv.WakeAt = w.wake(x)
	return w.tx.Save(w.conv)
}

func (w *intake) open() error {
	for range tries {
		c, err := w.tx.Current(w.in.Peer)
		if err != nil {
			return err
		}
		if c != nil {
			w.conv = c
			return nil
		}
		before, err := w.tx.LastClosed(w.in.Peer)
		if err != nil {
			return err
		}
		c = &chat.Conversation{ID: chat.ConversationID(chat.NewID()), Peer: w.in.Peer, Contact: w.who.ID}
		if before != nil {
			c.Follows, c.Lang, c.LangPinned = before.ID, before.Lang, before.LangPinned
		} else if l := w.in.Profile.Lang; len(l) >= 2 {
			c.Lang = strings.ToLower(l[:2])
		}
		if c, err = w.tx.Begin(c); err != nil {
			return err
		}
		if c == nil { // somebody opened one meanwhile
			continue
		}
		if before != nil { // the customer came back: a rating prompt that has not left stays here
			if err := w.tx.CancelQueued(before.ID, "reopen"); err != nil {
				return err
			}
		}
		w.conv = c
		opened := &chat.Entry{Kind: chat.Moved, Purpose: chat.PurposeMove, Author: chat.Author{Kind: chat.BySystem}, Move: &chat.Move{To: chat.StateBot, Reason: chat.ReasonOpened}}
		err = w.tx.Append(c, opened)
		w.fresh = append(w.fresh, *opened)
		return err
	}
	return fmt.Errorf("open a conversation: others were faster %d times", tries)
}

func (w *intake) author() chat.Author {
	return chat.Author{Kind: chat.ByCustomer, ID: string(w.who.ID), Name: w.who.Profile.Name}
}

func (w *intake) entry() *chat.Entry {
	in := w.in
	x := &chat.Entry{ID: chat.NewID(), Kind: chat.Said, Purpose: chat.PurposeMessage, Author: w.author(), Text: in.Text, Native: in.Native, ClientID: in.ClientID, SentAt: in.SentAt}
	switch in.Kind {
	case chat.InPress:
		x.Purpose, x.Press = chat.PurposePress, in.Payload
		x.Text = in.Label
		for _, o := range w.conv.Memory.Offered {
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
		x.Text = w.e.Book.Word(w.conv.Lang, x.Wording)
	default:
		x.Lang = Language(in.Text)
	}
	return x
}

// attach notes the files of an entry: those that are here already are uploads of this visitor, the others are fetched after the commit.
func (w *intake) attach(x *chat.Entry) error {
	for _, f := range w.in.Files {
		if f.ID != "" && f.State == chat.FileReady {
			u, err := w.tx.File(f.ID)
			if err != nil {
				return err
			}
			if u == nil || u.Channel != w.in.Peer.Channel || u.Owner != w.in.Peer.Address || u.Entry != "" {
				return chat.Fault(chat.Invalid, "file %s is not an upload of this visitor, or has been sent already", f.ID)
			}
			u.Entry, u.Conversation = x.ID, w.conv.ID
			if err := w.tx.SaveFile(*u); err != nil {
				return err
			}
			x.Files = append(x.Files, u.File)
			continue
		}
		f.ID = chat.NewID()
		u := chat.Upload{File: f, Channel: w.in.Peer.Channel, Owner: w.in.Peer.Address, Entry: x.ID, Conversation: w.conv.ID}
		if f.State != chat.FileFailed {
			u.State, u.Due = chat.FilePending, w.tx.Now()
		}
		if err := w.tx.AddFile(u); err != nil {
			return err
		}
		x.Files = append(x.Files, u.File)
	}
	return nil
}

// wake says when the conversation is to be looked at again.
func (w *intake) wake(x *chat.Entry) time.Time {
	now := w.tx.Now()
	switch w.conv.State {
	case chat.StateWaiting:
		if x.Purpose == chat.PurposeCommand {
			return now
		}
		return time.Time{}
	case chat.StateHuman:
		if x.Purpose == chat.PurposeCommand {
			return now
		}
		return now.Add(w.e.Rules.HumanIdle)
	}
	if x.Press != "" || x.Purpose == chat.PurposeCommand {
		return now
	}
	due := now.Add(w.e.Quiet(w.conv.Peer.Channel))
	if latest := chat.FromMillis(w.conv.Memory.TurnAt).Add(quietMost); due.After(latest) {
		due = latest
	}
	return due
}

// change records an edit or a deletion of the customer's own message; one that changes nothing is dropped.
func (w *intake) change() error {
	of, err := w.tx.EntryByNative(w.in.Peer, w.in.Of)
	if err != nil || of == nil || of.Author.Kind != chat.ByCustomer {
		return err
	}
	c, err := w.tx.Conversation(of.Conversation)
	if err != nil {
		return err
	}
	x := &chat.Entry{Kind: chat.Edited, Purpose: chat.PurposeEdit, Author: w.author(), Of: of.ID, Text: w.in.Text, Lang: Language(w.in.Text), SentAt: w.in.SentAt}
	if w.in.Kind == chat.InWithdraw {
		x.Kind, x.Purpose, x.Text, x.Lang = chat.Withdrawn, chat.PurposeWithdrawal, "", ""
	}
	later, err := w.tx.Entries(c.ID, of.Seq, 1000)
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
	if gone || x.Kind == chat.Edited && now == x.Text {
		return nil
	}
	if err := w.tx.Append(c, x); err != nil {
		return err
	}
	w.conv = c
	w.out = chat.Stored{Conversation: c.ID, Seq: x.Seq}
	return w.tx.Save(c)
}

// blocked notes for the team that the customer cannot be reached, or can be again.
func (w *intake) blocked() error {
	c, err := w.tx.Current(w.in.Peer)
	if err != nil || c == nil {
		return err
	}
	wording := chat.Wording{Key: "blocked"}
	if w.in.Payload == "unblocked" {
		wording.Key = "unblocked"
	}
	if err := w.tx.Append(c, &chat.Entry{Kind: chat.Noted, Author: chat.Author{Kind: chat.BySystem}, Visibility: chat.Team, Purpose: chat.PurposeReach,
		Wording: wording, Text: w.e.Book.Word(w.e.Rules.Lang, wording)}); err != nil {
		return err
	}
	w.conv = c
	return w.tx.Save(c)
}

// rated tries the words as the answer of a survey: a button names its own; a bare number answers the newest prompt that still waits; after a
// score, a text is its comment unless it asks for a person or the FAQ answers it.
func (w *intake) rated() (bool, error) {
	if id, score, ok := survey.ReadPress(w.in.Payload); ok && w.in.Kind == chat.InPress {
		s, err := w.tx.Survey(id)
		if err != nil {
			return false, err
		}
		if s == nil || s.Peer != w.in.Peer {
			return true, nil // not theirs: nothing to do, and nothing to tell
		}
		return true, w.rate(s, score)
	}
	if w.in.Kind != chat.InText || len(w.in.Files) > 0 || w.in.Text == "" {
		return false, nil
	}
	s, err := w.tx.NewestSurvey(w.in.Peer)
	if err != nil || s == nil {
		return false, err
	}
	now := w.tx.Now()
	score, isScore := survey.ReadText(w.in.Text)
	if !(isScore && survey.WantsScore(s, now)) && !survey.WantsComment(s, now) {
		return false, nil
	}
	current, err := w.tx.Current(w.in.Peer)
	if err != nil {
		return false, err
	}
	here := current == nil || current.ID == s.Conversation && current.Memory.Offer.OfSurvey()
	if isScore && (here || current.State == chat.StateBot && current.Memory.Offer != chat.PurposeMenu) {
		return true, w.rate(s, score)
	}
	if isScore || !here || !survey.WantsComment(s, now) {
		return false, nil // a newer talk goes on, or a newer menu is open: words belong there
	}
	if comments, err := w.comments(); err != nil || !comments {
		return false, err
	}
	return true, w.comment(s)
}

// errIndexing rolls words back that cannot be stored before there is a base.
var errIndexing = errors.New("the FAQ is being indexed")

// comments says whether a text after a score is meant as its comment.
func (w *intake) comments() (bool, error) {
	if intentOf(w.in.Text) == wantsPerson {
		return false, nil
	}
	base := w.e.Base()
	if base == nil && w.e.Indexing {
		return false, errIndexing
	}
	if base == nil {
		return true, nil
	}
	lang := Language(w.in.Text)
	return base.Search(faq.Query{Text: w.in.Text, Lang: w.e.Book.Lang(lang), Now: w.tx.Now()}).Decision != faq.Answer, nil
}

func (w *intake) rate(s *chat.Survey, score int) error {
	return w.onSurvey(s, chat.PurposeRating, func(c *chat.Conversation) error { return w.e.Survey.Score(w.tx, c, s, score) })
}

func (w *intake) comment(s *chat.Survey) error {
	return w.onSurvey(s, chat.PurposeComment, func(c *chat.Conversation) error { return w.e.Survey.Comment(w.tx, c, s, w.in.Text) })
}

// onSurvey appends the customer's words to the conversation that was rated, then records the answer.
func (w *intake) onSurvey(s *chat.Survey, p chat.Purpose, fn func(*chat.Conversation) error) error {
	c, err := w.tx.Conversation(s.Conversation)
	if err != nil {
		return err
	}
	w.conv = c
	x := w.entry()
	x.Purpose, x.Refs = p, chat.Refs{Survey: s.ID}
	if x.Press != "" && x.Text == "" {
		_, n, _ := survey.ReadPress(x.Press)
		x.Text = fmt.Sprint(n)
	}
	if err := w.tx.Append(c, x); err != nil {
		return err
	}
	w.out = chat.Stored{Conversation: c.ID, Seq: x.Seq}
	if err := fn(c); err != nil {
		return err
	}
	return w.tx.Save(c)
}
