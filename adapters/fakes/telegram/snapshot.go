package telegram

import (
	"context"
	"slices"
	"time"

	"frontdesk/adapters/fakes/fault"
)

// Room is one chat in a Snapshot.
type Room struct {
	Chat     Chat    `json:"chat"`
	Blocked  bool    `json:"blocked"`
	Messages []Shown `json:"messages"` // oldest first
}

// Snapshot is the whole state at one moment. The caller must not change a snapshot, because a snapshot shares memory with the server.
type Snapshot struct {
	Now     time.Time        `json:"now"`
	Rooms   map[int64]Room   `json:"rooms"`
	Calls   []fault.Record   `json:"calls"`   // every API call, in order of answering
	Pending []Delivery       `json:"pending"` // not confirmed yet, oldest first
	Settled []Delivery       `json:"settled"` // confirmed or expired, in the order of their end
	Answers []CallbackAnswer `json:"answers"`
	Polling bool             `json:"polling"` // a getUpdates waits now
	Webhook string           `json:"webhook"` // the URL, or "" without a webhook
	Menu    []Command        `json:"menu"`
}

// Snapshot returns the state now.
func (b *Bot) Snapshot() *Snapshot {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue.expire(b.now())

	snapshot := &Snapshot{
		Now:     b.now(),
		Rooms:   make(map[int64]Room, len(b.chats)),
		Calls:   b.journal.All(),
		Settled: slices.Clip(b.queue.settled),
		Answers: slices.Clip(b.callbacks),
		Polling: b.poller != nil,
		Menu:    b.commands,
	}
	for id, r := range b.chats {
		snapshot.Rooms[id] = Room{Chat: r.chat, Blocked: r.blocked, Messages: slices.Clip(r.messages)}
	}

	for _, d := range b.queue.pending {
		snapshot.Pending = append(snapshot.Pending, *d)
	}
	if b.hook != nil {
		snapshot.Webhook = b.hook.url
	}

	return snapshot
}

// Wait returns nil once ok returns true. Wait asks ok now and after every change. When ctx ends first, Wait returns the error of ctx. ok
// may call the bot's methods.
func (b *Bot) Wait(ctx context.Context, ok func(*Snapshot) bool) error {
	return b.signal.Until(ctx, func() bool { return ok(b.Snapshot()) })
}

// FromBot lists the bot's messages in the chat, without deleted messages.
func (s *Snapshot) FromBot(chat int64) []Shown {
	var out []Shown

	for _, m := range s.Rooms[chat].Messages {
		if m.FromBot && !m.Deleted {
			out = append(out, m)
		}
	}

	return out
}

// Texts lists the texts of FromBot.
func (s *Snapshot) Texts(chat int64) []string {
	var out []string
	for _, m := range s.FromBot(chat) {
		out = append(out, m.Words())
	}

	return out
}

// Last returns the newest message of the bot in the chat; ok is false without a message.
func (s *Snapshot) Last(chat int64) (shown Shown, ok bool) {
	all := s.FromBot(chat)
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

// Transcript is the whole history, for a failed test or a report. A transcript holds texts and no tokens.
type Transcript struct {
	Bot     User           `json:"bot"`
	Calls   []fault.Record `json:"calls"`
	Dropped int            `json:"dropped,omitempty"` // calls left out because of the journal's limit
	Updates []Delivery     `json:"updates"`           // settled updates first
	Rooms   map[int64]Room `json:"rooms"`
}

// Transcript returns the history so far.
func (b *Bot) Transcript() Transcript {
	snapshot := b.Snapshot()
	b.mu.Lock()
	dropped := b.journal.Dropped
	b.mu.Unlock()

	return Transcript{
		Bot:     b.me,
		Calls:   snapshot.Calls,
		Dropped: dropped,
		Updates: slices.Concat(snapshot.Settled, snapshot.Pending),
		Rooms:   snapshot.Rooms,
	}
}
