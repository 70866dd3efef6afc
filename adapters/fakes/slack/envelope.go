package slack

import (
	"encoding/json"
	"slices"
	"time"
)

// lateAfter is the age limit of an event for sending.
const lateAfter = 2 * time.Hour

// envelope is one delivery in progress: an event, a press, a command.
type envelope struct {
	id      string
	kind    string // events_api, interactive or slash_commands
	payload json.RawMessage
	record  Event
	attempt int
	reason  string
	done    chan struct{} // closed when acked or given up
	over    bool
	timer   *time.Timer
}

// dispatch makes an envelope and sends the envelope off. With a URL the envelope goes over HTTP, else over any socket, now or when a
// socket opens. id is the event's id; "" means the id of the envelope. The caller holds the lock.
func (s *Server) dispatch(kind, id, name, channel string, payload map[string]any) *envelope {
	raw, err := json.Marshal(payload)
	if err != nil {
		raw = []byte("{}")
	}
	created := &envelope{id: s.newID("env-"), kind: kind, payload: raw, done: make(chan struct{})}
	if id == "" {
		id = created.id
	}
	created.record = Event{ID: id, Envelope: created.id, Kind: name, Channel: channel, At: s.now()}
	s.sent[id], s.sent[created.id] = created, created
	s.live = append(s.live, created)
	if s.opt.EventsURL != "" {
		s.push(created)
		return created
	}
	s.outbox = append(s.outbox, created)
	s.flush()

	return created
}

// flush hands the waiting envelopes to open connections, in order. The caller holds the lock.
func (s *Server) flush() {
	for len(s.outbox) > 0 {
		first := s.outbox[0]
		if first.over || s.now().Sub(first.record.At) > lateAfter {
			s.outbox = s.outbox[1:]
			s.settle(first, false)
			continue
		}
		connection := s.anyConn()
		if connection == nil {
			return
		}
		s.outbox = s.outbox[1:]
		first.record.Deliveries++
		first.record.Reason = first.reason
		frame := map[string]any{
			"envelope_id":              first.id,
			"type":                     first.kind,
			"payload":                  first.payload,
			"accepts_response_payload": first.kind == "slash_commands",
		}
		if first.kind == "events_api" {
			frame["retry_attempt"], frame["retry_reason"] = first.attempt, first.reason
		}
		connection.send(frame)
		first.timer = time.AfterFunc(s.opt.AckDeadline, func() { s.unacked(first) })
	}
}

// unacked is the end of the deadline. Events are sent again, up to the number of SocketRetries. Presses and commands are not sent again:
// people see an error.
func (s *Server) unacked(sent *envelope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()
	if sent.over || s.ctx.Err() != nil {
		return
	}
	if sent.kind != "events_api" || sent.attempt >= len(s.opt.SocketRetries) {
		s.settle(sent, false)
		return
	}
	wait := s.opt.SocketRetries[sent.attempt]
	sent.attempt++
	sent.reason = "timeout"
	s.running.Go(func() {
		if s.opt.Sleep(s.ctx, wait) != nil {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.outbox = append(s.outbox, sent)
		s.flush()
	})
}

// settle ends a delivery. The caller holds the lock.
func (s *Server) settle(sent *envelope, acked bool) {
	if sent.over {
		return
	}
	sent.over = true
	if sent.timer != nil {
		sent.timer.Stop()
	}
	if acked {
		sent.record.Acked = s.now()
	} else {
		sent.record.Failed = true
	}
	close(sent.done)
	s.settled = append(s.settled, sent.record)
	s.live = slices.DeleteFunc(s.live, func(x *envelope) bool { return x == sent })
}

// acked takes an ack from any connection.
func (s *Server) acked(id string) {
	s.mu.Lock()
	if e := s.sent[id]; e != nil && e.id == id {
		s.settle(e, true)
	}
	s.mu.Unlock()
	s.signal.Fire()
}

// awaitEcho holds the answer of a post back until the app has seen the post's event. awaitEcho applies only with EchoFirst.
func (s *Server) awaitEcho(request *call) {
	if !s.opt.EchoFirst || request.echo == nil {
		return
	}
	s.signal.Fire()
	limit := time.NewTimer(s.opt.AckDeadline)
	defer limit.Stop()

	select {
	case <-request.echo.done:
	case <-limit.C:
	case <-request.ctx.Done():
	case <-s.ctx.Done():
	}
}
