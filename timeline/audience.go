package timeline

import "frontdesk/chat"

// Recipient is one peer who must hear an entry. A delivery that is Bound to the bot's turn is cancelled when the owner changes.
type Recipient struct {
	Peer   chat.Peer
	Policy chat.Policy
	Bound  bool
}

// Audience says who must hear an entry besides its author, given the conversation into which the entry is folded already. It is asked for every
// entry: today the customer hears public words that are not the customer's own.
func Audience(c chat.Conversation, e chat.Entry) []Recipient {
	if e.Kind != chat.Said || !e.Public() || e.Author.Kind == chat.ByCustomer {
		return nil
	}

	return []Recipient{{Peer: c.Peer, Policy: policyOf(e.Purpose), Bound: e.Author.Kind == chat.ByBot}}
}

// policyOf says what to do when the outcome of sending is unknown: a doubled answer is better than a lost one, but rating prompts, reminders
// and small talk never go out twice.
func policyOf(p chat.Purpose) chat.Policy {
	switch p {
	case chat.PurposeReply,
		chat.PurposeAnswer,
		chat.PurposeMenu,
		chat.PurposeAgain,
		chat.PurposeRephrase,
		chat.PurposeHandover,
		chat.PurposeStatus:
		return chat.Resend
	}

	return chat.Leave
}
