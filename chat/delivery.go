package chat

// Delivery is the order to bring one entry to one peer. Policy decides about a part with an unknown outcome.
type Delivery struct {
	Conversation ConversationID
	Seq          int64
	Peer         Peer
	Fence        int64 // zero means not bound to the bot's turn
	Policy       Policy
}

// Policy is the rule for a part with an unknown outcome.
type Policy string

// Resend sends the part once more on channels that cannot be read back. Leave only shows the part to the team.
const (
	Resend Policy = "resend"
	Leave  Policy = "leave"
)
