package timeline

import "frontdesk/chat"

// Publisher spreads hints to live views. Publish never blocks. A lost hint costs latency, never a message.
type Publisher interface{ Publish(chat.Hint) }

// grown publishes one hint with all entries that a change has appended to a conversation.
func (t *Timelines) grown(by *Timeline) {
	t.Hints.Publish(chat.Hint{Conversation: by.conv.ID, Seq: by.conv.LastSeq, Peer: by.conv.Peer, Entries: by.fresh})
}

// Touched publishes a hint after a change outside the timeline, such as a new state of a delivery. Views show such changes together with
// the timeline.
func (t *Timelines) Touched(id chat.ConversationID) {
	t.Hints.Publish(chat.Hint{Conversation: id})
}

// Typing publishes the start or the end of typing. Typing changes no timeline.
func (t *Timelines) Typing(c chat.Conversation, typing chat.Typing) {
	t.Hints.Publish(chat.Hint{Conversation: c.ID, Peer: c.Peer, Typing: &typing})
}
