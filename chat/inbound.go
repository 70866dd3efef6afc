package chat

import "time"

// InboundKind is the kind of an inbound event.
type InboundKind string

// The kinds of inbound events of a channel.
const (
	InText        InboundKind = "text"    // text and/or files
	InPress       InboundKind = "press"   // a button
	InEdit        InboundKind = "edit"    // new text for the message Of
	InWithdraw    InboundKind = "delete"  // the message Of is deleted
	InCommand     InboundKind = "command" // Text = name without the slash, Payload = the rest
	InUnsupported InboundKind = "unsupported"
	InBlocked     InboundKind = "blocked" // the customer blocked the bot, or returned (Payload "unblocked")
)

// Inbound is one normalised event of a channel.
type Inbound struct {
	Kind    InboundKind
	Peer    Peer
	Sender  Sender
	Profile Profile
	// Keys are dedupe keys. One known key means the whole inbound is known.
	Keys     []string
	Native   string // the platform's id of the message
	ClientID string // of a widget message; unique per peer for ever
	Text     string
	Payload  string
	Label    string // of a press, if the platform sends the label
	Files    []File // State pending, Native set; or ready
	ReplyTo  string // native id of the message quoted
	Of       string // native id of the message edited, deleted or pressed under
	SentAt   time.Time
}

// Stored describes the stored form of an accepted inbound.
type Stored struct {
	Conversation ConversationID
	Seq          int64
	Known        bool // the inbound was already stored before
}
