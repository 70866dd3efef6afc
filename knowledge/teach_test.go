package knowledge_test

import (
	"context"
	"sync"
	"testing"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// gate is an embedder without an opinion that lets one base be built for each turn it is given, once it is shut.
type gate struct {
	mu    sync.Mutex
	shut  bool
	asked chan struct{} // a base is being built
	turn  chan struct{}
}

func (g *gate) Name() string { return "gate" }

func (g *gate) Embed(texts []string) [][]float32 {
	g.mu.Lock()
	shut := g.shut
	g.mu.Unlock()
	if shut && len(texts) > 1 {
		g.asked <- struct{}{}
		<-g.turn
	}
	return make([][]float32, len(texts))
}

// gated is a keeper that runs and whose next bases are built in turns.
func gated(t *testing.T) (*knowledge.Keeper, *store.DB, *gate) {
	t.Helper()
	k, db := keeper(t, storetest.SQLite(t))
	g := &gate{asked: make(chan struct{}), turn: make(chan struct{})}
	k.Options.Embedder = g
	running(t, k)
	await(t, k, "it is fitted", fitted)
	g.mu.Lock()
	g.shut = true
	g.mu.Unlock()
	return k, db, g
}

// accept teaches and accepts; it returns before any base is built, or never.
func accept(t *testing.T, k *knowledge.Keeper, db *store.DB, text string) {
	t.Helper()
	teach(t, db, chat.Lesson{Text: text, Source: chat.LessonMenu, Contact: "a", Channel: "site"})
	for _, l := range lessons(t, db) {
		if err := k.Accept(t.Context(), "Anna", l.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
}

// understands fails unless the entry about delivery answers every text.
func understands(t *testing.T, k *knowledge.Keeper, when string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if got := answers(k, text); got != "delivery" {
			t.Errorf("%s: %q is answered by %q", when, text, got)
		}
	}
}

// TestAcceptedAtOnce: what is accepted answers before the base is built anew, also what is accepted while that goes on, and in the end the base and its
// fit are those of any other process.
func TestAcceptedAtOnce(t *testing.T) {
	k, db, g := gated(t)
	accept(t, k, db, "whats the postage")
	understands(t, k, "at once", "whats the postage")
	if s := k.State(); s.Version != 2 || s.Fitted {
		t.Errorf("at once: %+v", s)
	}
	<-g.asked // the base of version 2
	accept(t, k, db, "shipping fee please")
	understands(t, k, "while a base is built", "whats the postage", "shipping fee please")
	g.turn <- struct{}{}
	<-g.asked // the base of version 3: that of 2 is in place
	understands(t, k, "on top of the new base", "whats the postage", "shipping fee please")
	g.turn <- struct{}{}
	await(t, k, "it is fitted", fitted)
	understands(t, k, "in the end", "whats the postage", "shipping fee please")

	g.mu.Lock()
	g.shut = false
	g.mu.Unlock()
	next := newKeeper(db)
	next.Options.Embedder = g
	running(t, next)
	await(t, next, "it is fitted", fitted)
	q := faq.Query{Text: "is the postage fee high", Lang: "en"}
	here, there := k.Base().Search(q).Hits, next.Base().Search(q).Hits
	if k.Hash() != next.Hash() || len(here) == 0 || len(there) == 0 || here[0] != there[0] {
		t.Errorf("here %+v, after a start %+v", here, there)
	}
}

// TestTaughtThenUndone: a base that was begun before an undo, or before an edit, and is ready after it takes nothing back of it.
func TestTaughtThenUndone(t *testing.T) {
	k, db, g := gated(t)
	accept(t, k, db, "whats the postage")
	<-g.asked // the base of version 2
	undone := make(chan error)
	go func() {
		_, err := k.Back(context.Background(), "Boris", 1)
		undone <- err
	}()
	<-g.asked            // and that of version 3
	g.turn <- struct{}{} // whichever of the two is first
	g.turn <- struct{}{}
	if err := <-undone; err != nil {
		t.Fatal(err)
	}
	await(t, k, "the undo counts", func(s knowledge.State) bool { return s.Version == 3 && s.Fitted })
	if got := answers(k, "whats the postage"); got != "" {
		t.Errorf("what was undone is answered by %q", got)
	}
	accept(t, k, db, "shipping fee please")
	understands(t, k, "after an undo", "shipping fee please")
	<-g.asked
	g.turn <- struct{}{}
	await(t, k, "it is fitted", func(s knowledge.State) bool { return s.Version == 4 && s.Fitted })
	if got := answers(k, "whats the postage"); got != "" {
		t.Errorf("what was undone is answered by %q", got)
	}
}

// TestAcceptedElsewhere: a lesson of this process and an edit of another one are both there.
func TestAcceptedElsewhere(t *testing.T) {
	k, db := keeper(t, storetest.SQLite(t))
	accept(t, k, db, "whats the postage")
	other := newKeeper(db)
	if _, err := other.Edit(t.Context(), knowledge.Version{Source: "console"}, 0, rename("Postage?")); err != nil {
		t.Fatal(err)
	}
	accept(t, k, db, "shipping fee please") // on top of the edit
	accept(t, other, db, "cost of a parcel")
	if err := k.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := other.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]*knowledge.Keeper{"here": k, "there": other} {
		understands(t, k, name, "postage", "whats the postage", "shipping fee please", "cost of a parcel")
		if _, n := k.Entries(); n != 5 {
			t.Errorf("%s: version %d, want 5", name, n)
		}
	}
}
