package dialog_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/dialog"
	"frontdesk/program"
	"frontdesk/store"
)

// indexing restarts the program of a play without a base. The returned function sets a base.
func (p *play) indexing() (indexed func()) {
	base := p.engine.Base()
	p.restart()

	return func() { p.engine.SetBase(base) }
}

// TestTurnsWaitForTheFirstBase: a question waits for the first base and is then answered. Acts without the FAQ do not wait.
func TestTurnsWaitForTheFirstBase(t *testing.T) {
	p := newPlay(t)
	indexed := p.indexing()
	if got := p.script("customer: слушайте\ncommand: help\nwait: 1s\n"); !strings.Contains(got, "bot |") {
		t.Errorf("a command waits for the FAQ:\n%s", got)
	}
	got := p.script("customer: сколько стоит доставка?\nwait: 10s\ncustomer: в Казань\nwait: 10s\n")
	if strings.Contains(got, "₽") || strings.Contains(got, "waiting") {
		t.Errorf("decided without a base:\n%s", got)
	}
	indexed()
	if got := p.script("wait: 1s\n"); strings.Count(got, "Помогло?") != 1 {
		t.Errorf("with the base:\n%s", got)
	}
}

// TestWordsBehindARatingWaitForTheFirstBase: only the FAQ tells a comment from a new question. Such messages are stored after the first
// base.
func TestWordsBehindARatingWaitForTheFirstBase(t *testing.T) {
	p := newPlay(t)
	p.script(
		"customer: позовите человека\nwait: 2s\nanna: claim\nanna: reply Да?\nanna: close\ncustomer: 5\nwait: 1s\n",
	)
	indexed := p.indexing()
	undone := make(chan error, 2)
	p.store.before = func(u program.Updater) program.Updater { return watched{Updater: u, undone: undone} }
	in := chat.Inbound{
		Kind:   chat.InText,
		Peer:   customer,
		Sender: chat.Sender{Channel: "tg", Person: "100"},
		Native: "q",
		Keys:   []string{"q"},
		Text:   "сколько стоит доставка?",
	}
	accept := func(ctx context.Context) chan error {
		done := make(chan error, 1)
		go func() { done <- p.engine.Accept(ctx, in) }()

		return done
	}

	ctx, cancel := context.WithCancel(t.Context())
	stopped := accept(ctx)
	<-undone
	cancel()
	if err := <-stopped; !errors.Is(err, context.Canceled) {
		t.Errorf("a stop meanwhile: %v, so the channel would not say it again", err)
	}

	stored := accept(t.Context())
	<-undone
	indexed()
	if err := <-stored; err != nil {
		t.Fatal(err)
	}
	p.pass(2 * time.Second)
	p.show()
	if list := p.conversations(); len(list) != 2 || !strings.Contains(p.out.String(), "₽") {
		t.Errorf("%d conversations:\n%s", len(list), p.out.String())
	}
}

// watched reports transactions that are rolled back.
type watched struct {
	program.Updater
	undone chan error
}

func (s watched) Update(ctx context.Context, fn func(*store.Tx) error) error {
	err := s.Updater.Update(ctx, fn)
	if err != nil {
		s.undone <- err
	}

	return err
}

// TestHelpedBeforeTheFirstBase: "yes, this helped" needs the FAQ for the suggestion. During indexing the turn waits, without a failure
// and without a handover.
func TestHelpedBeforeTheFirstBase(t *testing.T) {
	p := newPlay(t)
	p.script("customer: сколько стоит доставка?\nwait: 2s\n")
	indexed := p.indexing()
	got := p.script("press: Да, спасибо\nwait: 10s\n")
	if strings.Contains(got, "waiting") || strings.Contains(got, "Рад, что помог") {
		t.Errorf("before the base:\n%s", got)
	}
	indexed()
	if got = p.script("wait: 1s\n"); !strings.Contains(got, "Рад, что помог") {
		t.Errorf("with the base:\n%s", got)
	}
	if c := p.conversations()[0]; c.State != chat.StateBot {
		t.Errorf("the conversation is %s", c.State)
	}
}

// meeting is an embedder that answers only after another customer's message is stored.
type meeting struct {
	asked  chan struct{}
	stored chan struct{}
}

// Embed answers at once for the texts of a base. A single text is a question.
func (m meeting) Embed(texts []string) [][]float32 {
	if len(texts) > 1 {
		out := make([][]float32, len(texts))
		for i, text := range texts {
			out[i] = []float32{float32(len(text)), float32(i + 1), 1}
		}

		return out
	}

	select {
	case m.asked <- struct{}{}:
	default:
	}
	<-m.stored

	return nil
}

func (m meeting) Name() string { return "meeting" }

// TestNoSearchInsideATransaction: a message after a rating needs a search of the FAQ. A slow embedding endpoint must not delay other
// customers: another customer's message is stored during the search.
func TestNoSearchInsideATransaction(t *testing.T) {
	p := newPlay(t)
	p.script(
		"customer: позовите человека\nwait: 2s\nanna: claim\nanna: reply Да?\nanna: close\ncustomer: 5\nwait: 1s\n",
	)
	m := meeting{asked: make(chan struct{}, 1), stored: make(chan struct{})}
	p.engine.SetBase(dialog.SampleBase(t, m))
	say := func(peer chat.Peer, key, text string) error {
		return p.engine.Accept(
			t.Context(),
			chat.Inbound{
				Kind:   chat.InText,
				Peer:   peer,
				Sender: chat.Sender{Channel: "tg", Person: peer.Address},
				Keys:   []string{key},
				Text:   text,
			},
		)
	}

	comment := make(chan error, 1)
	go func() { comment <- say(customer, "c", "всё было быстро и вежливо") }()
	<-m.asked
	if err := say(chat.Peer{Channel: "tg", Address: "200"}, "other", "добрый день"); err != nil {
		t.Fatal(err)
	}
	close(m.stored)
	if err := <-comment; err != nil {
		t.Fatal(err)
	}
}
