package chat

import "time"

// PartState is the state of one platform call.
type PartState string

// The states of a part. Sent, failed, cancelled and uncertain are settled: later parts of the peer may be sent.
const (
	PartQueued    PartState = "queued"
	PartSending   PartState = "sending"
	PartSent      PartState = "sent"
	PartFailed    PartState = "failed"
	PartCancelled PartState = "cancelled"
	PartUncertain PartState = "uncertain"
)

// Part is one platform call of a delivery: Number 0, 1, ... of Of. Of is 0 until the delivery is split.
type Part struct {
	Conversation ConversationID
	Seq          int64
	Peer         Peer
	Number, Of   int
	State        PartState
	Attempts     int
	Resent       int // count of repeated sends after an unknown outcome
	Due          time.Time
	Fence        int64
	Policy       Policy
	Native       string
	Reason       string
	Payload      string // content of the part, made when the delivery is split
	CreatedAt    time.Time
	ChangedAt    time.Time
}

// PeerDue is a peer with unsettled parts. Due is the time of the next attempt. A zero Due means now.
type PeerDue struct {
	Address string
	Due     time.Time
}
