// Package chat holds the nouns of Frontdesk: the addresses and people (Peer, Sender, Contact), the messages (Inbound, Entry), and the
// conversation that folds the entries. The package also holds the table of lawful moves between the states of a conversation.
//
// The package does no I/O, reads no clock and imports no other package of Frontdesk.
package chat

import (
	"time"

	"github.com/google/uuid"
)

// ChannelID names a configured channel. An id never changes: stored conversations refer to the id.
type ChannelID string

// ConversationID is a UUIDv7: ids sort by the time of opening.
type ConversationID string

// ContactID is a UUIDv7.
type ContactID string

// OperatorID is a UUIDv7. An empty id means no operator.
type OperatorID string

// Peer is the place to answer: a channel and an address. Only the adapter of the channel makes and parses addresses.
type Peer struct {
	Channel ChannelID
	Address string
}

// Sender is the author of inbound messages: a channel and a person's id. Only the adapter of the channel makes and parses person ids.
type Sender struct {
	Channel ChannelID
	Person  string
}

// Profile is the information of a channel about a sender. Every field may be empty.
type Profile struct {
	Name   string            `json:"name,omitempty"`
	Handle string            `json:"handle,omitempty"` // "@anna" and the like
	Lang   string            `json:"lang,omitempty"`   // the client's language, a hint only
	Page   string            `json:"page,omitempty"`   // web: address of the page the visitor is on
	Title  string            `json:"title,omitempty"`
	Origin string            `json:"origin,omitempty"` // web: referrer; Telegram: payload of /start
	Extra  map[string]string `json:"extra,omitempty"`
}

// Contact is a customer: a person with one or more senders. Two contacts become one only by proof, never by name or e-mail.
type Contact struct {
	ID      ContactID
	Profile Profile
	Since   time.Time
}

// Operator is a member of the team who answers customers.
type Operator struct {
	ID       OperatorID
	Login    string
	Name     string
	Role     Role
	Lang     string
	Disabled bool
}

// Role is the set of rights of an operator.
type Role string

// The roles. An admin has all rights of an operator.
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

// Millis returns the stored form of a time: unix milliseconds, 0 for the zero time.
func Millis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}

	return at.UnixMilli()
}

// FromMillis is the inverse of Millis, in UTC.
func FromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}

	return time.UnixMilli(ms).UTC()
}
