package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/console"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// asProgram in the environment makes the test binary the program.
const asProgram = "FRONTDESK_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:]))
	}
	code := m.Run()
	storetest.Stop()
	os.Exit(code)
}

// patience bounds what a test waits for; nothing here is timed.
const patience = 30 * time.Second

// running is a program that serves on a port of its own.
type running struct {
	t    *testing.T
	p    *Program
	base string
	stop func()
}

// start runs a program on an empty SQLite database.
func start(t *testing.T, yaml string) *running {
	t.Helper()
	dir := t.TempDir()
	sample, err := filepath.Abs("../../examples/faq.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := "listen: 127.0.0.1:0\ndatabase: sqlite:frontdesk.db\nfiles: files\nfaq: {import: " + sample + "}\n" + yaml
	return startIn(t, dir, text)
}

func startIn(t *testing.T, dir, text string) *running {
	t.Helper()
	return startWith(t, dir, text, func(*config.Config) {})
}

func startWith(t *testing.T, dir, text string, edit func(*config.Config), opened ...func(*Program)) *running {
	t.Helper()
	conf, err := config.Load(filepath.Join(dir, "config.yaml"), []byte(text), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	edit(conf)
	p := &Program{Config: conf, Log: slog.New(slog.NewTextHandler(&logWriter{t: t}, &slog.HandlerOptions{Level: slog.LevelWarn, ReplaceAttr: redact}))}
	ctx, cancel := context.WithCancel(context.Background())
	if err := p.Open(ctx); err != nil {
		t.Fatal(err)
	}
	for _, fn := range opened {
		fn(p)
	}
	if err := p.Listen(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	r := &running{t: t, p: p, base: "http://" + p.Addr()}
	stopped := false
	r.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Error("run:", err)
		}
		if err := p.Close(); err != nil {
			t.Error("close:", err)
		}
	}
	t.Cleanup(r.stop)
	r.await("ready", func() bool {
		resp, err := http.Get(r.base + "/healthz")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusOK && p.ready.Load()
	})
	return r
}

// logWriter shows warnings of the program in the test's log while it runs.
type logWriter struct{ t *testing.T }

func (w *logWriter) Write(b []byte) (int, error) {
	defer func() { _ = recover() }() // a late line after the test has ended
	w.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// await polls for what has no signal of its own.
func (r *running) await(what string, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(patience); !ok(); {
		if time.Now().After(end) {
			r.t.Fatalf("waited in vain for: %s", what)
		}
		<-time.After(5 * time.Millisecond)
	}
}

// person is an operator at the HTTP API.
type person struct {
	r     *running
	acc   store.Account
	token string
}

// operator adds an operator and signs in.
func (r *running) operator(name string, role chat.Role) *person {
	r.t.Helper()
	hash, err := console.HashPassword("password-of-" + name)
	if err != nil {
		r.t.Fatal(err)
	}
	acc := store.Account{Operator: chat.Operator{ID: chat.OperatorID(chat.NewID()), Login: name, Name: strings.ToUpper(name[:1]) + name[1:], Role: role, Lang: "ru"}, Password: hash}
	if err := r.p.DB.AddOperator(context.Background(), acc); err != nil {
		r.t.Fatal(err)
	}
	p := &person{r: r, acc: acc}
	resp := p.do("POST", "/api/v1/session", map[string]string{"login": name, "password": "password-of-" + name})
	for _, c := range resp.Cookies() {
		p.token = c.Value
	}
	if resp.Body.Close(); p.token == "" {
		r.t.Fatal("sign-in gave no cookie:", resp.Status)
	}
	return p
}

func (p *person) do(method, path string, body any) *http.Response {
	p.r.t.Helper()
	var reader io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			p.r.t.Fatal(err)
		}
		reader = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, p.r.base+path, reader)
	if err != nil {
		p.r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if p.token != "" {
		req.AddCookie(&http.Cookie{Name: "frontdesk_session", Value: p.token})
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.r.t.Fatal(err)
	}
	return resp
}

// ask calls the API and decodes the answer; it fails unless the status is wanted.
func (p *person) ask(method, path string, body any, status int, into any) {
	p.r.t.Helper()
	resp := p.do(method, path, body)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		p.r.t.Fatal(err)
	}
	if resp.StatusCode != status {
		p.r.t.Fatalf("%s %s: %s, want %d: %s", method, path, resp.Status, status, data)
	}
	if into != nil {
		if err := json.Unmarshal(data, into); err != nil {
			p.r.t.Fatalf("%s %s: %v: %s", method, path, err, data)
		}
	}
}

type listed struct {
	Items []struct {
		ID       string `json:"id"`
		State    string `json:"state"`
		Customer struct{ Name string }
		Channel  struct{ ID string }
	}
	Counts struct{ Waiting, Mine, All int }
}

// waiting returns the id of the only conversation that waits on a channel.
func (p *person) waiting(channel string) (id string) {
	p.r.t.Helper()
	p.r.await("a conversation that waits on "+channel, func() bool {
		var l listed
		p.ask("GET", "/api/v1/conversations?state=waiting", nil, 200, &l)
		for _, c := range l.Items {
			if c.Channel.ID == channel {
				id = c.ID
			}
		}
		return id != ""
	})
	return id
}

func (p *person) claim(id string) {
	p.r.t.Helper()
	p.ask("POST", "/api/v1/conversations/"+id+"/claim", struct{}{}, 200, nil)
}

func (p *person) reply(id, text string) {
	p.r.t.Helper()
	p.ask("POST", "/api/v1/conversations/"+id+"/replies", map[string]string{"id": chat.NewID(), "text": text}, 200, nil)
}

func (p *person) close(id string) {
	p.r.t.Helper()
	p.ask("POST", "/api/v1/conversations/"+id+"/close", struct{}{}, 200, nil)
}

func (p *person) csat() (answered int, scores [5]int) {
	var s struct {
		CSAT struct {
			Answered int
			Scores   [5]int
		}
	}
	p.ask("GET", "/api/v1/report?days=1", nil, 200, &s)
	return s.CSAT.Answered, s.CSAT.Scores
}

func path(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func noEnv(string) (string, bool) { return "", false }
