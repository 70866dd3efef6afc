package chat

// Hint says that a conversation has reached a seq. Losing one costs latency, never a message.
type Hint struct {
	Conversation ConversationID
	Seq          int64
	Peer         Peer
	Typing       *Typing // set for a typing hint, which changes no seq
	// Entries are what was committed, up to Seq, where the publisher has it at hand. They only save a read: whoever has not seen the entry before
	// them reads from the store, as without them. They are shared and must not be changed.
	Entries []Entry
	// Missed says that hints were lost on the way to this subscriber: anything may have changed, and nothing else here is set.
	Missed bool
}

// Typing says that somebody writes.
type Typing struct {
	By   Author
	On   bool
	Text string
}
