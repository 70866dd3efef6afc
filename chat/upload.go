package chat

import "time"

// Upload is a file known to the store: where it came from, whose it is, and how fetching goes.
type Upload struct {
	File
	Channel ChannelID
	Owner   string // peer address, or "operator:<id>": who may use it in a message
	Entry   string // id of the entry that shows it, "" until used
	// Conversation of that entry.
	Conversation ConversationID
	Attempts     int
	Due          time.Time
	At           time.Time
}
