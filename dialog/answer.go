package dialog

import (
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
)

// answer answers a question: with a sure answer, with a menu, with a clarifying question, or with a handover.
func (t turn) answer() Verdict {
	if len(t.s.Found.Parts) > 0 {
		return t.inParts(t.s.Found.Parts)
	}
	found, failed, asked := t.s.Found.Result, t.failed(), t.asked()
	why := explain(asked, found)
	if found.Decision == faq.Answer {
		return t.sure(found.Hits[0], asked, failed, why)
	}
	// The customer asks for an operator beside the question. A doubtful answer would only be in the way.
	if t.meaning == wantsPersonToo || t.meaning == asksStatus && failed > 0 {
		return t.explained(chat.ReasonAsked, why)
	}
	if failed >= maxTries {
		return t.explained(chat.ReasonUnknown, why)
	}
	if found.Decision == faq.Ask {
		return Verdict{Say: []Line{t.menu(found, asked, failed, why)}}
	}

	return t.clarify(found, asked, failed, chat.ReasonUnknown, "clarify")
}

// failed returns the number of turns that did not help with the present question. A text after a menu goes on with the question.
func (t turn) failed() int {
	if leaves(t.c) {
		return t.c.Memory.Tries
	}

	return 0
}

// maxChain is the maximum number of bytes of a question with the questions before.
const maxChain = 400

// asked returns the customer's question: the text, after the question before if the text is understood only with this question.
func (t turn) asked() string {
	if t.s.Found.Subject == "" {
		return t.text
	}
	whole := t.s.Found.Subject + "\n" + t.text
	if _, rest, ok := strings.Cut(whole, "\n"); len(whole) > maxChain && ok {
		return rest
	}

	return whole
}

// sure says a sure answer. An answer that was the bot's newest message already is not repeated: the bot offers an operator. Only the first
// follow-up question may get the same answer again, because the answer may hold both.
func (t turn) sure(best faq.Hit, asked string, failed int, why *chat.Why) Verdict {
	follows := t.s.Found.Subject != "" && !strings.Contains(t.c.Memory.Asked, "\n")
	if t.shownLast(best.ID) && t.c.Memory.Offer == chat.PurposeAnswer && !follows {
		again := offerPerson("again")
		again.Refs.Question, again.Why = asked, why

		return Verdict{Say: []Line{again}}
	}
	said := t.reply(best, asked, why)
	said.Refs.Tries, said.Refs.Continues = failed, failed > 0
	if t.s.Found.Subject != "" {
		said.Above = aboveAnswer
	}

	return Verdict{Say: []Line{said}}
}

// offerPerson offers an operator with a text of the dictionary.
func offerPerson(key string) Line {
	l := line(chat.PurposeAgain, key)
	l.Choices = []Choice{{Value: pressPerson, Key: "choice.human"}, {Value: pressDrop, Key: "choice.helped.no"}}

	return l
}

// aboveAnswer is the key of the text above an answer that names the entry. The customer sees the assumed subject at once.
const aboveAnswer = "answer.about"

// inParts answers a message with several questions: the sure answers first, then one menu for the other parts. The last message alone has
// buttons for feedback. Operators get the conversation after the sure answers if the rest is in doubt and a menu is no help any more.
func (t turn) inParts(parts []faq.Part) Verdict {
	var verdict Verdict
	var doubt faq.Result
	var open []string
	var answers []chat.AnswerPart
	failed := t.failed()

	for _, part := range parts {
		if part.Decision != faq.Answer {
			doubt.Hits = append(doubt.Hits, part.Hits[:part.Menu]...)
			open = append(open, part.Text)

			continue
		}
		hit := part.Hits[0]
		said := t.reply(hit, part.Text, explain(part.Text, part.Result))
		said.Above = aboveAnswer
		said.Refs.Tries, said.Refs.Continues = failed, failed > 0 || len(answers) > 0
		answers = append(answers, chat.AnswerPart{FAQ: hit.ID, Title: hit.Question, Question: part.Text})
		verdict.Say = append(verdict.Say, said)
	}

	last := len(verdict.Say) - 1
	if len(open) == 0 {
		verdict.Say[last].Refs.Parts = answers
	}
	for i := range verdict.Say {
		if i < last || len(open) > 0 {
			verdict.Say[i].Below, verdict.Say[i].Choices = "", nil
		}
	}
	if len(open) == 0 || t.c.State == chat.StateWaiting {
		return verdict
	}

	doubt.Decision, doubt.Menu = faq.Ask, len(doubt.Hits)
	question := strings.Join(open, "\n")
	why := explain(question, doubt)
	if t.meaning == wantsPersonToo || failed >= maxTries {
		over := t.explained(chat.ReasonUnknown, why)
		if t.meaning == wantsPersonToo {
			over = t.explained(chat.ReasonAsked, why)
		}
		over.Say = append(verdict.Say, over.Say...)

		return over
	}
	menu := t.menu(doubt, question, failed, why)
	menu.Refs.Continues = menu.Refs.Continues || len(answers) > 0
	verdict.Say = append(verdict.Say, menu)

	return verdict
}

// corrected answers the corrected text of a message that was answered before. Only another answer or a menu is worth a message.
func (t turn) corrected() Verdict {
	found := t.s.Found.Result
	if found.Menu == 0 || slices.Contains(t.c.Memory.Shown, found.Hits[0].ID) {
		return Verdict{}
	}
	why := explain(t.text, found)
	if found.Decision == faq.Answer {
		return Verdict{Say: []Line{t.reply(found.Hits[0], t.text, why)}}
	}

	return Verdict{Say: []Line{t.menu(found, t.text, 0, why)}}
}

func (t turn) reply(hit faq.Hit, query string, why *chat.Why) Line {
	said := Line{
		Purpose: chat.PurposeAnswer,
		Refs:    chat.Refs{FAQ: hit.ID, Question: query, Title: hit.Question},
		Wording: chat.Wording{Key: "faq"},
		Text:    hit.Answer,
		Below:   "answer.helped",
		Why:     why,
		Choices: []Choice{
			{Value: pressYes, Key: "choice.helped.yes"},
			{Value: pressNo, Key: "choice.helped.no"},
			{Value: pressPerson, Key: "choice.human"},
		},
	}
	if t.c.State == chat.StateWaiting {
		said.Below = "answer.waiting"
		said.Choices = []Choice{{Value: pressSolved, Key: "choice.solved"}}
	}

	return said
}

// menu offers the entries that hold the answer probably.
func (t turn) menu(found faq.Result, query string, failed int, why *chat.Why) Line {
	said := line(chat.PurposeMenu, "menu")
	if found.Menu == 1 {
		said.Wording = chat.Wording{Key: "menu.one", Args: map[string]string{"Question": found.Hits[0].Question}}
	}
	said.Why = why
	said.Refs = chat.Refs{Question: query, Tries: failed + 1, Continues: failed > 0}
	said.offer(found.Hits[:found.Menu])
	said.Choices = append(
		said.Choices,
		Choice{Value: pressNone, Key: "choice.none"},
		Choice{Value: pressPerson, Key: "choice.human"},
	)

	return said
}

// offer adds entries as choices, and names the entries for the team.
func (l *Line) offer(hits []faq.Hit) {
	var titles []string

	for _, h := range hits {
		l.Choices = append(l.Choices, Choice{Value: pressPick + h.ID, Label: h.Question})
		titles = append(titles, h.Question)
	}
	l.Refs.Title = strings.Join(titles, " / ")
}

// clarify asks the customer to say the question in other words, or to choose a near subject. Without clarifying questions, operators get
// the conversation.
func (t turn) clarify(found faq.Result, query string, failed int, reason, key string) Verdict {
	why := explain(query, found)
	subjects := found.Hits
	if len(subjects) == 0 {
		subjects = t.s.Popular
	}
	// Other words do not help a bot without an entry.
	off := t.r.Clarify == ClarifyOff || t.r.Clarify == ClarifyWhenNobody && t.s.Online
	if off || len(subjects) == 0 {
		return t.explained(reason, why)
	}

	if t.s.Foreign {
		key = "clarify.foreign"
	}
	said := line(chat.PurposeClarify, key)
	said.Why = why
	said.Refs = chat.Refs{Question: query, Tries: failed + 1, Continues: failed > 0}
	said.offer(subjects[:min(len(subjects), nearestSubjects)])
	said.Choices = append(said.Choices, Choice{Value: pressPerson, Key: "choice.human"})

	return Verdict{Say: []Line{said}}
}

// handover gives the conversation to operators.
func (t turn) handover(reason string) Verdict {
	key := "handover"

	switch reason {
	case chat.ReasonUnknown:
		key = "handover.unknown"
		if t.s.NoEntries {
			key = "handover.empty"
		}
	case chat.ReasonUnhelpful:
		key = "handover.unhelpful"
	case chat.ReasonFile:
		key = "handover.file"
	}
	if t.s.Online {
		key += ".online"
	} else {
		key += ".offline"
	}

	said := line(chat.PurposeHandover, key)
	if !t.s.Online {
		said.Below = "handover.how.message"
		if t.s.OnPage {
			said.Below = "handover.how.page"
		}
	}
	if reason != chat.ReasonLoop {
		said.Choices = []Choice{{Value: pressSolved, Key: "choice.solved"}}
	}

	return Verdict{
		Move:  chat.StateWaiting,
		For:   reason,
		Say:   []Line{said},
		Tried: len(t.c.Memory.Attempts) > 0,
	}
}

// explained is a handover with the search behind the decision, for operators.
func (t turn) explained(reason string, why *chat.Why) Verdict {
	v := t.handover(reason)
	v.Say[0].Why = why

	return v
}

// maxExplained is the number of search hits shown to operators.
const maxExplained = 5

func explain(query string, found faq.Result) *chat.Why {
	explained := &chat.Why{Query: query, Decision: found.Decision.String(), Hits: []chat.WhyHit{}}
	for i, h := range found.Hits {
		if i == maxExplained {
			break
		}
		explained.Hits = append(explained.Hits, chat.WhyHit{ID: h.ID, Question: h.Question, P: h.P})
	}

	return explained
}
