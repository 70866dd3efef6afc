package slack

import (
	"context"
	"slices"
	"time"

	"frontdesk/adapters/fakes/fault"
)

// Room is a channel or a DM in a Snapshot.
type Room struct {
	ID       string  `json:"id"`
	Name     string  `json:"name,omitempty"`
	User     string  `json:"user,omitempty"` // of a DM
	Archived bool    `json:"archived"`
	Messages []Shown `json:"messages"` // oldest first, with deleted and ephemeral messages
}

// Snapshot is the whole state at one moment. The caller must not change a snapshot, because a snapshot shares memory with the server.
type Snapshot struct {
	Now         time.Time       `json:"now"`
	Rooms       map[string]Room `json:"rooms"`
	Calls       []fault.Record  `json:"calls"`   // every API call, in order of answering
	Live        []Event         `json:"live"`    // sent or waiting, not acked, oldest first
	Settled     []Event         `json:"settled"` // acked or given up, in the order of their end
	Connections int             `json:"connections"`
	Views       []View          `json:"views"`
}

// Snapshot returns the state now.
func (s *Server) Snapshot() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()

	out := &Snapshot{
		Now:         s.now(),
		Rooms:       make(map[string]Room, len(s.channels)),
		Calls:       s.journal.All(),
		Settled:     slices.Clip(s.settled),
		Connections: len(s.conns),
		Views:       slices.Clip(s.views),
	}
	for id, room := range s.channels {
		out.Rooms[id] = Room{
			ID:       room.id,
			Name:     room.name,
			User:     room.user,
			Archived: room.archived,
			Messages: slices.Clip(room.messages),
		}
	}

	for _, e := range s.live {
		out.Live = append(out.Live, e.record)
	}

	return out
}

// Wait returns nil once ok returns true. Wait asks ok now and after every change. When ctx ends first, Wait returns the error of ctx. ok
// may call the server's methods.
func (s *Server) Wait(ctx context.Context, ok func(*Snapshot) bool) error {
	return s.signal.Until(ctx, func() bool { return ok(s.Snapshot()) })
}

// Direct returns the DM of the user, or the zero Room before the first message.
func (s *Snapshot) Direct(user string) Room {
	for _, r := range s.Rooms {
		if r.User == user {
			return r
		}
	}

	return Room{}
}

// FromBot lists the app's messages in the channel, or in the DM when name is a user. Deleted messages are left out.
func (s *Snapshot) FromBot(name string) []Shown {
	room, found := s.Rooms[name]
	if !found {
		room = s.Direct(name)
	}
	var out []Shown

	for _, m := range room.Messages {
		if m.FromBot && !m.Deleted {
			out = append(out, m)
		}
	}

	return out
}

// Texts lists the texts of FromBot.
func (s *Snapshot) Texts(name string) []string {
	var out []string
	for _, m := range s.FromBot(name) {
		out = append(out, m.Text)
	}

	return out
}

// Last returns the newest message of FromBot; ok is false without a message.
func (s *Snapshot) Last(name string) (shown Shown, ok bool) {
	all := s.FromBot(name)
	if len(all) == 0 {
		return Shown{}, false
	}

	return all[len(all)-1], true
}

// CallsOf lists the calls of one method.
func (s *Snapshot) CallsOf(method string) []fault.Record {
	var out []fault.Record

	for _, c := range s.Calls {
		if c.Method == method {
			out = append(out, c)
		}
	}

	return out
}

// Event finds an event or interaction by its id. Of several deliveries Event returns the last settled one, or the one under way.
func (s *Snapshot) Event(id string) (Event, bool) {
	for _, list := range [][]Event{s.Live, s.Settled} {
		for _, e := range slices.Backward(list) {
			if e.ID == id {
				return e, true
			}
		}
	}

	return Event{}, false
}

// Users lists the people of the workspace in order of appearance, without bots.
func (s *Server) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []User{}

	for _, id := range s.userOrder {
		if u := s.users[id]; !u.IsBot {
			out = append(out, *u)
		}
	}

	return out
}

// Channels lists the channels without DMs and without messages.
func (s *Server) Channels() []Room {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Room{}

	for _, id := range s.chanOrder {
		if c := s.channels[id]; c.user == "" {
			out = append(out, Room{ID: c.id, Name: c.name, Archived: c.archived})
		}
	}

	return out
}

// Transcript is the whole history, for a failed test or a report. A transcript holds texts and no tokens.
type Transcript struct {
	Calls   []fault.Record  `json:"calls"`
	Dropped int             `json:"dropped,omitempty"` // calls left out because of the journal's limit
	Events  []Event         `json:"events"`            // in the order of creation
	Rooms   map[string]Room `json:"rooms"`
	Views   []View          `json:"views"`
}

// Transcript returns the history so far.
func (s *Server) Transcript() Transcript {
	snap := s.Snapshot()
	events := slices.Concat(snap.Settled, snap.Live)
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	s.mu.Lock()
	dropped := s.journal.Dropped
	s.mu.Unlock()

	return Transcript{Calls: snap.Calls, Dropped: dropped, Events: events, Rooms: snap.Rooms, Views: snap.Views}
}
