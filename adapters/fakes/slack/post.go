package slack

import (
	"encoding/json"
	"unicode/utf8"
)

// maxText is the length of a text in characters.
const maxText = 40_000

// content reads and checks text, blocks and metadata of a post.
func (c *call) content() (Message, []Button, *failure) {
	message := Message{Type: "message", Text: c.str("text")}
	if utf8.RuneCountInString(message.Text) > maxText {
		return message, nil, no("msg_too_long")
	}
	var buttons []Button
	if raw := c.str("blocks"); raw != "" && raw != "null" && raw != "[]" {
		var bad *failure
		if message.Blocks, buttons, bad = checkBlocks(raw); bad != nil {
			return message, nil, bad
		}
	}
	if message.Text == "" && message.Blocks == nil {
		return message, nil, no("no_text")
	}
	if raw := c.str("metadata"); raw != "" && raw != "null" {
		var md struct {
			Type    string          `json:"event_type"`
			Payload json.RawMessage `json:"event_payload"`
		}
		if json.Unmarshal([]byte(raw), &md) != nil || md.Type == "" || len(md.Payload) == 0 || md.Payload[0] != '{' {
			return message, nil, no("invalid_metadata_format")
		}
		message.Metadata = json.RawMessage(raw)
	}

	return message, buttons, nil
}

// thread finds the parent of a reply. For a deleted parent thread returns "", because Slack then posts the message outside of the thread.
func (c *channel) thread(ts string) (string, *failure) {
	if ts == "" {
		return "", nil
	}

	at, found := c.index[ts]
	switch {
	case !found:
		return "", no("thread_not_found")
	case c.messages[at].Deleted:
		return "", nil
	case c.messages[at].ThreadTS != "":
		return c.messages[at].ThreadTS, nil
	}

	return ts, nil
}

// mine fills in the marks of a post by the app.
func (s *Server) mine(m *Message) {
	m.TS = s.stamp()
	m.User, m.BotID = s.botUser, s.botID
	m.AppID, m.Team = s.appID, s.team
}

func (s *Server) postMessage(request *call) (ok, *failure) {
	message, buttons, bad := request.content()
	if bad != nil {
		return nil, bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, bad := s.writable(request.str("channel"))
	if bad != nil {
		return nil, bad
	}
	if message.ThreadTS, bad = ch.thread(request.str("thread_ts")); bad != nil {
		return nil, bad
	}
	s.mine(&message)
	ch.add(Shown{Message: message, FromBot: true, Buttons: buttons})
	request.channel, request.result = ch.id, message.TS
	request.echo = s.tell(ch, messageEvent(ch, message))

	return ok{"channel": ch.id, "ts": message.TS, "message": message}, nil
}

func (s *Server) postEphemeral(request *call) (ok, *failure) {
	message, buttons, bad := request.content()
	if bad != nil {
		return nil, bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, bad := s.writable(request.str("channel"))
	if bad != nil {
		return nil, bad
	}
	if !ch.has(request.str("user")) {
		return nil, no("user_not_in_channel")
	}
	if message.ThreadTS, bad = ch.thread(request.str("thread_ts")); bad != nil {
		return nil, bad
	}
	s.mine(&message)
	ch.add(Shown{Message: message, FromBot: true, Buttons: buttons, Ephemeral: request.str("user")})
	request.channel, request.result = ch.id, message.TS

	return ok{"message_ts": message.TS}, nil
}

func (c *channel) has(user string) bool {
	for _, u := range c.members {
		if u == user {
			return true
		}
	}

	return false
}

func (s *Server) updateMessage(request *call) (ok, *failure) {
	message, buttons, bad := request.content()
	if bad != nil {
		return nil, bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, old, bad := s.own(request, "cant_update_message")
	if bad != nil {
		return nil, bad
	}
	next := old
	next.Text, next.Buttons = message.Text, buttons
	// Without new blocks the old blocks are dropped: the text alone is shown.
	next.Blocks = message.Blocks
	if message.Metadata != nil {
		next.Metadata = message.Metadata
	}
	s.edit(ch, old, next, s.botUser)

	return ok{"channel": ch.id, "ts": old.TS, "text": next.Text, "message": next.Message}, nil
}

// edit stores the new version and tells the app.
func (s *Server) edit(ch *channel, old, next Shown, by string) *envelope {
	if next.Text != old.Text {
		next.Versions = append(old.Versions[:len(old.Versions):len(old.Versions)], old.Text)
	}
	next.Edited = &Edited{User: by, TS: s.stamp()}
	ch.change(next)

	return s.tell(
		ch,
		inner{
			"type":             "message",
			"subtype":          "message_changed",
			"hidden":           true,
			"channel":          ch.id,
			"channel_type":     ch.kind(),
			"ts":               next.Edited.TS,
			"event_ts":         next.Edited.TS,
			"message":          next.Message,
			"previous_message": old.Message,
		},
	)
}

func (s *Server) deleteMessage(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, old, bad := s.own(request, "cant_delete_message")
	if bad != nil {
		return nil, bad
	}
	s.remove(ch, old)

	return ok{"channel": ch.id, "ts": old.TS}, nil
}

func (s *Server) remove(ch *channel, old Shown) *envelope {
	gone := old
	gone.Deleted = true
	ch.change(gone)
	ts := s.stamp()

	return s.tell(
		ch,
		inner{
			"type":             "message",
			"subtype":          "message_deleted",
			"hidden":           true,
			"channel":          ch.id,
			"channel_type":     ch.kind(),
			"ts":               ts,
			"event_ts":         ts,
			"deleted_ts":       old.TS,
			"previous_message": old.Message,
		},
	)
}

// own finds a message of the app for a change by the app.
func (s *Server) own(request *call, denied string) (*channel, Shown, *failure) {
	ch, bad := s.writable(request.str("channel"))
	if bad != nil {
		return nil, Shown{}, bad
	}

	message, found := ch.message(request.str("ts"))
	switch {
	case !found || message.Ephemeral != "":
		return nil, message, no("message_not_found")
	case !message.FromBot:
		return nil, message, no(denied)
	}
	request.channel, request.result = ch.id, message.TS

	return ch, message, nil
}
