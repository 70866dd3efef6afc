package timeline

import "frontdesk/chat"

// Recipient is a peer who must receive an entry. A delivery that is Bound to the bot's turn is cancelled when the owner changes.
type Recipient struct {
	Peer   chat.Peer
	Policy chat.Policy
	Bound  bool
}

// Audience lists the recipients of an entry besides the author. The entry e is already folded into the conversation c. append calls
// Audience for every entry. Today the customer receives all public messages except the customer's own.
func Audience(c chat.Conversation, e chat.Entry) []Recipient {
	if e.Kind != chat.Said || !e.Public() || e.Author.Kind == chat.ByCustomer {
		return nil
	}

	return []Recipient{{Peer: c.Peer, Policy: policyOf(e.Purpose), Bound: e.Author.Kind == chat.ByBot}}
}

// policyOf returns the policy for an unknown outcome of sending. A doubled answer is better than a lost answer, but rating prompts,
// reminders and small talk are never sent twice.
func policyOf(p chat.Purpose) chat.Policy {
	switch p {
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
