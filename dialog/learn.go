package dialog

import (
	"slices"

	"frontdesk/chat"
	"frontdesk/timeline"
)

// learn stores the customer's suggestion and the outcome of the question. Negative feedback rejects earlier suggestions of the
// conversation. A text already in the entry is no suggestion.
func (e *Engine) learn(history *timeline.Timeline, view View, feedback *Feedback, stimulus Stimulus) error {
	if feedback == nil {
		return nil
	}
	conversation := history.Conversation()
	if err := judge(view, conversation, feedback); err != nil {
		return err
	}
	if feedback.No {
		return view.Lessons.Unlearn(conversation.ID, feedback.Entry)
	}

	text := chat.PhrasingOf(conversation.Memory.Asked)
	if text == "" || stimulus.Entry == nil {
		return nil
	}
	has := append(slices.Clone(stimulus.Entry.Phrasings), stimulus.Entry.Question)
	if slices.ContainsFunc(has, func(words string) bool { return chat.SameWords(words) == chat.SameWords(text) }) {
		return nil
	}

	return view.Lessons.Learn(
		chat.Suggestion{
			Entry:        stimulus.Entry.ID,
			Lang:         stimulus.Entry.Lang,
			Text:         text,
			Source:       feedback.Source,
			Conversation: conversation.ID,
			Seq:          conversation.LastSeq,
			Contact:      conversation.Contact,
			Channel:      conversation.Peer.Channel,
		},
	)
}

// judge stores the outcome of a question with the probability of the answer. An entry chosen from a menu has no probability.
func judge(view View, conversation chat.Conversation, feedback *Feedback) error {
	outcome := chat.Outcome{
		Contact: conversation.Contact,
		Channel: conversation.Peer.Channel,
		Scope:   chat.ScopeAnswered,
	}
	if feedback.No {
		outcome.Scope = chat.ScopeUnknown
	}
	if feedback.Entry == "" {
		outcome.Scope = chat.ScopeUnanswerable
	}
	if feedback.Source == chat.SuggestedByHelped {
		offer, err := view.Entries.Entries(conversation.ID, conversation.Memory.OfferSeq-1, 1)
		if err != nil {
			return err
		}
		if len(offer) == 1 && offer[0].Why != nil && len(offer[0].Why.Hits) > 0 {
			outcome.P, outcome.Verdict = offer[0].Why.Hits[0].P, chat.VerdictRight
			if feedback.No {
				outcome.Verdict = chat.VerdictWrong
			}
		}
	}
	if outcome.Scope == chat.ScopeUnknown && outcome.Verdict == chat.VerdictNone {
		return nil
	}

	return view.Lessons.Judge(outcome)
}
