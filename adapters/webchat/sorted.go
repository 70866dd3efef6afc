package webchat

import (
	"maps"
	"slices"

	"frontdesk/chat"
)

// sorted puts conversations in the order of their opening, which is that of their ids.
func sorted(ids map[chat.ConversationID]bool) []chat.ConversationID {
	return slices.Sorted(maps.Keys(ids))
}
