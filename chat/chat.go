// Package chat holds the nouns of Frontdesk: who writes where (Peer, Sender, Contact), what was said (Inbound, Entry), the conversation
// that folds those entries, and the table of lawful moves between its states.
//
// It does no I/O, reads no clock and imports nothing of ours.
package chat

import (
	"time"

	"github.com/google/uuid"
)

// ChannelID names a configured channel. Ids are for ever: stored conversations refer to them.
type ChannelID string

// ConversationID is a UUIDv7: ids sort by the time of opening.
type ConversationID string

// ContactID is a UUIDv7.
type ContactID string

// OperatorID is a UUIDv7; empty means nobody.
type OperatorID string

// Peer is where to answer: a channel and an address that only its adapter makes and parses.
type Peer struct {
	Channel ChannelID
	Address string
}

// Sender is who wrote: a channel and a person's id that only its adapter makes and parses.
type Sender struct {
	Channel ChannelID
	Person  string
}

// Profile is what a channel tells of a sender. Every field may be empty.
type Profile struct {
	Name   string            `json:"name,omitempty"`
	Handle string            `json:"handle,omitempty"` // "@anna" and the like
	Lang   string            `json:"lang,omitempty"`   // the client's language, a hint only
	Page   string            `json:"page,omitempty"`   // web: address of the page the visitor is on
	Title  string            `json:"title,omitempty"`
	Origin string            `json:"origin,omitempty"` // web: referrer; Telegram: payload of /start
	Extra  map[string]string `json:"extra,omitempty"`
}

// Contact is a person who owns senders. Two contacts become one only by proof, never by name or e-mail.
type Contact struct {
	ID      ContactID
	Profile Profile
	Since   time.Time
}

// Operator is a person who answers.
type Operator struct {
	ID       OperatorID
	Login    string
	Name     string
	Role     Role
	Lang     string
	Disabled bool
}

// Role says what an operator may do.
type Role string

// The roles of this version. An admin may do everything an operator may.
const (
	RoleOperator Role = "operator"
	RoleAdmin    Role = "admin"
)

// NewID returns a new UUIDv7 as text: unique, and ordered by time within one process.
func NewID() string {
	id, err := uuid.NewV7()
	if err != nil { // only when the system's source of randomness fails; a v4 would fail too
		return uuid.NewString()
	}

	return id.String()
}

// Millis is the stored form of a time: unix milliseconds, 0 for the zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}

	return t.UnixMilli()
}

// FromMillis is the inverse of Millis, in UTC.
func FromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}

	return time.UnixMilli(ms).UTC()
}
