package slack_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"frontdesk/adapters/fakes/slack"
)

// quick makes a deadline short enough for waiting.
var quick = slack.Options{AckDeadline: 20 * time.Millisecond}

func TestHelloPingsAndAck(t *testing.T) {
	r := start(t, slack.Options{PingInterval: time.Millisecond})
	s := r.dial()
	if f := s.next(); f.Type != "hello" || f.Count != 1 {
		t.Fatalf("%+v", f)
	}

	for range 3 {
		if p := <-s.pings; p == "" {
			t.Error("empty ping")
		}
	}
	p := r.DM("U1", "hi & <bye>")
	f := s.next()
	e := f.Payload.Event
	if f.Type != "events_api" || f.Attempt != 0 ||
		f.Payload.Type != "event_callback" || f.Payload.EventID != p.Events[0] ||
		e["type"] != "message" || e["channel_type"] != "im" || e["user"] != "U1" || e["ts"] != p.TS ||
		e["client_msg_id"] == "" ||
		e["text"] != "hi &amp; &lt;bye&gt;" {
		t.Errorf("%+v", f)
	}
	if live := r.Snapshot().Live; len(live) != 1 || live[0].Deliveries != 1 {
		t.Errorf("%+v", live)
	}
	s.ack(f)
	r.wait(func(s *slack.Snapshot) bool {
		e, found := s.Event(p.Events[0])
		return found && !e.Acked.IsZero() && e.Deliveries == 1
	})
}

func TestUnackedIsSentThreeTimesMore(t *testing.T) {
	r := start(t, quick)
	s := r.dial().hello()
	p := r.DM("U1", "hi")

	for i := range 4 {
		f := s.next()
		why := ""
		if i > 0 {
			why = "timeout"
		}
		if f.Attempt != i || f.Why != why || f.Payload.EventID != p.Events[0] {
			t.Errorf("delivery %d: %+v", i, f)
		}
	}
	r.wait(func(s *slack.Snapshot) bool { e, _ := s.Event(p.Events[0]); return e.Failed && e.Deliveries == 4 })
}

func TestRedeliverySchedule(t *testing.T) {
	var waits []time.Duration
	opt := quick
	opt.SocketRetries = []time.Duration{time.Second, time.Minute}
	opt.Sleep = func(ctx context.Context, d time.Duration) error { waits = append(waits, d); return ctx.Err() }
	r := start(t, opt)
	r.dial().hello()
	p := r.DM("U1", "hi")
	r.wait(func(s *slack.Snapshot) bool { e, _ := s.Event(p.Events[0]); return e.Failed })
	if fmt.Sprint(waits) != "[1s 1m0s]" {
		t.Error(waits)
	}
}

func TestAckMayComeOverAnotherConnection(t *testing.T) {
	r := start(t, quick)
	a, b := r.dial().hello(), r.dial().hello()
	var seen []*socket

	for i := range 20 {
		p := r.DM("U1", fmt.Sprint(i))
		var f frame

		from, other := a, b
		select {
		case f = <-a.in:
		case f = <-b.in:
			from, other = b, a
		}
		seen = append(seen, from)
		other.ack(f)
		r.wait(func(s *slack.Snapshot) bool { e, _ := s.Event(p.Events[0]); return !e.Acked.IsZero() || e.Failed })
	}

	both := false
	for _, s := range seen {
		both = both || s != seen[0]
	}
	if !both {
		t.Error("20 events all took one of two connections")
	}
}

func TestEventsWaitForAConnection(t *testing.T) {
	r := start(t, slack.Options{})
	for _, text := range []string{"a", "b", "c"} {
		r.DM("U1", text)
	}

	s := r.dial().hello()
	for _, want := range []string{"a", "b", "c"} {
		if f := s.next(); f.Payload.Event["text"] != want {
			t.Errorf("got %v, want %s", f.Payload.Event["text"], want)
		}
	}
	r.Drop()
	late := r.DM("U1", "late")
	r.clock.add(2*time.Hour + time.Second)
	r.dial().hello()
	r.wait(func(s *slack.Snapshot) bool { e, _ := s.Event(late.Events[0]); return e.Failed && e.Deliveries == 0 })
}

func TestDisconnects(t *testing.T) {
	r := start(t, slack.Options{})
	s := r.dial().hello()
	r.Disconnect("warning")
	if f := s.next(); f.Type != "disconnect" || f.Reason != "warning" {
		t.Errorf("%+v", f)
	}
	r.DM("U1", "still open")
	if f := s.next(); f.Type != "events_api" {
		t.Errorf("%+v", f)
	}

	for _, reason := range []string{"refresh_requested", "link_disabled"} {
		r.Disconnect(reason)
		if f := s.next(); f.Reason != reason {
			t.Errorf("%+v", f)
		}
		if f := s.next(); f.Type != "" {
			t.Errorf("open after %s: %+v", reason, f)
		}
		s = r.dial().hello()
	}
	r.Drop()
	if f := s.next(); f.Type != "" {
		t.Errorf("open after Drop: %+v", f)
	}
}

func TestSilentDeathSwallowsEvents(t *testing.T) {
	opt := quick
	opt.PingInterval = time.Millisecond
	r := start(t, opt)
	dead := r.dial().hello()
	r.Freeze()
	p := r.DM("U1", "into the void")
	r.wait(func(s *slack.Snapshot) bool { e, _ := s.Event(p.Events[0]); return e.Failed && e.Deliveries == 4 })

	select {
	case f, open := <-dead.in:
		t.Errorf("a dead connection gave %+v, open %v", f, open)
	default:
	}
	if n := r.Snapshot().Connections; n != 1 {
		t.Errorf("%d connections: the server should think that it lives", n)
	}
}

func TestTicketsWorkOnce(t *testing.T) {
	r := start(t, slack.Options{})
	a, _ := r.try(t.Context(), slack.DefaultAppToken, "apps.connections.open")
	target := a.Body["url"].(string)
	ws, _, err := websocket.DefaultDialer.Dial(target+"&debug_reconnects=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	if _, resp, err := websocket.DefaultDialer.Dial(target, nil); err == nil ||
		resp.StatusCode != http.StatusForbidden {
		t.Errorf("second use: %v", err)
	}
	a, _ = r.try(t.Context(), slack.DefaultAppToken, "apps.connections.open")
	r.clock.add(time.Minute)
	if _, _, err := websocket.DefaultDialer.Dial(a.Body["url"].(string), nil); err == nil {
		t.Error("a ticket a minute old works")
	}
}

func TestEleventhConnectionIsSentAway(t *testing.T) {
	r := start(t, slack.Options{})
	for range 10 {
		r.dial().hello()
	}
	s := r.dial()
	if f := s.next(); f.Reason != "too_many_websockets" {
		t.Errorf("%+v", f)
	}
	if f := s.next(); f.Type != "" {
		t.Errorf("%+v", f)
	}
	r.connected(10)
}

func TestTooLargeAnAckIsNotHeard(t *testing.T) {
	r := start(t, slack.Options{AckDeadline: time.Hour})
	s := r.dial().hello()
	p := r.DM("U1", "hi")
	f := s.next()
	s.send(obj{"envelope_id": f.Envelope, "payload": strings.Repeat("x", 20<<10)})
	q := r.DM("U1", "next")
	s.ack(s.next())
	r.wait(func(s *slack.Snapshot) bool { e, _ := s.Event(q.Events[0]); return !e.Acked.IsZero() })
	if e, _ := r.Snapshot().Event(p.Events[0]); !e.Acked.IsZero() {
		t.Error("20 KB were heard")
	}
}

func TestUnknownTypes(t *testing.T) {
	r := start(t, slack.Options{})
	s := r.dial().hello()
	r.Frame(obj{"type": "from_the_future", "envelope_id": "x"})
	if f := s.next(); f.Type != "from_the_future" {
		t.Errorf("%+v", f)
	}
	id := r.Emit(obj{"type": "moon_landed"})
	if f := s.next(); f.Payload.Event["type"] != "moon_landed" || f.Payload.EventID != id {
		t.Errorf("%+v", f)
	}
}

func TestPressIsNotRetried(t *testing.T) {
	r := start(t, quick)
	dm := r.DM("U1", "hi")
	s := r.dial().hello()
	s.ack(s.next())
	ts := r.want(
		"", "chat.postMessage",
		"channel", dm.Channel,
		"text", "x",
		"blocks", jsonOf(t, arr{actions("a", "b")}),
	).Body["ts"].(string)
	s.ack(s.next()) // the echo
	if _, err := r.Press("U1", dm.Channel, ts, "nope"); err == nil {
		t.Error("pressed a button that is not there")
	}
	id, err := r.Press("U1", dm.Channel, ts, "Lb")
	if err != nil {
		t.Fatal(err)
	}
	f := s.next()
	if f.Type != "interactive" || f.Payload.Type != "block_actions" || f.Payload.Actions[0]["action_id"] != "b" ||
		f.Payload.Actions[0]["value"] != "v:b" {
		t.Errorf("%+v", f)
	}
	r.wait(func(s *slack.Snapshot) bool { e, _ := s.Event(id); return e.Failed && e.Deliveries == 1 })
	if !r.Redeliver(id) {
		t.Error("no such press")
	}
	if g := s.next(); g.Envelope == f.Envelope ||
		g.Payload.Actions[0]["action_ts"] != f.Payload.Actions[0]["action_ts"] {
		t.Errorf("%+v", g)
	}
}
