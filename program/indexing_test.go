package program_test

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
	"frontdesk/program"
	"frontdesk/program/programtest"
)

// slow is an embedder without an opinion. No base can be built before slow is opened.
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

// startSlowly starts a program. The test starts the indexing of the FAQ.
func startSlowly(t *testing.T) (*programtest.Running, *slow) {
	t.Helper()
	s := &slow{open: make(chan struct{})}
	text := "listen: 127.0.0.1:0\ndatabase: sqlite:frontdesk.db\nfiles: files\nquiet_time: 0s\n" +
		"faq: {import: examples/faq.yaml}\nchannels:\n  - {id: site, type: webchat}\n"

	return programtest.StartWith(
		t,
		t.TempDir(),
		text,
		programtest.Setup{Opened: func(p *program.Program) { p.Knowledge.Options.Embedder = s }},
	), s
}

// readiness has the tested fields of /readyz.
type readiness struct {
	Ready    bool
	Database string
	FAQ      string
}

// readinessOf asks /readyz.
func readinessOf(r *programtest.Running) (status int, got readiness) {
	r.T.Helper()
	resp, err := http.Get(r.Base + "/readyz")
	if err != nil {
		r.T.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		r.T.Fatal(err)
	}

	return resp.StatusCode, got
}

// TestMessagesBeforeTheFirstIndex: during the indexing of the FAQ messages are stored. Every customer is told about the wait. Without the
// FAQ no question is handed over or answered. After the indexing the answers come.
func TestMessagesBeforeTheFirstIndex(t *testing.T) {
	r, s := startSlowly(t)
	defer s.release()
	r.Await("the base is being built", func() bool { return s.asked.Load() > 0 })
	r.Await("every channel is up", func() bool { status, _ := readinessOf(r); return status == http.StatusOK })
	if _, got := readinessOf(r); !got.Ready || got.FAQ != "being indexed" {
		t.Errorf("readyz: %+v", got)
	}
	admin := r.Operator("anna", chat.RoleAdmin)
	decided := make(chan string, 1)
	go func() {
		decision, _ := tried(admin, "сколько стоит доставка")
		decided <- decision
	}()
	state := func() (got struct {
		Indexing bool
		Entries  int
	}) {
		admin.Ask("GET", "/api/v1/faq", nil, http.StatusOK, &got)
		return got
	}
	if got := state(); !got.Indexing || got.Entries == 0 {
		t.Errorf("state: %+v", got)
	}
	var list struct{ Total int }
	if admin.Ask("GET", "/api/v1/faq/entries", nil, http.StatusOK, &list); list.Total == 0 {
		t.Error("no entries are listed")
	}
	v := r.Visitor()
	v.Say("сколько стоит доставка")
	var all struct {
		Items []struct {
			ID, State string
			Last      struct{ Text, Author string }
		}
	}
	r.Await("the message is stored", func() bool {
		admin.Ask("GET", "/api/v1/conversations?state=all", nil, http.StatusOK, &all)
		return len(all.Items) == 1
	})

	id := chat.ConversationID(all.Items[0].ID)
	due := chat.Timer{Subject: chat.OfConversation(id), Name: chat.TimerTurn}
	for range 3 { // a due turn sends no message and makes no decision
		if err := r.Program.Engine.Turn(t.Context(), due); err != nil {
			t.Fatal(err)
		}
	}
	admin.Ask("GET", "/api/v1/conversations?state=all", nil, http.StatusOK, &all)
	if c := all.Items[0]; c.State != string(chat.StateBot) || c.Last.Author != string(chat.ByCustomer) {
		t.Errorf("before there is an index: %+v", c)
	}
	s.release()
	v.Hears("₽")
	if decision := <-decided; decision != "answer" {
		t.Errorf("a trial meanwhile: %s", decision)
	}
	if status, got := readinessOf(r); status != http.StatusOK || got.FAQ != "ok" || state().Indexing {
		t.Errorf("indexed: %d %+v, %+v", status, got, state())
	}
}

// TestStopWhileIndexing: a stop does not wait for an unneeded index.
func TestStopWhileIndexing(t *testing.T) {
	r, s := startSlowly(t)
	r.Await("the base is being built", func() bool { return s.asked.Load() > 0 })
	r.Stop()
	s.release()
}

// TestABadFAQStillFailsTheStart: files are read and checked before the program serves.
func TestABadFAQStillFailsTheStart(t *testing.T) {
	dir := t.TempDir()
	const entry = "- id: a\n  lang: ru\n  question: q\n"
	if err := os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte(entry), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, err := config.Load(
		filepath.Join(dir, "config.yaml"),
		[]byte(
			"database: sqlite:frontdesk.db\nfiles: files\nfaq: {import: bad.yaml}\n"+
				"channels:\n  - {id: site, type: webchat}\n",
		),
		programtest.NoEnv,
		program.Kinds(),
	)
	if err != nil {
		t.Fatal(err)
	}
	p := program.New(program.Options{Config: conf, Log: slog.New(slog.DiscardHandler)})
	err = p.Open(t.Context())
	t.Cleanup(func() { _ = p.Close() })
	var wrong config.Error
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "bad.yaml:1:3: answer: missing") {
		t.Errorf("%v", err)
	}
}
