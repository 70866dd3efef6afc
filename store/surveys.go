package store

import "frontdesk/chat"

const surveyColumns = `id, kind, conversation, channel, address, contact, snapshot, asked_at, expires_at, score,
 scored_at, comment, comment_until, commented_at, late`

func scanSurvey(row scanner) (*chat.Survey, error) {
	var survey chat.Survey
	var asked, expires, scored, until, commented, late int64
	err := row.Scan(
		&survey.ID,
		&survey.Kind,
		&survey.Conversation,
		&survey.Peer.Channel,
		&survey.Peer.Address,
		&survey.Contact,
		&survey.Snapshot,
		&asked,
		&expires,
		&survey.Score,
		&scored,
		&survey.Comment,
		&until,
		&commented,
		&late,
	)
	survey.AskedAt, survey.ExpiresAt = chat.FromMillis(asked), chat.FromMillis(expires)
	survey.ScoredAt = chat.FromMillis(scored)
	survey.CommentUntil, survey.CommentedAt, survey.Late = chat.FromMillis(until), chat.FromMillis(commented), late != 0

	return &survey, err
}

func (tx *Tx) survey(where string, args ...any) (survey *chat.Survey, err error) {
	err = tx.each(`SELECT `+surveyColumns+` FROM surveys WHERE `+where, args, func(s scanner) (err error) {
		survey, err = scanSurvey(s)
		return err
	})

	return survey, err
}

// AddSurvey stores a new survey. A conversation has at most one survey of a kind. A second survey is dropped without an error, and the
// first survey stays.
func (tx *Tx) AddSurvey(survey *chat.Survey) error {
	_, err := tx.insertNew("surveys", append(surveyAnswers(survey),
		column{name: "kind", value: survey.Kind},
		column{name: "conversation", value: survey.Conversation},
		column{name: "channel", value: survey.Peer.Channel},
		column{name: "address", value: survey.Peer.Address},
		column{name: "contact", value: survey.Contact},
		column{name: "snapshot", value: survey.Snapshot},
		column{name: "asked_at", value: chat.Millis(survey.AskedAt)}))

	return err
}

// SaveSurvey stores the answers of a survey.
func (tx *Tx) SaveSurvey(v *chat.Survey) error {
	_, err := tx.update("surveys", "answers", surveyAnswers(v))
	return err
}

// surveyAnswers returns the key of a row and the columns that answers change.
func surveyAnswers(survey *chat.Survey) []column {
	return []column{
		{name: "id", value: survey.ID},
		{name: "score", value: survey.Score},
		{name: "scored_at", value: chat.Millis(survey.ScoredAt)},
		{name: "comment", value: survey.Comment},
		{name: "comment_until", value: chat.Millis(survey.CommentUntil)},
		{name: "commented_at", value: chat.Millis(survey.CommentedAt)},
		{name: "late", value: flag(survey.Late)},
		{name: "expires_at", value: chat.Millis(survey.ExpiresAt)},
	}
}

// Survey finds a survey by id, nil if there is none.
func (tx *Tx) Survey(id string) (*chat.Survey, error) { return tx.survey(`id = $1`, id) }

// SurveyOf finds the newest survey of a conversation, nil if there is none.
func (tx *Tx) SurveyOf(c chat.ConversationID) (*chat.Survey, error) {
	return tx.survey(`conversation = $1 ORDER BY asked_at DESC LIMIT 1`, c)
}

// NewestSurvey returns the peer's newest survey at any stage, nil if there is none. Package survey decides whether the survey still takes
// an answer.
func (tx *Tx) NewestSurvey(peer chat.Peer) (*chat.Survey, error) {
	if any, err := tx.has(`SELECT 1 FROM surveys WHERE channel = $1
 AND address = $2 LIMIT 1`, peer.Channel, peer.Address); !any ||
		err != nil {
		return nil, err
	}

	return tx.survey(
		`channel = $1 AND address = $2 ORDER BY asked_at DESC, id DESC LIMIT 1`,
		peer.Channel,
		peer.Address,
	)
}
