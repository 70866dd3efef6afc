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

// gate is an embedder without vectors. While the gate is shut, each base needs one turn to be built. Opening the gate ends the turns.
type gate struct {
	once  sync.Once
	mu    sync.Mutex
	shut  bool
	asked chan struct{} // a base is being built
	turn  chan struct{}
	// open is closed at the end. Builds after changes in the store then need no turn.
	open chan struct{}
}

func newGate() *gate {
	return &gate{asked: make(chan struct{}), turn: make(chan struct{}), open: make(chan struct{})}
}

// release opens the gate for good.
func (g *gate) release() { g.once.Do(func() { close(g.open) }) }

func (g *gate) Name() string { return "gate" }

func (g *gate) Embed(texts []string) [][]float32 {
	g.mu.Lock()
	shut := g.shut
	g.mu.Unlock()
	if shut && len(texts) > 1 {
		select {
		case g.asked <- struct{}{}:
		case <-g.open:
		}

		select {
		case <-g.turn:
		case <-g.open:
		}
	}

	return make([][]float32, len(texts))
}

// gated returns a running library. The next bases are built one by one, by turns of the gate.
func gated(t *testing.T) (*knowledge.Library, *store.DB, *gate) {
	t.Helper()
	k, db := newLibraryOn(t, storetest.SQLite(t))
	g := newGate()
	k.Options.Embedder = g
	running(t, k)
	t.Cleanup(g.release)
	await(t, k, "it is fitted", fitted)
	g.mu.Lock()
	g.shut = true
	g.mu.Unlock()

	return k, db, g
}

// accept stores a suggestion and accepts it before any base is built.
func accept(t *testing.T, k *knowledge.Library, db *store.DB, text string) {
	t.Helper()
	suggest(t, db, chat.Suggestion{Text: text, Source: chat.SuggestedByMenu, Contact: "a", Channel: "site"})

	for _, l := range suggestions(t, db) {
		if err := k.Accept(t.Context(), "Anna", l.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
}

// understands fails unless the delivery entry answers every text.
func understands(t *testing.T, k *knowledge.Library, when string, texts ...string) {
	t.Helper()

	for _, text := range texts {
		if got := answers(k, text); got != "delivery" {
			t.Errorf("%s: %q is answered by %q", when, text, got)
		}
	}
}

// TestAcceptedAtOnce: an accepted phrasing answers before the base is rebuilt, also when accepted during a build. In the end the base and
// the fit equal those of another process.
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
	<-g.asked // the base of version 3; version 2 is active
	understands(t, k, "on top of the new base", "whats the postage", "shipping fee please")
	g.release()
	await(t, k, "it is fitted", fitted)
	understands(t, k, "in the end", "whats the postage", "shipping fee please")

	next := newLibrary(db)
	next.Options.Embedder = g
	running(t, next)
	await(t, next, "it is fitted", fitted)
	q := faq.Query{Text: "is the postage fee high", Lang: "en"}
	here, there := k.Base().Search(q).Hits, next.Base().Search(q).Hits
	if k.Hash() != next.Hash() || len(here) == 0 || len(there) == 0 || here[0] != there[0] {
		t.Errorf("here %+v, after a start %+v", here, there)
	}
}

// TestTaughtThenUndone: a slow build of an old version does not revert a later undo or edit.
func TestTaughtThenUndone(t *testing.T) {
	k, db, g := gated(t)
	accept(t, k, db, "whats the postage")
	<-g.asked // the base of version 2
	undone := make(chan error)
	go func() {
		_, err := k.Back(context.Background(), "Boris", 1)
		undone <- err
	}()
	<-g.asked            // the base of version 3
	g.turn <- struct{}{} // for the first of the two builds
	g.release()
	if err := <-undone; err != nil {
		t.Fatal(err)
	}
	await(t, k, "the undo counts", func(s knowledge.State) bool { return s.Version == 3 && s.Fitted })
	if got := answers(k, "whats the postage"); got != "" {
		t.Errorf("the undone phrasing is answered by %q", got)
	}
	accept(t, k, db, "shipping fee please")
	understands(t, k, "after an undo", "shipping fee please")
	await(t, k, "it is fitted", func(s knowledge.State) bool { return s.Version == 4 && s.Fitted })
	if got := answers(k, "whats the postage"); got != "" {
		t.Errorf("the undone phrasing is answered by %q", got)
	}
}

// TestAcceptedElsewhere: a suggestion accepted here and an edit of another process are both kept.
func TestAcceptedElsewhere(t *testing.T) {
	k, db := newLibraryOn(t, storetest.SQLite(t))
	accept(t, k, db, "whats the postage")
	other := newLibrary(db)
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

	for name, k := range map[string]*knowledge.Library{"here": k, "there": other} {
		understands(t, k, name, "postage", "whats the postage", "shipping fee please", "cost of a parcel")
		if _, n := k.Entries(); n != 5 {
			t.Errorf("%s: version %d, want 5", name, n)
		}
	}
}

// TestIndexedBesideTheStart: a library with Later reads at once and builds during Run. The state shows the build, and callers can wait
// for the base. An edit meanwhile counts when Edit returns. A stop does not wait for the build.
func TestIndexedBesideTheStart(t *testing.T) {
	_, db := newLibraryOn(t, storetest.SQLite(t))
	start := func() (*knowledge.Library, *gate, func() chan struct{}, context.CancelFunc) {
		k := newLibrary(db)
		g := newGate()
		g.shut = true
		k.Options.Embedder, k.Later = g, true
		if err := k.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())

		return k, g, func() chan struct{} {
			ended := make(chan struct{})
			go func() { k.Run(ctx); close(ended) }()

			return ended
		}, cancel
	}
	k, g, run, cancel := start()
	if list, n := k.Entries(); len(list) != len(base) || n != 1 || k.Base() != nil || !k.State().Indexing {
		t.Errorf("read: version %d, %+v", n, k.State())
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if b, err := k.Await(gone); b != nil || err == nil {
		t.Error("the wait has ended and has a base")
	}
	ended := run()
	<-g.asked // version 1
	edited := make(chan error)
	go func() {
		_, err := k.Edit(
			context.Background(),
			knowledge.Version{Source: "console"},
			0,
			rename("What does shipping cost?"),
		)
		edited <- err
	}()
	<-g.asked // version 2
	g.turn <- struct{}{}
	if _, err := k.Await(t.Context()); err != nil {
		t.Fatal(err)
	}
	g.release()
	if err := <-edited; err != nil {
		t.Fatal(err)
	}
	await(t, k, "both are in place", func(s knowledge.State) bool { return s.Version == 2 && !s.Indexing && s.Fitted })
	if got := answers(k, "what does shipping cost"); got != "delivery" {
		t.Errorf("the edit is lost: %q", got)
	}
	cancel()
	<-ended

	_, g, run, cancel = start()
	ended = run()
	<-g.asked
	cancel()
	<-ended
	g.release()
}
