package dialog

import (
	"frontdesk/chat"
	"frontdesk/faq"
)

// whileWaiting decides about a message of a customer who waits for an operator. The bot goes on helping with sure answers, unless the
// customer asked for an operator. Every other message belongs to the request.
func (t turn) whileWaiting() Verdict {
	if t.meaning == mayWithdraw {
		ask := line(chat.PurposeStatus, "withdraw.ask")
		ask.Choices = []Choice{{Value: pressSolved, Key: "choice.solved"}, {Value: pressWait, Key: "choice.wait"}}

		return Verdict{Say: []Line{ask}}
	}

	switch t.meaning {
	case withdraws:
		return t.withdrawn()
	case meansThanks, meansHello, meansBye, meansYes, meansNo, meansNone:
		return Verdict{}
	case wantsPerson, wantsPersonToo, asksStatus, isAngry:
		return t.status(true)
	}

	helps := t.c.Reason != chat.ReasonAsked
	if len(t.s.Found.Parts) > 0 && helps {
		if verdict := t.inParts(t.s.Found.Parts); len(verdict.Say) > 0 {
			return verdict
		}
	}
	if found := t.s.Found.Result; helps && found.Decision == faq.Answer && !t.shownLast(found.Hits[0].ID) {
		return t.sure(found.Hits[0], t.asked(), 0, explain(t.asked(), found))
	}

	return t.status(false)
}

// shownLast reports whether the entry is the bot's newest answer.
func (t turn) shownLast(id string) bool {
	n := len(t.c.Memory.Shown)

	return n > 0 && t.c.Memory.Shown[n-1] == id
}

// status says that operators have the conversation: at once after the first message of a wait, later only on request.
func (t turn) status(wanted bool) Verdict {
	memory := t.c.Memory

	switch {
	case memory.Statuses == 0:
		key := "waiting.passed"
		if wanted {
			key = "handover.already"
		}

		return Verdict{Say: []Line{line(chat.PurposeStatus, key)}}
	case wanted && memory.Statuses < maxStatuses && t.s.Now.Sub(chat.FromMillis(memory.StatusAt)) >= statusPause:
		return Verdict{Say: []Line{line(chat.PurposeStatus, "handover.already")}}
	}

	return Verdict{}
}

// withdrawn takes the request back: the conversation leaves the queue, and the bot has the conversation again.
func (t turn) withdrawn() Verdict {
	verdict := smallTalk("smalltalk.solved")
	if t.c.State == chat.StateWaiting {
		verdict.Move, verdict.For = chat.StateBot, chat.ReasonWithdrawn
	}

	return verdict
}
