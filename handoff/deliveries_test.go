package handoff_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store/storetest"
)

// sends settles the parts of an entry in the given states, one state a part, as the sender of a channel does.
func (w *world) sends(peer chat.Peer, id chat.ConversationID, seq int64, ends ...chat.PartState) {
	w.t.Helper()

	ctx := w.t.Context()
	for n, end := range ends {
		p, _, err := w.p.DB.Oldest(ctx, peer)
		if err != nil || p == nil || p.Conversation != id || p.Seq != seq {
			w.t.Fatalf("the oldest part is %+v (%v), want one of entry %d", p, err, seq)
		}
		if p.Of == 0 {
			if err := w.p.DB.Split(ctx, *p, make([]string, len(ends))); err != nil {
				w.t.Fatal(err)
			}
		}
		if p.Number != n {
			w.t.Fatalf("part %d is sent, want part %d", p.Number, n)
		}
		if claimed, err := w.p.DB.Claim(ctx, *p); err != nil || !claimed {
			w.t.Fatalf("part %d is not claimed: %v", n, err)
		}
		p.State, p.Reason, p.Due = end, "as the test wants", w.now.Add(time.Hour)
		if err := w.p.DB.Settle(ctx, *p); err != nil {
			w.t.Fatal(err)
		}
	}
}

// unsettled returns a reply of Anna with four parts: one sent, one failed, two uncertain.
func (w *world) unsettled() (c chat.Conversation, reply *chat.Entry) {
	w.t.Helper()
	c = w.hasTaken(w.anna)
	reply, err := w.desk.Reply(w.t.Context(), w.anna, c.ID, w.draft("a long one"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.sends(c.Peer, c.ID, reply.Seq, chat.PartSent, chat.PartFailed, chat.PartUncertain, chat.PartUncertain)

	return c, reply
}

func (w *world) states(id chat.ConversationID, seq int64) string {
	w.t.Helper()

	var list []chat.PartState
	for _, p := range w.parts(id, seq) {
		list = append(list, p.State)
	}

	return fmt.Sprint(list)
}

// noted fails unless the team has exactly one note of this purpose about an entry, by this operator.
func (w *world) noted(id chat.ConversationID, p chat.Purpose, by, of, text string) {
	w.t.Helper()
	list := w.entries(id, p)
	if len(list) != 1 {
		w.t.Fatalf("%d notes of %s, want 1", len(list), p)
	}
	got := list[0]
	if got.Author.Name != by || got.Of != of || got.Kind != chat.Noted || got.Visibility != chat.Team ||
		got.Text != text {
		w.t.Errorf("a note of %s by %s of %s for %s: %q; want one by %s of %s: %q",
			p, got.Author.Name, got.Of, got.Visibility, got.Text, by, of, text)
	}
}

// TestResend: failed and uncertain parts are queued again, sent parts are not. The team gets one note.
func TestResend(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		ctx := t.Context()
		c, reply := w.unsettled()
		ownedBy(t, "by Boris", w.desk.Resend(ctx, w.boris, c.ID, reply.Seq), "Anna")
		if got := w.states(c.ID, reply.Seq); got != "[sent failed uncertain uncertain]" {
			t.Errorf("after a refusal: %s", got)
		}

		for range 2 {
			if err := w.desk.Resend(ctx, w.anna, c.ID, reply.Seq); err != nil {
				t.Fatal(err)
			}
		}
		parts := w.parts(c.ID, reply.Seq)
		if got := w.states(c.ID, reply.Seq); got != "[sent queued queued queued]" {
			t.Errorf("sent again: %s", got)
		}

		for _, p := range parts[1:] {
			if p.Resent != 1 || p.Attempts != 0 || !p.Due.IsZero() || p.Reason != "" || p.Fence != 0 {
				t.Errorf("a part sent again: %+v, want one try more, at once, with any owner of the conversation", p)
			}
		}
		w.noted(c.ID, chat.PurposeResend, "Anna", reply.ID, "Отправлено ещё раз.")
		if due, err := w.p.DB.PeersWaiting(ctx, "tg", 10); err != nil || len(due) != 1 || !due[0].Due.IsZero() {
			t.Errorf("waiting: %+v, %v", due, err)
		}
	})
}

// TestResendOfTheBot: a message of the bot is sent again, even after an operator has taken the conversation.
func TestResendOfTheBot(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	ctx := t.Context()
	c := w.writes()
	w.p.Engine.SetBase(faq.New(nil, faq.Options{}))
	w.now = w.now.Add(2 * time.Second)
	if err := w.p.Clock.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	said := w.entries(c.ID, chat.PurposeHandover)
	if len(said) != 1 {
		t.Fatalf("the bot said %+v", said)
	}
	w.sends(c.Peer, c.ID, said[0].Seq, chat.PartFailed)

	w.must(w.desk.Claim(ctx, w.anna, c.ID))
	if err := w.desk.Resend(ctx, w.anna, c.ID, said[0].Seq); err != nil {
		t.Fatal(err)
	}
	w.sends(c.Peer, c.ID, said[0].Seq, chat.PartSent)
}

// TestArrived: uncertain parts are settled as sent, failed parts stay failed. The team gets one note.
func TestArrived(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		ctx := t.Context()
		c, reply := w.unsettled()
		ownedBy(t, "by Boris", w.desk.Arrived(ctx, w.boris, c.ID, reply.Seq), "Anna")

		for range 2 {
			if err := w.desk.Arrived(ctx, w.anna, c.ID, reply.Seq); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.states(c.ID, reply.Seq); got != "[sent failed sent sent]" {
			t.Errorf("arrived: %s", got)
		}
		w.noted(c.ID, chat.PurposeArrived, "Anna", reply.ID, "Отмечено: сообщение дошло.")
	})
}

// TestWhoMaySettle: without an owner, any operator may settle, in the queue and after the end. A missing entry is not found.
func TestWhoMaySettle(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	ctx := t.Context()
	waits, first := w.unsettled()
	w.must(w.desk.Release(ctx, w.anna, waits.ID))
	ended, second := w.unsettled()
	w.must(w.desk.Close(ctx, w.anna, ended.ID))
	if err := w.desk.Resend(ctx, w.boris, waits.ID, first.Seq); err != nil {
		t.Error("in the queue:", err)
	}
	if err := w.desk.Arrived(ctx, w.boris, ended.ID, second.Seq); err != nil {
		t.Error("after the end:", err)
	}
	w.noted(waits.ID, chat.PurposeResend, "Boris", first.ID, "Отправлено ещё раз.")
	w.noted(ended.ID, chat.PurposeArrived, "Boris", second.ID, "Отмечено: сообщение дошло.")
	err := w.desk.Resend(ctx, w.gone, ended.ID, second.Seq)
	refused(t, "a disabled operator", err, chat.Forbidden, "account_disabled")
	if got := w.states(ended.ID, second.Seq); got != "[sent failed sent sent]" {
		t.Errorf("after a refusal: %s", got)
	}

	for what, err := range map[string]error{
		"resend":  w.desk.Resend(ctx, w.anna, waits.ID, 99),
		"arrived": w.desk.Arrived(ctx, w.anna, waits.ID, 99),
		"seq 0":   w.desk.Arrived(ctx, w.anna, waits.ID, 0),
	} {
		refused(t, what+" of no entry", err, chat.NotFound, "not_an_entry")
	}
	if err := w.desk.Resend(ctx, w.anna, "nowhere", 1); chat.KindOf(err) != chat.NotFound {
		t.Errorf("no conversation: %v", err)
	}
}

// photo is a customer's file in the channel's storage.
var photo = chat.File{ID: "", Name: "чек.jpg", Native: "AgAD", State: chat.FilePending}

// failed opens a conversation with a file after a failed fetch.
func (w *world) failed() (chat.Conversation, chat.Upload) {
	w.t.Helper()
	ctx := w.t.Context()
	c := w.writes(photo)
	due, err := w.p.DB.FilesDue(ctx, w.now, 10)
	if err != nil || len(due) != 1 || due[0].Conversation != c.ID {
		w.t.Fatalf("files to fetch: %+v, %v", due, err)
	}
	u := due[0]
	u.State, u.Reason, u.Attempts, u.Due = chat.FileFailed, "the file is gone", 6, time.Time{}
	if err := w.p.DB.KeepUpload(ctx, u); err != nil {
		w.t.Fatal(err)
	}

	return c, u
}

// TestRetryFile: a failed file is fetched again at once, and the team gets one note. A pending or a stored file is not changed.
func TestRetryFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		ctx := t.Context()
		c, u := w.failed()
		w.must(w.desk.Claim(ctx, w.anna, c.ID))
		ownedBy(t, "by Boris", w.desk.RetryFile(ctx, w.boris, u.ID), "Anna")
		refused(t, "a disabled operator", w.desk.RetryFile(ctx, w.gone, u.ID), chat.Forbidden, "account_disabled")
		if due, err := w.p.DB.FilesDue(ctx, w.now, 10); err != nil || len(due) != 0 {
			t.Errorf("after refusals: %+v, %v", due, err)
		}

		for range 2 {
			if err := w.desk.RetryFile(ctx, w.anna, u.ID); err != nil {
				t.Fatal(err)
			}
		}
		due, err := w.p.DB.FilesDue(ctx, w.now, 10)
		if err != nil || len(due) != 1 || due[0].State != chat.FilePending || due[0].Attempts != 0 ||
			!due[0].Due.Equal(w.now) {
			t.Fatalf("to be fetched: %+v, %v", due, err)
		}
		w.noted(c.ID, chat.PurposeFileRetry, "Anna", u.Entry, "Файл загружается ещё раз.")

		here := due[0]
		here.State, here.Hash, here.Due = chat.FileReady, "abc", time.Time{}
		if err := w.p.DB.KeepUpload(ctx, here); err != nil {
			t.Fatal(err)
		}
		if err := w.desk.RetryFile(ctx, w.anna, u.ID); err != nil {
			t.Error("a file that is here:", err)
		}
		now, err := w.p.DB.File(ctx, u.ID)
		if err != nil || now.State != chat.FileReady || now.Hash != "abc" || !now.Due.IsZero() {
			t.Errorf("a file that is here: %+v, %v", now, err)
		}
		w.noted(c.ID, chat.PurposeFileRetry, "Anna", u.Entry, "Файл загружается ещё раз.")
	})
}

// TestRetryNoFile: a file that no customer sent, or an operator's file, cannot be fetched again. Without an owner, any operator may
// retry.
func TestRetryNoFile(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	ctx := t.Context()
	file := chat.File{ID: "own", Name: "a.txt", State: chat.FileFailed}
	own := chat.Upload{Owner: "operator:op-anna", Conversation: w.writes().ID, File: file}
	if err := w.p.DB.AddUpload(ctx, own); err != nil {
		t.Fatal(err)
	}

	for _, id := range []string{"nothing", "own"} {
		refused(t, id, w.desk.RetryFile(ctx, w.anna, id), chat.NotFound, "file_failed")
	}

	c, u := w.failed()
	if err := w.desk.RetryFile(ctx, w.boris, u.ID); err != nil {
		t.Error("a conversation of the bot:", err)
	}
	w.noted(c.ID, chat.PurposeFileRetry, "Boris", u.Entry, "Файл загружается ещё раз.")
}

// raced is one claim of a round with its outcome.
type raced struct {
	by    int
	owner string // owner named to the loser; empty means the claim won
	err   error
}

// TestRace: in every round the owner releases the conversation while 31 other operators, and then the owner, try to claim. Exactly one of
// the operators wins, and every loser gets the winner's name.
func TestRace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)

		crowd := make([]chat.Operator, 32)
		for i := range crowd {
			crowd[i] = w.operator(fmt.Sprint("racer", i), false)
		}
		id, owner := w.writes().ID, 0
		w.must(w.desk.Claim(t.Context(), crowd[owner], id))

		const rounds = 50
		for range rounds {
			before := crowd[owner].Name
			owner = w.winner(w.race(id, crowd, owner), crowd, before)
			w.stands(id, chat.StateHuman, crowd[owner].ID)
		}
		if moves := len(w.entries(id, chat.PurposeMove)); moves != 2+2*rounds {
			t.Errorf("%d moves, want %d: opened, taken, and each round put back and taken", moves, 2+2*rounds)
		}
	})
}

// winner returns the only winner of a round. Every loser must have been told the owner before the round or the winner.
func (w *world) winner(round []raced, crowd []chat.Operator, before string) int {
	w.t.Helper()
	won := -1

	for _, r := range round {
		if r.err != nil {
			w.t.Fatal(r.err)
		}
		if r.owner == "" && won >= 0 {
			w.t.Fatalf("%s and %s have won", crowd[won].Name, crowd[r.by].Name)
		}
		if r.owner == "" {
			won = r.by
		}
	}
	if won < 0 {
		w.t.Fatal("no operator has won")
	}

	for _, r := range round {
		if r.by != won && r.owner != before && r.owner != crowd[won].Name {
			w.t.Errorf("a loser is told that %q has it; %s had it, %s has it", r.owner, before, crowd[won].Name)
		}
	}

	return won
}

// race lets all operators claim at once, the owner after a release, and returns the outcome of each claim.
func (w *world) race(id chat.ConversationID, crowd []chat.Operator, owner int) []raced {
	w.t.Helper()
	round, start := make([]raced, len(crowd)), make(chan struct{})

	var all sync.WaitGroup
	for i, op := range crowd {
		all.Go(func() {
			<-start
			var err error
			if i == owner {
				_, err = w.desk.Release(w.t.Context(), op, id)
			}
			if err == nil {
				_, err = w.desk.Claim(w.t.Context(), op, id)
			}

			round[i] = raced{by: i, err: err}
			var e *chat.Error
			if errors.As(err, &e) && e.Kind == chat.Conflict && e.Reason == "owned" {
				round[i] = raced{by: i, owner: e.Owner}
			}
		})
	}
	close(start)
	all.Wait()

	return round
}
