package dialog_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/dialog"
)

// indexing takes the base away from a play, as at a start, and returns what gives it back.
func (p *play) indexing() (indexed func()) {
	base := p.engine.Base()
	p.engine = &dialog.Engine{Store: p.db, Bus: p.engine.Bus, Book: p.engine.Book, Survey: p.engine.Survey, Post: p.engine.Post, Rules: p.engine.Rules, Quiet: p.engine.Quiet,
		Online: p.engine.Online, Now: p.engine.Now, Log: p.engine.Log, Clock: p.engine.Clock, Indexing: true}
	return func() { p.engine.SetBase(base) }
}

// TestTurnsWaitForTheFirstBase: a question is neither answered nor handed over before there is a base, and then it is; what needs no FAQ goes on.
func TestTurnsWaitForTheFirstBase(t *testing.T) {
	p := newPlay(t)
	indexed := p.indexing()
	if got := p.script("customer: слушайте\ncommand: help\nwait: 1s\n"); !strings.Contains(got, "bot |") {
		t.Errorf("a command waits for the FAQ:\n%s", got)
	}
	if got := p.script("customer: сколько стоит доставка?\nwait: 10s\ncustomer: в Казань\nwait: 10s\n"); strings.Contains(got, "₽") || strings.Contains(got, "waiting") {
		t.Errorf("decided without a base:\n%s", got)
	}
	indexed()
	if got := p.script("wait: 1s\n"); strings.Count(got, "Помогло?") != 1 {
		t.Errorf("with the base:\n%s", got)
	}
}

// refusing says when the words of a customer could not be stored.
type refusing struct {
	dialog.Store
	refused chan error
}

func (s refusing) Update(ctx context.Context, fn func(chat.Tx) error) error {
	err := s.Store.Update(ctx, fn)
	if err != nil {
		s.refused <- err
	}
	return err
}

// TestWordsBehindARatingWaitForTheFirstBase: only the FAQ tells a comment from a new question, so they are stored when it can.
func TestWordsBehindARatingWaitForTheFirstBase(t *testing.T) {
	p := newPlay(t)
	p.script("customer: позовите человека\nwait: 2s\nanna: claim\nanna: reply Да?\nanna: close\ncustomer: 5\nwait: 1s\n")
	indexed := p.indexing()
	refused := make(chan error, 2)
	p.engine.Store = refusing{p.db, refused}
	in := chat.Inbound{Kind: chat.InText, Peer: customer, Sender: chat.Sender{Channel: "tg", Person: "100"}, Native: "q", Keys: []string{"q"}, Text: "сколько стоит доставка?"}
	accept := func(ctx context.Context) chan error {
		done := make(chan error, 1)
		go func() { done <- p.engine.Accept(ctx, in) }()
		return done
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := accept(ctx)
	<-refused
	cancel()
	if err := <-stopped; !errors.Is(err, context.Canceled) {
		t.Errorf("a stop meanwhile: %v, so the channel would not say it again", err)
	}
	stored := accept(t.Context())
	<-refused
	indexed()
	if err := <-stored; err != nil {
		t.Fatal(err)
	}
	p.pass(2 * time.Second)
	p.show()
	if talks := p.talks(); len(talks) != 2 || !strings.Contains(p.out.String(), "₽") {
		t.Errorf("%d talks:\n%s", len(talks), p.out.String())
	}
}
