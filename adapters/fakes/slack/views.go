package slack

import (
	"encoding/json"
	"maps"
	"time"
	"unicode/utf8"
)

// triggerLasts is the lifetime of a trigger_id for opening a modal.
const triggerLasts = 3 * time.Second

// trigger makes a trigger_id. The caller holds the lock.
func (s *Server) trigger() string {
	id := s.newID("") + "." + s.team
	s.triggers[id] = s.now()

	return id
}

func (s *Server) openView(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()

	at, found := s.triggers[request.str("trigger_id")]
	switch {
	case !found:
		return nil, no("invalid_trigger_id")
	case s.now().Sub(at) > triggerLasts:
		return nil, no("expired_trigger_id")
	}
	delete(s.triggers, request.str("trigger_id"))

	return s.addView(request, "modal", "")
}

func (s *Server) publishView(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[request.str("user_id")] == nil {
		return nil, no("user_not_found")
	}

	return s.addView(request, "home", request.str("user_id"))
}

func (s *Server) addView(request *call, kind, user string) (ok, *failure) {
	var opened struct {
		Type   string          `json:"type"`
		Title  *textObject     `json:"title"`
		Blocks json.RawMessage `json:"blocks"`
	}
	var full map[string]any
	raw := request.str("view")
	if json.Unmarshal([]byte(raw), &opened) != nil || json.Unmarshal([]byte(raw), &full) != nil {
		return nil, no("invalid_arguments")
	}
	if opened.Type != kind ||
		kind == "modal" && (opened.Title == nil || utf8.RuneCountInString(opened.Title.Text) > 24) {
		return nil, no("invalid_arguments")
	}
	blocks, _, bad := checkBlocks(string(opened.Blocks))
	if bad != nil || string(blocks) == "null" || string(blocks) == "[]" {
		return nil, no("invalid_arguments")
	}
	view := View{ID: s.newID("V"), User: user, Type: kind, At: s.now()}
	maps.Copy(
		full,
		map[string]any{
			"id":           view.ID,
			"team_id":      s.team,
			"app_id":       s.appID,
			"bot_id":       s.botID,
			"blocks":       blocks,
			"hash":         "1.x",
			"root_view_id": view.ID,
			"state":        map[string]any{"values": map[string]any{}},
		},
	)
	payload, err := json.Marshal(full)
	if err != nil {
		return nil, no("invalid_arguments")
	}
	view.Payload = payload
	s.views = append(s.views, view)
	request.result = view.ID

	return ok{"view": view.Payload}, nil
}
