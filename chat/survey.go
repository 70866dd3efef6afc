package chat

import "time"

// Survey is one question put to a customer after a conversation.
type Survey struct {
	ID           string
	Kind         string // "csat"
	Conversation ConversationID
	Peer         Peer
	Contact      ContactID
	Snapshot     string // JSON: who answered, when it was asked
	AskedAt      time.Time
	ExpiresAt    time.Time
	Score        int // 0 = none yet
	ScoredAt     time.Time
	Comment      string
	CommentUntil time.Time // a text until then is the comment
	CommentedAt  time.Time
	Late         bool
}
