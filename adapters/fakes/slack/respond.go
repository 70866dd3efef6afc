package slack

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// A response_url answers one interaction: five times within half an hour.
const (
	responseLasts = 30 * time.Minute
	responseUses  = 5
)

type response struct {
	channel, user, message string
	at                     time.Time
	uses                   int
}

// responseURL makes a response_url. The caller holds the lock.
func (s *Server) responseURL(channel, user, message string) string {
	path := s.team + "/" + s.newID("R")
	s.responses[path] = &response{channel: channel, user: user, message: message, at: s.now()}

	return s.base + "/actions/" + path
}

func (s *Server) serveResponse(w http.ResponseWriter, r *http.Request, path string) {
	var in struct {
		Text    string          `json:"text"`
		Blocks  json.RawMessage `json:"blocks"`
		Type    string          `json:"response_type"`
		Replace *bool           `json:"replace_original"`
		Delete  bool            `json:"delete_original"`
		Thread  string          `json:"thread_ts"`
	}
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&in) != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	request := &call{
		method: "response_url",
		params: map[string]string{"text": in.Text, "blocks": string(in.Blocks), "thread_ts": in.Thread},
	}
	message, buttons, bad := request.content()
	s.mu.Lock()
	defer s.signal.Fire()
	defer s.mu.Unlock()
	known := s.responses[path]
	ch := (*channel)(nil)
	if known != nil {
		ch = s.channels[known.channel]
	}

	switch {
	case ch == nil:
		http.Error(w, "no_such_url", http.StatusNotFound)
		return
	case s.now().Sub(known.at) > responseLasts:
		http.Error(w, "expired_url", http.StatusNotFound)
		return
	case known.uses >= responseUses:
		http.Error(w, "used_url", http.StatusNotFound)
		return
	case bad != nil && !in.Delete:
		http.Error(w, bad.code, http.StatusBadRequest)
		return
	}
	known.uses++

	old, found := ch.message(known.message)
	switch {
	case in.Delete && found:
		s.remove(ch, old)
	case in.Replace != nil && *in.Replace && found:
		next := old
		next.Text, next.Blocks, next.Buttons = message.Text, message.Blocks, buttons
		s.edit(ch, old, next, s.botUser)
	default:
		s.mine(&message)
		message.ThreadTS = in.Thread
		shown := Shown{Message: message, FromBot: true, Buttons: buttons}
		if in.Type != "in_channel" {
			shown.Ephemeral = known.user
		}
		ch.add(shown)
		if in.Type == "in_channel" {
			s.tell(ch, messageEvent(ch, message))
		}
	}
	_, _ = io.WriteString(w, "ok")
}
