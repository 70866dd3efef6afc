package simulation_test

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/dialog"
	"frontdesk/faq"
	"frontdesk/handoff"
	"frontdesk/program/programtest"
	"frontdesk/store"
	"frontdesk/timeline"
)

// bench is one store with engine and desk, without channels. Every run on the bench gets a separate customer.
type bench struct {
	db     *store.DB
	engine *dialog.Engine
	desk   *handoff.Verbs
	clock  *timeline.Clock
	ops    []chat.Operator
	now    time.Time
	runs   int
}

func newBench(t *testing.T) *bench {
	b := &bench{now: time.UnixMilli(1_790_000_000_000).UTC()}
	setup := programtest.Setup{Config: func(c *config.Config) {
		c.Database, c.QuietTime, c.Idle.Human = "sqlite:"+filepath.Join(folder(t), "desk.db"), "0s", "1h"
	}}
	setup.Options.Presence = &crowded{}
	p := programtest.Still(t, func() time.Time { return b.now }, "", setup)
	p.Engine.SetBase(faq.New(nil, faq.Options{}))
	b.db, b.engine, b.desk, b.clock = p.DB, p.Engine, p.Desk, p.Clock

	for i := range 3 {
		op := chat.Operator{
			ID:    chat.OperatorID(fmt.Sprint("op", i)),
			Login: fmt.Sprint("op", i),
			Name:  fmt.Sprint("Op", i),
			Role:  chat.RoleOperator,
		}
		if err := b.db.AddOperator(t.Context(), store.Account{Operator: op}); err != nil {
			t.Fatal(err)
		}
		b.ops = append(b.ops, op)
	}

	return b
}

// machine is one run of the conversation's state machine.
type machine struct {
	*bench
	peer   chat.Peer
	n      int
	fences map[chat.ConversationID]int64
	closed map[chat.ConversationID]int64 // moves of a closed conversation
}

// TestConversationsKeepTheirRules lets random people do random acts, PROPERTIES times a hundred runs (-rapid.checks).
func TestConversationsKeepTheirRules(t *testing.T) {
	b := newBench(t)
	for range int(knob(t, "PROPERTIES", 3)) {
		rapid.Check(t, b.run)
	}
}

func (b *bench) run(t *rapid.T) {
	b.runs++
	m := &machine{
		bench:  b,
		peer:   chat.Peer{Channel: "tg", Address: fmt.Sprint("p", b.runs)},
		fences: map[chat.ConversationID]int64{},
		closed: map[chat.ConversationID]int64{},
	}
	m.say(t, chat.Inbound{Kind: chat.InText, Text: "привет"})

	for range rapid.IntRange(1, 25).Draw(t, "steps") {
		m.step(t)
		m.check(t)
	}
}

func (m *machine) talks(t *rapid.T) []chat.Conversation {
	list, err := m.db.PeerConversations(context.Background(), m.peer, 100)
	if err != nil {
		t.Fatal(err)
	}

	return list
}

func (m *machine) say(t *rapid.T, in chat.Inbound) {
	m.n++
	in.Peer, in.Sender = m.peer, chat.Sender{Channel: m.peer.Channel, Person: m.peer.Address}
	in.Keys, in.Native = []string{fmt.Sprint(m.peer.Address, "-", m.n)}, fmt.Sprint(m.n)
	if err := m.engine.Accept(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	if err := m.clock.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// step is one verb. The states before and after are compared, because a refused verb must not change the state.
func (m *machine) step(t *rapid.T) {
	ctx := context.Background()
	list := m.talks(t)
	c := list[rapid.IntRange(0, len(list)-1).Draw(t, "talk")]
	op, other := rapid.SampledFrom(m.ops).Draw(t, "who"), rapid.SampledFrom(m.ops).Draw(t, "whom")
	m.n++
	draft := handoff.Draft{ID: fmt.Sprint(m.peer.Address, "-", m.n), Text: "Слово"}
	owns := c.State == chat.StateHuman && c.Owner == op.ID
	var err error
	lawful := true

	verbs := []string{
		"claim", "reply", "note", "release", "transfer", "close", "say", "person", "rate", "pass", "unlawful",
	}

	switch rapid.SampledFrom(verbs).Draw(t, "verb") {
	case "claim":
		_, err = m.desk.Claim(ctx, op, c.ID)
		lawful = c.State != chat.StateClosed && (c.State != chat.StateHuman || owns)
	case "reply":
		_, err = m.desk.Reply(ctx, op, c.ID, draft)
		lawful = owns
	case "note":
		_, err = m.desk.Note(ctx, op, c.ID, draft)
	case "release":
		_, err = m.desk.Release(ctx, op, c.ID)
		lawful = owns || c.State == chat.StateWaiting
	case "transfer":
		_, err = m.desk.Transfer(ctx, op, c.ID, other.ID, draft)
		lawful = owns || c.State == chat.StateHuman && c.Owner == other.ID
	case "close":
		_, err = m.desk.Close(ctx, op, c.ID)
		lawful = owns || c.State != chat.StateHuman
	case "say":
		m.say(
			t,
			chat.Inbound{
				Kind: chat.InText,
				Text: rapid.SampledFrom([]string{"да", "нет", "5", "вопрос"}).Draw(t, "words"),
			},
		)
	case "person":
		m.say(t, chat.Inbound{Kind: chat.InText, Text: "позовите оператора"})
	case "rate":
		if s, _ := m.db.PeerSurvey(ctx, m.peer); s != nil {
			m.say(
				t,
				chat.Inbound{
					Kind:    chat.InPress,
					Payload: fmt.Sprintf("rate:%s:%d", s.ID, rapid.IntRange(1, 5).Draw(t, "score")),
				},
			)
		}
	case "pass":
		m.now = m.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "minutes")) * time.Minute)
		err = m.clock.Tick(ctx)
	case "unlawful":
		m.unlawful(t, c)
	}
	if lawful && err != nil || !lawful && chat.KindOf(err) != chat.Conflict {
		t.Fatalf("state %s, owner %q, by %s: error %v, lawful %v", c.State, c.Owner, op.ID, err, lawful)
	}
	if !lawful {
		if now, _ := m.db.ReadConversation(ctx, c.ID); !reflect.DeepEqual(*now, c) {
			t.Fatalf("a refused verb changed %+v into %+v", c, *now)
		}
	}
}

// unlawful tries a forbidden move directly at the store.
func (m *machine) unlawful(t *rapid.T, c chat.Conversation) {
	to := rapid.SampledFrom([]chat.State{chat.StateBot, chat.StateWaiting, chat.StateHuman, chat.StateClosed}).
		Draw(t, "to")
	if chat.Lawful(c.State, to) {
		return
	}
	_, err := m.engine.Door.On(context.Background(), c.ID, func(x *timeline.Timeline, _ dialog.View) error {
		return x.Move(chat.Author{Kind: chat.BySystem}, chat.Move{To: to})
	})
	if err == nil {
		t.Fatalf("a move from %s to %s was stored", c.State, to)
	}
}

// check: fold, owners, fences, and no change after closed.
func (m *machine) check(t *rapid.T) {
	open := 0

	for _, c := range m.talks(t) {
		if c.Open() {
			open++
		}
		if (c.State == chat.StateHuman) != (c.Owner != "") && c.State != chat.StateClosed {
			t.Fatalf("%s is %s and its owner is %q", c.ID, c.State, c.Owner)
		}
		list, err := m.db.ReadEntries(context.Background(), c.ID, 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		again := chat.Conversation{ID: c.ID, Peer: c.Peer, Contact: c.Contact, Follows: c.Follows}
		moves := int64(0)

		for i := range list {
			before := again
			if again.Apply(&list[i]); again.Owner != before.Owner && again.Fence <= before.Fence {
				t.Fatalf(
					"the owner of %s changed from %q to %q, the fence did not grow from %d",
					c.ID,
					before.Owner,
					again.Owner,
					before.Fence,
				)
			}
			if list[i].Kind == chat.Moved {
				moves++
			}
		}
		again.Lang = c.Lang // the next conversation begins with the language of the previous conversation
		if !reflect.DeepEqual(normal(again), normal(c)) {
			t.Fatalf("row  %+v\nfold %+v", normal(c), normal(again))
		}
		if c.Fence < m.fences[c.ID] {
			t.Fatalf("the fence of %s fell from %d to %d", c.ID, m.fences[c.ID], c.Fence)
		}
		if before, was := m.closed[c.ID]; was && (c.State != chat.StateClosed || before != moves) {
			t.Fatalf("%s was closed and has moved", c.ID)
		}
		if m.fences[c.ID] = c.Fence; c.State == chat.StateClosed {
			m.closed[c.ID] = moves
		}
	}
	if open > 1 {
		t.Fatalf("%d open conversations of one peer", open)
	}
}
