package slack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	sdk "github.com/slack-go/slack"

	"frontdesk/adapters/fakes/slack"
)

// hit is one request to the app's URL.
type hit struct {
	header http.Header
	body   string
}

type listener struct {
	*httptest.Server
	mu   sync.Mutex
	hits []hit
}

// listen is the app's URL. listen checks every signature with the SDK.
func listen(t *testing.T, reply func(hit, http.ResponseWriter)) *listener {
	l := &listener{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		v, err := sdk.NewSecretsVerifier(r.Header, slack.DefaultSigningSecret)
		if err == nil {
			_, _ = v.Write(raw)
			err = v.Ensure()
		}
		if err != nil {
			t.Errorf("signature: %v", err)
		}
		h := hit{r.Header, string(raw)}
		l.mu.Lock()
		l.hits = append(l.hits, h)
		l.mu.Unlock()
		if reply != nil {
			reply(h, w)
		}
	}))
	t.Cleanup(l.Close)

	return l
}

func (l *listener) all() []hit {
	l.mu.Lock()
	defer l.mu.Unlock()

	return append([]hit(nil), l.hits...)
}

func (h hit) event(t *testing.T) frame {
	var f frame
	if err := json.Unmarshal([]byte(h.body), &f.Payload); err != nil {
		t.Error(err)
	}

	return f
}

func acked(id string) func(*slack.Snapshot) bool {
	return func(s *slack.Snapshot) bool { e, _ := s.Event(id); return !e.Acked.IsZero() }
}

func TestPushInOrder(t *testing.T) {
	l := listen(t, nil)
	r := start(t, slack.Options{EventsURL: l.URL})

	var last slack.Posted
	for i := range 20 {
		last = r.DM("U1", fmt.Sprint(i))
	}
	r.wait(acked(last.Events[0]))

	for i, h := range l.all() {
		if got := h.event(t).Payload.Event["text"]; got != fmt.Sprint(i) {
			t.Errorf("request %d: %v", i, got)
		}
		if h.header.Get("X-Slack-Retry-Num") != "" || h.header.Get("Content-Type") != "application/json" {
			t.Errorf("%v", h.header)
		}
	}
}

func TestPushRetries(t *testing.T) {
	var waits []time.Duration
	hang := make(chan struct{})
	var n atomic.Int32
	l := listen(t, func(h hit, w http.ResponseWriter) {
		switch n.Add(1) {
		case 1:
			w.WriteHeader(500)
		case 2:
			<-hang
		case 3:
			if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = c.Close()
			}
		}
	})
	r := start(t, slack.Options{
		EventsURL:   l.URL,
		AckDeadline: 50 * time.Millisecond,
		Sleep:       func(ctx context.Context, d time.Duration) error { waits = append(waits, d); return ctx.Err() },
	})
	p := r.DM("U1", "hi")
	r.wait(acked(p.Events[0]))
	close(hang)
	if fmt.Sprint(waits) != "[0s 1m0s 5m0s]" {
		t.Error(waits)
	}

	for i, want := range []string{"", "http_error", "http_timeout", "connection_failed"} {
		h := l.all()[i]
		num := ""
		if i > 0 {
			num = fmt.Sprint(i)
		}
		if h.header.Get("X-Slack-Retry-Reason") != want || h.header.Get("X-Slack-Retry-Num") != num ||
			h.event(t).Payload.EventID != p.Events[0] {
			t.Errorf("try %d: %v", i, h.header)
		}
	}
}

func TestPushGivesUp(t *testing.T) {
	none := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }

	for _, tt := range []struct {
		noRetry string
		tries   int
	}{{"", 4}, {"1", 1}} {
		l := listen(t, func(_ hit, w http.ResponseWriter) {
			w.Header().Set("X-Slack-No-Retry", tt.noRetry)
			w.WriteHeader(503)
		})
		r := start(t, slack.Options{EventsURL: l.URL, Sleep: none})
		p := r.DM("U1", "hi")
		r.wait(func(s *slack.Snapshot) bool { e, _ := s.Event(p.Events[0]); return e.Failed })
		if len(l.all()) != tt.tries {
			t.Errorf("%d tries, want %d", len(l.all()), tt.tries)
		}
	}
}

func TestInteractivityIsAForm(t *testing.T) {
	events, presses := listen(t, nil), listen(t, nil)
	r := start(t, slack.Options{EventsURL: events.URL, InteractivityURL: presses.URL})
	dm := r.DM("U1", "hi")
	ts := r.want(
		"", "chat.postMessage",
		"channel", dm.Channel,
		"text", "x",
		"blocks", jsonOf(t, arr{actions("a")}),
	).Body["ts"].(string)
	id, err := r.Press("U1", dm.Channel, ts, "a")
	if err != nil {
		t.Fatal(err)
	}
	r.wait(acked(id))
	form, _ := url.ParseQuery(presses.all()[0].body)
	var cb sdk.InteractionCallback
	if err := json.Unmarshal([]byte(form.Get("payload")), &cb); err != nil || cb.User.ID != "U1" ||
		cb.ActionCallback.BlockActions[0].ActionID != "a" ||
		cb.Message.Timestamp != ts ||
		cb.Channel.ID != dm.Channel {
		t.Errorf("%v %+v", err, cb)
	}
	id, _ = r.Slash("U1", "", "/help", "me")
	r.wait(acked(id))
	form, _ = url.ParseQuery(presses.all()[1].body)
	if form.Get("command") != "/help" || form.Get("text") != "me" || form.Get("user_id") != "U1" ||
		form.Get("response_url") == "" {
		t.Error(form)
	}
}

func TestVerifyURL(t *testing.T) {
	for name, tt := range map[string]struct {
		reply func(challenge string) string
		ok    bool
	}{
		"plain": {func(c string) string { return c }, true},
		"json":  {func(c string) string { return `{"challenge":"` + c + `"}` }, true},
		"wrong": {func(string) string { return "hello" }, false},
	} {
		l := listen(t, func(h hit, w http.ResponseWriter) {
			var in struct{ Type, Challenge string }
			if err := json.Unmarshal([]byte(h.body), &in); err != nil || in.Type != "url_verification" {
				t.Error(err, h.body)
			}
			_, _ = io.WriteString(w, tt.reply(in.Challenge))
		})
		r := start(t, slack.Options{EventsURL: l.URL})
		if err := r.VerifyURL(t.Context()); (err == nil) != tt.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestResponseURL(t *testing.T) {
	l := listen(t, nil)
	r := start(t, slack.Options{EventsURL: l.URL})
	dm := r.DM("U1", "hi")
	press := func() (ts, target string) {
		ts = r.want(
			"", "chat.postMessage",
			"channel", dm.Channel,
			"text", "old",
			"blocks", jsonOf(t, arr{actions("a")}),
		).Body["ts"].(string)
		id, err := r.Press("U1", dm.Channel, ts, "a")
		if err != nil {
			t.Fatal(err)
		}
		r.wait(acked(id))

		for _, h := range l.all() {
			if form, _ := url.ParseQuery(h.body); form.Get("payload") != "" {
				var cb sdk.InteractionCallback
				_ = json.Unmarshal([]byte(form.Get("payload")), &cb)
				target = cb.ResponseURL
			}
		}

		return ts, target
	}
	post := func(target string, m *sdk.WebhookMessage) error { return sdk.PostWebhook(target, m) }
	ts, target := press()
	if err := post(target, &sdk.WebhookMessage{Text: "new", ReplaceOriginal: true}); err != nil {
		t.Fatal(err)
	}
	if m, _ := r.Snapshot().Last("U1"); m.TS != ts || m.Text != "new" || len(m.Buttons) != 0 {
		t.Errorf("%+v", m)
	}
	if err := post(target, &sdk.WebhookMessage{Text: "only you"}); err != nil {
		t.Fatal(err)
	}
	if m, _ := r.Snapshot().Last("U1"); m.Ephemeral != "U1" || m.Text != "only you" {
		t.Errorf("%+v", m)
	}
	if err := post(target, &sdk.WebhookMessage{DeleteOriginal: true}); err != nil {
		t.Fatal(err)
	}

	for range 2 {
		_ = post(target, &sdk.WebhookMessage{Text: "x"})
	}
	if err := post(target, &sdk.WebhookMessage{Text: "sixth"}); err == nil {
		t.Error("a sixth use worked")
	}
	_, target = press()
	r.clock.add(31 * time.Minute)
	if err := post(target, &sdk.WebhookMessage{Text: "late"}); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("after 31 minutes: %v", err)
	}
}
