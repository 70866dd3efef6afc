package slack_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk/adapters"
	"frontdesk/adapters/adaptertest"
	"frontdesk/adapters/fakes/fault"
	fake "frontdesk/adapters/fakes/slack"
	"frontdesk/adapters/slack"
)

func TestConformsSocket(t *testing.T) {
	adaptertest.Run(
		t,
		adaptertest.Harness{New: func(t *testing.T) adaptertest.Platform { return newPlatform(t, slack.Socket) }},
	)
}

func TestConformsEvents(t *testing.T) {
	adaptertest.Run(
		t,
		adaptertest.Harness{New: func(t *testing.T) adaptertest.Platform { return newPlatform(t, slack.Events) }},
	)
}

// platform is the fake Slack behind a network that can be cut.
type platform struct {
	t       *testing.T
	srv     *fake.Server
	url     string
	mode    string
	env     adaptertest.Env
	inlet   atomic.Pointer[url.URL] // the address for the events of Slack
	offline atomic.Bool
	press   string // newest interaction
	said    string // newest event of a customer
}

func newPlatform(t *testing.T, mode string) *platform {
	p := &platform{t: t, mode: mode}
	// Real waits, but shorter.
	opt := fake.Options{
		AckDeadline: time.Second,
		Sleep:       func(ctx context.Context, d time.Duration) error { return fault.Wait(ctx, d/300) },
	}
	if mode == slack.Events { // Slack knows our address before the channel is made
		door := httptest.NewServer(http.HandlerFunc(p.forward))
		t.Cleanup(door.Close)
		opt.EventsURL, opt.InteractivityURL = door.URL+"/events", door.URL+"/interactive"
		opt.HTTPRetries = []time.Duration{0, time.Minute, time.Minute, time.Minute, 5 * time.Minute}
	}
	web := httptest.NewUnstartedServer(nil)
	p.url = "http://" + web.Listener.Addr().String()
	opt.BaseURL = p.url
	p.srv = fake.New(opt)
	web.Config.Handler = p.srv
	web.Start()
	t.Cleanup(func() { p.srv.Close(); web.Close() })

	for i := range 3 {
		p.srv.AddUser(
			fake.User{
				ID:       user(i),
				Name:     fmt.Sprintf("anna%d", i),
				RealName: fmt.Sprintf("Anna %d", i),
				Locale:   "ru-RU",
			},
		)
	}

	return p
}

// forward brings the posts of Slack to the suite's server with our routes.
func (p *platform) forward(w http.ResponseWriter, r *http.Request) {
	to := p.inlet.Load()
	if to == nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	req, err := http.NewRequestWithContext(r.Context(), r.Method, to.String()+r.URL.Path, r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	req.Header = r.Header.Clone()
	resp, err := wire.RoundTrip(req)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	_ = resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
}

// RoundTrip is the network between us and the platform.
func (p *platform) RoundTrip(req *http.Request) (*http.Response, error) {
	if p.offline.Load() {
		return nil, errors.New("network is unreachable")
	}

	return wire.RoundTrip(req)
}

// wire gives up on late answers: an answer of the real Slack comes sooner.
var wire = &http.Transport{ResponseHeaderTimeout: 2 * time.Second}

func (p *platform) Traits() adapters.Traits { return slack.Kind.Traits }

func (p *platform) Channel(env adaptertest.Env) (adapters.Channel, error) {
	p.env = env
	to, err := url.Parse(env.URL + "/slack/" + string(env.ID))
	if err != nil {
		return nil, err
	}
	p.inlet.Store(to)

	return slack.New(
		slack.Config{
			ID:            env.ID,
			BotToken:      fake.DefaultBotToken,
			AppToken:      fake.DefaultAppToken,
			SigningSecret: fake.DefaultSigningSecret,
			APIURL:        p.url + "/api",
			Mode:          p.mode,
		},
		adapters.Env{
			Accept:    env.Accept,
			Park:      env.Park,
			Board:     env.Board,
			Unknown:   env.Unknown,
			Log:       env.Log,
			Transport: p,
			Say:       env.Say,
		},
	)
}

func user(customer int) string { return "U000CUST" + strconv.Itoa(customer) }

func (p *platform) Peer(customer int) string { return p.srv.Snapshot().Direct(user(customer)).ID }

func (p *platform) Say(customer int, text string) string {
	m := p.srv.DM(user(customer), text)
	p.said = m.Events[0]

	return m.TS
}

func (p *platform) Press(customer int, message, label string) {
	p.t.Helper()
	id, err := p.srv.Press(user(customer), p.Peer(customer), message, label)
	p.must(err)
	p.press = id
}

// unmarked takes the marks of our mrkdwn off a text.
var unmarked = strings.NewReplacer("*", "", "\u200b", "", "&lt;", "<", "&gt;", ">", "&amp;", "&")

func (p *platform) Sees(customer int) (out []adaptertest.Message) {
	for _, m := range p.srv.Snapshot().FromBot(user(customer)) {
		x := adaptertest.Message{ID: m.TS, Text: unmarked.Replace(m.Text)}
		for _, b := range m.Buttons {
			x.Buttons = append(x.Buttons, b.Label)
		}
		if len(m.Files) > 0 {
			_, x.File, _ = p.srv.File(m.Files[0].ID)
		}
		out = append(out, x)
	}

	return out
}

func (p *platform) Idle() bool { return len(p.srv.Snapshot().Live) == 0 }

func (p *platform) Can() adaptertest.Abilities {
	// Reply is missing: we do not quote, see Send. Block is missing: Slack does not report a block.
	return adaptertest.Abilities{
		Parks:   true,
		Secrets: []string{fake.DefaultBotToken, fake.DefaultAppToken, fake.DefaultSigningSecret},
		Edit:    func(c int, id, text string) { _, err := p.srv.Edit(p.Peer(c), id, text); p.must(err) },
		Send: func(c int, name string, data []byte) string {
			m, err := p.srv.Upload(user(c), "", "", name, data, "")
			p.must(err)

			return m.TS
		},
		Redeliver:  func() { p.redo(p.said) },
		PressAgain: func() { p.redo(p.press) },
		Fault: func(c int, f fault.Fault) {
			f.Method, f.Chat = fault.AnyMessage, p.Peer(c)
			p.srv.Inject(f)
		},
		Token: func(good bool) {
			if p.srv.Revoke(); good {
				p.srv.Restore()
			}
		},
		Offline:     func(on bool) { p.offline.Store(on) },
		Unknown:     func() { p.srv.Emit(map[string]any{"type": "moon_landed"}) },
		Unsupported: func(c int) { p.srv.DM(user(c), "") },
		Garbage:     p.garbage,
	}
}

func (p *platform) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *platform) redo(id string) {
	p.t.Helper()
	if !p.srv.Redeliver(id) {
		p.t.Error("nothing to deliver again")
	}
}

// garbage sends strange frames over a socket. In events mode garbage posts requests of strangers instead.
func (p *platform) garbage() {
	if p.mode == slack.Socket {
		for _, f := range []map[string]any{
			{},
			{"type": 7},
			{"type": "moon"},
			{"type": "events_api", "envelope_id": "g1"},
			{"type": "events_api", "envelope_id": "g2", "payload": []int{1}},
			{"type": "interactive", "envelope_id": "g3", "payload": "x"},
			{
				"type":        "events_api",
				"envelope_id": "g4",
				"payload": map[string]any{
					"type":  "event_callback",
					"event": map[string]any{"type": "message", "channel": 5},
				},
			},
		} {
			p.srv.Frame(f)
		}

		return
	}

	for _, secret := range []string{fake.DefaultSigningSecret, "wrong"} {
		for _, body := range []string{
			"",
			"{",
			"[]",
			`{"type":"event_callback","event":[]}`,
			"payload=%7B",
			"payload=%zz",
		} {
			for _, at := range []string{"/events", "/interactive"} {
				req, err := http.NewRequest(http.MethodPost, p.inlet.Load().String()+at, bytes.NewReader([]byte(body)))
				p.must(err)
				now := strconv.FormatInt(time.Now().Unix(), 10)
				req.Header.Set("X-Slack-Request-Timestamp", now)
				req.Header.Set("X-Slack-Signature", fake.Sign(secret, now, []byte(body)))
				resp, err := http.DefaultClient.Do(req)
				p.must(err)
				_ = resp.Body.Close()
				if secret == "wrong" && resp.StatusCode != http.StatusUnauthorized {
					p.t.Errorf("%s %q: status %d", at, body, resp.StatusCode)
				}
			}
		}
	}
}
