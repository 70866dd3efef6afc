package slack_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"frontdesk/adapters/fakes/fault"
	"frontdesk/adapters/fakes/slack"
)

func TestFaultAnswers(t *testing.T) {
	r := start(t, slack.Options{})

	dm := r.DM("U1", "hi")
	for _, tt := range []struct {
		f      fault.Fault
		status int
		code   string
		after  string
	}{
		{fault.Fault{Kind: fault.RateLimited, RetryAfter: 17}, 429, "ratelimited", "17"},
		{fault.Fault{Kind: fault.ServerError}, 500, "internal_error", ""},
		{fault.Fault{Kind: fault.Blocked}, 200, "is_archived", ""},
		{fault.Fault{Kind: fault.BadRequest, Text: "msg_too_long"}, 200, "msg_too_long", ""},
		{fault.Fault{Kind: fault.Unauthorized}, 200, "token_revoked", ""},
		{fault.Fault{Kind: fault.Conflict}, 200, "service_unavailable", ""},
	} {
		tt.f.Method, tt.f.Chat = fault.AnyMessage, dm.Channel
		r.Inject(tt.f)
		a := r.call("chat.postMessage", "channel", "U1", "text", "x") // a user id stands for the DM
		if a.Status != tt.status || a.err() != tt.code || a.Header.Get("Retry-After") != tt.after {
			t.Errorf("%s: %d %s %v", tt.f.Kind, a.Status, a.Raw, a.Header)
		}
	}
	if n := len(r.Snapshot().FromBot("U1")); n != 0 {
		t.Errorf("%d messages were accepted", n)
	}
	r.post(dm.Channel, "the script is over")
}

func TestFaultsOfTheConnection(t *testing.T) {
	for _, tt := range []struct {
		kind   fault.Kind
		stored int
	}{
		{fault.HangBefore, 0},
		{fault.HangAfter, 1},
		{fault.ResetBefore, 0},
		{fault.ResetAfter, 1},
		{fault.Truncated, 1},
		{fault.BadGateway, 0},
	} {
		r := start(t, slack.Options{})
		dm := r.DM("U1", "hi")
		r.Inject(fault.Fault{Method: "chat.postMessage", Kind: tt.kind})
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error, 1)
		go func() {
			_, err := r.try(ctx, slack.DefaultBotToken, "chat.postMessage", "channel", dm.Channel, "text", "x")
			failed <- err
		}()
		r.wait(func(s *slack.Snapshot) bool { return len(s.CallsOf("chat.postMessage")) == 1 })
		if tt.kind == fault.HangBefore || tt.kind == fault.HangAfter {
			cancel()
		}
		if err := <-failed; err == nil {
			t.Errorf("%s: a good answer", tt.kind)
		}
		cancel()
		s := r.Snapshot()
		if n := len(s.FromBot("U1")); n != tt.stored {
			t.Errorf("%s: %d messages stored, want %d", tt.kind, n, tt.stored)
		}
		if c := s.CallsOf("chat.postMessage")[0]; c.Fault != tt.kind || c.Done != (tt.stored == 1) {
			t.Errorf("%s: %+v", tt.kind, c)
		}
	}
}

func TestMagicTexts(t *testing.T) {
	r := start(t, slack.Options{})
	r.DM("U2", "hi")

	for text, want := range map[string]string{
		"/429":   "ratelimited",
		"/500":   "internal_error",
		"/block": "is_archived",
	} {
		if p := r.DM("U1", text); len(p.Events) != 1 {
			t.Errorf("%s did not reach the app", text)
		}
		r.post("U2", "other DMs are spared")
		r.want(want, "chat.postMessage", "channel", "U1", "text", "x")
		r.DM("U1", "and again")
		r.post("U1", "fine")
	}
	r.DM("U1", "/timeout")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := r.try(ctx, slack.DefaultBotToken, "chat.postMessage", "channel", "U1", "text", "kept"); err == nil {
		t.Error("/timeout answered")
	}
	if !slices.Contains(r.Snapshot().Texts("U1"), "kept") {
		t.Error("/timeout did not accept the message")
	}
}
