package dialog

import (
	"slices"

	"frontdesk/chat"
	"frontdesk/timeline"
)

// learn stores the customer's suggestion and the outcome of the question. Negative feedback rejects earlier suggestions of the
// conversation. A text already in the entry is no suggestion.
func (e *Engine) learn(t *timeline.Timeline, v View, l *Feedback, s Stimulus) error {
	if l == nil {
		return nil
	}
	c := t.Conversation()
	if err := judge(v, c, l); err != nil {
		return err
	}
	if l.No {
		return v.Lessons.Unlearn(c.ID, l.Entry)
	}

	text := chat.PhrasingOf(c.Memory.Asked)
	if text == "" || s.Entry == nil {
		return nil
	}
	has := append(slices.Clone(s.Entry.Phrasings), s.Entry.Question)
	if slices.ContainsFunc(has, func(words string) bool { return chat.SameWords(words) == chat.SameWords(text) }) {
		return nil
	}

	return v.Lessons.Learn(
		chat.Suggestion{
			Entry:        s.Entry.ID,
			Lang:         s.Entry.Lang,
			Text:         text,
			Source:       l.Source,
			Conversation: c.ID,
			Seq:          c.LastSeq,
			Contact:      c.Contact,
			Channel:      c.Peer.Channel,
		},
	)
}

// judge stores the outcome of a question with the probability of the answer. An entry chosen from a menu has no probability.
func judge(v View, c chat.Conversation, l *Feedback) error {
	j := chat.Outcome{Contact: c.Contact, Channel: c.Peer.Channel, Scope: chat.ScopeAnswered}
	if l.No {
		j.Scope = chat.ScopeUnknown
	}
	if l.Entry == "" {
		j.Scope = chat.ScopeUnanswerable
	}
	if l.Source == chat.SuggestedByHelped {
		offer, err := v.Entries.Entries(c.ID, c.Memory.OfferSeq-1, 1)
		if err != nil {
			return err
		}
		if len(offer) == 1 && offer[0].Why != nil && len(offer[0].Why.Hits) > 0 {
			j.P, j.Verdict = offer[0].Why.Hits[0].P, chat.VerdictRight
			if l.No {
				j.Verdict = chat.VerdictWrong
			}
		}
	}
	if j.Scope == chat.ScopeUnknown && j.Verdict == chat.VerdictNone {
		return nil
	}

	return v.Lessons.Judge(j)
}
