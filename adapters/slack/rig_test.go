package slack

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	fake "frontdesk/adapters/fakes/slack"
	"frontdesk/chat"
)

// rig is a channel in front of the fake platform, with a store of dedupe keys only.
type rig struct {
	t      *testing.T
	fake   *fake.Server
	ch     *Channel
	board  *adapters.Board
	health chan adapters.Health
	door   http.ServeMux // our routes

	mu      sync.Mutex
	keys    map[string]bool
	got     []chat.Inbound
	asked   int // calls of Accept
	parked  []string
	unknown map[string]int
	accept  func(chat.Inbound) error
}

const customer = "U000ANNA"

func newRig(t *testing.T, opt fake.Options, change func(*Config, *adapters.Env)) *rig {
	t.Helper()
	r := &rig{t: t, keys: map[string]bool{}, unknown: map[string]int{}, health: make(chan adapters.Health, 1000)}
	web := httptest.NewUnstartedServer(nil)
	opt.BaseURL = "http://" + web.Listener.Addr().String()
	if opt.AckDeadline == 0 {
		opt.AckDeadline = 500 * time.Millisecond
	}
	opt.Sleep = func(ctx context.Context, d time.Duration) error { return fault.Wait(ctx, d/1000) }
	mode := Socket
	if opt.EventsURL != "" {
		mode = Events
		door := httptest.NewServer(&r.door)
		t.Cleanup(door.Close)
		opt.EventsURL, opt.InteractivityURL = door.URL+"/slack/sl/events", door.URL+"/slack/sl/interactive"
	}
	r.fake = fake.New(opt)
	web.Config.Handler = r.fake
	web.Start()
	t.Cleanup(func() { r.fake.Close(); web.Close() })
	r.fake.AddUser(fake.User{ID: customer, Name: "anna", RealName: "Anna Li", Locale: "ru-RU"})
	r.board = &adapters.Board{Now: time.Now}
	r.board.Change = func() {
		if l := r.board.List(); len(l) > 0 {
			r.health <- l[0]
		}
	}
	cfg := Config{
		ID:            "sl",
		BotToken:      fake.DefaultBotToken,
		AppToken:      fake.DefaultAppToken,
		SigningSecret: fake.DefaultSigningSecret,
		APIURL:        opt.BaseURL + "/api",
		Mode:          mode,
	}
	env := adapters.Env{
		Accept: r.take,
		Park: func(_ context.Context, _ chat.ChannelID, _, raw, _ string) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.parked = append(r.parked, raw)

			return nil
		},
		Board:   r.board,
		Unknown: func(k string) { r.mu.Lock(); r.unknown[k]++; r.mu.Unlock() },
		Say: func(lang, key string, args map[string]string) string {
			return lang + "/" + key + "/" + args["Person"]
		},
		Transport: &http.Transport{ResponseHeaderTimeout: 2 * time.Second},
	}
	if change != nil {
		change(&cfg, &env)
	}
	ch, err := New(cfg, env)
	if err != nil {
		t.Fatal(err)
	}
	r.ch = ch
	ch.Register(func(pattern string, h http.Handler) { r.door.Handle(pattern, h) })

	return r
}

// inEvents asks newRig for mode events.
var inEvents = fake.Options{EventsURL: "set by newRig"}

// take is the Accept of a store with dedupe.
func (r *rig) take(_ context.Context, in chat.Inbound) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	if r.accept != nil {
		if err := r.accept(in); err != nil {
			return err
		}
	}

	known := false
	for _, k := range in.Keys {
		known = known || r.keys[k]
		r.keys[k] = true
	}
	if !known {
		r.got = append(r.got, in)
	}

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

// answers replaces the answer of the store; fn runs under r.mu.
func (r *rig) answers(fn func(chat.Inbound) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.accept = fn
}

func (r *rig) parks() []string {
	r.mu.Lock()
	defer r.mu.Unlock()

	return append([]string(nil), r.parked...)
}

func (r *rig) calls() int {
	r.mu.Lock()
	defer r.mu.Unlock()

	return r.asked
}

func (r *rig) counted(kind string) int {
	r.mu.Lock()
	defer r.mu.Unlock()

	return r.unknown[kind]
}

// run runs the channel until the test ends; stop ends the channel and returns the error of Run.
func (r *rig) run() (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.ch.Run(ctx) }()
	var once sync.Once
	var err error
	stop = func() error {
		once.Do(func() { cancel(); err = <-ended })
		return err
	}
	r.t.Cleanup(func() { _ = stop() })

	return stop
}

// fails runs the channel until the channel ends by itself.
func (r *rig) fails() error {
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()

	return r.ch.Run(ctx)
}

func (r *rig) wait(what string, ok func(*fake.Snapshot) bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	if err := r.fake.Wait(ctx, ok); err != nil {
		r.t.Fatalf("never came: %s: %v\n%+v", what, err, r.fake.Snapshot().Live)
	}
}

func (r *rig) acked(ids ...string) {
	r.t.Helper()

	for _, id := range ids {
		r.wait("ack of "+id, func(s *fake.Snapshot) bool { e, ok := s.Event(id); return ok && !e.Acked.IsZero() })
	}
}

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

// keepsSecrets fails when a visible text holds a secret.
func keepsSecrets(t *testing.T, texts ...string) {
	t.Helper()

	for _, s := range texts {
		for _, secret := range []string{
			fake.DefaultBotToken,
			fake.DefaultAppToken,
			fake.DefaultSigningSecret,
			"ticket=",
		} {
			if strings.Contains(s, secret) {
				t.Errorf("a secret shows in %q", s)
			}
		}
	}
}

// must is for gestures of the fake without a possible failure.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}

	return v
}
