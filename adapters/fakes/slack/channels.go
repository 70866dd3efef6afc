package slack

import (
	"slices"
	"strings"

	"frontdesk/adapters/fakes/fault"
)

// channel is a channel or, with a user, a DM between that user and the app.
type channel struct {
	id, name string
	user     string
	archived bool
	members  []string
	messages []Shown // append-only except through change
	index    map[string]int
}

func (c *channel) kind() string {
	if c.user != "" {
		return "im"
	}

	return "channel"
}

func (c *channel) add(m Shown) {
	c.index[m.TS] = len(c.messages)
	c.messages = append(c.messages, m)
}

// change replaces a message. The slice is copied: snapshots share the old one.
func (c *channel) change(m Shown) {
	c.messages = slices.Clone(c.messages)
	c.messages[c.index[m.TS]] = m
}

// message finds a visible message.
func (c *channel) message(ts string) (Shown, bool) {
	at, found := c.index[ts]
	if !found || c.messages[at].Deleted {
		return Shown{}, false
	}

	return c.messages[at], true
}

// counted is the message with the size of its thread, in the shape of the API.
func (c *channel) counted(shown Shown) Message {
	out := shown.Message
	for _, posted := range c.messages {
		if posted.ThreadTS == shown.TS && posted.TS != shown.TS && !posted.Deleted && posted.Ephemeral == "" {
			out.ReplyCount++
			out.LatestReply = posted.TS
			out.ThreadTS = shown.TS
		}
	}

	return out
}

func (c *channel) wire() map[string]any {
	out := map[string]any{
		"id":          c.id,
		"created":     1_700_000_000,
		"is_archived": c.archived,
		"is_im":       c.user != "",
		"is_channel":  c.user == "",
		"is_group":    false,
		"is_mpim":     false,
		"is_private":  c.user != "",
	}
	if c.user != "" {
		out["user"], out["is_open"] = c.user, true
		return out
	}
	out["name"], out["name_normalized"] = c.name, c.name
	out["num_members"], out["is_member"] = len(c.members), true

	return out
}

// find looks a channel up by id or by #name. An existing DM is also found by its user id.
func (s *Server) find(name string) *channel {
	if c := s.channels[name]; c != nil {
		return c
	}

	for _, id := range s.chanOrder {
		c := s.channels[id]
		if name != "" && (c.user == name || c.name == strings.TrimPrefix(name, "#")) {
			return c
		}
	}

	return nil
}

// writable resolves the channel of a post: a user id opens the DM.
func (s *Server) writable(name string) (*channel, *failure) {
	found := s.find(name)
	if found == nil {
		user := s.users[name]
		if user == nil || user.IsBot {
			return nil, no("channel_not_found")
		}
		found = s.direct(user.ID)
	}

	switch {
	case found.archived:
		return nil, no("is_archived")
	case found.user != "" && s.users[found.user].Deleted:
		return nil, no("account_inactive")
	case found.user == "" && !slices.Contains(found.members, s.botUser):
		return nil, no("not_in_channel")
	}

	return found, nil
}

// direct returns the DM with the user. A missing DM is opened.
func (s *Server) direct(user string) *channel {
	for _, id := range s.chanOrder {
		if c := s.channels[id]; c.user == user {
			return c
		}
	}
	created := &channel{id: s.newID("D"), user: user, members: []string{user, s.botUser}, index: map[string]int{}}
	s.channels[created.id] = created
	s.chanOrder = append(s.chanOrder, created.id)

	return created
}

func (s *Server) addChannel(name string, members ...string) *channel {
	created := &channel{
		id:      s.newID("C"),
		name:    name,
		members: append([]string{s.botUser}, members...),
		index:   map[string]int{},
	}
	s.channels[created.id] = created
	s.chanOrder = append(s.chanOrder, created.id)

	return created
}

func (s *Server) addUser(user User) *User {
	if user.ID == "" {
		user.ID = s.newID("U")
	}
	if user.RealName == "" {
		user.RealName = user.Name
	}
	if s.users[user.ID] == nil {
		s.userOrder = append(s.userOrder, user.ID)
	}
	s.users[user.ID] = &user

	return &user
}

// magic turns a text like /429 into the fault of the next post to the channel. /block archives the DM.
func (s *Server) magic(room *channel, text string) {
	kind, found := fault.Magic(text)
	switch {
	case !found:
	case kind == fault.Blocked:
		room.archived = true
	default:
		s.script.Inject(Fault{Method: fault.AnyMessage, Chat: room.id, Kind: kind, RetryAfter: 3})
	}
}
