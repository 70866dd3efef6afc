package main

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"frontdesk/chat"
	"frontdesk/config"
)

// slow is an embedder without an opinion that lets no base be built before it is opened.
type slow struct {
	once  sync.Once
	open  chan struct{}
	asked atomic.Int64
}

func (s *slow) release() { s.once.Do(func() { close(s.open) }) }

func (*slow) Name() string { return "slow" }

func (s *slow) Embed(texts []string) [][]float32 {
	if len(texts) > 1 {
		s.asked.Add(1)
		<-s.open
	}
	return make([][]float32, len(texts))
}

// startSlowly starts a program whose FAQ is indexed when the test wants.
func startSlowly(t *testing.T) (*running, *slow) {
	t.Helper()
	sample, err := filepath.Abs("../../examples/faq.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := &slow{open: make(chan struct{})}
	text := "listen: 127.0.0.1:0\ndatabase: sqlite:frontdesk.db\nfiles: files\nquiet_time: 0s\nfaq: {import: " + sample + "}\nchannels:\n  - {id: site, type: webchat}\n"
	return startWith(t, t.TempDir(), text, func(*config.Config) {}, func(p *Program) { p.Knowledge.Options.Embedder = s }), s
}

// readiness of /readyz.
func (r *running) readiness() (status int, got readiness) {
	r.t.Helper()
	resp, err := http.Get(r.base + "/readyz")
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, got
}

// TestMessagesBeforeTheFirstIndex: while the FAQ is being indexed messages are taken in, everybody is told how things stand, nothing is handed over or
// answered without the FAQ, and then the answers come.
func TestMessagesBeforeTheFirstIndex(t *testing.T) {
	r, s := startSlowly(t)
	defer s.release()
	r.await("the base is being built", func() bool { return s.asked.Load() > 0 })
	r.await("every channel is up", func() bool { status, _ := r.readiness(); return status == http.StatusOK })
	if _, got := r.readiness(); !got.Ready || got.FAQ != "being indexed" {
		t.Errorf("readyz: %+v", got)
	}
	admin := r.operator("anna", chat.RoleAdmin)
	tried := make(chan string, 1)
	go func() {
		decision, _ := admin.tried("сколько стоит доставка")
		tried <- decision
	}()
	state := func() (got struct {
		Indexing bool
		Entries  int
	}) {
		admin.ask("GET", "/api/v1/faq", nil, http.StatusOK, &got)
		return got
	}
	if got := state(); !got.Indexing || got.Entries == 0 {
		t.Errorf("state: %+v", got)
	}
	var list struct{ Total int }
	if admin.ask("GET", "/api/v1/faq/entries", nil, http.StatusOK, &list); list.Total == 0 {
		t.Error("no entries are listed")
	}
	v := r.visitor()
	v.say("сколько стоит доставка")
	var all struct {
		Items []struct {
			ID, State string
			Last      struct{ Text, Author string }
		}
	}
	r.await("the words are stored", func() bool {
		admin.ask("GET", "/api/v1/conversations?state=all", nil, http.StatusOK, &all)
		return len(all.Items) == 1
	})
	id := chat.ConversationID(all.Items[0].ID)
	for range 3 { // a turn that is due says and decides nothing
		if err := r.p.Engine.Turn(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	admin.ask("GET", "/api/v1/conversations?state=all", nil, http.StatusOK, &all)
	if c := all.Items[0]; c.State != string(chat.StateBot) || c.Last.Author != string(chat.ByCustomer) {
		t.Errorf("before there is an index: %+v", c)
	}
	s.release()
	v.hears("₽")
	if decision := <-tried; decision != "answer" {
		t.Errorf("a trial meanwhile: %s", decision)
	}
	if status, got := r.readiness(); status != http.StatusOK || got.FAQ != "ok" || state().Indexing {
		t.Errorf("indexed: %d %+v, %+v", status, got, state())
	}
}

// TestStopWhileIndexing: a stop does not wait for an index that nobody will ask.
func TestStopWhileIndexing(t *testing.T) {
	r, s := startSlowly(t)
	r.await("the base is being built", func() bool { return s.asked.Load() > 0 })
	r.stop()
	s.release()
}

// TestABadFAQStillFailsTheStart: files are read and checked before anything is served.
func TestABadFAQStillFailsTheStart(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte("- id: a\n  lang: ru\n  question: q\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, err := config.Load(filepath.Join(dir, "config.yaml"), []byte("database: sqlite:frontdesk.db\nfiles: files\nfaq: {import: bad.yaml}\nchannels:\n  - {id: site, type: webchat}\n"), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	p := &Program{Config: conf, Log: slog.New(slog.DiscardHandler)}
	err = p.Open(t.Context())
	t.Cleanup(func() { _ = p.Close() })
	var wrong config.Error
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "bad.yaml:1:3: answer: missing") {
		t.Errorf("%v", err)
	}
}
