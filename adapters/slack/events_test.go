package slack

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk/adapters"
	fake "frontdesk/adapters/fakes/slack"
	"frontdesk/chat"
)

const (
	aMessage = `{"type":"event_callback","event_id":"Ev1","event":{"type":"message","channel_type":"im",` +
		`"channel":"D01","user":"U01","text":"hi","ts":"1.000001"}}`
	aPress = `{"type":"block_actions","user":{"id":"U01"},"channel":{"id":"D01"},"message":{"ts":"1.000001"},` +
		`"actions":[{"type":"button","action_id":"choice:0","value":"v","action_ts":"2.0"}]}`
)

// post posts to one of our routes and gives the status.
func (r *rig) post(at, query, body, ts, signature string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, "/slack/sl/"+at+query, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", ts)
	req.Header.Set("X-Slack-Signature", signature)
	w := httptest.NewRecorder()
	r.door.ServeHTTP(w, req)

	return w
}

func form(payload string) string { return url.Values{"payload": {payload}}.Encode() }

func TestForgedRequests(t *testing.T) {
	r := newRig(t, inEvents, nil)
	now := strconv.FormatInt(time.Now().Unix(), 10)
	rng := rand.New(rand.NewPCG(1, 2))

	for i := range 1000 {
		at, body := "events", aMessage
		if i%2 == 0 {
			at, body = "interactive", form(aPress)
		}
		ts, sig := now, fake.Sign(fake.DefaultSigningSecret, now, []byte(body))

		switch i % 10 / 2 {
		case 0: // another byte of the body
			b := []byte(body)
			b[rng.IntN(len(b))] ^= byte(1 + rng.IntN(255))
			body = string(b)
		case 1: // another digit of the signature
			b := []byte(sig)
			k := 3 + rng.IntN(64)
			b[k] = "0123456789abcdef"[(strings.IndexByte("0123456789abcdef", b[k])+1+rng.IntN(15))%16]
			sig = string(b)
		case 2: // another time than was signed
			ts = strconv.FormatInt(time.Now().Unix()+1+int64(rng.IntN(200)), 10)
		case 3: // another secret
			sig = fake.Sign(fmt.Sprint("secret", i), ts, []byte(body))
		case 4: // broken headers
			bad := []string{
				"",
				"v0=",
				"v1=" + sig[3:],
				sig[3:],
				sig[:40],
				sig + "00",
				"v0=" + strings.Repeat("zz", 32),
				"v0=" + strings.Repeat("00", 32),
			}
			sig = bad[rng.IntN(len(bad))]
			if rng.IntN(8) == 0 {
				ts = ""
			}
		}
		if w := r.post(at, "", body, ts, sig); w.Code != http.StatusUnauthorized {
			t.Fatalf("variant %d: status %d", i, w.Code)
		}
	}
	if r.calls() != 0 || len(r.unknown) != 0 || r.ch.skewed.Load() {
		t.Error("a forged request had an effect")
	}
	signature := fake.Sign(fake.DefaultSigningSecret, now, []byte(aMessage))
	if w := r.post("events", "", aMessage, now, signature); w.Code != http.StatusOK || r.calls() != 1 {
		t.Errorf("a genuine one: %d", w.Code)
	}
}

func (r *rig) signed(at, query, body string, when time.Time) *httptest.ResponseRecorder {
	ts := strconv.FormatInt(when.Unix(), 10)
	return r.post(at, query, body, ts, fake.Sign(fake.DefaultSigningSecret, ts, []byte(body)))
}

func TestWrongClockIsAlarmed(t *testing.T) {
	var shift atomic.Int64
	r := newRig(t, inEvents, func(_ *Config, env *adapters.Env) {
		env.Now = func() time.Time { return time.Now().Add(time.Duration(shift.Load())) }
	})

	for _, by := range []time.Duration{6 * time.Minute, -6 * time.Minute} {
		shift.Store(int64(by))
		if w := r.signed("events", "", aMessage, time.Now()); w.Code != http.StatusUnauthorized {
			t.Errorf("%v: %d", by, w.Code)
		}
		r.until(adapters.Broken, "clock")
		shift.Store(0)
		if w := r.signed("events", "", aMessage, time.Now()); w.Code != http.StatusOK {
			t.Errorf("after %v: %d", by, w.Code)
		}
		r.until(adapters.Up, "")
	}
}

func TestPushAnswers(t *testing.T) {
	r := newRig(t, inEvents, nil)
	now := time.Now()
	var fail error
	r.answers(func(chat.Inbound) error { return fail })

	for _, tt := range []struct {
		name, at, query, body string
		fail                  error
		want                  int
	}{
		{"storage", "events", "", aMessage, chat.Fault(chat.Storage, "disk full"), 503},
		{"own fault", "events", "", aMessage, chat.Fault(chat.Invalid, "no"), 500},
		{"own fault again", "events", "", aMessage, chat.Fault(chat.Invalid, "no"), 500},
		{"own fault the third time", "events", "", aMessage, chat.Fault(chat.Invalid, "no"), 200},
		{"press, storage", "interactive", "", form(aPress), chat.Fault(chat.Storage, "disk full"), 503},
		{"garbage", "events", "", "{", nil, 200}, // signed by Slack, and a second delivery would not help
		{"no form", "interactive", "", "%zz", nil, 400},
		{"payload in the query only", "interactive", "?payload=" + url.QueryEscape(aPress), "x=1", nil, 400},
		{"too long", "events", "", `{"type":"` + strings.Repeat("x", 1<<20), nil, 413},
		{"good", "interactive", "", form(aPress), nil, 200},
	} {
		fail = tt.fail
		w := r.signed(tt.at, tt.query, tt.body, now)
		if w.Code != tt.want || (w.Code == 503) != (w.Header().Get("Retry-After") != "") {
			t.Errorf("%s: %d %v", tt.name, w.Code, w.Header())
		}
	}
	if len(r.parks()) != 1 || len(r.seen()) != 1 || r.counted("garbage") != 2+1 {
		t.Errorf("parked %q, stored %+v, counted %v", r.parks(), r.seen(), r.unknown)
	}
}

func TestURLVerification(t *testing.T) {
	r := newRig(t, inEvents, nil)
	if err := r.fake.VerifyURL(t.Context()); err != nil {
		t.Error(err)
	}
	body := `{"type":"url_verification","challenge":"c"}`
	if w := r.post("events", "", body, strconv.FormatInt(time.Now().Unix(), 10), "v0=00"); w.Code != 401 ||
		strings.Contains(w.Body.String(), "c") {
		t.Error("a stranger's challenge was answered")
	}
	var got map[string]string
	if w := r.signed("events", "", body, time.Now()); json.Unmarshal(w.Body.Bytes(), &got) != nil ||
		got["challenge"] != "c" {
		t.Error(w.Body)
	}
}

func TestRoutesOnlyInEventsMode(t *testing.T) {
	for mode, want := range map[string]int{Events: 2, Socket: 0} {
		c := must(
			New(
				Config{ID: "sl", BotToken: "xoxb", AppToken: "xapp", SigningSecret: "s", Mode: mode},
				adapters.Env{
					Accept: (&rig{}).take,
					Park:   newRig(t, fake.Options{}, nil).ch.env.Park,
					Board:  &adapters.Board{},
				},
			),
		)
		var list []string
		c.Register(func(pattern string, _ http.Handler) { list = append(list, pattern) })
		if len(list) != want ||
			want == 2 && (list[0] != "POST /slack/sl/events" || list[1] != "POST /slack/sl/interactive") {
			t.Errorf("%s: %q", mode, list)
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	good := Config{ID: "sl", BotToken: "xoxb", AppToken: "xapp", SigningSecret: "s"}
	env := newRig(t, fake.Options{}, nil).ch.env
	if _, err := New(good, env); err != nil {
		t.Error(err)
	}
	if _, err := New(good, adapters.Env{}); err == nil {
		t.Error("no deps")
	}

	for name, change := range map[string]func(*Config){
		"id":        func(c *Config) { c.ID = "" },
		"token":     func(c *Config) { c.BotToken = " " },
		"app token": func(c *Config) { c.AppToken = "" },
		"secret":    func(c *Config) { c.Mode, c.SigningSecret = Events, "" },
		"mode":      func(c *Config) { c.Mode = "rtm" },
		"address":   func(c *Config) { c.APIURL = "slack.com" },
	} {
		bad := good
		change(&bad)
		if _, err := New(bad, env); err == nil {
			t.Errorf("%s is not checked", name)
		}
	}
}
