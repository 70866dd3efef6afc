package webchat

import (
	"maps"
	"slices"

	"frontdesk/chat"
)

// sorted returns conversations in the order of opening, the same as the order of the ids.
func sorted(ids map[chat.ConversationID]bool) []chat.ConversationID {
	return slices.Sorted(maps.Keys(ids))
}
