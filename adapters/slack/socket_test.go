package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"frontdesk/adapters"
	fake "frontdesk/adapters/fakes/slack"
	"frontdesk/chat"
)

func onceIn(keys map[string]bool) func(context.Context, ...string) (bool, error) {
	var mu sync.Mutex

	return func(_ context.Context, list ...string) (bool, error) {
		mu.Lock()
		defer mu.Unlock()

		for _, k := range list {
			if keys[k] {
				return false, nil
			}
		}

		for _, k := range list {
			keys[k] = true
		}

		return true, nil
	}
}

func sentIs(native *string) func(context.Context, chat.Peer, string) (bool, error) {
	return func(_ context.Context, _ chat.Peer, n string) (bool, error) { return n == *native, nil }
}

func TestReconnects(t *testing.T) {
	r := newRig(
		t,
		fake.Options{PingInterval: 50 * time.Millisecond, AckDeadline: time.Second},
		func(c *Config, _ *adapters.Env) { c.PingInterval = time.Second },
	)
	r.run()
	r.until(adapters.Up, "")

	for i, fail := range []func(){
		func() { r.fake.Disconnect("refresh_requested") },
		r.fake.Drop,
		func() { r.fake.Disconnect("link_disabled") },
		r.fake.Freeze,
	} {
		before := len(r.fake.Snapshot().CallsOf("apps.connections.open"))
		fail()
		p := r.fake.DM(customer, fmt.Sprint("meanwhile ", i))
		r.acked(p.Events...)
		r.wait("a new connection", func(s *fake.Snapshot) bool {
			return len(s.CallsOf("apps.connections.open")) > before && s.Connections > 0
		})
	}
	if got := strings.Join(r.texts(), "|"); got != "meanwhile 0|meanwhile 1|meanwhile 2|meanwhile 3" {
		t.Errorf("stored %q", got)
	}
}

func TestRevokedTokens(t *testing.T) {
	for _, opt := range []fake.Options{{}, inEvents} {
		r := newRig(t, opt, nil)
		r.fake.Revoke()
		var down adapters.Down
		err := r.fails()
		if !errors.As(err, &down) || down.Code != "token" {
			t.Errorf("%v", err)
		}
		keepsSecrets(t, fmt.Sprint(err))
	}
}

// Slack can refuse the app-level token while the bot token works, and while the socket runs.
func TestAppTokenRefused(t *testing.T) {
	r := newRig(t, fake.Options{}, func(c *Config, _ *adapters.Env) { c.AppToken = "xapp-wrong" })
	var down adapters.Down
	if err := r.fails(); !errors.As(err, &down) || down.Code != "token" {
		t.Errorf("%v", err)
	}

	for _, code := range []string{"link_disabled", "account_inactive"} {
		r = newRig(t, fake.Options{}, nil)
		r.fake.Inject(fake.Fault{Method: "apps.connections.open", Kind: "400", Text: code})
		if err := r.fails(); !errors.As(err, &down) || down.Code != "token" || !strings.Contains(err.Error(), code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	r = newRig(t, fake.Options{}, nil)
	ended := make(chan error, 1)
	go func() { ended <- r.fails() }()
	r.until(adapters.Up, "")
	r.fake.Revoke()
	r.fake.Drop()
	if err := <-ended; !errors.As(err, &down) || down.Code != "token" {
		t.Errorf("while running: %v", err)
	}
}

func TestNetworkTroubleShowsAndPasses(t *testing.T) {
	r := newRig(t, fake.Options{}, nil)
	r.fake.Inject(fake.Fault{Method: "apps.connections.open", Kind: "502"})
	r.run()
	r.until(adapters.Broken, "network")
	r.until(adapters.Up, "")
	keepsSecrets(t, fmt.Sprint(r.board.List()))
}

// An event in the store at the stop of the program is still acknowledged.
func TestAckWhenStopping(t *testing.T) {
	r := newRig(t, fake.Options{AckDeadline: 20 * time.Second}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.ch.Run(ctx) }()
	r.until(adapters.Up, "")
	begun, goOn := make(chan struct{}), make(chan struct{})
	r.answers(func(chat.Inbound) error { close(begun); <-goOn; return nil })
	p := r.fake.DM(customer, "last words")
	<-begun
	cancel()
	soon, done := context.WithTimeout(t.Context(), time.Second)
	defer done()
	if r.fake.Wait(soon, func(s *fake.Snapshot) bool { return s.Connections == 0 }) == nil {
		t.Error("the connection is gone before the ack")
	}
	close(goOn)
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	r.acked(p.Events...)
	if e, _ := r.fake.Snapshot().Event(p.Events[0]); e.Deliveries != 1 {
		t.Errorf("%+v", e)
	}
}

func TestNothingSecretOrSaidInTheLog(t *testing.T) {
	var log safe
	r := newRig(t, fake.Options{}, func(_ *Config, env *adapters.Env) {
		env.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo}))
	})
	r.run()
	r.until(adapters.Up, "")
	r.answers(func(chat.Inbound) error { return errors.New("cannot be stored") })
	p := r.fake.DM(customer, "private words")
	r.acked(p.Events...)
	r.fake.Revoke()
	r.fake.Drop()
	r.wait("refused", func(s *fake.Snapshot) bool {
		l := s.CallsOf("apps.connections.open")
		return len(l) > 0 && l[len(l)-1].Error == "token_revoked"
	})
	if text := log.String(); strings.Contains(text, "private words") {
		t.Errorf("the log holds words: %s", text)
	} else {
		keepsSecrets(t, text)
	}
}

// safe is a buffer for several goroutines.
type safe struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *safe) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.b.Write(p)
}

func (s *safe) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.b.String()
}
