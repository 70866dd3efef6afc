package chat

import "time"

// Upload is a file known to the store, with the origin of the file, the owner, and the progress of fetching.
type Upload struct {
	File
	Channel ChannelID
	// Owner is the only author who may use the file in a message: a peer address, or "operator:<id>".
	Owner string
	Entry string // id of the entry with the file, "" until used
	// Conversation is the conversation of the entry with the file.
	Conversation ConversationID
	Attempts     int
	Due          time.Time
	At           time.Time
}
