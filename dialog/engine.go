package dialog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/survey"
	"frontdesk/texts"
)

// Store is what the engine needs of the store: transactions, and reads outside them.
type Store interface {
	chat.Store
	ReadConversation(context.Context, chat.ConversationID) (*chat.Conversation, error)
	ReadEntries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
	DueConversations(ctx context.Context, now time.Time, limit int) ([]chat.ConversationID, error)
	Newest(context.Context) (time.Time, error)
	Rewind(ctx context.Context, by time.Duration) error
}

// Engine stores what customers say and lets the bot answer. Its methods may be called concurrently.
type Engine struct {
	Store  Store
	Bus    chat.Bus
	Book   *texts.Book
	Survey *survey.Desk
	Post   chat.Poster
	Rules  Rules
	Quiet  func(chat.ChannelID) time.Duration // how long to wait for the rest of a burst; 0 = answer every message by itself
	Online func() bool                        // is anybody signed in
	Now    func() time.Time
	Log    *slog.Logger
	Clock  *Clock // wakes conversations in memory; the store is asked anyway
	// Indexing says that a base will come by SetBase: until then whatever needs the FAQ waits. Without it, no base means that nothing is ever found.
	Indexing bool

	base     atomic.Pointer[faq.Base]
	waiting  waiting
	failures sync.Map // of turns, by conversation
	ticked   time.Time
}

// SetBase puts another FAQ base in place; running turns end with the old one. The first one wakes what has waited for it.
func (e *Engine) SetBase(b *faq.Base) {
	e.base.Store(b)
	for _, id := range e.waiting.end() {
		e.Clock.Set(id, e.Now())
	}
}

// Base is the FAQ base that answers now.
func (e *Engine) Base() *faq.Base { return e.base.Load() }

// quietMost caps what typing and further messages can add to the quiet time.
const quietMost = 6 * time.Second

// errAgain rolls a transaction back whose view was out of date.
var errAgain = errors.New("the conversation has moved on")

// tries bounds how often a turn is searched anew because the customer keeps writing.
const tries = 8

// Turn looks at a conversation whose time has come: it answers the customer's words, or closes it when it has been idle. Calling it too
// early, twice, or from two nodes does no harm.
//
// A turn that fails three times through its own fault, a panic included, is not tried for ever: people get the conversation.
func (e *Engine) Turn(ctx context.Context, id chat.ConversationID) error {
	err := e.turn(ctx, id)
	if err == nil || ctx.Err() != nil || chat.KindOf(err) == chat.Storage {
		e.failures.Delete(id)
		return err
	}
	n := 1
	if before, ok := e.failures.Load(id); ok {
		n += before.(int)
	}
	e.failures.Store(id, n)
	if n < turnFailures {
		return err
	}
	e.failures.Delete(id)
	return errors.Join(err, e.giveUp(ctx, id))
}

// turnFailures is how often a turn may fail through its own fault.
const turnFailures = 3

func (e *Engine) turn(ctx context.Context, id chat.ConversationID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("turn of conversation %s: panic: %v\n%s", id, p, debug.Stack())
		}
	}()
	for range tries {
		again, err := e.turnOnce(ctx, id)
		if err != nil || !again {
			return err
		}
	}
	return nil // the store still has it as due: the next tick goes on
}

// giveUp hands a conversation whose turn cannot be carried out to people.
func (e *Engine) giveUp(ctx context.Context, id chat.ConversationID) error {
	var after *chat.Conversation
	err := e.Store.Update(ctx, func(tx chat.Tx) error {
		c, err := tx.Conversation(id)
		if err != nil {
			return err
		}
		after = c
		if c.State != chat.StateBot {
			c.WakeAt = time.Time{}
			return tx.Save(c)
		}
		s := Stimulus{Now: tx.Now(), Online: e.Online()}
		return e.carryOut(tx, c, handover(s, chat.ReasonUnknown), s)
	})
	if err == nil {
		e.announce(after)
	}
	return err
}

func (e *Engine) turnOnce(ctx context.Context, id chat.ConversationID) (again bool, err error) {
	c, err := e.Store.ReadConversation(ctx, id)
	if err != nil || c == nil || !c.Open() || c.WakeAt.IsZero() {
		return false, err
	}
	now := e.Now()
	if due := e.held(*c); now.Before(due) {
		e.Clock.Set(id, due)
		return false, nil
	}
	s := Stimulus{Now: now, Online: e.Online()}
	if c.Memory.Turn > 0 {
		if s.Words, err = e.wordsOf(ctx, c); err != nil {
			return false, err
		}
		if e.Indexing && asksFAQ(*c, s.Words) && e.waiting.add(id) {
			return false, nil // it stays due in the store
		}
		e.search(*c, &s)
	}
	var after chat.Conversation
	err = e.Store.Update(ctx, func(tx chat.Tx) error {
		locked, err := tx.Conversation(id)
		if err != nil {
			return err
		}
		if locked.LastSeq != c.LastSeq || !locked.WakeAt.Equal(c.WakeAt) {
			return errAgain
		}
		s.Now = tx.Now()
		if err := e.carryOut(tx, locked, Decide(*locked, s, e.Rules), s); err != nil {
			return err
		}
		after = *locked
		return nil
	})
	if errors.Is(err, errAgain) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("turn of conversation %s: %w", id, err)
	}
	e.announce(&after)
	return false, nil
}

// held is when the turn may run: the stored time, put off while the widget says that the customer is still typing.
func (e *Engine) held(c chat.Conversation) time.Time {
	due := c.WakeAt
	if c.Memory.Turn == 0 {
		return due
	}
	if until := e.Clock.Typing(c.Peer); until.After(due) {
		due = until
	}
	if latest := chat.FromMillis(c.Memory.TurnAt).Add(quietMost); due.After(latest) && latest.After(c.WakeAt) {
		due = latest
	}
	return due
}

func (e *Engine) wordsOf(ctx context.Context, c *chat.Conversation) ([]chat.Entry, error) {
	list, err := e.Store.ReadEntries(ctx, c.ID, c.Memory.Turn-1, 200)
	if err != nil {
		return nil, err
	}
	var said []chat.Entry
	for _, x := range list {
		if x.Kind == chat.Said && x.Author.Kind == chat.ByCustomer && !x.Purpose.AnswersSurvey() && (c.State == chat.StateBot || x.Purpose == chat.PurposeCommand) {
			said = append(said, x)
		}
	}
	return current(said, list), nil
}

// current applies the edits and deletions of the quiet time to the words of the turn.
func current(said, list []chat.Entry) []chat.Entry {
	var out []chat.Entry
	for _, w := range said {
		gone := false
		for _, x := range list {
			if x.Of != w.ID {
				continue
			}
			switch x.Kind {
			case chat.Edited:
				w.Text = x.Text
			case chat.Withdrawn:
				gone = true
			}
		}
		if !gone {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return said
	}
	return out
}

// search asks the FAQ what the verdict may need.
func (e *Engine) search(c chat.Conversation, s *Stimulus) {
	base := e.Base()
	if base == nil || len(s.Words) == 0 {
		s.Found.Decision, s.Next.Decision = faq.HandOff, faq.HandOff
		return
	}
	lang := e.Book.Lang(c.Lang)
	v := pressed(c, s.Words[len(s.Words)-1])
	switch {
	case strings.HasPrefix(v, pressPick):
		if x, ok := base.Entry(strings.TrimPrefix(v, pressPick), lang); ok {
			s.Picked = &faq.Hit{ID: x.ID, Lang: x.Lang, Question: x.Question, Answer: x.Answer, P: 1}
		}
	case v == pressNo:
		s.Next = base.Search(faq.Query{Text: c.Memory.Asked, Lang: lang, Now: s.Now, Exclude: c.Memory.Shown})
	case v == "":
		s.Found = base.Search(faq.Query{Text: Join(s.Words), Lang: lang, Now: s.Now})
	}
}

// carryOut writes a verdict into the transaction.
func (e *Engine) carryOut(tx chat.Tx, c *chat.Conversation, v Verdict, s Stimulus) error {
	if v.Pin != "" {
		if err := tx.Append(c, &chat.Entry{Kind: chat.Pinned, Purpose: chat.PurposeLanguageChoice, Author: chat.Author{Kind: chat.ByCustomer, ID: string(c.Contact)}, Lang: v.Pin}); err != nil {
			return err
		}
	}
	var list []*chat.Entry
	if v.Move != "" {
		list = append(list, &chat.Entry{Kind: chat.Moved, Purpose: chat.PurposeMove, Author: chat.Author{Kind: chat.ByBot},
			Move: &chat.Move{From: c.State, To: v.Move, Owner: c.Owner, OwnerName: c.OwnerName, Reason: v.For}})
	}
	for _, l := range v.Say {
		list = append(list, e.line(e.Book.Lang(c.Lang), l))
	}
	c.WakeAt = time.Time{}
	switch {
	case v.Move == "" && c.State == chat.StateBot:
		c.WakeAt = s.Now.Add(e.Rules.BotIdle)
	case v.Move == "" && c.State == chat.StateHuman:
		c.WakeAt = s.Now.Add(e.Rules.HumanIdle)
	}
	if v.Move == "" && len(v.Say) == 0 && len(s.Words) == 0 { // woken too early by nothing but a clock: look again when it is idle
		c.WakeAt = c.UpdatedAt.Add(map[chat.State]time.Duration{chat.StateBot: e.Rules.BotIdle, chat.StateHuman: e.Rules.HumanIdle}[c.State])
	}
	if err := e.learn(tx, c, v.Learn); err != nil {
		return err
	}
	if s.Found.None.Near >= 0 && slices.ContainsFunc(v.Say, func(l Line) bool { return l.Why != nil }) { // the FAQ decided
		if err := tx.Ask(chat.Asked{Contact: c.Contact, Near: s.Found.None.Near, Far: s.Found.None.Far}); err != nil {
			return err
		}
	}
	if err := e.Post.Post(tx, c, list...); err != nil {
		return err
	}
	if v.Rate {
		return e.rate(tx, c, v.For)
	}
	return nil
}

// rate asks for a rating. Asked for by hand it needs something to rate, and asks again when the question was put before.
func (e *Engine) rate(tx chat.Tx, c *chat.Conversation, closedFor string) error {
	byHand := closedFor == ""
	if byHand && !c.Memory.Human && len(c.Memory.Shown) == 0 {
		return e.Post.Post(tx, c, e.line(e.Book.Lang(c.Lang), line(chat.PurposeRatingReply, "csat.none")))
	}
	asked, err := e.Survey.Ask(tx, c, closedFor)
	if err != nil || asked != nil || !byHand {
		return err
	}
	return e.Survey.Remind(tx, c)
}

// line turns a line of the verdict into an entry, in the customer's language.
func (e *Engine) line(lang string, l Line) *chat.Entry {
	x := &chat.Entry{Kind: chat.Said, Author: chat.Author{Kind: chat.ByBot}, Format: chat.Markdown, Purpose: l.Purpose, Refs: l.Refs, Wording: l.Wording, Lang: lang, Why: l.Why, Text: l.Text}
	for _, c := range l.Choices {
		label := c.Label
		if label == "" {
			label = e.Book.Say(lang, c.Key, nil)
		}
		x.Choices = append(x.Choices, chat.Choice{Value: c.Value, Label: label})
	}
	if x.Text == "" {
		x.Text = e.Book.Word(lang, l.Wording)
	}
	switch l.Purpose {
	case chat.PurposeAnswer:
		x.Text = strings.TrimSpace(x.Text) + "\n\n" + e.Book.Say(lang, "answer.helped", nil)
	case chat.PurposeMenu: // the numbers can be typed where buttons are lost
		x.Text += "\n"
		for i, c := range x.Choices {
			x.Text += "\n" + strconv.Itoa(i+1) + ". " + escapeMarkdown(c.Label)
		}
	}
	return x
}

func escapeMarkdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `_`, `\_`, "`", "\\`", `[`, `\[`, `]`, `\]`, `<`, `\<`, `#`, `\#`, `~`, `\~`).Replace(s)
}

// announce tells live views and the clock what the store knows already.
func (e *Engine) announce(c *chat.Conversation, fresh ...chat.Entry) {
	e.Bus.Publish(chat.Hint{Conversation: c.ID, Seq: c.LastSeq, Peer: c.Peer, Entries: fresh})
	if !c.WakeAt.IsZero() {
		e.Clock.Set(c.ID, c.WakeAt)
	}
}

// tickMost bounds the conversations of one tick; what is left is due again at the next one.
const tickMost = 200

// Tick runs the turn of every conversation whose time has come: after a crash, and for what the clock in memory has lost. It is not called
// concurrently.
func (e *Engine) Tick(ctx context.Context) error {
	if err := e.rewind(ctx); err != nil {
		return fmt.Errorf("clock gone back: %w", err)
	}
	ids, err := e.Store.DueConversations(ctx, e.Now(), tickMost)
	if err != nil {
		return fmt.Errorf("due conversations: %w", err)
	}
	var first error
	for _, id := range ids {
		if err := e.Turn(ctx, id); err != nil {
			e.Log.Error("turn", "conversation", id, "error", err)
			if first == nil {
				first = err
			}
		}
	}
	return first
}

// clockSlack is how far a clock may go back before what waits for it is moved.
const clockSlack = 2 * time.Second

// rewind makes what waits for its time go along when the clock goes back: else a customer would wait for as long as the clock was wrong. Across a
// restart the times in the store tell.
func (e *Engine) rewind(ctx context.Context) (err error) {
	if e.ticked.IsZero() {
		if e.ticked, err = e.Store.Newest(ctx); err != nil {
			return err
		}
	}
	now := e.Now()
	if back := e.ticked.Sub(now); back > clockSlack {
		e.Log.Warn("the clock has gone back", "by", back)
		if err := e.Store.Rewind(ctx, back); err != nil {
			return err
		}
		e.Clock.Rewind()
	}
	e.ticked = now
	return nil
}
