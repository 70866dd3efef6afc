package main

import (
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"frontdesk/chat"
)

// fold is I18's half for a living system: each conversation's row is the fold of the timeline. The language may come with the
// conversation, from the previous conversation or from the platform. The language is therefore no part of the timeline.
func (c *checker) fold(talks []talk) {
	for _, t := range talks {
		again := chat.Conversation{ID: t.ID, Peer: t.Peer, Contact: t.Contact, Follows: t.Follows}
		for i := range t.entries {
			again.Apply(&t.entries[i])
		}
		lang := cmpopts.IgnoreFields(chat.Conversation{}, "Lang", "LangPinned")
		if d := cmp.Diff(again, t.Conversation, cmpopts.EquateEmpty(), lang); d != "" {
			c.bad(&c.toll.Unsound, "%s: the row is not the fold of its timeline:\n%s", t.ID, d)
		}
	}
}

// answered is I8: no customer stays without an answer. The bot answers every message, or operators get the conversation. The delivery of
// the answer is checked by I2.
func (c *checker) answered(talks []talk) {
	for _, t := range talks {
		var waits *chat.Entry

		for i := range t.entries {
			switch e := &t.entries[i]; {
			case e.Move != nil && e.Move.To != chat.StateBot,
				e.Kind == chat.Said && e.Public() && e.Author.Kind != chat.ByCustomer:
				waits = nil
			case e.Kind == chat.Said && e.Author.Kind == chat.ByCustomer && !e.Purpose.AnswersSurvey() && waits == nil:
				waits = e
			}
		}
		if t.State == chat.StateBot && waits != nil {
			c.bad(
				&c.toll.Lost,
				"%s: %q (entry %d) was never answered, and people do not have it",
				t.ID,
				waits.Text,
				waits.Seq,
			)
		}
	}
}
