package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk/adapters"
	"frontdesk/adapters/adaptertest"
	"frontdesk/adapters/fakes/fault"
	fake "frontdesk/adapters/fakes/telegram"
	"frontdesk/adapters/telegram"
)

func TestConformsPolling(t *testing.T) {
	adaptertest.Run(
		t,
		adaptertest.Harness{New: func(t *testing.T) adaptertest.Platform { return newPlatform(t, telegram.Poll) }},
	)
}

func TestConformsWebhook(t *testing.T) {
	adaptertest.Run(
		t,
		adaptertest.Harness{New: func(t *testing.T) adaptertest.Platform { return newPlatform(t, telegram.Webhook) }},
	)
}

const firstCustomer = 501

// platform is the fake Telegram behind a network that can be cut.
type platform struct {
	t       *testing.T
	srv     *fake.Server
	url     string
	mode    string
	env     adaptertest.Env
	offline atomic.Bool
	query   string // of the newest press
}

func newPlatform(t *testing.T, mode string) *platform {
	// The platform's waits between tries of a webhook are real, but shorter.
	p := &platform{
		t:    t,
		mode: mode,
		srv: fake.New(
			fake.Options{Sleep: func(ctx context.Context, d time.Duration) error { return fault.Wait(ctx, d/20) }},
		),
	}
	web := httptest.NewServer(p.srv)
	t.Cleanup(func() { p.srv.Close(); web.Close() })

	p.url = web.URL
	for i := range 3 {
		p.srv.Join(fake.Customer{ID: firstCustomer + int64(i), Name: fmt.Sprintf("Anna %d", i), Language: "ru"})
	}

	return p
}

// RoundTrip is the network between us and the platform.
func (p *platform) RoundTrip(req *http.Request) (*http.Response, error) {
	if p.offline.Load() {
		return nil, errors.New("network is unreachable")
	}

	return wire.RoundTrip(req)
}

// wire gives up on late answers: an answer of the real Telegram comes sooner.
var wire = &http.Transport{ResponseHeaderTimeout: 2 * time.Second}

func (p *platform) Traits() adapters.Traits { return telegram.Kind.Traits }

func (p *platform) Channel(env adaptertest.Env) (adapters.Channel, error) {
	p.env = env

	return telegram.New(
		telegram.Config{
			ID:          env.ID,
			Token:       fake.DefaultToken,
			APIURL:      p.url,
			Mode:        p.mode,
			Secret:      "webhook-secret",
			PublicURL:   env.URL,
			PollTimeout: time.Second,
		},
		adapters.Env{
			Accept:    env.Accept,
			Park:      env.Park,
			Board:     env.Board,
			Say:       func(lang, key string, _ map[string]string) string { return env.Say(lang, key, nil) },
			Unknown:   env.Unknown,
			Log:       env.Log,
			Transport: p,
		},
	)
}

func chatOf(customer int) int64 { return firstCustomer + int64(customer) }

func (p *platform) Peer(customer int) string { return strconv.FormatInt(chatOf(customer), 10) }

func (p *platform) Say(customer int, text string) string {
	return strconv.Itoa(p.srv.Say(chatOf(customer), text))
}

func (p *platform) id(native string) int {
	p.t.Helper()
	n, err := strconv.Atoi(native)
	if err != nil {
		p.t.Fatalf("%q is no message id", native)
	}

	return n
}

func (p *platform) Press(customer int, message, label string) {
	p.t.Helper()
	query, err := p.srv.Press(chatOf(customer), p.id(message), label)
	if err != nil {
		p.t.Fatal(err)
	}
	p.query = query
}

func (p *platform) Sees(customer int) (out []adaptertest.Message) {
	for _, m := range p.srv.Snapshot().FromBot(chatOf(customer)) {
		x := adaptertest.Message{ID: strconv.Itoa(m.ID), Text: m.Words()}
		for _, b := range m.Buttons() {
			x.Buttons = append(x.Buttons, b.Text)
		}
		if m.ReplyToMessage != nil {
			x.Quote = strconv.Itoa(m.ReplyToMessage.ID)
		}
		if m.File != "" {
			_, x.File, _ = p.srv.File(m.File)
		}
		out = append(out, x)
	}

	return out
}

func (p *platform) Idle() bool { return len(p.srv.Snapshot().Pending) == 0 }

func (p *platform) Can() adaptertest.Abilities {
	a := adaptertest.Abilities{
		Parks:   true,
		Secrets: []string{strings.Split(fake.DefaultToken, ":")[1], "webhook-secret"},
		Reply:   func(c int, to, text string) string { return strconv.Itoa(p.srv.Reply(chatOf(c), p.id(to), text)) },
		Edit:    func(c int, id, text string) { p.must(p.srv.Edit(chatOf(c), p.id(id), text)) },
		Send: func(c int, name string, data []byte) string {
			return strconv.Itoa(p.srv.Document(chatOf(c), name, data, ""))
		},
		Redeliver:  p.redeliver,
		PressAgain: func() { p.must(p.srv.PressAgain(p.query)) },
		Fault: func(c int, f fault.Fault) {
			f.Method, f.Chat = fault.AnyMessage, p.Peer(c)
			p.srv.Inject(f)
		},
		Block: func(c int) { p.must(p.srv.Block(chatOf(c))) },
		Token: func(good bool) {
			if p.srv.Revoke(); good {
				p.srv.Restore()
			}
		},
		Offline:     func(on bool) { p.offline.Store(on) },
		Unknown:     func() { p.srv.SayInGroup(-77, firstCustomer, "hi all") },
		Unsupported: func(c int) { p.srv.Sticker(chatOf(c)) },
		Garbage:     p.garbage,
	}
	if p.mode == telegram.Poll {
		a.Contest = func(on bool) {
			if p.srv.ClearFaults(); on {
				p.srv.Inject(fake.Fault{Method: "getUpdates", Kind: fault.Conflict, Count: -1})
			}
		}
	}

	return a
}

func (p *platform) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *platform) redeliver() {
	list := p.srv.Snapshot().Settled
	if len(list) == 0 || !p.srv.Redeliver(list[len(list)-1].ID) {
		p.t.Error("nothing to deliver again")
	}
}

// garbage gives broken answers to polls. In webhook mode garbage posts requests of strangers instead.
func (p *platform) garbage() {
	if p.mode == telegram.Poll {
		p.srv.Inject(fake.Fault{Method: "getUpdates", Kind: fault.Truncated})
		p.srv.Inject(fake.Fault{Method: "getUpdates", Kind: fault.BadGateway})

		return
	}

	for _, secret := range []string{"webhook-secret", "wrong", ""} {
		for _, body := range []string{
			"",
			"{",
			"[]",
			`{"update_id":1e99}`,
			`{"update_id":7,"message":[]}`,
			`{"update_id":8,"message":{"chat":{"type":"private","id":"x"}}}`,
		} {
			req, err := http.NewRequest(
				http.MethodPost,
				p.env.URL+"/telegram/"+string(p.env.ID),
				bytes.NewReader([]byte(body)),
			)
			p.must(err)
			req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
			resp, err := http.DefaultClient.Do(req)
			p.must(err)
			_ = resp.Body.Close()
			if known := secret == "webhook-secret"; !known && resp.StatusCode != http.StatusUnauthorized {
				p.t.Errorf("secret %q: status %d", secret, resp.StatusCode)
			}
		}
	}
}
