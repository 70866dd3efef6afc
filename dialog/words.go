package dialog

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/timeline"
)

// MaxText is the longest customer message kept, in bytes; adapters cut or refuse before.
const MaxText = 64 << 10

// Accept stores one inbound thing. Nil means: durably stored, or known already; only then may the channel be told so.
func (e *Engine) Accept(ctx context.Context, in chat.Inbound) error {
	_, err := e.Receive(ctx, in)
	return err
}

// Words is Accept, and says what became of it.
func (e *Engine) Receive(ctx context.Context, in chat.Inbound) (chat.Stored, error) {
	in.Text = clean(in.Text)

	var answer *surveyAnswer
	for range tries {
		out, err := e.store(ctx, in, answer)

		var unclear needsJudgement
		switch {
		case errors.As(err, &unclear):
			if answer, err = e.judgeAnswer(ctx, in, unclear.answer); err != nil {
				return chat.Stored{}, fmt.Errorf("store inbound of %s: %w", in.Peer.Channel, err)
			}
		case err != nil:
			return chat.Stored{}, fmt.Errorf("store inbound of %s: %w", in.Peer.Channel, err)
		default:
			return out, nil
		}
	}

	return chat.Stored{}, chat.Fault(
		chat.Storage,
		"store inbound of %s: the conversation has moved on %d times",
		in.Peer.Channel,
		tries,
	)
}

// clean bounds a text and takes out what databases refuse.
func clean(text string) string {
	if len(text) > MaxText {
		text = strings.ToValidUTF8(text[:MaxText], "")
	}

	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\ufffd")
}

// store is one try of the words' transaction; answer is the judgement that an earlier try has asked for.
func (e *Engine) store(ctx context.Context, in chat.Inbound, answer *surveyAnswer) (out chat.Stored, err error) {
	which := func(View) (timeline.Locks, error) { return timeline.Locks{OpenOf: &in.Peer}, nil }
	err = e.Door.Change(ctx, in.Keys, which, func(c *timeline.Change, v View) error {
		w := intake{e: e, change: c, view: v, in: in, answer: answer}
		err := w.store()
		out = w.out

		return err
	})
	if errors.Is(err, timeline.ErrKnown) {
		return chat.Stored{Known: true}, nil
	}

	return out, err
}

// judgeAnswer finds out, outside any transaction, whether words after a score are its comment: they are not when the FAQ answers them.
func (e *Engine) judgeAnswer(ctx context.Context, in chat.Inbound, a surveyAnswer) (*surveyAnswer, error) {
	if e.Base() == nil && e.Indexing {
		if err := e.waiting.until(ctx); err != nil {
			return nil, err
		}
	}

	a.belongs = true
	if base := e.Base(); base != nil {
		lang := e.Book.Lang(Language(in.Text))
		a.belongs = base.Search(faq.Query{Text: in.Text, Lang: lang, Now: e.Now()}).Decision != faq.Answer
	}

	return &a, nil
}
