package telegram

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"frontdesk/adapters"
	fake "frontdesk/adapters/fakes/telegram"
	"frontdesk/chat"
)

// hooked is a rig in webhook mode with a served route.
func hooked(t *testing.T) (*rig, *httptest.Server) {
	mux := http.NewServeMux()
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	r := newRig(t, func(c *Config, _ *adapters.Env) { c.Mode, c.Secret, c.PublicURL = Webhook, "s3cret", web.URL })
	r.ch.Register(mux.Handle)

	return r, web
}

func post(t *testing.T, url, secret, body string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/telegram/tg", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(secretHeader, secret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()

	return resp
}

func TestPushStatus(t *testing.T) {
	r, web := hooked(t)
	r.accept = func(in chat.Inbound) error {
		return map[string]error{"busy": chat.Fault(chat.Storage, "busy"), "poison": errors.New("cannot")}[in.Text]
	}

	text := func(s string) string { return msg(`,"text":"` + s + `"`) }
	for _, tt := range []struct {
		name, secret, body string
		want               int
	}{
		{"no secret", "", text("a"), 401},
		{"wrong secret", "s3cre", text("a"), 401},
		{"stored", "s3cret", text("a"), 200},
		{"storage", "s3cret", text("busy"), 503},
		{"poison 1", "s3cret", text("poison"), 500},
		{"poison 2", "s3cret", text("poison"), 500},
		{"poison parked", "s3cret", text("poison"), 200},
		{"garbage", "s3cret", "{", 400},
		{"unknown", "s3cret", `{"update_id":4,"poll":{}}`, 200},
		{"huge", "s3cret", strings.Repeat("x", adapters.MaxPush+1), 413},
	} {
		resp := post(t, web.URL, tt.secret, tt.body)
		if resp.StatusCode != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, resp.StatusCode, tt.want)
		}
		if tt.want == 503 && resp.Header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
	}
	if !slices.Equal(r.texts(), []string{"a"}) || len(r.parked) != 1 {
		t.Errorf("stored %v, parked %d", r.texts(), len(r.parked))
	}
}

func TestWebhookIsSetAndReceives(t *testing.T) {
	r, web := hooked(t)
	r.run()
	r.until(adapters.Up, "")
	if s := r.fake.Snapshot(); s.Webhook != web.URL+"/telegram/tg" {
		t.Errorf("webhook %q", s.Webhook)
	}
	fails := 1
	r.accept = func(chat.Inbound) error {
		if fails--; fails >= 0 {
			return errors.New("first time unlucky") // repeated at once; a 503 would be repeated after its Retry-After
		}

		return nil
	}
	r.fake.Say(customer, "one")
	r.fake.Say(customer, "two")
	r.wait(func(s *fake.Snapshot) bool { return drained(s) && len(s.Settled) == 2 })
	if !slices.Equal(r.texts(), []string{"one", "two"}) {
		t.Error(r.texts())
	}
}

func TestPollingHasNoRoute(t *testing.T) {
	newRig(t, nil).ch.Register(func(pattern string, _ http.Handler) { t.Error("route", pattern) })
}
