package timeline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"frontdesk/chat"
	"frontdesk/timeline"
)

// TestAudience: the customer receives the public messages of other authors and no other entry. Messages of the bot are bound to the bot's
// turn. Messages that must not be lost are sent again after an unknown outcome. Other messages are not sent again.
func TestAudience(t *testing.T) {
	talk := chat.Conversation{Peer: peer(1)}
	bot := chat.Author{Kind: chat.ByBot}
	op := chat.Author{Kind: chat.ByOperator}
	customer := chat.Author{Kind: chat.ByCustomer}

	said := func(by chat.Author, p chat.Purpose) chat.Entry {
		return chat.Entry{Kind: chat.Said, Visibility: chat.Public, Author: by, Purpose: p}
	}
	hidden := said(op, chat.PurposeReply)
	hidden.Visibility = chat.Team

	for _, c := range []struct {
		name  string
		entry chat.Entry
		want  *timeline.Recipient // nil = no recipient
	}{
		{
			name:  "an operator's reply",
			entry: said(op, chat.PurposeReply),
			want:  &timeline.Recipient{Policy: chat.Resend},
		},
		{
			name:  "the bot's answer",
			entry: said(bot, chat.PurposeAnswer),
			want:  &timeline.Recipient{Policy: chat.Resend, Bound: true},
		},
		{
			name:  "a menu",
			entry: said(bot, chat.PurposeMenu),
			want:  &timeline.Recipient{Policy: chat.Resend, Bound: true},
		},
		{
			name:  "a handover",
			entry: said(bot, chat.PurposeHandover),
			want:  &timeline.Recipient{Policy: chat.Resend, Bound: true},
		},
		{
			name:  "a rating prompt",
			entry: said(bot, chat.PurposePrompt),
			want:  &timeline.Recipient{Policy: chat.Leave, Bound: true},
		},
		{
			name:  "a reminder",
			entry: said(bot, chat.PurposeReminder),
			want:  &timeline.Recipient{Policy: chat.Leave, Bound: true},
		},
		{
			name:  "small talk",
			entry: said(bot, chat.PurposeSmallTalk),
			want:  &timeline.Recipient{Policy: chat.Leave, Bound: true},
		},
		{
			name:  "a purpose that is not known",
			entry: said(bot, "new"),
			want:  &timeline.Recipient{Policy: chat.Leave, Bound: true},
		},
		{name: "the customer's own words", entry: said(customer, chat.PurposeMessage)},
		{name: "words for the team", entry: hidden},
		{
			name:  "a note",
			entry: chat.Entry{Kind: chat.Noted, Visibility: chat.Team, Author: op, Purpose: chat.PurposeNote},
		},
		{
			name:  "a move",
			entry: chat.Entry{Kind: chat.Moved, Visibility: chat.Public, Author: op, Purpose: chat.PurposeMove},
		},
		{
			name:  "a rating",
			entry: chat.Entry{Kind: chat.Rated, Visibility: chat.Public, Author: customer, Purpose: chat.PurposeRated},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var want []timeline.Recipient
			if c.want != nil {
				c.want.Peer = talk.Peer
				want = append(want, *c.want)
			}
			if d := cmp.Diff(want, timeline.Audience(talk, c.entry)); d != "" {
				t.Error(d)
			}
		})
	}
}
