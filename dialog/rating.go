package dialog

import (
	"fmt"

	"frontdesk/chat"
	"frontdesk/survey"
	"frontdesk/timeline"
)

// surveyAnswer asks whether a message is the comment of a survey, and holds the answer. The answer is valid only as long as the other
// fields are unchanged.
type surveyAnswer struct {
	survey  string
	open    chat.ConversationID // open conversation of the peer; empty means none
	belongs bool                // the message is the comment
}

// needsClassification ends a transaction that cannot classify a message as a comment. The FAQ must be searched first, outside the
// transaction.
type needsClassification struct{ answer surveyAnswer }

func (needsClassification) Error() string { return "a message after a score must be classified first" }

// pressed answers the survey of a rating button. A survey of another peer is ignored silently.
func (w *intake) pressed() error {
	id, score, _ := survey.ReadPress(w.in.Payload)
	s, err := w.view.Surveys.Survey(id)
	if err != nil || s == nil || s.Peer != w.in.Peer {
		return err
	}

	return w.answerSurvey(s, score)
}

// rated tries the message as the answer of a survey. A rating button names its survey. A bare number answers the newest pending prompt.
// After a score, a text is the comment, unless the text asks for an operator or the FAQ answers the text.
func (w *intake) rated() (bool, error) {
	if _, _, ok := survey.ReadPress(w.in.Payload); ok && w.in.Kind == chat.InPress {
		return true, w.pressed()
	}
	if w.in.Kind != chat.InText || len(w.in.Files) > 0 || w.in.Text == "" {
		return false, nil
	}

	s, err := w.view.Surveys.NewestSurvey(w.in.Peer)
	if err != nil || s == nil {
		return false, err
	}
	score, scores, comments := w.mayAnswer(s)
	if scores {
		return true, w.answerSurvey(s, score)
	}
	if !comments {
		return false, nil
	}

	asked := surveyAnswer{survey: s.ID}
	if t := w.change.Open(); t != nil {
		asked.open = t.Conversation().ID
	}
	if w.answer == nil || w.answer.survey != asked.survey || w.answer.open != asked.open {
		return false, needsClassification{answer: asked}
	}
	if !w.answer.belongs {
		return false, nil
	}

	return true, w.answerSurvey(s, 0)
}

// mayAnswer says whether the message is the score of a survey, and whether the message may be its comment.
func (w *intake) mayAnswer(s *chat.Survey) (score int, scores, comments bool) {
	now := w.change.Now()
	score, isScore := survey.ReadText(w.in.Text)
	if !(isScore && survey.WantsScore(s, now)) && !survey.WantsComment(s, now) {
		return 0, false, false
	}

	here := true // the survey is the newest question to the customer
	var open chat.Conversation
	if t := w.change.Open(); t != nil {
		open = t.Conversation()
		here = open.ID == s.Conversation && open.Memory.Offer.OfSurvey()
	}
	// With a newer conversation at an operator, or with a newer menu, a number belongs to the newer conversation.
	if isScore {
		return score, here || open.State == chat.StateBot && open.Memory.Offer != chat.PurposeMenu, false
	}

	return 0, false, here && survey.WantsComment(s, now) && meaningOf(w.in.Text) != wantsPerson
}

// answerSurvey appends the customer's message to the rated conversation. A positive score is then recorded as the rating. Zero records
// the text as the comment.
func (w *intake) answerSurvey(s *chat.Survey, score int) error {
	t, err := w.change.Need(s.Conversation)
	if err != nil {
		return err
	}
	x := w.entry(t)
	x.Purpose, x.Refs = chat.PurposeComment, chat.Refs{Survey: s.ID}
	if score > 0 {
		x.Purpose = chat.PurposeRating
	}
	if x.Press != "" && x.Text == "" {
		x.Text = fmt.Sprint(score)
	}
	if err := w.say(t, x); err != nil {
		return err
	}
	if score > 0 {
		return w.e.Survey.Score(t, w.view.Surveys, s, score)
	}

	return w.e.Survey.Comment(t, w.view.Surveys, s, w.in.Text)
}

// say appends the customer's entry to a conversation and records its place for the caller.
func (w *intake) say(t *timeline.Timeline, x chat.Entry) error {
	stored, err := t.Say(x)
	if err != nil {
		return err
	}
	w.out = chat.Stored{Conversation: stored.Conversation, Seq: stored.Seq}

	return nil
}
