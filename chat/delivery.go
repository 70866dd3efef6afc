package chat

// Delivery asks for one entry to be brought to one peer. Policy decides what happens when the outcome is unknown.
type Delivery struct {
	Conversation ConversationID
	Seq          int64
	Peer         Peer
	Fence        int64 // 0 = not bound to the bot's turn
	Policy       Policy
}

// Policy says what to do with a part whose outcome is unknown.
type Policy string

// Resend sends once more on channels that cannot be read back; Leave only shows it.
const (
	Resend Policy = "resend"
	Leave  Policy = "leave"
)
