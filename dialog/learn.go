package dialog

import (
	"slices"

	"frontdesk/chat"
)

// learn stores what the customer has taught, or takes back what this talk had taught, and how the question turned out. What the base knows already is no
// lesson.
func (e *Engine) learn(tx chat.Tx, c *chat.Conversation, l *Learnt) error {
	if l == nil {
		return nil
	}
	if err := e.judge(tx, c, l); err != nil {
		return err
	}
	if l.No {
		return tx.Unlearn(c.ID, l.Entry)
	}
	text := chat.Teachable(c.Memory.Asked)
	x, ok := e.Base().Entry(l.Entry, e.Book.Lang(c.Lang))
	if text == "" || !ok || slices.ContainsFunc(append(x.Phrasings, x.Question), func(has string) bool { return chat.SameWords(has) == chat.SameWords(text) }) {
		return nil
	}
	return tx.Learn(chat.Lesson{Entry: x.ID, Lang: x.Lang, Text: text, Source: l.Source, Conversation: c.ID, Seq: c.LastSeq, Contact: c.Contact, Channel: c.Peer.Channel})
}

// judge notes how a question turned out, with the probability that the answer was given with; one chosen from a menu was given with none.
func (e *Engine) judge(tx chat.Tx, c *chat.Conversation, l *Learnt) error {
	j := chat.Judged{Contact: c.Contact, Channel: c.Peer.Channel, Scope: 1}
	if l.No {
		j.Scope = 0
	}
	if l.Entry == "" {
		j.Scope = -1
	}
	if l.Source == chat.LessonHelped {
		offer, err := tx.Entries(c.ID, c.Memory.OfferSeq-1, 1)
		if err != nil {
			return err
		}
		if len(offer) == 1 && offer[0].Why != nil && len(offer[0].Why.Hits) > 0 {
			j.P, j.Verdict = offer[0].Why.Hits[0].P, 1
			if l.No {
				j.Verdict = -1
			}
		}
	}
	if j.Scope == 0 && j.Verdict == 0 {
		return nil
	}
	return tx.Judge(j)
}
