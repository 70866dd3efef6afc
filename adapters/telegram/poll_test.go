package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	fake "frontdesk/adapters/fakes/telegram"
	"frontdesk/chat"
)

func down(t *testing.T, ended <-chan error) string {
	t.Helper()

	select {
	case err := <-ended:
		var d adapters.Down
		if !errors.As(err, &d) {
			t.Fatalf("Run ended with %v", err)
		}
		clean(t, err.Error())

		return d.Code
	case <-time.After(20 * time.Second):
		t.Fatal("Run did not end")
		return ""
	}
}

func TestPollReceivesInOrderAndConfirms(t *testing.T) {
	r := newRig(t, nil)
	for i := range 30 {
		r.fake.Say(customer+int64(i%3), fmt.Sprint(i))
	}
	r.run()
	r.until(adapters.Up, "")
	r.wait(drained)
	last := map[string]int{}

	for _, in := range r.seen() {
		n := 0
		_, _ = fmt.Sscan(in.Text, &n)
		if n < last[in.Peer.Address] {
			t.Errorf("%d after %d", n, last[in.Peer.Address])
		}
		last[in.Peer.Address] = n
	}
	if len(r.seen()) != 30 {
		t.Errorf("%d updates", len(r.seen()))
	}
}

// An update is confirmed only after the store has it. While the store fails, the same offset is requested, and no update of the chat
// overtakes.
func TestStorageErrorIsNotConfirmed(t *testing.T) {
	r := newRig(t, nil)
	fails := 4

	r.accept = func(in chat.Inbound) error {
		if in.Text == "second" && fails > 0 {
			fails--
			return fmt.Errorf("words: %w", chat.Fault(chat.Storage, "disk full"))
		}

		return nil
	}
	for _, s := range []string{"first", "second", "third"} {
		r.fake.Say(customer, s)
	}
	r.run()
	r.wait(func(s *fake.Snapshot) bool { return len(s.Settled) == 3 })
	got := slices.Compact(r.texts())
	if !slices.Equal(got, []string{"first", "second", "third"}) || len(r.parked) != 0 {
		t.Errorf("stored %v, parked %v", got, r.parked)
	}
}

func TestPoisonIsParkedOnTheThirdTry(t *testing.T) {
	r := newRig(t, nil)
	tries, parkFails := 0, 1
	r.accept = func(in chat.Inbound) error {
		if in.Text != "poison" {
			return nil
		}
		if tries++; tries == 2 {
			panic("boom")
		}

		return errors.New("cannot be stored")
	}
	r.park = func(string, string) error {
		parkFails--
		return map[bool]error{true: errors.New("disk full")}[parkFails >= 0]
	}
	r.fake.Say(customer, "poison")
	r.fake.Say(customer, "after")
	r.run()
	r.wait(drained)
	if tries != 4 || len(r.parked) != 1 || !strings.Contains(r.parked[0], "poison") ||
		!slices.Equal(r.texts(), []string{"after"}) {
		t.Errorf("%d tries, parked %q, stored %v", tries, r.parked, r.texts())
	}
}

func TestUnknownAndGroupsAreConfirmedAndCounted(t *testing.T) {
	r := newRig(t, nil)
	r.fake.JoinGroup(-7, "group")
	r.fake.SayInGroup(-7, customer, "hi all")
	r.run()
	r.wait(drained)
	if len(r.seen()) != 0 || r.unknown["group"] != 1 {
		t.Errorf("stored %v, counted %v", r.seen(), r.unknown)
	}
}

func TestPressIsAnsweredAfterItIsStored(t *testing.T) {
	r := newRig(t, nil)
	stored := false
	r.accept = func(in chat.Inbound) error {
		if in.Kind == chat.InPress {
			if len(r.fake.Snapshot().Answers) > 0 {
				t.Error("answered before the commit")
			}
			if !stored {
				stored = true
				return chat.Fault(chat.Storage, "busy")
			}
		}

		return nil
	}
	if _, err := r.send(chat.Entry{Text: "?", Choices: []chat.Choice{{Value: "a", Label: "A"}}}, "", nil); err != nil {
		t.Fatal(err)
	}
	m, _ := r.fake.Snapshot().Last(customer)
	if _, err := r.fake.Press(customer, m.ID, "A"); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.wait(func(s *fake.Snapshot) bool { return len(s.Answers) == 1 })
	if in := r.seen(); len(in) != 1 || in[0].Payload != "a" || in[0].Label != "A" || in[0].Of != fmt.Sprint(m.ID) {
		t.Errorf("%+v", in)
	}
}

func TestDown(t *testing.T) {
	for name, tt := range map[string]struct {
		prepare func(*rig)
		want    string
	}{
		"token": {func(r *rig) { r.fake.Revoke() }, "token"},
		"conflict": {
			func(r *rig) { r.fake.Inject(fake.Fault{Method: "getUpdates", Kind: fault.Conflict}) },
			"conflict",
		},
		"webhook": {func(r *rig) {
			resp, err := http.Get(
				r.ch.base.JoinPath("bot"+fake.DefaultToken, "setWebhook").String() + "?url=http://127.0.0.1:1/",
			)
			if err != nil {
				r.t.Fatal(err)
			}
			_ = resp.Body.Close()
		}, "webhook"},
		"network": {
			func(r *rig) { r.fake.Inject(fake.Fault{Method: "getUpdates", Kind: fault.ResetBefore, Count: -1}) },
			"network",
		},
		"page": {func(r *rig) { r.fake.Inject(fake.Fault{Method: "getMe", Kind: fault.BadGateway}) }, "network"},
		"errors": {
			func(r *rig) { r.fake.Inject(fake.Fault{Method: "getUpdates", Kind: fault.ServerError, Count: 3}) },
			"network",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, nil)
			tt.prepare(r)
			if got := down(t, r.run()); got != tt.want {
				t.Errorf("down: %s, want %s", got, tt.want)
			}

			for _, c := range r.fake.Snapshot().Calls {
				if c.Method == "deleteWebhook" {
					t.Error("somebody's webhook was deleted")
				}
			}
		})
	}
}

// Two failures in a row and a 429 with a time do not end the run.
func TestPollOutlivesShortTrouble(t *testing.T) {
	r := newRig(t, nil)
	r.fake.Inject(fake.Fault{Method: "getUpdates", Kind: fault.BadGateway, Count: 2})
	r.fake.Inject(fake.Fault{Method: "getUpdates", Kind: fault.RateLimited, RetryAfter: 1})
	r.fake.Inject(fake.Fault{Method: "getUpdates", Kind: fault.Truncated})
	r.fake.Say(customer, "hello")
	ended := r.run()
	r.wait(drained)

	select {
	case err := <-ended:
		t.Error("Run ended:", err)
	default:
	}
	if !slices.Equal(r.texts(), []string{"hello"}) {
		t.Error(r.texts())
	}
}

func TestMenu(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	r.wait(func(s *fake.Snapshot) bool { return len(s.CallsOf("setMyCommands")) == 3 && len(s.Menu) == 4 })
	quiet := newRig(t, func(_ *Config, env *adapters.Env) { env.Say = nil })
	quiet.run()
	quiet.until(adapters.Up, "")
	if n := len(quiet.fake.Snapshot().CallsOf("setMyCommands")); n != 0 {
		t.Errorf("a menu without words was set %d times", n)
	}
}

func TestNewChecks(t *testing.T) {
	for name, change := range map[string]func(*Config, *adapters.Env){
		"no token":   func(c *Config, _ *adapters.Env) { c.Token = " " },
		"mode":       func(c *Config, _ *adapters.Env) { c.Mode = "pull" },
		"no secret":  func(c *Config, _ *adapters.Env) { c.Mode, c.PublicURL = Webhook, "https://x" },
		"no address": func(c *Config, _ *adapters.Env) { c.Mode, c.Secret = Webhook, "s" },
		"api":        func(c *Config, _ *adapters.Env) { c.APIURL = "nowhere" },
		"proxy":      func(c *Config, env *adapters.Env) { c.Proxy = "::" },
		"no accept":  func(_ *Config, env *adapters.Env) { env.Accept = nil },
	} {
		cfg := Config{ID: "tg", Token: "1:a"}
		env := adapters.Env{Accept: (&rig{}).take, Park: newRig(t, nil).ch.env.Park, Board: &adapters.Board{}}
		change(&cfg, &env)
		if _, err := New(cfg, env); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
