package chat

import "time"

// Survey is one survey question to a customer after a conversation.
type Survey struct {
	ID           string
	Kind         string // "csat"
	Conversation ConversationID
	Peer         Peer
	Contact      ContactID
	Snapshot     string // JSON: the authors of the answers at the time of the survey
	AskedAt      time.Time
	ExpiresAt    time.Time
	Score        int // zero means no score yet
	ScoredAt     time.Time
	Comment      string
	CommentUntil time.Time // a text before CommentUntil is the comment
	CommentedAt  time.Time
	Late         bool
}
