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
	prompt, err := w.view.Surveys.Survey(id)
	if err != nil || prompt == nil || prompt.Peer != w.in.Peer {
		return err
	}

	return w.answerSurvey(prompt, score)
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

	prompt, err := w.view.Surveys.NewestSurvey(w.in.Peer)
	if err != nil || prompt == nil {
		return false, err
	}
	score, scores, comments := w.mayAnswer(prompt)
	if scores {
		return true, w.answerSurvey(prompt, score)
	}
	if !comments {
		return false, nil
	}

	asked := surveyAnswer{survey: prompt.ID}
	if t := w.change.Open(); t != nil {
		asked.open = t.Conversation().ID
	}
	if w.answer == nil || w.answer.survey != asked.survey || w.answer.open != asked.open {
		return false, needsClassification{answer: asked}
	}
	if !w.answer.belongs {
		return false, nil
	}

	return true, w.answerSurvey(prompt, 0)
}

// mayAnswer says whether the message is the score of a survey, and whether the message may be its comment.
func (w *intake) mayAnswer(prompt *chat.Survey) (score int, scores, comments bool) {
	now := w.change.Now()
	score, isScore := survey.ReadText(w.in.Text)
	if !(isScore && survey.WantsScore(prompt, now)) && !survey.WantsComment(prompt, now) {
		return 0, false, false
	}

	here := true // the survey is the newest question to the customer
	var open chat.Conversation
	if t := w.change.Open(); t != nil {
		open = t.Conversation()
		here = open.ID == prompt.Conversation && open.Memory.Offer.OfSurvey()
	}
	// With a newer conversation at an operator, or with a newer menu, a number belongs to the newer conversation.
	if isScore {
		return score, here || open.State == chat.StateBot && open.Memory.Offer != chat.PurposeMenu, false
	}

	return 0, false, here && survey.WantsComment(prompt, now) && meaningOf(w.in.Text) != wantsPerson
}

// answerSurvey appends the customer's message to the rated conversation. A positive score is then recorded as the rating. Zero records
// the text as the comment.
func (w *intake) answerSurvey(prompt *chat.Survey, score int) error {
	history, err := w.change.Need(prompt.Conversation)
	if err != nil {
		return err
	}
	entry := w.entry(history)
	entry.Purpose, entry.Refs = chat.PurposeComment, chat.Refs{Survey: prompt.ID}
	if score > 0 {
		entry.Purpose = chat.PurposeRating
	}
	if entry.Press != "" && entry.Text == "" {
		entry.Text = fmt.Sprint(score)
	}
	if err := w.say(history, entry); err != nil {
		return err
	}
	if score > 0 {
		return w.e.Survey.Score(history, w.view.Surveys, prompt, score)
	}

	return w.e.Survey.Comment(history, w.view.Surveys, prompt, w.in.Text)
}

// say appends the customer's entry to a conversation and records its place for the caller.
func (w *intake) say(history *timeline.Timeline, entry chat.Entry) error {
	stored, err := history.Say(entry)
	if err != nil {
		return err
	}
	w.out = chat.Stored{Conversation: stored.Conversation, Seq: stored.Seq}

	return nil
}
