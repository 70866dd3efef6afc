package telegram_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/adapters/fakes/fault"
	"frontdesk/adapters/fakes/telegram"
)

func TestFaultAnswers(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "hi")

	for _, tt := range []struct {
		f     fault.Fault
		code  int
		words string
	}{
		{fault.Fault{Kind: fault.RateLimited, RetryAfter: 17}, 429, "Too Many Requests: retry after 17"},
		{fault.Fault{Kind: fault.ServerError}, 500, "Internal Server Error"},
		{fault.Fault{Kind: fault.Blocked}, 403, "Forbidden: bot was blocked by the user"},
		{fault.Fault{Kind: fault.BadRequest, Text: "Bad Request: TOPIC_DELETED"}, 400, "Bad Request: TOPIC_DELETED"},
		{fault.Fault{Kind: fault.Unauthorized}, 401, "Unauthorized"},
		{
			fault.Fault{Kind: fault.Conflict},
			409,
			"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
		},
	} {
		tt.f.Method, tt.f.Chat = "sendMessage", "7"
		r.Inject(tt.f)
		a := r.refused("sendMessage", params{"chat_id": 7, "text": "x"}, tt.code, tt.words)
		if a.Parameters.RetryAfter != tt.f.RetryAfter {
			t.Errorf("%+v", a)
		}
	}
	if n := len(r.Snapshot().FromBot(7)); n != 0 {
		t.Errorf("%d messages were accepted", n)
	}
	r.send(7, "the script is over")
	r.Inject(fault.Fault{Kind: fault.ServerError, Accept: true})
	r.refused("sendMessage", params{"chat_id": 7, "text": "kept"}, 500, "Internal Server Error")
	if got := r.Snapshot().Texts(7); !slices.Contains(got, "kept") {
		t.Errorf("%v", got)
	}
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
		r := start(t, telegram.Options{})
		r.Say(7, "hi")
		r.Inject(fault.Fault{Method: fault.AnyMessage, Kind: tt.kind})
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error, 1)
		go func() {
			_, err := r.try(ctx, "sendMessage", params{"chat_id": 7, "text": "x"})
			failed <- err
		}()
		r.wait(func(s *telegram.Snapshot) bool { return len(s.CallsOf("sendMessage")) == 1 })
		if tt.kind == fault.HangBefore || tt.kind == fault.HangAfter {
			cancel()
		}
		err := <-failed
		cancel()
		var syntax *json.SyntaxError
		if err == nil ||
			tt.kind == fault.Truncated &&
				!strings.Contains(err.Error(), "unexpected end of JSON") && !errors.As(err, &syntax) {
			t.Errorf("%s: error %v", tt.kind, err)
		}
		s := r.Snapshot()
		if n := len(s.FromBot(7)); n != tt.stored {
			t.Errorf("%s: %d messages stored, want %d", tt.kind, n, tt.stored)
		}
		if c := s.CallsOf("sendMessage")[0]; c.Fault != tt.kind || c.Done != (tt.stored == 1) {
			t.Errorf("%s: %+v", tt.kind, c)
		}
	}
}

func TestBadGatewayIsAPage(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Inject(fault.Fault{Kind: fault.BadGateway})
	resp, err := http.Get(r.url + "/bot" + telegram.DefaultToken + "/getMe")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 502 || !strings.Contains(string(body), "<html>") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

func TestDelayComesFirst(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "hi")
	r.Inject(fault.Fault{Method: "sendMessage", Kind: fault.Slow, Delay: 24 * time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := r.try(ctx, "sendMessage", params{"chat_id": 7, "text": "x"}); err == nil {
		t.Error("answered at once")
	}
	if n := len(r.Snapshot().FromBot(7)); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func TestMagicTexts(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(8, "hi")

	for text, code := range map[string]int{"/429": 429, "/500": 500, "/block": 403} {
		r.Say(7, text)
		r.send(8, "other chats are spared")
		if a := r.call("sendChatAction", params{"chat_id": 8, "action": "typing"}); !a.OK {
			t.Error("typing took the fault")
		}
		if a := r.call("sendMessage", params{"chat_id": 7, "text": "x"}); a.Status != code {
			t.Errorf("%s: %+v", text, a)
		}
		if got := r.updates(params{"offset": -1}); got[0].Message == nil && text != "/block" {
			t.Errorf("%s did not reach the bot", text)
		}
		r.Say(7, "and again")
		r.send(7, "fine")
	}
	r.Say(7, "/timeout")
	before := len(r.Snapshot().FromBot(7))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := r.try(ctx, "sendMessage", params{"chat_id": 7, "text": "x"}); err == nil {
		t.Error("/timeout answered")
	}
	if n := len(r.Snapshot().FromBot(7)); n != before+1 {
		t.Error("/timeout did not accept the message")
	}
}

func TestTokens(t *testing.T) {
	r := start(t, telegram.Options{Tokens: []string{telegram.DefaultToken, "222:two"}})
	get := func(token string) int {
		resp, err := http.Get(r.url + "/bot" + token + "/getMe")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()

		return resp.StatusCode
	}
	if a, b := get("222:two"), get("333:no"); a != 200 || b != 401 {
		t.Error(a, b)
	}
	r.BotAt(1).Say(7, "only for the second")
	if u := r.updates(nil); len(u) != 0 {
		t.Errorf("%+v", u)
	}
	r.Revoke()
	if a := r.call("getMe", nil); a.Status != 401 || a.Description != "Unauthorized" {
		t.Errorf("%+v", a)
	}
	r.Restore()
	r.call("getMe", nil).into(t, new(telegram.User))
}

func TestTranscriptHasNoToken(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "hi")
	r.send(7, "answer")
	r.call("setWebhook", params{"url": "https://127.0.0.1:1/x", "secret_token": "hush"})
	raw, err := json.Marshal(r.Transcript())
	if err != nil {
		t.Fatal(err)
	}

	for _, secret := range []string{telegram.DefaultToken, "hush"} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("%q is in the transcript", secret)
		}
	}
	if !strings.Contains(string(raw), `"text":"answer"`) {
		t.Errorf("the call is not in the transcript: %s", raw)
	}
}
