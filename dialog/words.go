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

// MaxText is the maximum length of a customer message in bytes. Adapters cut or refuse longer messages.
const MaxText = 64 << 10

// Accept stores one inbound event. Nil means the event is stored durably, now or earlier. The channel may be told only after nil.
func (e *Engine) Accept(ctx context.Context, in chat.Inbound) error {
	_, err := e.Receive(ctx, in)
	return err
}

// Receive is Accept with the stored place as a result.
func (e *Engine) Receive(ctx context.Context, in chat.Inbound) (chat.Stored, error) {
	in.Text = clean(in.Text)

	var answer *surveyAnswer
	for range tries {
		out, err := e.store(ctx, in, answer)

		var unclear needsClassification
		switch {
		case errors.As(err, &unclear):
			if answer, err = e.classifyAnswer(ctx, in, unclear.answer); err != nil {
				return chat.Stored{}, fmt.Errorf("store inbound of %s: %w", in.Peer.Channel, err)
			}
		case err != nil:
			return chat.Stored{}, fmt.Errorf("store inbound of %s: %w", in.Peer.Channel, err)
		default:
			// The message ends the typing. A typing signal without an end would delay the answer.
			e.Typing.Note(in.Peer, false)

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

// clean limits the length of a text and removes characters databases refuse.
func clean(text string) string {
	if len(text) > MaxText {
		text = strings.ToValidUTF8(text[:MaxText], "")
	}

	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\ufffd")
}

// store is one try of the transaction. The answer comes from the FAQ, at the request of an earlier try.
func (e *Engine) store(ctx context.Context, in chat.Inbound, answer *surveyAnswer) (out chat.Stored, err error) {
	which := func(View) (timeline.Locks, error) { return timeline.Locks{OpenOf: &in.Peer}, nil }
	err = e.Door.Change(ctx, in.Keys, which, func(change *timeline.Change, view View) error {
		w := intake{e: e, change: change, view: view, in: in, answer: answer}
		err := w.store()
		out = w.out

		return err
	})
	if errors.Is(err, timeline.ErrKnown) {
		return chat.Stored{Known: true}, nil
	}

	return out, err
}

// classifyAnswer decides outside any transaction whether a message after a score is its comment. A message the FAQ answers is no comment.
func (e *Engine) classifyAnswer(ctx context.Context, in chat.Inbound, answer surveyAnswer) (*surveyAnswer, error) {
	if e.Base() == nil && e.Indexing {
		if err := e.waiting.until(ctx); err != nil {
			return nil, err
		}
	}

	answer.belongs = true
	if base := e.Base(); base != nil {
		lang := e.Book.Lang(Language(in.Text))
		answer.belongs = base.Search(faq.Query{Text: in.Text, Lang: lang, Now: e.Now()}).Decision != faq.Answer
	}

	return &answer, nil
}
