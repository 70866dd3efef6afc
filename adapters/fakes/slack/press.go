package slack

import (
	"encoding/json"
	"maps"
)

// Press presses the button with this action_id, value or label under a message,
// and returns the id of the interaction for Redeliver.
func (s *Server) Press(user, channel, ts, button string) (id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()
	ch := s.find(channel)
	if ch == nil {
		return "", ErrNoChannel
	}
	message, found := ch.message(ts)
	if !found {
		return "", ErrNoMessage
	}

	for _, b := range message.Buttons {
		if b.URL == "" && (b.ActionID == button || b.Value == button || b.Label == button) {
			return s.press(user, ch, message, b), nil
		}
	}

	return "", ErrNoButton
}

// PressRaw presses a button the message may not have, as an old message or a forged client does.
func (s *Server) PressRaw(user, channel, ts string, button Button) (id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()
	ch := s.find(channel)
	if ch == nil {
		return "", ErrNoChannel
	}
	message, found := ch.message(ts)
	if !found {
		message.Message = Message{Type: "message", TS: ts}
	}

	return s.press(user, ch, message, button), nil
}

// press sends block_actions. The caller holds the lock.
func (s *Server) press(user string, ch *channel, shown Shown, button Button) string {
	name := ch.name
	if ch.user != "" {
		name = "directmessage"
	}
	container := map[string]any{
		"type":         "message",
		"message_ts":   shown.TS,
		"channel_id":   ch.id,
		"is_ephemeral": shown.Ephemeral != "",
	}
	if shown.ThreadTS != "" {
		container["thread_ts"] = shown.ThreadTS
	}
	action := map[string]any{
		"type":      "button",
		"action_id": button.ActionID,
		"block_id":  button.BlockID,
		"value":     button.Value,
		"action_ts": s.stamp(),
		"text":      map[string]any{"type": "plain_text", "text": button.Label, "emoji": true},
	}
	if button.Style != "" {
		action["style"] = button.Style
	}
	sent := s.interact("block_actions", user, ch.id, map[string]any{
		"container":    container,
		"channel":      map[string]any{"id": ch.id, "name": name},
		"message":      shown.Message,
		"state":        map[string]any{"values": map[string]any{}},
		"response_url": s.responseURL(ch.id, user, shown.TS),
		"actions":      []any{action},
	})

	return sent.record.ID
}

// interact sends an interaction of the kind, with the shared fields of all interactions.
func (s *Server) interact(kind, user, channel string, more map[string]any) *envelope {
	name := ""
	if u := s.users[user]; u != nil {
		name = u.Name
	}
	payload := map[string]any{
		"type":                  kind,
		"token":                 "fake-verification-token",
		"api_app_id":            s.appID,
		"trigger_id":            s.trigger(),
		"team":                  map[string]any{"id": s.team, "domain": "fake"},
		"enterprise":            nil,
		"is_enterprise_install": false,
		"user":                  map[string]any{"id": user, "username": name, "name": name, "team_id": s.team},
	}
	maps.Copy(payload, more)

	return s.dispatch("interactive", "", kind, channel, payload)
}

// SubmitView submits a modal; values are its state, block id to action id to
// {type, value}.
func (s *Server) SubmitView(user, view string, values map[string]map[string]any) (id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()

	for _, opened := range s.views {
		if opened.ID != view {
			continue
		}
		var full map[string]any
		if err := json.Unmarshal(opened.Payload, &full); err != nil {
			return "", err
		}
		full["state"] = map[string]any{"values": values}

		return s.interact(
			"view_submission",
			user,
			"",
			map[string]any{"view": full, "response_urls": []any{}},
		).record.ID, nil
	}

	return "", ErrNoMessage
}

// Slash types a command such as /help; channel "" means the DM.
func (s *Server) Slash(user, channel, command, text string) (id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()
	ch, err := s.place(user, channel)
	if err != nil {
		return "", err
	}
	name := ch.name
	if ch.user != "" {
		name = "directmessage"
	}
	sent := s.dispatch("slash_commands", "", "slash_commands", ch.id, map[string]any{
		"token":                 "fake-verification-token",
		"team_id":               s.team,
		"team_domain":           "fake",
		"channel_id":            ch.id,
		"channel_name":          name,
		"user_id":               user,
		"user_name":             s.users[user].Name,
		"command":               command,
		"text":                  text,
		"api_app_id":            s.appID,
		"is_enterprise_install": "false",
		"trigger_id":            s.trigger(),
		"response_url":          s.responseURL(ch.id, user, ""),
	})

	return sent.record.ID, nil
}
