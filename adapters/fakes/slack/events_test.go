package slack_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"frontdesk/adapters/fakes/slack"
)

func TestMentionHasItsTwin(t *testing.T) {
	r := start(t, slack.Options{})
	s := r.dial().hello()
	orders := map[string]bool{}

	for range 20 {
		p, err := r.Mention("U1", "#support", "help")
		if err != nil || len(p.Events) != 2 {
			t.Fatal(err, p)
		}
		a, b := s.next(), s.next()
		s.ack(a)
		s.ack(b)
		x, y := a.Payload.Event, b.Payload.Event
		if x["ts"] != y["ts"] || x["client_msg_id"] != y["client_msg_id"] || a.Payload.EventID == b.Payload.EventID ||
			x["text"] != "<@"+r.BotUser()+"> help" {
			t.Errorf("%v %v", x, y)
		}
		orders[x["type"].(string)+" "+y["type"].(string)] = true
	}
	if !orders["message app_mention"] || !orders["app_mention message"] || len(orders) != 2 {
		t.Error(orders)
	}
	if p, _ := r.Say(slack.Post{User: "U1", Channel: "#support", Text: "no mention"}); len(p.Events) != 1 {
		t.Errorf("%+v", p)
	}
	if p := r.DM("U1", "<@"+r.BotUser()+"> in a DM"); len(p.Events) != 1 {
		t.Errorf("a mention in a DM has no twin: %+v", p)
	}
}

func TestEventsOfGestures(t *testing.T) {
	r := start(t, slack.Options{})
	s := r.dial().hello()
	next := func() obj { f := s.next(); s.ack(f); return f.Payload.Event }
	dm := r.DM("U1", "one")
	next()
	if _, err := r.Edit(dm.Channel, dm.TS, "two"); err != nil {
		t.Fatal(err)
	}
	e := next()
	if e["subtype"] != "message_changed" || e["message"].(obj)["text"] != "two" ||
		e["previous_message"].(obj)["text"] != "one" ||
		e["message"].(obj)["edited"] == nil {
		t.Errorf("%v", e)
	}
	if _, err := r.Delete(dm.Channel, dm.TS); err != nil {
		t.Fatal(err)
	}
	if e = next(); e["subtype"] != "message_deleted" || e["deleted_ts"] != dm.TS {
		t.Errorf("%v", e)
	}
	if _, err := r.Upload("U1", "", "", "a.txt", []byte("abc"), "see"); err != nil {
		t.Fatal(err)
	}
	if e = next(); e["subtype"] != "file_share" || e["files"].([]any)[0].(obj)["size"] != 3.0 || e["text"] != "see" {
		t.Errorf("%v", e)
	}
	if _, err := r.OpenHome("U1"); err != nil {
		t.Fatal(err)
	}
	if e = next(); e["type"] != "app_home_opened" || e["user"] != "U1" {
		t.Errorf("%v", e)
	}
	root := r.DM("U1", "root")
	next()
	if _, err := r.Say(slack.Post{User: "U1", Thread: root.TS, Text: "reply"}); err != nil {
		t.Fatal(err)
	}
	if e = next(); e["thread_ts"] != root.TS {
		t.Errorf("%v", e)
	}
	if err := r.Kick("support"); err != nil {
		t.Fatal(err)
	}
	if p, err := r.Mention("U1", "support", "anyone?"); err != nil || len(p.Events) != 0 {
		t.Errorf("the app hears of a channel that it is not in: %+v %v", p, err)
	}
	if id, err := r.Slash("U1", "", "/help", "me"); err != nil || id == "" {
		t.Error(err)
	}
	if f := s.next(); f.Type != "slash_commands" || f.Payload.Command != "/help" || !f.Accepts {
		t.Errorf("%+v", f)
	}
}

func TestEcho(t *testing.T) {
	r := start(t, slack.Options{})
	dm := r.DM("U1", "hi")
	s := r.dial().hello()
	s.ack(s.next())
	ts := r.post(dm.Channel, "answer")
	f := s.next()
	s.ack(f)
	e := f.Payload.Event
	if e["ts"] != ts || e["bot_id"] == nil || e["app_id"] == nil || e["user"] != r.BotUser() ||
		e["client_msg_id"] != nil {
		t.Errorf("%v", e)
	}
	r.want("", "chat.update", "channel", dm.Channel, "ts", ts, "text", "better")
	if f = s.next(); f.Payload.Event["subtype"] != "message_changed" {
		t.Errorf("%+v", f)
	}
}

func TestEchoFirst(t *testing.T) {
	r := start(t, slack.Options{EchoFirst: true})
	dm := r.DM("U1", "hi")
	s := r.dial().hello()
	s.ack(s.next())
	answered := make(chan answer, 1)
	go func() {
		a, _ := r.try(t.Context(), slack.DefaultBotToken, "chat.postMessage", "channel", dm.Channel, "text", "x")
		answered <- a
	}()
	f := s.next()
	r.want("", "auth.test") // time enough for an answer without waiting
	r.clock.add(time.Hour)
	s.ack(f)
	a := <-answered
	if a.Body["ts"] != f.Payload.Event["ts"] {
		t.Error(a.Raw)
	}
	if c := r.Snapshot().CallsOf("chat.postMessage")[0]; c.At.Before(r.clock.now()) {
		t.Error("answered before the event was acked")
	}
}

func TestSameGestureTwice(t *testing.T) {
	r := start(t, slack.Options{})
	s := r.dial().hello()
	p := r.DM("U1", "hi")
	first := s.next()
	s.ack(first)
	if !r.Redeliver(p.Events[0]) {
		t.Fatal("no such event")
	}
	f := s.next()
	s.ack(f)
	if f.Payload.EventID != first.Payload.EventID || f.Envelope == first.Envelope || f.Payload.Event["ts"] != p.TS {
		t.Errorf("redelivered: %+v", f)
	}
	id := r.Twice(p.Events[0])
	f = s.next()
	s.ack(f)
	if f.Payload.EventID != id || id == p.Events[0] || f.Payload.Event["ts"] != p.TS {
		t.Errorf("twice: %+v", f)
	}
	id = r.TwiceStamped(p.Events[0])
	f = s.next()
	if f.Payload.EventID != id || f.Payload.Event["ts"] == p.TS ||
		f.Payload.Event["client_msg_id"] != first.Payload.Event["client_msg_id"] {
		t.Errorf("stamped: %+v", f)
	}
	if r.Twice("Ev0") != "" || r.Redeliver("Ev0") {
		t.Error("knows an event that never was")
	}
}

func TestTranscript(t *testing.T) {
	r := start(t, slack.Options{})
	dm := r.DM("U1", "question")
	r.post(dm.Channel, "answer")
	raw, err := json.Marshal(r.Transcript())
	if err != nil {
		t.Fatal(err)
	}

	for _, want := range []string{"question", `"text":"answer"`, dm.Events[0]} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s is not in %s", want, raw)
		}
	}

	for _, secret := range []string{slack.DefaultBotToken, slack.DefaultSigningSecret} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("%s is in the transcript", secret)
		}
	}
}
