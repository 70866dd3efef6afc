package slack

import (
	"encoding/json"
)

// inner is the event inside of its event_callback.
type inner map[string]any

// messageEvent is the event of a new message.
func messageEvent(ch *channel, message Message) inner {
	out := inner{}
	raw, err := json.Marshal(message)
	if err == nil {
		_ = json.Unmarshal(raw, &out) // the marshalled struct is an object
	}
	out["channel"], out["channel_type"], out["event_ts"] = ch.id, ch.kind(), message.TS

	return out
}

func (e inner) text(key string) string {
	s, _ := e[key].(string)
	return s
}

// kind names the event as Event.Kind does.
func (e inner) kind() string {
	if sub := e.text("subtype"); sub != "" {
		return e.text("type") + "/" + sub
	}

	return e.text("type")
}

// tell sends the app an event of a channel, or returns nil when the app is not in the channel. The caller holds the lock.
func (s *Server) tell(ch *channel, event inner) *envelope {
	if ch != nil && !ch.has(s.botUser) {
		return nil
	}

	return s.emit(event)
}

// emit wraps the event and sends it. The caller holds the lock.
func (s *Server) emit(e inner) *envelope {
	id := s.newID("Ev")
	return s.dispatch("events_api", id, e.kind(), e.text("channel"), s.callback(id, e))
}

// callback is the outer event.
func (s *Server) callback(id string, event inner) map[string]any {
	return map[string]any{
		"token":                 "fake-verification-token",
		"team_id":               s.team,
		"api_app_id":            s.appID,
		"type":                  "event_callback",
		"event":                 event,
		"event_id":              id,
		"event_time":            s.now().Unix(),
		"is_ext_shared_channel": false,
		"event_context":         "4-" + id,
		"context_team_id":       s.team,
		"authorizations": []map[string]any{
			{
				"enterprise_id":         nil,
				"team_id":               s.team,
				"user_id":               s.botUser,
				"is_bot":                true,
				"is_enterprise_install": false,
			},
		},
	}
}

// Emit sends any inner event, for example one of a type unknown to SDKs, and returns its event_id.
func (s *Server) Emit(event map[string]any) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	env := s.emit(event)
	s.signal.Fire()

	return env.record.ID
}

// Redeliver sends an event or interaction once more under its own id, in a new
// envelope, as after a lost ack.
func (s *Server) Redeliver(event string) bool {
	return s.again(event, func(string, map[string]any) string { return event })
}

// Twice sends an event once more under a new event_id and returns the new id: one gesture, two events. For an unknown event Twice returns
// "".
func (s *Server) Twice(event string) string { return s.twin(event, false) }

// TwiceStamped is Twice with a new ts as well: only client_msg_id stays the same.
func (s *Server) TwiceStamped(event string) string { return s.twin(event, true) }

func (s *Server) twin(event string, stamp bool) (id string) {
	s.again(event, func(kind string, payload map[string]any) string {
		if kind != "events_api" {
			return event
		}
		id = s.newID("Ev")
		payload["event_id"] = id
		if e, found := payload["event"].(map[string]any); found && stamp {
			ts := s.stamp()
			e["ts"], e["event_ts"] = ts, ts
		}

		return id
	})

	return id
}

// again dispatches a copy of a sent payload. change edits the copy first.
func (s *Server) again(event string, change func(kind string, payload map[string]any) string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.sent[event]
	if old == nil {
		return false
	}
	var payload map[string]any
	if json.Unmarshal(old.payload, &payload) != nil {
		return false
	}
	s.dispatch(old.kind, change(old.kind, payload), old.record.Kind, old.record.Channel, payload)
	s.signal.Fire()

	return true
}
