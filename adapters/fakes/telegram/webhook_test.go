package telegram_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"frontdesk/adapters/fakes/telegram"
)

// hook is a bot's webhook; the test sets the answers.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	got    []telegram.Update
	secret []string
	answer func(telegram.Update, http.ResponseWriter)
}

func listen(t *testing.T, answer func(telegram.Update, http.ResponseWriter)) *hook {
	h := &hook{answer: answer}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var u telegram.Update
		if err := json.NewDecoder(r.Body).Decode(&u); err != nil {
			t.Error(err)
		}
		h.mu.Lock()
		h.got = append(h.got, u)
		h.secret = append(h.secret, r.Header.Get("X-Telegram-Bot-Api-Secret-Token"))
		h.mu.Unlock()
		if h.answer != nil {
			h.answer(u, w)
		}
	}))
	t.Cleanup(h.Close)

	return h
}

func (h *hook) texts() (out []string) {
	h.mu.Lock()
	defer h.mu.Unlock()

	for _, u := range h.got {
		if u.Message != nil {
			out = append(out, u.Message.Text)
		}
	}

	return out
}

// naps records the pauses of the server without sleeping.
type naps struct {
	mu   sync.Mutex
	list []time.Duration
}

func (n *naps) sleep(ctx context.Context, d time.Duration) error {
	n.mu.Lock()
	n.list = append(n.list, d)
	n.mu.Unlock()

	return ctx.Err()
}

func drained(s *telegram.Snapshot) bool { return len(s.Pending) == 0 }

func TestWebhookPushesInOrderWithItsSecret(t *testing.T) {
	r := start(t, telegram.Options{})
	h := listen(t, nil)
	r.Say(7, "before")
	r.call("setWebhook", params{"url": h.URL, "secret_token": "s3-_", "max_connections": 1}).into(t, new(bool))

	for _, s := range []string{"a", "b", "c"} {
		r.Say(7, s)
	}
	r.wait(drained)
	if d := cmp.Diff([]string{"before", "a", "b", "c"}, h.texts()); d != "" {
		t.Error(d)
	}

	for _, s := range h.secret {
		if s != "s3-_" {
			t.Errorf("secret %q", s)
		}
	}
	r.refused(
		"getUpdates",
		nil,
		409,
		"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
	)
	r.call("deleteWebhook", nil).into(t, new(bool))
	r.Say(7, "after")
	if u := r.updates(nil); len(u) != 1 || u[0].Message.Text != "after" {
		t.Errorf("%+v", u)
	}
}

func TestWebhookRetrySchedule(t *testing.T) {
	var n naps
	tries := 0
	h := listen(t, func(_ telegram.Update, w http.ResponseWriter) {
		if tries++; tries <= 10 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	r := start(t, telegram.Options{Sleep: n.sleep})
	r.call("setWebhook", params{"url": h.URL}).into(t, new(bool))
	r.Say(7, "x")
	r.wait(drained)

	want := []time.Duration{0, 2, 4, 8, 16, 32}
	for i, d := range want {
		if n.list[i] != d*time.Second {
			t.Errorf("wait %d: %v, want %v s", i, n.list[i], d)
		}
	}

	for _, d := range n.list[6:] {
		if d < 60*time.Second || d > 120*time.Second {
			t.Errorf("late wait %v, want 60 to 120 s", d)
		}
	}
	if len(h.got) != 11 || h.got[0].ID != h.got[10].ID {
		t.Errorf("%d tries", len(h.got))
	}
	var info map[string]any
	r.call("getWebhookInfo", nil).into(t, &info)
	if info["last_error_message"] != "Wrong response from the webhook: 500 Internal Server Error" ||
		info["pending_update_count"] != 0.0 {
		t.Errorf("%v", info)
	}
}

func TestWebhookObeysRetryAfter(t *testing.T) {
	var n naps
	asked := []string{"17", "999999"}
	h := listen(t, func(_ telegram.Update, w http.ResponseWriter) {
		if len(asked) > 0 {
			w.Header().Set("Retry-After", asked[0])
			asked = asked[1:]
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	r := start(t, telegram.Options{Sleep: n.sleep})
	r.call("setWebhook", params{"url": h.URL}).into(t, new(bool))
	r.Say(7, "x")
	r.wait(drained)
	if d := cmp.Diff([]time.Duration{17 * time.Second, time.Hour}, n.list); d != "" {
		t.Error(d)
	}
}

func TestFailingUpdateHoldsUpItsChatOnly(t *testing.T) {
	release := make(chan struct{})
	h := listen(t, func(u telegram.Update, w http.ResponseWriter) {
		if u.Message != nil && u.Message.Text == "poison" {
			select {
			case <-release:
			default:
				w.WriteHeader(500)
			}
		}
	})
	var once sync.Once
	held := make(chan struct{})
	r := start(t, telegram.Options{Sleep: func(ctx context.Context, _ time.Duration) error {
		once.Do(func() { close(held) })

		select {
		case <-release:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}})
	r.call("setWebhook", params{"url": h.URL}).into(t, new(bool))
	r.Say(7, "poison")
	<-held
	r.Say(7, "behind")
	r.Say(8, "other chat")
	if _, err := r.PressRaw(7, 1, "press of the same person"); err != nil {
		t.Fatal(err)
	}
	r.wait(func(s *telegram.Snapshot) bool { return len(s.Settled) == 2 })
	if got := strings.Join(h.texts(), ","); strings.Contains(got, "behind") {
		t.Errorf("order of one chat is broken: %s", got)
	}
	close(release)
	r.wait(drained)
}

func TestWebhookGoneForADayIsRemoved(t *testing.T) {
	h := listen(t, func(_ telegram.Update, w http.ResponseWriter) { w.WriteHeader(http.StatusGone) })
	var c *clock
	r := start(
		t,
		telegram.Options{
			Sleep: func(ctx context.Context, _ time.Duration) error { c.add(time.Hour); return ctx.Err() },
			Now:   func() time.Time { return c.now() },
		},
	)
	_ = r
	c = newClock()
	r.call("setWebhook", params{"url": h.URL}).into(t, new(bool))
	r.Say(7, "x")
	r.wait(func(s *telegram.Snapshot) bool { return s.Webhook == "" })
	if n := len(h.texts()); n != 24 {
		t.Errorf("removed after %d tries an hour apart, want 24", n)
	}
}

func TestSetWebhookChecks(t *testing.T) {
	r := start(t, telegram.Options{})
	r.refused("setWebhook", params{"url": "ftp://x"}, 400, "Bad Request: bad webhook: invalid webhook URL specified")
	r.refused(
		"setWebhook",
		params{"url": "https://x.org", "secret_token": "no spaces"},
		400,
		"Bad Request: secret token contains unallowed characters",
	)
	r.refused(
		"setWebhook",
		params{"url": "https://x.org", "secret_token": strings.Repeat("a", 257)},
		400,
		"Bad Request: secret token contains unallowed characters",
	)
	got := make(chan reply, 1)
	go func() { a, _ := r.try(t.Context(), "getUpdates", params{"timeout": 50}); got <- a }()
	r.wait(func(s *telegram.Snapshot) bool { return s.Polling })
	h := listen(t, nil)
	r.call("setWebhook", params{"url": h.URL, "drop_pending_updates": true}).into(t, new(bool))
	if a := <-got; a.Description != "Conflict: terminated by setWebhook request" {
		t.Errorf("%+v", a)
	}
}
