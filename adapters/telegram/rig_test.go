package telegram

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"frontdesk/adapters"
	fake "frontdesk/adapters/fakes/telegram"
	"frontdesk/chat"
)

// rig is a channel in front of the fake platform. A test may replace accept and park before run.
type rig struct {
	t      *testing.T
	fake   *fake.Server
	ch     *Channel
	board  *adapters.Board
	health chan adapters.Health

	mu      sync.Mutex
	got     []chat.Inbound
	parked  []string // raw updates
	unknown map[string]int
	accept  func(chat.Inbound) error
	park    func(raw, reason string) error
}

const customer = 501

func newRig(t *testing.T, change func(*Config, *adapters.Env)) *rig {
	t.Helper()
	r := &rig{t: t, fake: fake.New(fake.Options{}), unknown: map[string]int{}, health: make(chan adapters.Health, 100)}
	web := httptest.NewServer(r.fake)
	t.Cleanup(func() { r.fake.Close(); web.Close() })
	r.fake.Join(fake.Customer{ID: customer, Name: "Anna", LastName: "Li", Username: "anna", Language: "ru"})
	r.board = &adapters.Board{Now: time.Now}
	r.board.Change = func() {
		if l := r.board.List(); len(l) > 0 {
			r.health <- l[0]
		}
	}
	cfg := Config{ID: "tg", Token: fake.DefaultToken, APIURL: web.URL + "/", PollTimeout: time.Second}
	env := adapters.Env{
		Accept: r.take,
		Park: func(_ context.Context, _ chat.ChannelID, _, raw, reason string) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.park != nil {
				if err := r.park(raw, reason); err != nil {
					return err
				}
			}
			r.parked = append(r.parked, raw)

			return nil
		},
		Board:     r.board,
		Unknown:   func(k string) { r.mu.Lock(); r.unknown[k]++; r.mu.Unlock() },
		Say:       func(lang, key string, _ map[string]string) string { return lang + "/" + key },
		Transport: &http.Transport{ResponseHeaderTimeout: 1500 * time.Millisecond},
	}
	if change != nil {
		change(&cfg, &env)
	}
	ch, err := New(cfg, env)
	if err != nil {
		t.Fatal(err)
	}
	r.ch = ch

	return r
}

func (r *rig) take(_ context.Context, in chat.Inbound) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.accept != nil {
		if err := r.accept(in); err != nil {
			return err
		}
	}
	r.got = append(r.got, in)

	return nil
}

func (r *rig) seen() []chat.Inbound {
	r.mu.Lock()
	defer r.mu.Unlock()

	return append([]chat.Inbound(nil), r.got...)
}

func (r *rig) texts() (out []string) {
	for _, in := range r.seen() {
		out = append(out, in.Text)
	}

	return out
}

// run runs the channel until the test ends. When the channel ends by itself, run gives the error of Run.
func (r *rig) run() <-chan error {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	done := make(chan struct{})
	go func() { ended <- r.ch.Run(ctx); close(done) }()
	r.t.Cleanup(func() { cancel(); <-done })

	return ended
}

func (r *rig) wait(ok func(*fake.Snapshot) bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	if err := r.fake.Wait(ctx, ok); err != nil {
		r.t.Fatalf("never came: %v\n%+v", err, r.fake.Snapshot().Calls)
	}
}

// drained reports whether the platform has no updates left for us.
func drained(s *fake.Snapshot) bool { return len(s.Pending) == 0 && len(s.Settled) > 0 }

func (r *rig) until(state adapters.State, code string) {
	r.t.Helper()

	for {
		select {
		case h := <-r.health:
			if h.State == state && h.Code == code {
				return
			}
		case <-time.After(20 * time.Second):
			r.t.Fatalf("the channel never was %s %s: %+v", state, code, r.board.List())
		}
	}
}

// clean fails when a visible text holds the token.
func clean(t *testing.T, texts ...string) {
	t.Helper()

	_, secret, _ := strings.Cut(fake.DefaultToken, ":")
	for _, s := range texts {
		if strings.Contains(s, secret) {
			t.Errorf("the token shows in %q", s)
		}
	}
}
