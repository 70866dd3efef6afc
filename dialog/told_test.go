package dialog_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/program"
	"frontdesk/store"
)

// full is a store with a full disk at the commit.
type full struct{ program.Updater }

func (s full) Update(ctx context.Context, fn func(*store.Tx) error) error {
	return s.Updater.Update(ctx, func(tx *store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}

		return chat.Fault(chat.Storage, "the disk is full")
	})
}

// ear records the hints it receives.
type ear struct{ heard []chat.Hint }

func (e *ear) Publish(h chat.Hint) { e.heard = append(e.heard, h) }

// TestOnlyWhatIsKeptIsTold: hints may carry entries, and live views show the entries at once. After a failed commit no hint may be
// published.
func TestOnlyWhatIsKeptIsTold(t *testing.T) {
	p := newPlay(t)
	told := &ear{}
	p.program.Timelines.Hints = told
	in := chat.Inbound{
		Kind:   chat.InText,
		Peer:   customer,
		Sender: chat.Sender{Channel: "tg", Person: "100"},
		Keys:   []string{"k"},
		Text:   "Когда вы работаете?",
	}
	var id chat.ConversationID

	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"words", func() error { return p.engine.Accept(t.Context(), in) }},
		{"the turn", func() error { p.now = p.now.Add(2 * time.Second); return p.tick() }},
		{"a claim", func() error { _, err := p.desk.Claim(t.Context(), p.people["anna"], id); return err }},
	} {
		p.store.before = func(u program.Updater) program.Updater { return full{Updater: u} }
		if err := step.do(); err == nil {
			t.Fatalf("%s: stored on a full disk", step.name)
		}
		if len(told.heard) > 0 {
			t.Errorf("%s: %+v was told and is not stored", step.name, told.heard)
		}
		p.store.before = nil
		told.heard = nil
		if err := step.do(); err != nil {
			t.Fatal(step.name, err)
		}
		if len(told.heard) == 0 {
			t.Errorf("%s: stored and not told", step.name)
		}
		id, told.heard = p.conversations()[0].ID, nil
	}
}

// TestQuestionsAreNoted: question samples are stored for the share of unanswered questions. Only a fitted base stores samples. Greetings
// and buttons are no questions.
func TestQuestionsAreNoted(t *testing.T) {
	p := newPlay(t)
	n := 0
	say := func(text string) int {
		t.Helper()
		n++
		p.now = p.now.Add(time.Minute)
		in := chat.Inbound{
			Kind:   chat.InText,
			Peer:   customer,
			Sender: chat.Sender{Channel: "tg", Person: "100"},
			Keys:   []string{fmt.Sprint(n)},
			Text:   text,
		}
		if err := p.engine.Accept(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		p.now = p.now.Add(2 * time.Second)
		if err := p.tick(); err != nil {
			t.Fatal(err)
		}
		list, err := p.db.Asked(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}

		return len(list)
	}
	if got := say("Когда вы работаете?"); got != 0 {
		t.Errorf("%d questions noted by a base that cannot know", got)
	}
	base := p.engine.Base()
	fit, err := base.Fit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p.engine.SetBase(base.With(fit))

	for _, c := range []struct {
		text string
		want int
	}{
		{"привет", 0},
		{"Сколько стоит доставка в Казань?", 0},
		{"сколько возьмёте за доставку до Казани", 1},
		{"да", 1},
		{"Хочу товар обратно вернуть, он не подошёл", 2},
	} {
		if got := say(c.text); got != c.want {
			t.Errorf("after %q: %d questions noted, want %d", c.text, got, c.want)
		}
	}
	list, err := p.db.Asked(t.Context(), 1)
	if err != nil || list[0].Contact != p.conversations()[0].Contact ||
		list[0].Near <= 0 || list[0].Near+list[0].Far > 0.5 {
		t.Errorf("%+v, %v", list, err)
	}
}
