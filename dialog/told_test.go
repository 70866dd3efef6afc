package dialog_test

import (
	"context"
	"testing"
	"time"

	"frontdesk/bus"
	"frontdesk/chat"
	"frontdesk/dialog"
)

// full is a store whose disk is full when it comes to the commit.
type full struct{ dialog.Store }

func (s full) Update(ctx context.Context, fn func(chat.Tx) error) error {
	return s.Store.Update(ctx, func(tx chat.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return chat.Fault(chat.Storage, "the disk is full")
	})
}

// ear keeps the hints that it hears.
type ear struct {
	bus.Memory
	heard []chat.Hint
}

func (e *ear) Publish(h chat.Hint) { e.heard = append(e.heard, h) }

// TestOnlyWhatIsKeptIsTold: hints may carry entries, which live views show at once. When the commit fails, nobody may have heard of them.
func TestOnlyWhatIsKeptIsTold(t *testing.T) {
	p := newPlay(t)
	told := &ear{}
	p.engine.Bus, p.desk.Bus = told, told
	in := chat.Inbound{Kind: chat.InText, Peer: customer, Sender: chat.Sender{Channel: "tg", Person: "100"}, Keys: []string{"k"}, Text: "Когда вы работаете?"}
	var id chat.ConversationID
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"words", func() error { return p.engine.Accept(t.Context(), in) }},
		{"the turn", func() error { p.now = p.now.Add(2 * time.Second); return p.engine.Tick(t.Context()) }},
		{"a claim", func() error { _, err := p.desk.Claim(t.Context(), p.people["anna"], id); return err }},
	} {
		p.engine.Store, p.desk.Store = full{p.db}, full{p.db}
		if err := step.do(); err == nil {
			t.Fatalf("%s: stored on a full disk", step.name)
		}
		if len(told.heard) > 0 {
			t.Errorf("%s: %+v was told and is not stored", step.name, told.heard)
		}
		p.engine.Store, p.desk.Store = p.db, p.db
		told.heard = nil
		if err := step.do(); err != nil {
			t.Fatal(step.name, err)
		}
		if len(told.heard) == 0 {
			t.Errorf("%s: stored and not told", step.name)
		}
		id, told.heard = p.talks()[0].ID, nil
	}
}
