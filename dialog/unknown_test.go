package dialog

import (
	"slices"
	"testing"

	"frontdesk/chat"
	"frontdesk/faq"
)

// TestTextsOfAFAQWithoutHelp: the bot says the reason when the FAQ has no entry at all, or none in the customer's language. Without an
// operator, the bot says where the answer will appear.
func TestTextsOfAFAQWithoutHelp(t *testing.T) {
	popular := []faq.Hit{{ID: "one", Question: "One?"}, {ID: "two", Question: "Two?"}}
	question := []chat.Entry{{Kind: chat.Said, Purpose: chat.PurposeMessage, Text: "how do I fly to the moon"}}

	for _, c := range []struct {
		stimulus   Stimulus
		key, below string
	}{
		{Stimulus{Popular: popular}, "clarify", ""},
		{Stimulus{Popular: popular, Foreign: true}, "clarify.foreign", ""},
		{Stimulus{NoEntries: true}, "handover.empty.offline", "handover.how.message"},
		{Stimulus{NoEntries: true, OnPage: true}, "handover.empty.offline", "handover.how.page"},
		{Stimulus{NoEntries: true, Online: true}, "handover.empty.online", ""},
		{Stimulus{OnPage: true}, "handover.unknown.offline", "handover.how.page"},
	} {
		c.stimulus.Words = question
		verdict := Decide(chat.Conversation{State: chat.StateBot}, c.stimulus, DefaultRules)
		at := slices.IndexFunc(verdict.Say, func(l Line) bool { return l.Wording.Key == c.key })
		if at < 0 || verdict.Say[at].Below != c.below {
			t.Errorf("%+v: says %+v, want %s with %q below", c.stimulus, verdict.Say, c.key, c.below)
		}
	}
}
