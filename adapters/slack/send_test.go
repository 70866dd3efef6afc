package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	fake "frontdesk/adapters/fakes/slack"
	"frontdesk/chat"
)

func outgoing(peer chat.Peer, e chat.Entry, files map[string][]byte, number, of int, payload string) adapters.Outgoing {
	return adapters.Outgoing{
		Part: chat.Part{
			Conversation: "conv",
			Seq:          7,
			Peer:         peer,
			Number:       number,
			Of:           of,
			Payload:      payload,
			CreatedAt:    time.Now(),
		},
		Entry: e,
		Files: func(hash string) (io.ReadCloser, error) {
			if data, ok := files[hash]; ok {
				return io.NopCloser(bytes.NewReader(data)), nil
			}

			return nil, fs.ErrNotExist
		},
	}
}

// send sends all parts of an entry, each once, and returns the last part's id.
func (r *rig) send(peer chat.Peer, e chat.Entry, files map[string][]byte) (native string, err error) {
	r.t.Helper()
	parts, err := r.ch.Render(e)
	if err != nil {
		r.t.Fatal(err)
	}

	for i, p := range parts {
		if native, err = r.ch.Send(r.t.Context(), outgoing(peer, e, files, i, len(parts), p)); err != nil {
			return "", err
		}
	}

	return native, nil
}

func (r *rig) dm() chat.Peer {
	return chat.Peer{Channel: "sl", Address: must(r.fake.OpenHome(customer)).Channel}
}

// outcomeOf names an error of Send from the sender's point of view.
func outcomeOf(err error) string {
	var wait adapters.RetryAfter
	var no adapters.Rejected

	var unknown adapters.Uncertain
	switch {
	case err == nil:
		return "sent"
	case errors.As(err, &wait):
		return fmt.Sprintf("retry %s channel=%v", wait.Wait, wait.Channel)
	case errors.As(err, &no):
		return fmt.Sprintf("rejected %q peer=%v", no.Reason, no.Peer)
	case errors.As(err, &unknown):
		return "uncertain"
	}

	return "other: " + err.Error()
}

func TestSendOutcomes(t *testing.T) {
	refused := func(code string) fault.Fault { return fault.Fault{Kind: fault.BadRequest, Text: code} }
	for name, tt := range map[string]struct {
		fault fault.Fault
		want  string
	}{
		"well":            {want: "sent"},
		"slow":            {fault.Fault{Kind: fault.Slow, Delay: 10 * time.Millisecond}, "sent"},
		"rate":            {fault.Fault{Kind: fault.RateLimited, RetryAfter: 7}, "retry 7s channel=false"},
		"rate by name":    {refused("ratelimited"), "retry 5s channel=false"},
		"internal error":  {fault.Fault{Kind: fault.ServerError}, "uncertain"},
		"fatal error":     {refused("fatal_error"), "uncertain"},
		"page of a proxy": {fault.Fault{Kind: fault.BadGateway, Accept: true}, "uncertain"},
		"unavailable":     {fault.Fault{Kind: fault.Conflict}, "retry 0s channel=false"},
		"unavailable, 500": {
			fault.Fault{Kind: fault.ServerError, Text: "service_unavailable"},
			"retry 0s channel=false",
		},
		"archived": {fault.Fault{Kind: fault.Blocked}, `rejected "Slack refuses: is_archived" peer=true`},
		"no channel": {
			fault.Fault{Kind: fault.BadRequest},
			`rejected "Slack refuses: channel_not_found" peer=true`,
		},
		"their account":  {refused("account_inactive"), `rejected "Slack refuses: account_inactive" peer=true`},
		"disabled":       {refused("user_disabled"), `rejected "Slack refuses: user_disabled" peer=true`},
		"a bot":          {refused("cannot_dm_bot"), `rejected "Slack refuses: cannot_dm_bot" peer=true`},
		"too long":       {refused("msg_too_long"), `rejected "Slack refuses: msg_too_long" peer=false`},
		"blocks":         {refused("invalid_blocks"), `rejected "Slack refuses: invalid_blocks" peer=false`},
		"never heard of": {refused("moon_in_the_way"), `rejected "Slack refuses: moon_in_the_way" peer=false`},
		"token":          {fault.Fault{Kind: fault.Unauthorized}, "retry 1m0s channel=true"},
		"scope":          {refused("missing_scope"), "retry 1m0s channel=true"},
		"no answer":      {fault.Fault{Kind: fault.HangAfter}, "uncertain"},
		// the sender sees the same as in the next case
		"reset, not taken":   {fault.Fault{Kind: fault.ResetBefore}, "uncertain"},
		"reset, taken":       {fault.Fault{Kind: fault.ResetAfter}, "uncertain"},
		"half of the answer": {fault.Fault{Kind: fault.Truncated}, "uncertain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, fake.Options{}, nil)
			if tt.fault.Kind != "" {
				tt.fault.Method = fault.AnyMessage
				r.fake.Inject(tt.fault)
			}
			native, err := r.send(r.dm(), chat.Entry{Text: "secret words"}, nil)
			if got := outcomeOf(err); got != tt.want {
				t.Errorf("got %s (%v), want %s", got, err, tt.want)
			}
			keepsSecrets(t, fmt.Sprint(err))
			if strings.Contains(fmt.Sprint(err), "secret words") {
				t.Errorf("the text shows in %v", err)
			}
			if m, ok := r.fake.Snapshot().Last(customer); err == nil &&
				(!ok || m.TS != native || m.Text != "secret words") {
				t.Errorf("native %q, shown %+v", native, m)
			}
		})
	}
}

// Reading back decides an unknown outcome: no part is doubled, and no part is lost.
func TestReadBack(t *testing.T) {
	for _, kind := range []fault.Kind{
		fault.HangAfter,
		fault.ResetAfter,
		fault.Truncated,
		fault.ResetBefore,
		fault.HangBefore,
		fault.ServerError,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, fake.Options{}, nil)

			peer, e := r.dm(), chat.Entry{Text: "one part"}
			for i := range 3 { // other parts, to be told apart
				other := outgoing(peer, e, nil, i+1, 4, must(r.ch.Render(e))[0])
				must(r.ch.Send(t.Context(), other))
			}
			out := outgoing(peer, e, nil, 0, 4, must(r.ch.Render(e))[0])
			r.fake.Inject(fault.Fault{Method: "chat.postMessage", Kind: kind})
			_, err := r.ch.Send(t.Context(), out)
			if outcomeOf(err) != "uncertain" {
				t.Fatal(err)
			}
			r.fake.Inject(fault.Fault{Method: "conversations.history", Kind: fault.RateLimited})
			native, found, err := r.ch.Arrived(t.Context(), out)
			taken := kind == fault.HangAfter || kind == fault.ResetAfter || kind == fault.Truncated
			if err != nil || found != taken {
				t.Fatal(native, found, err)
			}
			if !found {
				if native, err = r.ch.Send(t.Context(), out); err != nil {
					t.Fatal(err)
				}
			}
			list := r.fake.Snapshot().FromBot(customer)
			if len(list) != 4 || list[3].TS != native {
				t.Errorf("%d messages, native %q", len(list), native)
			}
		})
	}
	r := newRig(t, fake.Options{}, nil)
	r.fake.Inject(fault.Fault{Method: "conversations.history", Kind: fault.BadGateway})
	if _, _, err := r.ch.Arrived(t.Context(), outgoing(r.dm(), chat.Entry{}, nil, 0, 1, `{"text":"x"}`)); err == nil {
		t.Error("the outcome is known without reading back")
	}
}

// A request without a written byte is surely not accepted, for any reason.
func TestNotWrittenIsNotUncertain(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + l.Addr().String()
	_ = l.Close()
	peer := chat.Peer{Channel: "sl", Address: "D01"}
	r := newRig(t, fake.Options{}, func(c *Config, _ *adapters.Env) { c.APIURL = nobody })
	if _, err = r.send(peer, chat.Entry{Text: "x"}, nil); outcomeOf(err) != "retry 0s channel=false" {
		t.Errorf("refused connection: %v", err)
	}
	keepsSecrets(t, err.Error())
	r = newRig(t, fake.Options{}, func(_ *Config, env *adapters.Env) {
		env.Transport = &http.Transport{
			DialContext: func(context.Context, string, string) (net.Conn, error) {
				return nil, errors.New("no such host")
			},
		}
	})
	if _, err = r.send(peer, chat.Entry{Text: "x"}, nil); outcomeOf(err) != "retry 0s channel=false" {
		t.Errorf("name not found: %v", err)
	}
	r = newRig(t, fake.Options{}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = r.ch.Send(ctx, outgoing(peer, chat.Entry{}, nil, 0, 1, `{"text":"x"}`))
	if outcomeOf(err) != "retry 0s channel=false" {
		t.Errorf("cancelled before: %v", err)
	}
	room := chat.Peer{Channel: "sl", Address: "C01"}
	_, err = r.ch.Send(ctx, outgoing(room, chat.Entry{}, nil, 0, 1, `{"text":"x"}`))
	if !strings.HasPrefix(outcomeOf(err), "rejected") {
		t.Errorf("texts may go to direct messages only: %v", err)
	}
}

func TestRefusedTokenShowsAndClears(t *testing.T) {
	r := newRig(t, fake.Options{}, nil)
	peer := r.dm()
	r.fake.Revoke()
	if _, err := r.send(peer, chat.Entry{Text: "x"}, nil); outcomeOf(err) != "retry 1m0s channel=true" {
		t.Error(err)
	}
	r.until(adapters.Broken, "token")
	r.fake.Restore()
	if _, err := r.send(peer, chat.Entry{Text: "x"}, nil); err != nil {
		t.Error(err)
	}
	r.until(adapters.Up, "")
	// The same code can mean our own account. Then no conversation is over.
	r.fake.Inject(fault.Fault{Method: "chat.postMessage", Kind: fault.BadRequest, Text: "account_inactive"})
	r.fake.Inject(fault.Fault{Method: "auth.test", Kind: fault.BadRequest, Text: "account_inactive"})
	if _, err := r.send(peer, chat.Entry{Text: "x"}, nil); outcomeOf(err) != "retry 1m0s channel=true" {
		t.Error(err)
	}
}

func TestUnbutton(t *testing.T) {
	r := newRig(t, fake.Options{}, nil)
	peer := r.dm()
	native, err := r.send(
		peer,
		chat.Entry{
			Text:    "see **here** <x> [l](https://example.org/?a=1&b=2)",
			Format:  chat.Markdown,
			Choices: []chat.Choice{{Value: "helped:yes", Label: "Yes"}},
		},
		nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := r.fake.Snapshot().Last(customer)
	if len(before.Buttons) != 1 || before.Buttons[0].Value != "helped:yes" || before.Buttons[0].ActionID != "choice:0" {
		t.Fatalf("%+v", before)
	}
	must(r.send(peer, chat.Entry{Text: "later"}, nil))

	for range 2 { // the second time finds no buttons
		if err := r.ch.Unbutton(t.Context(), peer, native); err != nil {
			t.Fatal(err)
		}
	}
	after := r.fake.Snapshot().FromBot(customer)[0]
	if len(after.Buttons) != 0 || after.Text != before.Text || !bytes.Contains(after.Blocks, []byte("section")) ||
		len(r.fake.Snapshot().CallsOf("chat.update")) != 1 {
		t.Errorf("%+v", after)
	}
	if _, found, err := r.ch.Arrived(t.Context(), outgoing(peer, chat.Entry{}, nil, 0, 1, `{"text":"x"}`)); !found ||
		err != nil {
		t.Error("the part is not known any more", err)
	}
	if err := r.ch.Unbutton(t.Context(), peer, "1.000001"); err == nil {
		t.Error("a message that is gone")
	}
}
