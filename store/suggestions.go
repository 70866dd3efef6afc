package store

import (
	"context"
	"slices"

	"frontdesk/chat"
	"frontdesk/knowledge"
)

// Learn stores new suggestions.
func (tx *Tx) Learn(list ...chat.Suggestion) error {
	for _, suggestion := range list {
		if err := tx.exec(`INSERT INTO lessons (id, entry, lang, text, same, source, conversation, seq, contact,
 channel, state, at, decided_by, decided_at)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'pending', $11, '', 0) ON CONFLICT DO NOTHING`,
			chat.NewID(), suggestion.Entry, suggestion.Lang, suggestion.Text,
			chat.SameWords(suggestion.Text), suggestion.Source, suggestion.Conversation,
			suggestion.Seq, suggestion.Contact, suggestion.Channel, tx.now.UnixMilli()); err != nil {
			return err
		}
	}

	return nil
}

// Unlearn rejects the pending suggestions of a conversation for an entry.
func (tx *Tx) Unlearn(id chat.ConversationID, entry string) error {
	return tx.exec(
		`UPDATE lessons SET state = 'rejected', decided_at = $3 WHERE conversation = $1 AND entry = $2
 AND state = 'pending'`,
		id,
		entry,
		tx.now.UnixMilli(),
	)
}

// Judge stores the outcome of a question.
func (tx *Tx) Judge(outcome chat.Outcome) error {
	return tx.exec(
		`INSERT INTO judged (id, contact, channel, operator, p, verdict, scope, at)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		chat.NewID(),
		outcome.Contact,
		outcome.Channel,
		flag(outcome.Operator),
		int64(outcome.P*1e6),
		outcome.Verdict,
		outcome.Scope,
		tx.now.UnixMilli(),
	)
}

// Ask stores a question sample.
func (tx *Tx) Ask(sample chat.QuestionSample) error {
	return tx.exec(
		`INSERT INTO asked (id, contact, near, far, at) VALUES ($1, $2, $3, $4, $5)`,
		chat.NewID(),
		sample.Contact,
		int64(sample.Near*1e6),
		int64(sample.Far*1e6),
		tx.now.UnixMilli(),
	)
}

// Asked lists the newest question samples, the oldest first.
func (db *DB) Asked(ctx context.Context, limit int) (list []chat.QuestionSample, err error) {
	err = db.rows(
		ctx,
		`SELECT contact, near, far FROM asked ORDER BY at DESC, id DESC LIMIT `+most(1),
		[]any{limit},
		func(row scanner) error {
			var sample chat.QuestionSample
			var near, far int64
			err := row.Scan(&sample.Contact, &near, &far)
			sample.Near, sample.Far = float64(near)/1e6, float64(far)/1e6
			list = append(list, sample)

			return err
		},
	)
	slices.Reverse(list)

	return list, err
}

// askedKept is larger than the limit of any reader, so that the questions of a busy hour do not push out all other questions.
const askedKept = 5000

// Judged lists the newest outcomes of questions, the oldest first.
func (db *DB) Judged(ctx context.Context, limit int) (list []chat.Outcome, err error) {
	err = db.rows(
		ctx,
		`SELECT contact, channel, operator, p, verdict, scope FROM judged ORDER BY at DESC, id DESC LIMIT `+most(1),
		[]any{limit},
		func(row scanner) error {
			var outcome chat.Outcome
			var operator, phrasing int64
			err := row.Scan(&outcome.Contact, &outcome.Channel, &operator, &phrasing, &outcome.Verdict, &outcome.Scope)
			outcome.Operator, outcome.P = operator != 0, float64(phrasing)/1e6
			list = append(list, outcome)

			return err
		},
	)
	slices.Reverse(list)

	return list, err
}

// Lessons lists the pending suggestions. The same text for the same entry is one row with the number of customers behind the row. The row
// with the largest number comes first.
func (db *DB) Lessons(ctx context.Context, limit int) ([]knowledge.Taught, error) {
	return db.taught(ctx, ``, `ORDER BY count(DISTINCT contact) DESC, max(at) DESC LIMIT `+most(1), limit)
}

// Lesson returns the pending suggestion of an id, in the form of Lessons, nil if the suggestion is not pending any more.
func (db *DB) Lesson(ctx context.Context, id string) (*knowledge.Taught, error) {
	list, err := db.taught(
		ctx,
		`AND (entry, lang, same) = (SELECT entry, lang, same FROM lessons WHERE id = $1 AND state = 'pending')`,
		``,
		id,
	)
	if err != nil || len(list) == 0 {
		return nil, err
	}

	return &list[0], nil
}

// taught groups the pending suggestions. The argument which is a further condition; order is the SQL after the groups.
func (db *DB) taught(ctx context.Context, which, order string, args ...any) (list []knowledge.Taught, err error) {
	err = db.rows(
		ctx,
		`SELECT min(id), entry, lang, same, min(text), count(DISTINCT contact), min(conversation), max(at),
 max(CASE WHEN source = 'operator' THEN 1 ELSE 0 END),
 max(CASE WHEN source = 'menu' THEN 1 ELSE 0 END), max(CASE WHEN source = 'helped' THEN 1 ELSE 0 END) FROM lessons
 WHERE state = 'pending' `+which+`
 GROUP BY entry, lang, same `+order,
		args,
		func(row scanner) error {
			var taught knowledge.Taught
			var at int64
			var by [3]int64
			err := row.Scan(
				&taught.ID,
				&taught.Entry,
				&taught.Lang,
				&taught.Same,
				&taught.Text,
				&taught.People,
				&taught.Conversation,
				&at,
				&by[0],
				&by[1],
				&by[2],
			)
			taught.At = chat.FromMillis(at)

			for i, source := range []chat.SuggestionSource{
				chat.SuggestedByOperator,
				chat.SuggestedByMenu,
				chat.SuggestedByHelped,
			} {
				if by[i] > 0 {
					taught.Sources = append(taught.Sources, source)
				}
			}
			list = append(list, taught)

			return err
		},
	)

	return list, err
}

// Known lists the pending suggestions with a minimum number of known people. A person is known through an operator, or through one of the
// given channels. Visitors of a web site choose their own identity, so two browser tabs of one visitor prove no second person.
func (db *DB) Known(ctx context.Context, people int, channels []chat.ChannelID) (list []knowledge.Taught, err error) {
	all, err := db.Lessons(ctx, 1000)
	if err != nil {
		return nil, err
	}

	for _, taught := range all {
		seen := map[chat.ContactID]bool{}
		err := db.rows(
			ctx,
			`SELECT contact, channel, source FROM lessons WHERE entry = $1 AND lang = $2 AND same = $3
 AND state = 'pending'`,
			[]any{taught.Entry, taught.Lang, taught.Same},
			func(row scanner) error {
				var suggestion chat.Suggestion
				if err := row.Scan(&suggestion.Contact, &suggestion.Channel, &suggestion.Source); err != nil {
					return err
				}
				if suggestion.Source == chat.SuggestedByOperator || slices.Contains(channels, suggestion.Channel) {
					seen[suggestion.Contact] = true
				}

				return nil
			},
		)
		if err != nil {
			return nil, err
		}
		if len(seen) >= people {
			list = append(list, taught)
		}
	}

	return list, nil
}

// Decide settles all pending suggestions with the same text as a suggestion. Decide returns the settled group, nil if the suggestion is
// not pending any more.
func (db *DB) Decide(
	ctx context.Context,
	id string,
	state chat.SuggestionState,
	by string,
) (taught *knowledge.Taught, err error) {
	err = db.update(ctx, func(tx *Tx) error {
		taught = nil
		var suggested knowledge.Taught
		found, err := tx.one(
			`SELECT entry, lang, same, text FROM lessons WHERE id = $1 AND state = 'pending'`,
			[]any{id},
			&suggested.Entry,
			&suggested.Lang,
			&suggested.Same,
			&suggested.Text,
		)
		if err != nil || !found {
			return err
		}
		suggested.ID = id
		taught = &suggested

		return tx.exec(
			`UPDATE lessons SET state = $4, decided_by = $5, decided_at = $6 WHERE entry = $1 AND lang = $2
 AND same = $3 AND state = 'pending'`,
			suggested.Entry,
			suggested.Lang,
			suggested.Same,
			state,
			by,
			tx.now.UnixMilli(),
		)
	})

	return taught, err
}
