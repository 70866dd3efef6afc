package chat

import "time"

// InboundKind says what came in.
type InboundKind string

// What can come in from a channel.
const (
	InText        InboundKind = "text"    // words and/or files
	InPress       InboundKind = "press"   // a button
	InEdit        InboundKind = "edit"    // new words for the message Of
	InWithdraw    InboundKind = "delete"  // the message Of is gone
	InCommand     InboundKind = "command" // Text = name without the slash, Payload = the rest
	InUnsupported InboundKind = "unsupported"
	InBlocked     InboundKind = "blocked" // the customer blocked us, or came back (Payload "unblocked")
)

// Inbound is one normalised thing that happened on a channel.
type Inbound struct {
	Kind     InboundKind
	Peer     Peer
	Sender   Sender
	Profile  Profile
	Keys     []string // dedupe keys; any one known = all of it known
	Native   string   // the platform's id of the message
	ClientID string   // of a widget message; unique per peer for good
	Text     string
	Payload  string
	Label    string // of a press, where the platform tells
	Files    []File // State pending, Native set; or ready
	ReplyTo  string // native id of the message quoted
	Of       string // native id of the message edited, deleted or pressed under
	SentAt   time.Time
}

// Stored is what an accepted inbound became.
type Stored struct {
	Conversation ConversationID
	Seq          int64
	Known        bool // it had been stored before
}
