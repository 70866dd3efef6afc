package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"frontdesk/adapters/fakes/telegram"
)

// clock is a time moved by hand.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()

	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// rig is a fake behind a real HTTP server.
type rig struct {
	t *testing.T
	*telegram.Server
	url   string
	clock *clock
}

func start(t *testing.T, opt telegram.Options) *rig {
	t.Helper()
	c := newClock()
	if opt.Now == nil {
		opt.Now = c.now
	}
	srv := telegram.New(opt)
	web := httptest.NewServer(srv)
	t.Cleanup(func() { srv.Close(); web.Close() })

	return &rig{t: t, Server: srv, url: web.URL, clock: c}
}

// reply is the Bot API's answer.
type reply struct {
	Status      int
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

func (a reply) into(t *testing.T, dst any) {
	t.Helper()
	if !a.OK {
		t.Fatalf("call failed: %d %s", a.Status, a.Description)
	}
	if err := json.Unmarshal(a.Result, dst); err != nil {
		t.Fatal(err)
	}
}

type params map[string]any

// call posts JSON and decodes the answer.
func (r *rig) call(method string, p params) reply {
	r.t.Helper()
	a, err := r.try(r.t.Context(), method, p)
	if err != nil {
		r.t.Fatal(err)
	}

	return a
}

func (r *rig) try(ctx context.Context, method string, p params) (reply, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return reply{}, err
	}
	req, err := http.NewRequestWithContext(
		ctx,
		http.MethodPost,
		r.url+"/bot"+telegram.DefaultToken+"/"+method,
		bytes.NewReader(body),
	)
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", "application/json")

	return do(req)
}

func do(req *http.Request) (reply, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{}, err
	}
	a := reply{Status: resp.StatusCode}

	return a, json.Unmarshal(raw, &a)
}

func (r *rig) refused(method string, p params, code int, words string) reply {
	r.t.Helper()
	a := r.call(method, p)
	if a.OK || a.Status != code || a.Code != code || a.Description != words {
		r.t.Errorf("%s %v: got %d/%d %q, want %d %q", method, p, a.Status, a.Code, a.Description, code, words)
	}

	return a
}

func (r *rig) send(chat int64, text string) telegram.Message {
	r.t.Helper()
	var m telegram.Message
	r.call("sendMessage", params{"chat_id": chat, "text": text}).into(r.t, &m)

	return m
}

func (r *rig) updates(p params) []telegram.Update {
	r.t.Helper()
	var u []telegram.Update
	r.call("getUpdates", p).into(r.t, &u)

	return u
}

func (r *rig) wait(ok func(*telegram.Snapshot) bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	if err := r.Wait(ctx, ok); err != nil {
		dump, _ := json.MarshalIndent(r.Transcript(), "", " ")
		r.t.Fatalf("never came: %v\n%s", err, dump)
	}
}

func ids(u []telegram.Update) (out []int64) {
	for _, x := range u {
		out = append(out, x.ID)
	}

	return out
}
