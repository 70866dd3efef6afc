package slack

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) openConversation(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name := request.str("channel"); name != "" {
		ch := s.channels[name]
		if ch == nil {
			return nil, no("channel_not_found")
		}

		return ok{"channel": ch.wire(), "already_open": true, "no_op": true}, nil
	}

	user := s.users[request.str("users")]
	switch {
	case request.str("users") == "":
		return nil, no("users_list_not_supplied")
	case strings.Contains(request.str("users"), ","):
		return nil, no("not_enough_users") // the fake has no group DMs
	case user == nil || user.IsBot:
		return nil, no("user_not_found")
	case user.Deleted:
		return nil, no("user_disabled")
	}
	before := len(s.channels)
	ch := s.direct(user.ID)
	was := len(s.channels) == before
	request.channel = ch.id

	return ok{"channel": ch.wire(), "already_open": was, "no_op": was}, nil
}

// readable finds the channel of a reading call.
func (s *Server) readable(request *call) (*channel, *failure) {
	ch := s.channels[request.str("channel")]
	switch {
	case ch == nil:
		return nil, no("channel_not_found")
	case !ch.has(s.botUser):
		return nil, no("not_in_channel")
	}

	return ch, nil
}

func (s *Server) conversationInfo(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.channels[request.str("channel")]
	if ch == nil {
		return nil, no("channel_not_found")
	}
	out := ch.wire()
	if ch.user == "" {
		out["is_member"] = ch.has(s.botUser)
	}

	return ok{"channel": out}, nil
}

func (s *Server) listConversations(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kinds := cmp.Or(request.str("types"), "public_channel")
	list := []map[string]any{}

	for _, id := range s.chanOrder {
		ch := s.channels[id]
		want := "public_channel"
		if ch.user != "" {
			want = "im"
		}
		if !strings.Contains(kinds, want) || (request.method == "users.conversations" && !ch.has(s.botUser)) ||
			(ch.archived && request.truth("exclude_archived")) {
			continue
		}
		list = append(list, ch.wire())
	}

	return ok{"channels": list, "response_metadata": map[string]string{"next_cursor": ""}}, nil
}

func (s *Server) members(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, bad := s.readable(request)
	if bad != nil {
		return nil, bad
	}

	return ok{"members": ch.members, "response_metadata": map[string]string{"next_cursor": ""}}, nil
}

// history lists the messages outside of threads, newest first.
func (s *Server) history(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, bad := s.readable(request)
	if bad != nil {
		return nil, bad
	}
	list := ch.list(request, func(m Shown) bool { return m.ThreadTS == "" || m.ThreadTS == m.TS })
	slices.Reverse(list)

	return paged(request, list)
}

// replies lists a thread, its parent first.
func (s *Server) replies(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, bad := s.readable(request)
	if bad != nil {
		return nil, bad
	}
	root := request.str("ts")
	if m, found := ch.message(root); found && m.ThreadTS != "" {
		root = m.ThreadTS
	}
	list := ch.list(request, func(m Shown) bool { return m.TS == root || m.ThreadTS == root })
	if _, found := ch.index[root]; !found {
		return nil, no("thread_not_found")
	}

	return paged(request, list)
}

// list filters by oldest, latest and inclusive, oldest first.
func (c *channel) list(request *call, want func(Shown) bool) []Message {
	list := []Message{}
	oldest, latest := request.str("oldest"), request.str("latest")

	for _, shown := range c.messages {
		if shown.Deleted || shown.Ephemeral != "" || !want(shown) {
			continue
		}
		if !request.truth("inclusive") && (shown.TS == oldest || shown.TS == latest) {
			continue
		}
		if (oldest != "" && before(shown.TS, oldest)) || (latest != "" && before(latest, shown.TS)) {
			continue
		}
		out := c.counted(shown)
		if !request.truth("include_all_metadata") {
			out.Metadata = nil
		}
		list = append(list, out)
	}

	return list
}

// before compares two ts. "0" and "1700000000" are allowed, too.
func before(one, other string) bool {
	first, err1 := strconv.ParseFloat(one, 64)
	second, err2 := strconv.ParseFloat(other, 64)
	if len(one) == len(other) || err1 != nil || err2 != nil {
		return one < other
	}

	return first < second
}

// paged cuts the list by limit and cursor; the cursor is an offset.
func paged(request *call, list []Message) (ok, *failure) {
	from := 0
	if cur := request.str("cursor"); cur != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cur, "next:"))
		if err != nil || n < 0 || n > len(list) {
			return nil, no("invalid_cursor")
		}
		from = n
	}
	limit := request.number("limit", 100)
	if limit < 1 || limit > 1000 {
		return nil, no("invalid_limit")
	}
	list = list[from:]
	next := ""
	if len(list) > limit {
		list, next = list[:limit], "next:"+strconv.Itoa(from+limit)
	}

	return ok{
		"messages":          list,
		"has_more":          next != "",
		"pin_count":         0,
		"response_metadata": map[string]string{"next_cursor": next},
	}, nil
}

func (s *Server) userInfo(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.users[request.str("user")]
	if user == nil {
		return nil, no("user_not_found")
	}
	out := map[string]any{
		"id":          user.ID,
		"team_id":     s.team,
		"name":        user.Name,
		"real_name":   user.RealName,
		"deleted":     user.Deleted,
		"is_bot":      user.IsBot,
		"is_app_user": false,
		"tz":          cmp.Or(user.TZ, "Europe/Moscow"),
		"updated":     1_700_000_000,
		"profile": map[string]any{
			"real_name":    user.RealName,
			"display_name": user.Name,
			"email":        user.Email,
			"team":         s.team,
		},
	}
	if request.truth("include_locale") {
		out["locale"] = cmp.Or(user.Locale, "en-US")
	}

	return ok{"user": out}, nil
}
