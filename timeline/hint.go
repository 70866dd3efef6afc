package timeline

import "frontdesk/chat"

// Publisher spreads hints to live views. It never blocks; losing a hint costs latency, never a message.
type Publisher interface{ Publish(chat.Hint) }

// grown hints once at all entries that a change has appended to a conversation.
func (t *Timelines) grown(by *Timeline) {
	t.Hints.Publish(chat.Hint{Conversation: by.conv.ID, Seq: by.conv.LastSeq, Peer: by.conv.Peer, Entries: by.fresh})
}

// Touched hints that something beside the timeline has changed that views show with it, such as the state of a delivery.
func (t *Timelines) Touched(id chat.ConversationID) {
	t.Hints.Publish(chat.Hint{Conversation: id})
}

// Typing hints that somebody writes, or has stopped. It changes no timeline.
func (t *Timelines) Typing(c chat.Conversation, typing chat.Typing) {
	t.Hints.Publish(chat.Hint{Conversation: c.ID, Peer: c.Peer, Typing: &typing})
}
