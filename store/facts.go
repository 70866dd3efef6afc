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
		[]any{from.UnixMilli(), to.UnixMilli(), channel}, func(row scanner) error {
			var entry chat.Entry
			var ch string
			if err := scanEntry(row, &entry, &ch); err != nil {
				return err
			}
			if f, ok := fact(&entry); ok {
				f.Conversation, f.Channel, f.At = string(entry.Conversation), ch, entry.At
				facts = append(facts, f)
			}

			return nil
		})

	return facts, err
}

// fact returns the fact that an entry adds to a report, false for an entry without a fact.
func fact(entry *chat.Entry) (report.Fact, bool) {
	switch {
	case entry.Kind == chat.Moved && entry.Move.From == chat.StateNone:
		return report.Fact{Kind: report.Opened}, true
	case entry.Kind == chat.Moved && entry.Move.To == chat.StateWaiting,
		entry.Kind == chat.Moved && entry.Move.From == chat.StateBot && entry.Move.To == chat.StateHuman:
		return report.Fact{Kind: report.Handover, Reason: entry.Move.Reason}, true
	case entry.Kind == chat.Moved && entry.Move.Reason == chat.ReasonWithdrawn:
		return report.Fact{Kind: report.Solved}, true
	case entry.Kind == chat.Moved && entry.Move.To == chat.StateClosed:
		return report.Fact{Kind: report.Closed, Reason: entry.Move.Reason}, true
	case entry.Kind == chat.Rated && entry.Rating != nil:
		return report.Fact{Kind: report.Rated, Score: entry.Rating.Score, Comment: entry.Rating.Comment}, true
	case entry.Author.Kind == chat.ByOperator && entry.Public() && entry.Kind == chat.Said:
		return report.Fact{Kind: report.Replied}, true
	case entry.Purpose == chat.PurposeAnswer:
		return report.Fact{Kind: report.Answered}, true
	case entry.Purpose == chat.PurposePrompt, entry.Purpose == chat.PurposeReminder:
		return report.Fact{Kind: report.Asked}, true
	}

	return report.Fact{}, false
}
