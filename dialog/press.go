package dialog

import (
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
)

// pressed returns the value of a button. The customer can press the button, or type its number, its label or a word of the same meaning.
func pressed(conversation chat.Conversation, entry chat.Entry) string {
	if entry.Press != "" {
		return entry.Press
	}
	offered := conversation.Memory.Offered
	if len(offered) == 0 || strings.TrimSpace(entry.Text) == "" {
		return ""
	}
	if v, ok := choiceOf(entry.Text, offered); ok {
		return v
	}

	switch meaningOf(entry.Text) {
	case meansYes:
		return yesTo(conversation)
	case meansNo, meansNone:
		return firstOf(offered, pressNo, pressNone, pressDrop, pressWait)
	case withdraws:
		return firstOf(offered, pressSolved)
	case mayWithdraw: // the second time, after "do you still need a colleague?"
		if firstOf(offered, pressWait) != "" {
			return firstOf(offered, pressSolved)
		}
	}

	return ""
}

// yesTo returns the choice that "yes" means. "Yes" to a menu of several entries means none of the choices.
func yesTo(conversation chat.Conversation) string {
	offered := conversation.Memory.Offered

	switch conversation.Memory.Offer {
	case chat.PurposeAgain:
		return firstOf(offered, pressPerson)
	case chat.PurposeMenu:
		if len(offered) > 1 && offered[1].Value == pressNone {
			return offered[0].Value
		}
	}

	return firstOf(offered, pressYes, pressWait)
}

// firstOf returns the first value of wanted that is also offered.
func firstOf(offered []chat.Choice, wanted ...string) string {
	for _, word := range wanted {
		for _, o := range offered {
			if o.Value == word {
				return word
			}
		}
	}

	return ""
}

func (t turn) onButton() Verdict {
	switch button := t.button; {
	case button == pressYes:
		return Verdict{Say: []Line{line(chat.PurposeHelped, "helped.thanks")}, Learn: feedbackOf(t.c, false)}
	case button == pressNo && len(t.c.Memory.Parts) > 1:
		return t.whichFailed()
	case button == pressNo:
		return t.denied(feedbackOf(t.c, true))
	case strings.HasPrefix(button, otherThan):
		return t.partFailed(strings.TrimPrefix(button, otherThan))
	case button == pressNone:
		return t.denied(&Feedback{No: true})
	case button == pressSolved:
		return t.withdrawn()
	case button == pressWait:
		return Verdict{Say: []Line{line(chat.PurposeStatus, "waiting.on")}}
	case button == pressPerson:
		if t.c.State == chat.StateWaiting {
			return t.status(true)
		}

		return t.handover(chat.ReasonAsked)
	case button == pressDrop:
		return Verdict{Say: []Line{line(chat.PurposeRephrase, "again.dropped")}}
	case strings.HasPrefix(button, pressPick) && t.s.Entry != nil:
		return t.picked(*t.s.Entry)
	case strings.HasPrefix(button, pressLang):
		return Verdict{
			Pin: strings.TrimPrefix(button, pressLang),
			Say: []Line{line(chat.PurposeLanguage, "language.set")},
		}
	}
	if t.c.State == chat.StateWaiting {
		return Verdict{}
	}

	// The button belongs to a message the conversation no longer remembers.
	return smallTalk("smalltalk.hello")
}

// picked answers a choice of a menu. The menu has helped, so the menu is no failed turn.
func (t turn) picked(entry faq.Entry) Verdict {
	hit := faq.Hit{ID: entry.ID, Lang: entry.Lang, Question: entry.Question, Answer: entry.Answer, P: 1}
	said := t.reply(hit, t.c.Memory.Asked, nil)
	said.Refs.Tries, said.Refs.Continues = max(0, t.c.Memory.Tries-1), true
	verdict := Verdict{Say: []Line{said}}
	// A choice of a clarifying question is no evidence: the entries of the question may be far from the customer's words.
	if t.c.Memory.Offer == chat.PurposeMenu {
		verdict.Learn = &Feedback{Entry: entry.ID, Source: chat.SuggestedByMenu}
	}

	return verdict
}

// denied handles "no" after an answer and "none of these" after a menu. The next best entries follow, without the entries shown before.
// After the second turn that did not help, operators get the conversation.
func (t turn) denied(feedback *Feedback) Verdict {
	failed := t.c.Memory.Tries
	if !leaves(t.c) {
		failed++
	}
	reason := chat.ReasonUnknown
	if t.c.Memory.Offer == chat.PurposeAnswer {
		reason = chat.ReasonUnhelpful
	}
	v := t.next(failed, reason)
	v.Learn = feedback

	return v
}

// whichFailed asks which of several answers did not help.
func (t turn) whichFailed() Verdict {
	said := line(chat.PurposeAgain, "again.which")
	said.Refs.Parts = t.c.Memory.Parts
	for _, part := range t.c.Memory.Parts {
		said.Choices = append(said.Choices, Choice{Value: otherThan + part.FAQ, Label: part.Title})
	}
	said.Choices = append(said.Choices, Choice{Value: pressPerson, Key: "choice.human"})

	return Verdict{Say: []Line{said}}
}

// partFailed handles "no" to one of several answers.
func (t turn) partFailed(id string) Verdict {
	part, ok := partOf(t.c, id)
	if !ok {
		return smallTalk("smalltalk.hello")
	}
	t.c.Memory.Asked = part.Question
	verdict := t.next(t.c.Memory.Tries+1, chat.ReasonUnhelpful)
	verdict.Learn = &Feedback{Entry: id, Source: chat.SuggestedByHelped, No: true}

	return verdict
}

// next offers the next best entries, or asks for other words, or hands over.
func (t turn) next(failed int, reason string) Verdict {
	asked := t.c.Memory.Asked
	if failed >= maxTries {
		return t.handover(reason)
	}

	why := explain(asked, t.s.Next)
	if t.s.Next.Decision == faq.Answer {
		l := t.reply(t.s.Next.Hits[0], asked, why)
		l.Refs.Tries, l.Refs.Continues = failed, true

		return Verdict{Say: []Line{l}}
	}
	if t.s.Next.Decision == faq.Ask {
		return Verdict{Say: []Line{t.menu(t.s.Next, asked, failed, why)}}
	}

	return t.clarify(t.s.Next, asked, failed, reason, "clarify.other")
}

// feedbackOf returns the feedback of "this helped" or "this did not help" on the newest answer. Without an answer the result is nil.
func feedbackOf(conversation chat.Conversation, no bool) *Feedback {
	if len(conversation.Memory.Shown) == 0 || conversation.Memory.Offer != chat.PurposeAnswer {
		return nil
	}

	return &Feedback{
		Entry:  conversation.Memory.Shown[len(conversation.Memory.Shown)-1],
		Source: chat.SuggestedByHelped,
		No:     no,
	}
}
