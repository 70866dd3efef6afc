package chat

// Hint says that a conversation has reached a seq. A lost hint costs latency, never a message.
type Hint struct {
	Conversation ConversationID
	Seq          int64
	Peer         Peer
	Typing       *Typing // set for a typing hint; a typing hint changes no seq
	// Entries are the committed entries up to Seq, where the publisher has the entries at hand. The entries only save a read. A receiver
	// without the entry before Entries reads from the store, as with a hint without Entries. Receivers share the slice and must not
	// change the entries.
	Entries []Entry
	// Missed says that hints to the subscriber were lost. Every conversation may have changed. No other field is set.
	Missed bool
}

// Typing says that a person is typing.
type Typing struct {
	By   Author
	On   bool
	Text string
}
