package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Errors of the people's gestures.
var (
	ErrNoUser    = errors.New("no such user")
	ErrNoChannel = errors.New("no such channel")
	ErrNoMessage = errors.New("no such message")
	ErrNoButton  = errors.New("no such button")
	ErrArchived  = errors.New("the channel is archived")
)

// Posted describes the result of a gesture. Events are the ids of the app's events for the gesture. Events is empty when the app is not in
// the channel.
type Posted struct {
	Channel string   `json:"channel"`
	TS      string   `json:"ts"`
	Events  []string `json:"events"`
}

func (p *Posted) told(e *envelope) {
	if e != nil {
		p.Events = append(p.Events, e.record.ID)
	}
}

// AddUser makes a member of the workspace, or changes one.
func (s *Server) AddUser(user User) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()

	return *s.addUser(user)
}

// AddChannel makes a channel with the app and these users in it, and returns its
// id.
func (s *Server) AddChannel(name string, users ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()

	return s.addChannel(name, users...).id
}

// Kick takes the app out of a channel; Invite brings it back.
func (s *Server) Kick(id string) error {
	return s.with(id, func(c *channel) {
		c.members = slices.DeleteFunc(slices.Clone(c.members), func(u string) bool { return u == s.botUser })
	})
}

// Invite brings the app into a channel.
func (s *Server) Invite(id string) error {
	return s.with(id, func(c *channel) {
		if !c.has(s.botUser) {
			c.members = append(slices.Clone(c.members), s.botUser)
		}
	})
}

// Archive makes every post to the channel fail with is_archived.
func (s *Server) Archive(id string) error {
	return s.with(id, func(c *channel) { c.archived = true })
}

// Unarchive undoes Archive.
func (s *Server) Unarchive(id string) error {
	return s.with(id, func(c *channel) { c.archived = false })
}

func (s *Server) with(id string, do func(*channel)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	room := s.find(id)
	if room == nil {
		return ErrNoChannel
	}
	do(room)
	s.signal.Fire()

	return nil
}

// Deactivate makes posts to the user's DM fail with account_inactive.
func (s *Server) Deactivate(user string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	member := s.users[user]
	if member == nil {
		return ErrNoUser
	}
	gone := *member
	gone.Deleted = true
	s.users[user] = &gone
	s.signal.Fire()

	return nil
}

// Post is a message as a person has typed the message.
type Post struct {
	User    string
	Channel string // "" means the DM with the app
	Thread  string // ts of the parent, "" outside of threads
	Text    string // <@U...> mentions work; & < > are escaped as in Slack
}

// DM writes to the app. An unknown user joins first. An archived DM opens again.
func (s *Server) DM(user, text string) Posted {
	p, _ := s.Say(Post{User: user, Text: text}) // Say fails only in a channel
	return p
}

// Mention writes to the app in a channel: the message and its twin, app_mention.
func (s *Server) Mention(user, channel, text string) (Posted, error) {
	return s.Say(Post{User: user, Channel: channel, Text: "<@" + s.botUser + "> " + text})
}

// Say writes a message.
func (s *Server) Say(post Post) (Posted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()
	ch, err := s.place(post.User, post.Channel)
	if err != nil {
		return Posted{}, err
	}
	message := s.typed(post)
	out := s.publish(ch, message)
	s.magic(ch, post.Text)

	return out, nil
}

// typed is the message of a person. The caller holds the lock.
func (s *Server) typed(post Post) Message {
	return Message{
		Type:     "message",
		TS:       s.stamp(),
		ThreadTS: post.Thread,
		User:     post.User,
		Team:     s.team,
		Text:     escape(post.Text),
		ClientMsgID: strings.ToLower(
			fmt.Sprintf(
				"%08x-%04x-4%03x-8%03x-%012x",
				s.rng.Uint32(),
				s.rng.IntN(1<<16),
				s.rng.IntN(1<<12),
				s.rng.IntN(1<<12),
				s.rng.Int64N(1<<48),
			),
		),
		Blocks: richText(post.Text),
	}
}

// place finds the channel of a post. If need be, the user joins the workspace and the channel.
func (s *Server) place(user, channel string) (*channel, error) {
	if s.users[user] == nil {
		s.addUser(User{ID: user, Name: strings.ToLower(user)})
	}
	if channel == "" {
		channel = s.direct(user).id
	}

	ch := s.find(channel)
	switch {
	case ch == nil:
		return nil, ErrNoChannel
	case ch.archived && ch.user == "":
		return nil, ErrArchived
	}
	ch.archived = false // a message of the person opens the DM again
	if ch.user == "" && !ch.has(user) {
		ch.members = append(slices.Clone(ch.members), user)
	}

	return ch, nil
}

// publish stores the message and tells the app. About a mention in a channel the app is told twice, in either order.
func (s *Server) publish(ch *channel, message Message) Posted {
	ch.add(Shown{Message: message})
	out := Posted{Channel: ch.id, TS: message.TS}
	events := []inner{messageEvent(ch, message)}
	if ch.user == "" && strings.Contains(message.Text, "<@"+s.botUser+">") {
		twin := messageEvent(ch, message)
		twin["type"] = "app_mention"
		delete(twin, "channeltype")
		delete(twin, "subtype")
		events = append(events, twin)
		if s.rng.IntN(2) == 0 {
			slices.Reverse(events)
		}
	}

	for _, e := range events {
		out.told(s.tell(ch, e))
	}

	return out
}

var kept = regexp.MustCompile(`<[@#][A-Z0-9]+>`)

// escape changes a typed text in Slack's way: & < > become entities, except in mentions.
func escape(text string) string {
	entities := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	var out strings.Builder

	at := 0
	for _, m := range kept.FindAllStringIndex(text, -1) {
		out.WriteString(entities.Replace(text[at:m[0]]))
		out.WriteString(text[m[0]:m[1]])
		at = m[1]
	}
	out.WriteString(entities.Replace(text[at:]))

	return out.String()
}

// richText is the block Slack's own editor adds to a message.
func richText(text string) json.RawMessage {
	type m = map[string]any
	raw, err := json.Marshal([]m{{
		"type":     "rich_text",
		"block_id": "rt1",
		"elements": []m{
			{"type": "rich_text_section", "elements": []m{{"type": "text", "text": text}}},
		},
	}})
	if err != nil || text == "" {
		return nil
	}

	return raw
}

// Upload posts a file of the user; channel "" means the DM.
func (s *Server) Upload(user, channel, thread, name string, data []byte, comment string) (Posted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()
	ch, err := s.place(user, channel)
	if err != nil {
		return Posted{}, err
	}
	message := s.typed(Post{User: user, Thread: thread, Text: comment})
	message.Subtype, message.Upload = "file_share", true
	message.Files = []File{s.newFile(user, name, data).File}

	return s.publish(ch, message), nil
}

// Edit changes a message of a person in a channel or DM; the app gets message_changed.
func (s *Server) Edit(in, ts, text string) (Posted, error) {
	return s.alter(in, ts, func(ch *channel, old Shown) *envelope {
		next := old
		next.Text, next.Blocks = escape(text), richText(text)

		return s.edit(ch, old, next, old.User)
	})
}

// Delete removes a message of anyone in a channel or DM; the app gets message_deleted.
func (s *Server) Delete(in, ts string) (Posted, error) {
	return s.alter(in, ts, s.remove)
}

func (s *Server) alter(in, ts string, do func(*channel, Shown) *envelope) (Posted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()
	ch := s.find(in)
	if ch == nil {
		return Posted{}, ErrNoChannel
	}
	old, found := ch.message(ts)
	if !found {
		return Posted{}, ErrNoMessage
	}
	out := Posted{Channel: ch.id, TS: ts}
	out.told(do(ch, old))

	return out, nil
}

// OpenHome opens the app's messages tab, as a person does before the first message. The app gets app_home_opened.
func (s *Server) OpenHome(user string) (Posted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.signal.Fire()
	ch, err := s.place(user, "")
	if err != nil {
		return Posted{}, err
	}
	out := Posted{Channel: ch.id}
	out.told(
		s.emit(
			inner{"type": "app_home_opened", "user": user, "channel": ch.id, "tab": "messages", "event_ts": s.stamp()},
		),
	)

	return out, nil
}
