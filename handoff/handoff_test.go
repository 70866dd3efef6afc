package handoff_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/handoff"
	"frontdesk/program"
	"frontdesk/program/programtest"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	storetest.Stop()
	os.Exit(code)
}

// world is the real program with two enabled operators, a disabled one, and customers.
type world struct {
	t                 *testing.T
	p                 *program.Program
	desk              *handoff.Verbs
	now               time.Time
	anna, boris, gone chat.Operator
	n                 int // counter of customers and requests
}

func newWorld(t *testing.T, dsn string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	setup := programtest.Setup{Config: func(c *config.Config) { c.Database = dsn }}
	w.p = programtest.Still(t, func() time.Time { return w.now }, "", setup)
	w.desk = w.p.Desk
	w.anna, w.boris, w.gone = w.operator("anna", false), w.operator("boris", false), w.operator("gone", true)

	return w
}

func (w *world) operator(name string, disabled bool) chat.Operator {
	w.t.Helper()
	op := chat.Operator{ID: chat.OperatorID("op-" + name), Login: name, Name: strings.ToUpper(name[:1]) + name[1:],
		Role: chat.RoleOperator, Disabled: disabled}
	if err := w.p.DB.AddOperator(w.t.Context(), store.Account{Operator: op}); err != nil {
		w.t.Fatal(err)
	}
	op.Disabled = false // a session opened before still says so

	return op
}

// writes opens a conversation of a new customer with the bot.
func (w *world) writes(files ...chat.File) chat.Conversation {
	w.t.Helper()
	w.n++
	address := fmt.Sprint(100 + w.n)
	in := chat.Inbound{
		Kind: chat.InText, Peer: chat.Peer{Channel: "tg", Address: address},
		Sender: chat.Sender{Channel: "tg", Person: address},
		Text:   "где мой заказ", Files: files, Native: fmt.Sprint("n", w.n), Keys: []string{fmt.Sprint("k", w.n)},
	}
	if err := w.p.Engine.Accept(w.t.Context(), in); err != nil {
		w.t.Fatal(err)
	}
	list, _, err := w.p.DB.Conversations(w.t.Context(), store.Filter{State: "all", Limit: 200})
	if err != nil {
		w.t.Fatal(err)
	}

	for _, c := range list {
		if c.Peer.Address == address {
			return c.Conversation
		}
	}
	w.t.Fatal("the conversation is not stored")

	return chat.Conversation{}
}

// draft returns a request with a new id.
func (w *world) draft(text string) handoff.Draft {
	w.n++
	return handoff.Draft{ID: fmt.Sprint("draft-", w.n), Text: text}
}

// hasTaken opens a conversation and lets an operator claim the conversation.
func (w *world) hasTaken(op chat.Operator) chat.Conversation {
	w.t.Helper()
	return w.must(w.desk.Claim(w.t.Context(), op, w.writes().ID))
}

func (w *world) must(c *chat.Conversation, err error) chat.Conversation {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}

	return *c
}

// stands fails unless a conversation has the wanted state and owner.
func (w *world) stands(id chat.ConversationID, state chat.State, owner chat.OperatorID) {
	w.t.Helper()
	c, err := w.p.DB.ReadConversation(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	if c.State != state || c.Owner != owner {
		w.t.Errorf("the conversation is %s of %q, want %s of %q", c.State, c.Owner, state, owner)
	}
}

// entries returns the entries of a conversation with a purpose.
func (w *world) entries(id chat.ConversationID, p chat.Purpose) []chat.Entry {
	w.t.Helper()
	list, err := w.p.DB.ReadEntries(w.t.Context(), id, 0, 500)
	if err != nil {
		w.t.Fatal(err)
	}

	return slices.DeleteFunc(list, func(e chat.Entry) bool { return e.Purpose != p })
}

// refused fails unless an error is a refusal of this kind and reason.
func refused(t *testing.T, what string, err error, kind chat.ErrorKind, reason string) {
	t.Helper()
	var e *chat.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Reason != reason {
		t.Errorf("%s: %v, want %s %s", what, err, kind, reason)
	}
}

// ownedBy fails unless an error names the owner of the conversation.
func ownedBy(t *testing.T, what string, err error, name string) {
	t.Helper()
	refused(t, what, err, chat.Conflict, "owned")
	var e *chat.Error
	if errors.As(err, &e) && (e.Owner != name || e.Params["name"] != name) {
		t.Errorf("%s: the owner is %q (%v), want %q", what, e.Owner, e.Params, name)
	}
}

// TestVerbs: each verb makes its move, a repeated verb has no effect, and a refusal gives the reason.
func TestVerbs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		ctx, id := t.Context(), w.writes().ID
		_, err := w.desk.Reply(ctx, w.anna, id, w.draft("early"))
		refused(t, "a reply before a claim", err, chat.Conflict, "claim_first")

		for range 2 {
			w.must(w.desk.Claim(ctx, w.anna, id))
		}
		w.stands(id, chat.StateHuman, w.anna.ID)
		_, err = w.desk.Claim(ctx, w.boris, id)
		ownedBy(t, "a claim of Anna's conversation", err, "Anna")
		_, err = w.desk.Release(ctx, w.boris, id)
		ownedBy(t, "a release by Boris", err, "Anna")
		_, err = w.desk.Close(ctx, w.boris, id)
		ownedBy(t, "a close by Boris", err, "Anna")
		_, err = w.desk.Reply(ctx, w.boris, id, w.draft("mine!"))
		ownedBy(t, "a reply by Boris", err, "Anna")
		if _, err := w.desk.Note(ctx, w.boris, id, w.draft("a hint")); err != nil {
			t.Error("a note by Boris:", err)
		}

		for range 2 {
			w.must(w.desk.Release(ctx, w.anna, id))
		}
		w.stands(id, chat.StateWaiting, "")

		w.must(w.desk.Claim(ctx, w.boris, id))

		for range 2 {
			w.must(w.desk.Close(ctx, w.boris, id))
		}
		w.stands(id, chat.StateClosed, w.boris.ID)
		if got := len(w.entries(id, chat.PurposePrompt)); got != 1 {
			t.Errorf("%d prompts for a rating, want 1", got)
		}
		_, err = w.desk.Claim(ctx, w.anna, id)
		refused(t, "a claim after the end", err, chat.Conflict, "talk_closed")
		_, err = w.desk.Reply(ctx, w.boris, id, w.draft("late"))
		refused(t, "a reply after the end", err, chat.Conflict, "talk_closed")
		if _, err := w.desk.Note(ctx, w.anna, id, w.draft("afterwards")); err != nil {
			t.Error("a note after the end:", err)
		}
		if moves := len(w.entries(id, chat.PurposeMove)); moves != 5 {
			t.Errorf("%d moves, want 5: opened, taken, put back, taken, closed", moves)
		}
	})
}

// TestDisabled: an operator disabled during a session may not act any more, and other operators cannot transfer conversations to the
// disabled operator.
func TestDisabled(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	ctx, id := t.Context(), w.writes().ID
	one := func(_ any, err error) error { return err }

	match := handoff.Match{ID: "m-1", Entry: "delivery", Lang: "ru", Question: "?", Words: "почём доставка"}
	for what, err := range map[string]error{
		"claim":   one(w.desk.Claim(ctx, w.gone, id)),
		"release": one(w.desk.Release(ctx, w.gone, w.hasTaken(w.anna).ID)),
		"close":   one(w.desk.Close(ctx, w.gone, id)),
		"reply":   one(w.desk.Reply(ctx, w.gone, id, w.draft("hello"))),
		"note":    one(w.desk.Note(ctx, w.gone, id, w.draft("hello"))),
		"match":   one(w.desk.Match(ctx, w.gone, id, match)),
		"resend":  w.desk.Resend(ctx, w.gone, id, 1),
		"arrived": w.desk.Arrived(ctx, w.gone, id, 1),
	} {
		refused(t, what, err, chat.Forbidden, "account_disabled")
	}

	_, err := w.desk.Transfer(ctx, w.anna, w.hasTaken(w.anna).ID, w.gone.ID, handoff.Draft{})
	refused(t, "a transfer to a disabled operator", err, chat.Invalid, "no_operator")
}

// TestReplyTwice: a repeated request returns the first entry, and the customer gets one message. The id belongs to one conversation.
func TestReplyTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		ctx, id := t.Context(), w.hasTaken(w.anna).ID
		draft := w.draft("**Yes**")
		first, err := w.desk.Reply(ctx, w.anna, id, draft)
		if err != nil {
			t.Fatal(err)
		}
		again, err := w.desk.Reply(ctx, w.anna, id, draft)
		if err != nil || again.ID != first.ID || again.Seq != first.Seq {
			t.Errorf("again: %+v, %v; want entry %s", again, err, first.ID)
		}
		w.must(w.desk.Release(ctx, w.anna, id))
		if again, err = w.desk.Reply(ctx, w.anna, id, draft); err != nil || again.ID != first.ID {
			t.Errorf("again, after a release: %+v, %v; want entry %s", again, err, first.ID)
		}
		if said := w.entries(id, chat.PurposeReply); len(said) != 1 || said[0].Text != "**Yes**" {
			t.Errorf("said: %+v", said)
		}
		if parts := w.parts(id, first.Seq); len(parts) != 1 {
			t.Errorf("%d parts, want 1: %+v", len(parts), parts)
		}

		_, err = w.desk.Reply(ctx, w.anna, w.hasTaken(w.anna).ID, draft)
		refused(t, "the same id in another conversation", err, chat.Invalid, "id_used")
		if _, err := w.desk.Reply(ctx, w.boris, w.hasTaken(w.boris).ID, draft); err != nil {
			t.Error("the same id of another operator:", err)
		}
	})
}

// TestDraftChecks: an invalid draft is refused before the store changes. An operator cannot send files of other operators.
func TestDraftChecks(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	ctx, id := t.Context(), w.hasTaken(w.anna).ID

	long := strings.Repeat("ы", handoff.MaxReply+1)
	for reason, draft := range map[string]handoff.Draft{
		"id_missing":    {Text: "hello"},
		"text_empty":    {ID: "a", Text: " \n"},
		"text_not_utf8": {ID: "a", Text: "\xff"},
		"text_too_long": {ID: "a", Text: long},
	} {
		_, err := w.desk.Reply(ctx, w.anna, id, draft)
		refused(t, reason, err, chat.Invalid, reason)
	}

	for _, owner := range []chat.Operator{w.anna, w.boris} {
		file := chat.File{ID: "of-" + owner.Login, Name: "a.txt", State: chat.FileReady}
		u := chat.Upload{Owner: handoff.UploadOwner(owner.ID), File: file}
		if err := w.p.DB.AddUpload(ctx, u); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.desk.Reply(ctx, w.anna, id, handoff.Draft{ID: "theirs", Files: []string{"of-anna", "of-boris"}})
	refused(t, "a file of Boris", err, chat.Invalid, "file_not_yours")
	e, err := w.desk.Reply(ctx, w.anna, id, handoff.Draft{ID: "own", Files: []string{"of-anna"}})
	if err != nil || len(e.Files) != 1 {
		t.Fatalf("her own file: %+v, %v", e, err)
	}
	if u, err := w.p.DB.File(ctx, "of-anna"); err != nil || u.Entry != e.ID || u.Conversation != id {
		t.Errorf("the file is not of the entry: %+v, %v", u, err)
	}
	_, err = w.desk.Reply(ctx, w.anna, id, handoff.Draft{ID: "once more", Files: []string{"of-anna"}})
	refused(t, "a file that was sent already", err, chat.Invalid, "file_not_yours")
}

// TestTransfer: the note comes before the move, only the owner can transfer, and a repeated transfer has no effect.
func TestTransfer(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	ctx, id := t.Context(), w.hasTaken(w.anna).ID
	_, err := w.desk.Transfer(ctx, w.boris, id, w.boris.ID, handoff.Draft{})
	ownedBy(t, "a transfer by Boris", err, "Anna")
	_, err = w.desk.Transfer(ctx, w.anna, id, "nobody", handoff.Draft{})
	refused(t, "a transfer to nobody", err, chat.Invalid, "no_operator")

	note := w.draft("she likes green tea")
	for range 2 {
		w.must(w.desk.Transfer(ctx, w.anna, id, w.boris.ID, note))
	}
	w.stands(id, chat.StateHuman, w.boris.ID)
	notes, moves := w.entries(id, chat.PurposeNote), w.entries(id, chat.PurposeMove)
	if len(notes) != 1 || notes[0].Text != note.Text || notes[0].Visibility != chat.Team {
		t.Fatalf("notes: %+v", notes)
	}
	last := moves[len(moves)-1]
	if last.Move.Reason != chat.ReasonTransfer || last.Move.OwnerName != "Boris" || last.Author.Name != "Anna" ||
		last.Seq != notes[0].Seq+1 {
		t.Errorf("the move after the note (%d): %+v", notes[0].Seq, last)
	}

	w.must(w.desk.Transfer(ctx, w.boris, id, w.anna.ID, handoff.Draft{}))
	w.stands(id, chat.StateHuman, w.anna.ID)
	if got := len(w.entries(id, chat.PurposeNote)); got != 1 {
		t.Errorf("%d notes: nothing to say makes no note", got)
	}
}

// TestMatch: a match by an operator is one note and one suggestion, even after repeated requests.
func TestMatch(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	ctx, id := t.Context(), w.writes().ID
	m := handoff.Match{ID: "m-1", Entry: "delivery", Lang: "ru", Question: "Сколько стоит доставка?",
		Words: "  почём   доставка "}
	var seqs []int64

	for range 2 {
		e, err := w.desk.Match(ctx, w.boris, id, m)
		if err != nil {
			t.Fatal(err)
		}
		seqs = append(seqs, e.Seq)
	}
	notes := w.entries(id, chat.PurposeMatch)
	if len(notes) != 1 || seqs[0] != seqs[1] || notes[0].Refs.FAQ != "delivery" ||
		notes[0].Refs.Question != "почём доставка" {
		t.Errorf("notes %+v of %v", notes, seqs)
	}
	lessons, err := w.p.DB.Lessons(ctx, 10)
	if err != nil || len(lessons) != 1 || lessons[0].Entry != "delivery" || lessons[0].Conversation != id {
		t.Errorf("lessons: %+v, %v", lessons, err)
	}
	m.ID, m.Words = "m-2", "?"
	_, err = w.desk.Match(ctx, w.boris, id, m)
	refused(t, "no words", err, chat.Invalid, "lesson_words")
}

// parts returns the parts of an entry in order.
func (w *world) parts(id chat.ConversationID, seq int64) []chat.Part {
	w.t.Helper()
	list, err := w.p.DB.PartsOf(context.Background(), id, seq-1)
	if err != nil {
		w.t.Fatal(err)
	}

	return slices.DeleteFunc(list, func(p chat.Part) bool { return p.Seq != seq })
}
