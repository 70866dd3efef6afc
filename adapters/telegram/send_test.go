package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	fake "frontdesk/adapters/fakes/telegram"
	"frontdesk/chat"
)

func (r *rig) send(e chat.Entry, replyTo string, files map[string][]byte) (string, error) {
	r.t.Helper()
	parts, err := r.ch.Render(e)
	if err != nil {
		r.t.Fatal(err)
	}
	native := ""

	for i, p := range parts {
		out := adapters.Outgoing{
			Part: chat.Part{
				Peer:    chat.Peer{Channel: "tg", Address: fmt.Sprint(customer)},
				Number:  i,
				Of:      len(parts),
				Payload: p,
			},
			Entry:   e,
			ReplyTo: replyTo,
			Files: func(hash string) (io.ReadCloser, error) {
				if data, ok := files[hash]; ok {
					return io.NopCloser(bytes.NewReader(data)), nil
				}

				return nil, fs.ErrNotExist
			},
		}
		if native, err = r.ch.Send(r.t.Context(), out); err != nil {
			return "", err
		}
	}

	return native, nil
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
	for name, tt := range map[string]struct {
		fault fault.Fault
		want  string
	}{
		"well":            {want: "sent"},
		"slow":            {fault.Fault{Kind: fault.Slow, Delay: 10 * time.Millisecond}, "sent"},
		"rate":            {fault.Fault{Kind: fault.RateLimited, RetryAfter: 7}, "retry 7s channel=false"},
		"internal error":  {fault.Fault{Kind: fault.ServerError}, "uncertain"},
		"page of a proxy": {fault.Fault{Kind: fault.BadGateway, Accept: true}, "uncertain"},
		"blocked":         {fault.Fault{Kind: fault.Blocked}, `rejected "bot was blocked by the user" peer=true`},
		"no chat":         {fault.Fault{Kind: fault.BadRequest}, `rejected "chat not found" peer=true`},
		"bad text": {
			fault.Fault{Kind: fault.BadRequest, Text: "Bad Request: message is too long"},
			`rejected "message is too long" peer=false`,
		},
		"token":     {fault.Fault{Kind: fault.Unauthorized}, "retry 1m0s channel=true"},
		"conflict":  {fault.Fault{Kind: fault.Conflict}, "retry 0s channel=false"},
		"no answer": {fault.Fault{Kind: fault.HangAfter}, "uncertain"},
		// the sender sees the same as in the next case
		"reset, not taken":   {fault.Fault{Kind: fault.ResetBefore}, "uncertain"},
		"reset, taken":       {fault.Fault{Kind: fault.ResetAfter}, "uncertain"},
		"half of the answer": {fault.Fault{Kind: fault.Truncated}, "uncertain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, nil)
			if tt.fault.Kind != "" {
				tt.fault.Method = fault.AnyMessage
				r.fake.Inject(tt.fault)
			}
			native, err := r.send(chat.Entry{Text: "secret words"}, "", nil)
			if got := outcomeOf(err); got != tt.want {
				t.Errorf("got %s (%v), want %s", got, err, tt.want)
			}
			clean(t, fmt.Sprint(err))
			if strings.Contains(fmt.Sprint(err), "secret words") {
				t.Errorf("the text shows in %v", err)
			}
			if m, ok := r.fake.Snapshot().Last(customer); err == nil && (!ok || fmt.Sprint(m.ID) != native) {
				t.Errorf("native %q, shown %+v", native, m)
			}
		})
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
	r := newRig(t, func(c *Config, _ *adapters.Env) { c.APIURL = nobody })
	_, err = r.send(chat.Entry{Text: "x"}, "", nil)
	if got := outcomeOf(err); got != "retry 0s channel=false" {
		t.Errorf("refused connection: %s", got)
	}
	clean(t, err.Error())
	r = newRig(t, func(_ *Config, env *adapters.Env) {
		env.Transport = &http.Transport{
			DialContext: func(context.Context, string, string) (net.Conn, error) {
				return nil, errors.New("no such host")
			},
		}
	})
	if _, err = r.send(chat.Entry{Text: "x"}, "", nil); outcomeOf(err) != "retry 0s channel=false" {
		t.Errorf("name not found: %v", err)
	}
	r = newRig(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = r.ch.Send(
		ctx,
		adapters.Outgoing{Part: chat.Part{Peer: chat.Peer{Address: "501"}, Payload: `{"text":"x"}`}},
	)
	if outcomeOf(err) != "retry 0s channel=false" {
		t.Errorf("cancelled before: %v", err)
	}
}

func TestRefusedTokenShowsAndClears(t *testing.T) {
	r := newRig(t, nil)
	r.fake.Revoke()
	if _, err := r.send(chat.Entry{Text: "x"}, "", nil); outcomeOf(err) != "retry 1m0s channel=true" {
		t.Error(err)
	}
	r.until(adapters.Broken, "token")
	r.fake.Restore()
	if _, err := r.send(chat.Entry{Text: "x"}, "", nil); err != nil {
		t.Error(err)
	}
	r.until(adapters.Up, "")
}

func TestSendMarksQuotesAndButtons(t *testing.T) {
	r := newRig(t, nil)
	asked := r.fake.Say(customer, "question")
	native, err := r.send(
		chat.Entry{
			Text:    "see **here** [x](https://example.org)",
			Format:  chat.Markdown,
			Choices: []chat.Choice{{Value: "helped:yes", Label: "Yes"}},
		},
		fmt.Sprint(asked),
		nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := r.fake.Snapshot().Last(customer)
	if m.Text != "see here x" || len(m.Entities) != 2 || m.ReplyToMessage == nil || m.ReplyToMessage.ID != asked ||
		len(m.Buttons()) != 1 ||
		m.Buttons()[0].CallbackData != "helped:yes" {
		t.Errorf("%+v", m)
	}

	peer := chat.Peer{Channel: "tg", Address: fmt.Sprint(customer)}
	for range 2 { // the second time changes no message
		if err := r.ch.Unbutton(t.Context(), peer, native); err != nil {
			t.Error(err)
		}
	}
	if m, _ := r.fake.Snapshot().Last(customer); len(m.Buttons()) != 0 {
		t.Error("buttons stayed")
	}
	if err := r.ch.Typing(t.Context(), peer); err != nil || len(r.fake.Snapshot().CallsOf("sendChatAction")) != 1 {
		t.Error("typing:", err)
	}
	if _, err := r.send(chat.Entry{Text: "x"}, "999999", nil); err != nil {
		t.Error("a quote that is gone stopped the answer:", err)
	}
}

func TestSendFiles(t *testing.T) {
	r := newRig(t, nil)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"p": picture.Bytes(), "b": []byte("not a picture"), "d": []byte("%PDF-1.7")}
	ready := func(name, kind, hash string) chat.File {
		return chat.File{Name: name, Type: kind, Hash: hash, State: chat.FileReady, Size: int64(len(files[hash]))}
	}
	e := chat.Entry{
		Text: "three",
		Files: []chat.File{
			ready("a.png", "image/png", "p"),
			ready("b.jpg", "image/jpeg", "b"),
			ready("c.pdf", "application/pdf", "d"),
		},
	}
	if _, err := r.send(e, "", files); err != nil {
		t.Fatal(err)
	}
	got := r.fake.Snapshot().FromBot(customer)
	if len(got) != 4 || got[1].Photo == nil || got[2].Document == nil || got[3].Document == nil {
		t.Fatalf("%+v", got)
	}

	for i, hash := range []string{"p", "b", "d"} {
		if name, data, ok := r.fake.File(got[i+1].File); !ok || !bytes.Equal(data, files[hash]) ||
			name != e.Files[i].Name {
			t.Errorf("file %d arrived as %q with %d bytes", i, name, len(data))
		}
	}
	_, err := r.send(chat.Entry{Files: []chat.File{ready("x", "text/plain", "gone")}}, "", files)
	if outcomeOf(err) != `rejected "the file is gone" peer=false` {
		t.Error(err)
	}
}

func TestFetch(t *testing.T) {
	r := newRig(t, func(c *Config, _ *adapters.Env) { c.MaxFile = 21 << 20 })
	r.run()
	data := bytes.Repeat([]byte("x"), 100_000)
	r.fake.Document(customer, "a.txt", data, "")
	r.fake.Document(customer, "b.txt", bytes.Repeat([]byte("x"), 20<<20+1), "")
	r.wait(drained)
	in := r.seen()
	body, err := r.ch.Fetch(t.Context(), in[0].Files[0])
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(body)
	if err != nil || body.Close() != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	var no adapters.Rejected
	if _, err := r.ch.Fetch(t.Context(), in[1].Files[0]); !errors.As(err, &no) ||
		!strings.Contains(no.Reason, "too big") {
		t.Error("too big:", err)
	}
	if _, err := r.ch.Fetch(t.Context(), chat.File{Native: "nonsense"}); !errors.As(err, &no) {
		t.Error("no such file:", err)
	}

	for _, kind := range []fault.Kind{fault.ResetBefore, fault.Unauthorized, fault.BadGateway} {
		r.fake.Inject(fake.Fault{Method: "getFile", Kind: kind})
		_, err := r.ch.Fetch(t.Context(), in[0].Files[0])
		if err == nil || errors.As(err, &no) {
			t.Errorf("%s: %v", kind, err)
		}
		clean(t, fmt.Sprint(err))
	}
}
