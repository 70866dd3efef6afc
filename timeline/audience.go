package timeline

import "frontdesk/chat"

// Recipient is a peer who must receive an entry. A delivery that is Bound to the bot's turn is cancelled when the owner changes.
type Recipient struct {
	Peer   chat.Peer
	Policy chat.Policy
	Bound  bool
}

// Audience lists the recipients of an entry besides the author. The entry is already folded into the conversation. append calls
// Audience for every entry. Today the customer receives all public messages except the customer's own.
func Audience(conversation chat.Conversation, entry chat.Entry) []Recipient {
	if entry.Kind != chat.Said || !entry.Public() || entry.Author.Kind == chat.ByCustomer {
		return nil
	}

	return []Recipient{
		{Peer: conversation.Peer, Policy: policyOf(entry.Purpose), Bound: entry.Author.Kind == chat.ByBot},
	}
}

// policyOf returns the policy for an unknown outcome of sending. A doubled answer is better than a lost answer, but rating prompts,
// reminders and small talk are never sent twice.
func policyOf(purpose chat.Purpose) chat.Policy {
	switch purpose {
	case chat.PurposeReply,
		chat.PurposeAnswer,
		chat.PurposeMenu,
		chat.PurposeClarify,
		chat.PurposeAgain,
		chat.PurposeRephrase,
		chat.PurposeHandover,
		chat.PurposeStatus:
		return chat.Resend
	}

	return chat.Leave
}
