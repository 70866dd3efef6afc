package store

import "frontdesk/chat"

const surveyColumns = `id, kind, conversation, channel, address, contact, snapshot, asked_at, expires_at, score,
 scored_at, comment, comment_until, commented_at, late`

func scanSurvey(s scanner) (*chat.Survey, error) {
	var v chat.Survey
	var asked, expires, scored, until, commented, late int64
	err := s.Scan(
		&v.ID,
		&v.Kind,
		&v.Conversation,
		&v.Peer.Channel,
		&v.Peer.Address,
		&v.Contact,
		&v.Snapshot,
		&asked,
		&expires,
		&v.Score,
		&scored,
		&v.Comment,
		&until,
		&commented,
		&late,
	)
	v.AskedAt, v.ExpiresAt, v.ScoredAt = chat.FromMillis(asked), chat.FromMillis(expires), chat.FromMillis(scored)
	v.CommentUntil, v.CommentedAt, v.Late = chat.FromMillis(until), chat.FromMillis(commented), late != 0

	return &v, err
}

func (tx *Tx) survey(where string, args ...any) (v *chat.Survey, err error) {
	err = tx.each(`SELECT `+surveyColumns+` FROM surveys WHERE `+where, args, func(s scanner) (err error) {
		v, err = scanSurvey(s)
		return err
	})

	return v, err
}

// AddSurvey stores a new survey. A conversation has at most one survey of a kind. A second survey is dropped without an error, and the
// first survey stays.
func (tx *Tx) AddSurvey(v *chat.Survey) error {
	_, err := tx.insertNew("surveys", append(surveyAnswers(v),
		column{name: "kind", value: v.Kind},
		column{name: "conversation", value: v.Conversation},
		column{name: "channel", value: v.Peer.Channel},
		column{name: "address", value: v.Peer.Address},
		column{name: "contact", value: v.Contact},
		column{name: "snapshot", value: v.Snapshot},
		column{name: "asked_at", value: chat.Millis(v.AskedAt)}))

	return err
}

// SaveSurvey stores the answers of a survey.
func (tx *Tx) SaveSurvey(v *chat.Survey) error {
	_, err := tx.update("surveys", "answers", surveyAnswers(v))
	return err
}

// surveyAnswers returns the key of a row and the columns that answers change.
func surveyAnswers(v *chat.Survey) []column {
	return []column{
		{name: "id", value: v.ID},
		{name: "score", value: v.Score},
		{name: "scored_at", value: chat.Millis(v.ScoredAt)},
		{name: "comment", value: v.Comment},
		{name: "comment_until", value: chat.Millis(v.CommentUntil)},
		{name: "commented_at", value: chat.Millis(v.CommentedAt)},
		{name: "late", value: flag(v.Late)},
		{name: "expires_at", value: chat.Millis(v.ExpiresAt)},
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
func (tx *Tx) NewestSurvey(p chat.Peer) (*chat.Survey, error) {
	if any, err := tx.has(`SELECT 1 FROM surveys WHERE channel = $1
 AND address = $2 LIMIT 1`, p.Channel, p.Address); !any ||
		err != nil {
		return nil, err
	}

	return tx.survey(`channel = $1 AND address = $2 ORDER BY asked_at DESC, id DESC LIMIT 1`, p.Channel, p.Address)
}
