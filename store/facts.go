package store

import (
	"context"
	"time"

	"frontdesk/chat"
	"frontdesk/report"
)

// Facts reads the timelines of the conversations opened in [from, to), of one channel or of all ("").
func (db *DB) Facts(ctx context.Context, from, to time.Time, channel chat.ChannelID) (facts []report.Fact, err error) {
	err = db.rows(ctx, `SELECT `+entryColumns+`, c.channel FROM conversations c JOIN entries e ON e.conversation = c.id
 WHERE c.opened_at >= $1 AND c.opened_at < $2 AND ($3 = '' OR c.channel = $3)
 AND (e.kind IN ('moved', 'rated') OR e.kind = 'said' AND e.author_kind IN ('bot', 'operator'))
 ORDER BY e.conversation, e.seq`,
		[]any{from.UnixMilli(), to.UnixMilli(), channel}, func(s scanner) error {
			var e chat.Entry
			var ch string
			if err := scanEntry(s, &e, &ch); err != nil {
				return err
			}
			if f, ok := fact(&e); ok {
				f.Conversation, f.Channel, f.At = string(e.Conversation), ch, e.At
				facts = append(facts, f)
			}

			return nil
		})

	return facts, err
}

// fact returns the fact that an entry adds to a report, false for an entry without a fact.
func fact(e *chat.Entry) (report.Fact, bool) {
	switch {
	case e.Kind == chat.Moved && e.Move.From == chat.StateNone:
		return report.Fact{Kind: report.Opened}, true
	case e.Kind == chat.Moved && e.Move.To == chat.StateWaiting,
		e.Kind == chat.Moved && e.Move.From == chat.StateBot && e.Move.To == chat.StateHuman:
		return report.Fact{Kind: report.Handover, Reason: e.Move.Reason}, true
	case e.Kind == chat.Moved && e.Move.To == chat.StateClosed:
		return report.Fact{Kind: report.Closed, Reason: e.Move.Reason}, true
	case e.Kind == chat.Rated && e.Rating != nil:
		return report.Fact{Kind: report.Rated, Score: e.Rating.Score, Comment: e.Rating.Comment}, true
	case e.Author.Kind == chat.ByOperator && e.Public() && e.Kind == chat.Said:
		return report.Fact{Kind: report.Replied}, true
	case e.Purpose == chat.PurposeAnswer:
		return report.Fact{Kind: report.Answered}, true
	case e.Purpose == chat.PurposePrompt, e.Purpose == chat.PurposeReminder:
		return report.Fact{Kind: report.Asked}, true
	}

	return report.Fact{}, false
}
