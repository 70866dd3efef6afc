package dialog

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/timeline"
)

const (
	// burstLimit limits the extension of the burst window by typing and further messages.
	burstLimit = 6 * time.Second
	// tries limits the restarts of a turn, or of a message that needs the FAQ, after concurrent changes of the conversation.
	tries = 8
	// turnFailures is the maximum number of failures of a turn by its own fault.
	turnFailures = 3
	// turnWords limits the entries one turn reads.
	turnWords = 200
)

// errAgain rolls back a transaction after a concurrent change of the conversation.
var errAgain = errors.New("the conversation has moved on")

// Turn answers a customer's messages when the timer of the turn is due.
//
// A turn that fails three times by its own fault, a panic included, is not tried again. The conversation goes to operators instead.
func (e *Engine) Turn(ctx context.Context, timer chat.Timer) error {
	id := chat.ConversationID(timer.Subject.ID)
	err := e.turn(ctx, id, timer)
	if err == nil || ctx.Err() != nil || chat.KindOf(err) == chat.Storage {
		e.failures.Delete(id)
		return err
	}

	times := 1
	if before, ok := e.failures.Load(id); ok {
		times += before.(int)
	}
	e.failures.Store(id, times)
	if times < turnFailures {
		return err
	}
	e.failures.Delete(id)

	return errors.Join(err, e.giveUp(ctx, id, timer))
}

func (e *Engine) turn(ctx context.Context, id chat.ConversationID, timer chat.Timer) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("turn of conversation %s: panic: %v\n%s", id, p, debug.Stack())
		}
	}()

	for range tries {
		err = e.turnOnce(ctx, id, timer)
		if !errors.Is(err, errAgain) {
			return err
		}
	}

	// The timer is still due in the store. The next tick runs the turn again.
	return nil
}

// giveUp hands a conversation over to operators because the turn fails.
func (e *Engine) giveUp(ctx context.Context, id chat.ConversationID, timer chat.Timer) error {
	_, err := e.Door.On(ctx, id, func(history *timeline.Timeline, view View) error {
		if err := history.Cancel(timer.Name); err != nil || history.Conversation().State != chat.StateBot {
			return err
		}
		channel := history.Conversation().Peer.Channel
		s := Stimulus{Now: history.Now(), Online: e.Online(), OnPage: e.OnPage(channel)}

		return e.carryOut(history, view, turn{c: history.Conversation(), s: s}.handover(chat.ReasonUnknown), s)
	})

	return err
}

func (e *Engine) turnOnce(ctx context.Context, id chat.ConversationID, timer chat.Timer) error {
	conversation, err := e.Store.ReadConversation(ctx, id)
	if err != nil {
		return err
	}
	if conversation == nil || !conversation.Open() || conversation.Memory.Turn == 0 {
		return e.Door.Drop(ctx, timer)
	}
	now := e.Now()
	if due := e.turnDue(*conversation, timer); now.Before(due) {
		timer.Due = due
		e.Door.Clock.Set(timer)

		return nil
	}

	stimulus := Stimulus{Now: now, Online: e.Online(), OnPage: e.OnPage(conversation.Peer.Channel)}
	if stimulus.Words, err = e.messagesOf(ctx, conversation); err != nil {
		return err
	}
	need := needs(*conversation, stimulus.Words, now)
	if e.Indexing && need.any() && e.waiting.add(timer) {
		return nil // the timer stays due in the store
	}
	e.look(*conversation, need, &stimulus)

	_, err = e.Door.On(ctx, id, func(history *timeline.Timeline, view View) error {
		locked := history.Conversation()
		if locked.LastSeq != conversation.LastSeq {
			return errAgain
		}
		if due, err := history.Take(timer); err != nil || !due {
			return err
		}
		s := stimulus
		s.Now = history.Now()

		return e.carryOut(history, view, Decide(locked, s, e.Rules), s)
	})
	if err != nil && !errors.Is(err, errAgain) {
		return fmt.Errorf("turn of conversation %s: %w", id, err)
	}

	return err
}

// turnDue returns the earliest time of the turn: the time of the timer, or later while the customer types in the widget.
func (e *Engine) turnDue(conversation chat.Conversation, timer chat.Timer) time.Time {
	due := timer.Due
	if until := e.Typing.Until(conversation.Peer); until.After(due) {
		due = until
	}
	latest := chat.FromMillis(conversation.Memory.TurnAt).Add(burstLimit)
	if latest.Before(timer.Due) {
		latest = timer.Due
	}
	if due.After(latest) {
		return latest
	}

	return due
}

func (e *Engine) messagesOf(ctx context.Context, conversation *chat.Conversation) ([]chat.Entry, error) {
	list, err := e.Store.ReadEntries(ctx, conversation.ID, conversation.Memory.Turn-1, turnWords)
	if err != nil {
		return nil, err
	}

	var said []chat.Entry

	for _, entry := range list {
		correction := entry.Purpose == chat.PurposeCorrection && entry.Seq == conversation.Memory.Turn
		message := entry.Kind == chat.Said && !entry.Purpose.AnswersSurvey()
		if (message || correction) && entry.Author.Kind == chat.ByCustomer &&
			(conversation.BotListens() || entry.Purpose == chat.PurposeCommand) {
			said = append(said, entry)
		}
	}

	return current(said, list), nil
}

// current applies the edits and deletions of the burst window to the messages of the turn. A deleted message is not answered.
func current(said, list []chat.Entry) []chat.Entry {
	var out []chat.Entry

	for _, message := range said {
		gone := false

		for _, entry := range list {
			if entry.Of != message.ID {
				continue
			}

			switch entry.Kind {
			case chat.Edited:
				message.Text = entry.Text
			case chat.Withdrawn:
				gone = true
			}
		}
		if !gone {
			out = append(out, message)
		}
	}

	return out
}

// look reads from the FAQ the facts the decision needs.
func (e *Engine) look(conversation chat.Conversation, need Need, stimulus *Stimulus) {
	stimulus.NoEntries = true
	if base := e.Base(); base != nil {
		stimulus.NoEntries = base.Len() == 0
		lookUp(base, e.Book.Lang(conversation.Lang), need, stimulus)
	}
}

// lookUp is look with the base and the customer's language. Entries to offer are read only if a search found no entry.
func lookUp(base *faq.Base, lang string, need Need, stimulus *Stimulus) {
	stimulus.Foreign = !stimulus.NoEntries && !base.Speaks(lang)
	if need.Entry != "" {
		if x, ok := base.Entry(need.Entry, lang); ok {
			stimulus.Entry = &x
		}
	}
	if need.Text != "" {
		query := faq.Query{Text: need.Text, Lang: lang, Now: stimulus.Now}
		stimulus.Found = base.Read(faq.Message{Query: query, Before: need.Before, Reply: need.Reply})
	}
	if need.Next != "" {
		stimulus.Next = base.Search(faq.Query{Text: need.Next, Lang: lang, Now: stimulus.Now, Exclude: need.Exclude})
	}
	if need.Text != "" && len(stimulus.Found.Hits) == 0 || need.Next != "" && len(stimulus.Next.Hits) == 0 {
		stimulus.Popular = base.First(faq.Query{
			Lang:    lang,
			Now:     stimulus.Now,
			Exclude: need.Exclude,
			Most:    nearestSubjects,
		})
	}
}

// Idle closes a conversation after a long silence. After a shorter silence the timer is set again.
func (e *Engine) Idle(ctx context.Context, timer chat.Timer) error {
	id := chat.ConversationID(timer.Subject.ID)
	_, err := e.Door.On(ctx, id, func(history *timeline.Timeline, view View) error {
		if due, err := history.Take(timer); err != nil || !due {
			return err
		}
		conversation, limit := history.Conversation(), history.IdleLimit()
		if limit == 0 {
			return nil
		}
		if left := limit - history.Now().Sub(conversation.UpdatedAt); left > 0 {
			return history.Idle(left)
		}
		if conversation.Memory.Turn > 0 { // an answer of the bot is pending
			return history.Idle(limit)
		}
		s := Stimulus{Now: history.Now(), Online: e.Online()}

		return e.carryOut(history, view, idle(conversation), s)
	})
	if chat.KindOf(err) == chat.NotFound {
		return e.Door.Drop(ctx, timer)
	}

	return err
}

// Wake handles a timer of schema 5. In schema 5 a conversation had one timer for the turn and for the silence. The timer belonged to the
// turn if an answer of the bot was pending.
func (e *Engine) Wake(ctx context.Context, timer chat.Timer) error {
	id := chat.ConversationID(timer.Subject.ID)
	_, err := e.Door.On(ctx, id, func(history *timeline.Timeline, _ View) error {
		if due, err := history.Take(timer); err != nil || !due {
			return err
		}
		conversation := history.Conversation()
		if conversation.Memory.Turn > 0 {
			key := strconv.FormatInt(conversation.Memory.Turn, 10)
			return history.Timer(chat.TimerTurn, chat.Elapsed, history.Now(), key)
		}
		if limit := history.IdleLimit(); limit > 0 {
			return history.Idle(max(0, limit-history.Now().Sub(conversation.UpdatedAt)))
		}

		return nil
	})
	if chat.KindOf(err) == chat.NotFound {
		return e.Door.Drop(ctx, timer)
	}

	return err
}
