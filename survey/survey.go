// Package survey asks customers for a rating (CSAT), reads the answers and keeps the answers on survey rows.
//
// A rating is not a state of a conversation. Prompts and answers are entries of the rated conversation, also after the conversation is
// closed. The package sends no message and reads no clock; all work happens in the caller's transaction.
package survey

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/texts"
	"frontdesk/timeline"
)

// CSAT is the only kind of survey: a score from 1 to 5.
const (
	CSAT      = "csat"
	CSATScale = 5
)

// Rules are the time limits of answers.
type Rules struct {
	// Lapse is the time limit for a score. A later score is late, but kept.
	Lapse time.Duration
	// Comment is the time after the score in which a text is the comment.
	Comment time.Duration
}

// DefaultRules are one day for the score and ten minutes for the comment.
var DefaultRules = Rules{Lapse: 24 * time.Hour, Comment: 10 * time.Minute}

// Surveyor asks for ratings and records the answers.
type Surveyor struct {
	Rules Rules
	Book  *texts.Book
}

// Rows keeps the survey rows, in the transaction of a change. Finders return nil if there is no such row.
type Rows interface {
	// AddSurvey stores a new survey. A conversation has at most one survey of a kind. A second survey is dropped without an error, and
	// the first survey stays.
	AddSurvey(*chat.Survey) error
	SaveSurvey(*chat.Survey) error
	Survey(id string) (*chat.Survey, error)
	SurveyOf(chat.ConversationID) (*chat.Survey, error)
	// NewestSurvey returns the peer's newest survey, at any stage.
	NewestSurvey(chat.Peer) (*chat.Survey, error)
}

// snapshot names the authors of answers before the survey.
type snapshot struct {
	Bot       bool   `json:"bot"`
	Operator  string `json:"operator,omitempty"`
	Name      string `json:"name,omitempty"`
	Reason    string `json:"reason,omitempty"`
	ClosedFor string `json:"closed_for,omitempty"`
}

// Ask asks for a rating, once per conversation. The result is nil if the conversation was asked before.
func (d *Surveyor) Ask(line *timeline.Timeline, rows Rows, closedFor string) (*chat.Survey, error) {
	conversation := line.Conversation()
	old, err := rows.SurveyOf(conversation.ID)
	if err != nil || old != nil {
		return nil, err
	}

	who, err := json.Marshal(
		snapshot{
			Bot:       !conversation.Memory.Human,
			Operator:  string(conversation.Owner),
			Name:      conversation.OwnerName,
			Reason:    conversation.Reason,
			ClosedFor: closedFor,
		},
	)
	if err != nil {
		return nil, fmt.Errorf("survey snapshot: %w", err)
	}
	survey := &chat.Survey{
		ID:           chat.NewID(),
		Kind:         CSAT,
		Conversation: conversation.ID,
		Peer:         conversation.Peer,
		Contact:      conversation.Contact,
		Snapshot:     string(who),
		AskedAt:      line.Now(),
		ExpiresAt:    line.Now().Add(d.Rules.Lapse),
	}
	if err := rows.AddSurvey(survey); err != nil {
		return nil, err
	}

	return survey, d.say(line, chat.PurposePrompt, chat.Wording{Key: "csat.ask"}, survey.ID, scale(survey.ID))
}

// scale returns the five buttons. The value of a button names the survey, so that an old button never rates a newer conversation.
func scale(id string) []chat.Choice {
	list := make([]chat.Choice, CSATScale)
	for i := range list {
		n := strconv.Itoa(i + 1)
		list[i] = chat.Choice{Value: "rate:" + id + ":" + n, Label: n}
	}

	return list
}

// ReadPress reads the value of a rating button.
func ReadPress(value string) (id string, score int, ok bool) {
	rest, ok := strings.CutPrefix(value, "rate:")
	if !ok {
		return "", 0, false
	}
	id, n, ok := strings.Cut(rest, ":")
	score, err := strconv.Atoi(n)

	return id, score, ok && err == nil && len(n) == 1 && score >= 1 && score <= CSATScale
}

// words are scores written as words, and stars.
var words = map[string]int{
	"один":     1,
	"два":      2,
	"три":      3,
	"четыре":   4,
	"пять":     5,
	"one":      1,
	"two":      2,
	"three":    3,
	"four":     4,
	"five":     5,
	"единица":  1,
	"двойка":   2,
	"тройка":   3,
	"четверка": 4,
	"четвёрка": 4,
	"пятерка":  5,
	"пятёрка":  5,
}

// ReadText reads a typed score: "5", " 5! ", "5/5", "пять", "★★★★★". A longer text is not a score.
func ReadText(text string) (score int, ok bool) {
	word := strings.Trim(strings.ToLower(strings.TrimSpace(text)), ".!,)( \u00a0")
	word = strings.TrimSuffix(strings.TrimSuffix(word, "/5"), " из 5")

	word = strings.TrimSuffix(word, "\ufe0f\u20e3") // keycap emoji
	for _, star := range []string{"★", "⭐️", "⭐"} {
		if n := strings.Count(word, star); n > 0 && n <= CSATScale && strings.ReplaceAll(word, star, "") == "" {
			return n, true
		}
	}
	if n, known := words[word]; known {
		return n, true
	}
	n, err := strconv.Atoi(word)

	return n, err == nil && len(word) == 1 && n >= 1 && n <= CSATScale
}

// WantsScore reports whether a bare number at the time now would answer the survey.
func WantsScore(survey *chat.Survey, now time.Time) bool {
	if survey == nil {
		return false
	}
	if survey.Score == 0 {
		return now.Before(survey.ExpiresAt)
	}

	// The last press wins, also a typed press.
	return now.Before(survey.CommentUntil)
}

// WantsComment reports whether a text at the time now would be the comment of the survey.
func WantsComment(s *chat.Survey, now time.Time) bool {
	return s != nil && s.Score > 0 && s.Comment == "" && now.Before(s.CommentUntil)
}

// Score records a score. The same score again changes no row; another score replaces the first. t is the conversation of the survey.
func (d *Surveyor) Score(line *timeline.Timeline, rows Rows, survey *chat.Survey, score int) error {
	if survey.Score == score {
		return nil
	}
	first := survey.Score == 0
	late := line.Now().After(survey.ExpiresAt)
	survey.Score, survey.ScoredAt, survey.Late = score, line.Now(), survey.Late || late

	key := "csat.changed"
	if first {
		survey.CommentUntil = line.Now().Add(d.Rules.Comment)
		key = "csat.comment.good"
		if score <= 3 {
			key = "csat.comment.bad"
		}
		if late {
			key = "csat.late"
		}
	}
	if err := rows.SaveSurvey(survey); err != nil {
		return err
	}
	if err := line.Rate(customer(survey), rating(survey)); err != nil {
		return err
	}

	return d.say(
		line,
		chat.PurposeRatingReply,
		chat.Wording{Key: key, Args: map[string]string{"Score": strconv.Itoa(score)}},
		survey.ID,
		nil,
	)
}

// Comment records the free text after a score.
func (d *Surveyor) Comment(line *timeline.Timeline, rows Rows, survey *chat.Survey, text string) error {
	survey.Comment, survey.CommentedAt = text, line.Now()
	if err := rows.SaveSurvey(survey); err != nil {
		return err
	}
	if err := line.Rate(customer(survey), rating(survey)); err != nil {
		return err
	}

	return d.say(line, chat.PurposeRatingReply, chat.Wording{Key: "csat.thanks"}, survey.ID, nil)
}

func customer(s *chat.Survey) chat.Author {
	return chat.Author{Kind: chat.ByCustomer, ID: string(s.Contact)}
}

func rating(s *chat.Survey) chat.Rating {
	return chat.Rating{Survey: s.ID, Kind: s.Kind, Score: s.Score, Comment: s.Comment}
}

func (d *Surveyor) say(
	line *timeline.Timeline,
	purpose chat.Purpose,
	wording chat.Wording,
	id string,
	choices []chat.Choice,
) error {
	lang := d.Book.Lang(line.Conversation().Lang)
	_, err := line.Say(
		chat.Entry{
			Author:  chat.Author{Kind: chat.ByBot},
			Format:  chat.Markdown,
			Purpose: purpose,
			Refs:    chat.Refs{Survey: id},
			Wording: wording,
			Text:    d.Book.Word(lang, wording),
			Choices: choices,
			Lang:    lang,
		},
	)

	return err
}

// Remind asks for the same rating once more, at the customer's request.
func (d *Surveyor) Remind(line *timeline.Timeline, rows Rows) error {
	survey, err := rows.SurveyOf(line.Conversation().ID)
	if err != nil || survey == nil {
		return err
	}

	if survey.ExpiresAt = line.Now().Add(d.Rules.Lapse); survey.Score > 0 {
		survey.CommentUntil = line.Now().Add(d.Rules.Comment)
	}
	if err := rows.SaveSurvey(survey); err != nil {
		return err
	}

	return d.say(line, chat.PurposeReminder, chat.Wording{Key: "csat.ask"}, survey.ID, scale(survey.ID))
}
