package dialog

import (
	"fmt"

	"frontdesk/chat"
	"frontdesk/survey"
	"frontdesk/timeline"
)

// surveyAnswer is the question whether words are the comment of a survey, with its answer. The answer holds only while everything else in it
// stands as it was.
type surveyAnswer struct {
	survey  string
	open    chat.ConversationID // of the peer, "" for none
	belongs bool                // the words are the comment
}

// needsJudgement ends a transaction that cannot tell whether words are a comment: the FAQ must be asked, outside the transaction.
type needsJudgement struct{ answer surveyAnswer }

func (needsJudgement) Error() string { return "words after a score must be judged first" }

// pressed answers the survey that a rating button names. One that is not this peer's changes nothing, and nothing is told of it.
func (w *intake) pressed() error {
	id, score, _ := survey.ReadPress(w.in.Payload)
	s, err := w.view.Surveys.Survey(id)
	if err != nil || s == nil || s.Peer != w.in.Peer {
		return err
	}

	return w.answerSurvey(s, score)
}

// rated tries the words as the answer of a survey: a button names its own; a bare number answers the newest prompt that still waits; after a
// score, a text is its comment unless it asks for a person or the FAQ answers it.
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
		return false, needsJudgement{answer: asked}
	}
	if !w.answer.belongs {
		return false, nil
	}

	return true, w.answerSurvey(s, 0)
}

// mayAnswer says whether the words are the score of a survey, or may be its comment.
func (w *intake) mayAnswer(s *chat.Survey) (score int, scores, comments bool) {
	now := w.change.Now()
	score, isScore := survey.ReadText(w.in.Text)
	if !(isScore && survey.WantsScore(s, now)) && !survey.WantsComment(s, now) {
		return 0, false, false
	}

	here := true // the survey is the newest thing that the customer was asked
	var open chat.Conversation
	if t := w.change.Open(); t != nil {
		open = t.Conversation()
		here = open.ID == s.Conversation && open.Memory.Offer.OfSurvey()
	}
	if isScore { // where a newer talk goes on, or a newer menu is open, words belong there
		return score, here || open.State == chat.StateBot && open.Memory.Offer != chat.PurposeMenu, false
	}

	return 0, false, here && survey.WantsComment(s, now) && intentOf(w.in.Text) != wantsPerson
}

// answerSurvey appends the customer's words to the conversation that was rated, then records the score, or the comment for a score of 0.
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

// say appends the customer's entry to a conversation and notes what became of it.
func (w *intake) say(t *timeline.Timeline, x chat.Entry) error {
	stored, err := t.Say(x)
	if err != nil {
		return err
	}
	w.out = chat.Stored{Conversation: stored.Conversation, Seq: stored.Seq}

	return nil
}
