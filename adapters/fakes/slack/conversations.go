package slack

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) openConversation(c *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name := c.str("channel"); name != "" {
		ch := s.channels[name]
		if ch == nil {
			return nil, no("channel_not_found")
		}

		return ok{"channel": ch.wire(), "already_open": true, "no_op": true}, nil
	}

	user := s.users[c.str("users")]
	switch {
	case c.str("users") == "":
		return nil, no("users_list_not_supplied")
	case strings.Contains(c.str("users"), ","):
		return nil, no("not_enough_users") // the fake has no group DMs
	case user == nil || user.IsBot:
		return nil, no("user_not_found")
	case user.Deleted:
		return nil, no("user_disabled")
	}
	before := len(s.channels)
	ch := s.direct(user.ID)
	was := len(s.channels) == before
	c.channel = ch.id

	return ok{"channel": ch.wire(), "already_open": was, "no_op": was}, nil
}

// readable finds the channel of a reading call.
func (s *Server) readable(c *call) (*channel, *failure) {
	ch := s.channels[c.str("channel")]
	switch {
	case ch == nil:
		return nil, no("channel_not_found")
	case !ch.has(s.botUser):
		return nil, no("not_in_channel")
	}

	return ch, nil
}

func (s *Server) conversationInfo(c *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.channels[c.str("channel")]
	if ch == nil {
		return nil, no("channel_not_found")
	}
	out := ch.wire()
	if ch.user == "" {
		out["is_member"] = ch.has(s.botUser)
	}

	return ok{"channel": out}, nil
}

func (s *Server) listConversations(c *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kinds := cmp.Or(c.str("types"), "public_channel")
	list := []map[string]any{}

	for _, id := range s.chanOrder {
		ch := s.channels[id]
		want := "public_channel"
		if ch.user != "" {
			want = "im"
		}
		if !strings.Contains(kinds, want) || (c.method == "users.conversations" && !ch.has(s.botUser)) ||
			(ch.archived && c.truth("exclude_archived")) {
			continue
		}
		list = append(list, ch.wire())
	}

	return ok{"channels": list, "response_metadata": map[string]string{"next_cursor": ""}}, nil
}

func (s *Server) members(c *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, bad := s.readable(c)
	if bad != nil {
		return nil, bad
	}

	return ok{"members": ch.members, "response_metadata": map[string]string{"next_cursor": ""}}, nil
}

// history lists the messages outside of threads, newest first.
func (s *Server) history(c *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, bad := s.readable(c)
	if bad != nil {
		return nil, bad
	}
	list := ch.list(c, func(m Shown) bool { return m.ThreadTS == "" || m.ThreadTS == m.TS })
	slices.Reverse(list)

	return paged(c, list)
}

// replies lists a thread, its parent first.
func (s *Server) replies(c *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, bad := s.readable(c)
	if bad != nil {
		return nil, bad
	}
	root := c.str("ts")
	if m, found := ch.message(root); found && m.ThreadTS != "" {
		root = m.ThreadTS
	}
	list := ch.list(c, func(m Shown) bool { return m.TS == root || m.ThreadTS == root })
	if _, found := ch.index[root]; !found {
		return nil, no("thread_not_found")
	}

	return paged(c, list)
}

// list filters by oldest, latest and inclusive, oldest first.
func (c *channel) list(q *call, want func(Shown) bool) []Message {
	list := []Message{}
	oldest, latest := q.str("oldest"), q.str("latest")

	for _, m := range c.messages {
		if m.Deleted || m.Ephemeral != "" || !want(m) {
			continue
		}
		if !q.truth("inclusive") && (m.TS == oldest || m.TS == latest) {
			continue
		}
		if (oldest != "" && before(m.TS, oldest)) || (latest != "" && before(latest, m.TS)) {
			continue
		}
		out := c.counted(m)
		if !q.truth("include_all_metadata") {
			out.Metadata = nil
		}
		list = append(list, out)
	}

	return list
}

// before compares two ts. "0" and "1700000000" are allowed, too.
func before(a, b string) bool {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	if len(a) == len(b) || err1 != nil || err2 != nil {
		return a < b
	}

	return x < y
}

// paged cuts the list by limit and cursor; the cursor is an offset.
func paged(c *call, list []Message) (ok, *failure) {
	from := 0
	if cur := c.str("cursor"); cur != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cur, "next:"))
		if err != nil || n < 0 || n > len(list) {
			return nil, no("invalid_cursor")
		}
		from = n
	}
	limit := c.number("limit", 100)
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

func (s *Server) userInfo(c *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.users[c.str("user")]
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
	if c.truth("include_locale") {
		out["locale"] = cmp.Or(user.Locale, "en-US")
	}

	return ok{"user": out}, nil
}
