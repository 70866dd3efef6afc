package store

import (
	"context"
	"fmt"
	"strings"

	"frontdesk/chat"
)

// ConversationRow is a conversation with the customer's data for a list.
type ConversationRow struct {
	chat.Conversation
	Profile chat.Profile
	Score   int // of the survey, 0 = none
}

// Filter is the filter of a list. Owner is set for "mine".
type Filter struct {
	State  string // "waiting", "mine", "all" (every open conversation), "closed"
	Owner  chat.OperatorID
	Limit  int
	Before string // next of the previous page
}

// Conversations lists conversations with the cursor of the next page, "" at the end. Waiting conversations are ordered by longest wait,
// other conversations by newest change.
func (db *DB) Conversations(ctx context.Context, filter Filter) (list []ConversationRow, next string, err error) {
	where, order := `c.state <> 'closed'`, `c.updated_at DESC, c.id DESC`
	var args []any

	switch filter.State {
	case "waiting":
		where, order = `c.state = 'waiting'`, `c.waiting_from, c.id`
	case "mine":
		where, args = `c.state = 'human' AND c.owner = $1`, append(args, filter.Owner)
	case "closed":
		where = `c.state = 'closed'`
	case "all":
	default:
		return nil, "", chat.Fault(chat.Invalid, "state: want waiting, mine, all or closed")
	}
	if filter.Before != "" && filter.State != "waiting" {
		var at int64
		var id string
		if n, _ := fmt.Sscanf(strings.Replace(filter.Before, "_", " ", 1), "%d %s", &at, &id); n != 2 {
			return nil, "", chat.Fault(chat.Invalid, "before: want the value of next of the previous page")
		}
		where += fmt.Sprintf(
			` AND (c.updated_at < $%d OR c.updated_at = $%d AND c.id < $%d)`,
			len(args)+1,
			len(args)+1,
			len(args)+2,
		)
		args = append(args, at, id)
	}
	args = append(args, filter.Limit+1)
	err = db.rows(
		ctx,
		`SELECT `+prefixed(
			"c",
			conversationColumns,
		)+`, t.profile, COALESCE((SELECT max(score) FROM surveys v WHERE v.conversation = c.id), 0)
 FROM conversations c LEFT JOIN contacts t ON t.id = c.contact WHERE `+where+` ORDER BY `+order+fmt.Sprintf(
			` LIMIT $%d`,
			len(args),
		),
		args,
		func(row scanner) error {
			var l ConversationRow
			err := scanListed(row, &l)
			list = append(list, l)

			return err
		},
	)
	if err == nil && len(list) > filter.Limit {
		list = list[:filter.Limit]
		last := list[filter.Limit-1]
		next = fmt.Sprintf("%d_%s", chat.Millis(last.UpdatedAt), last.ID)
	}

	return list, next, err
}

func scanListed(row scanner, found *ConversationRow) error {
	var profile string
	if err := scanConversation(row, &found.Conversation, &profile, &found.Score); err != nil {
		return err
	}

	return fromJSON(profile, &found.Profile)
}

// Counts holds three counts of conversations: waiting, owned by the operator, and open.
type Counts struct{ Waiting, Mine, All int64 }

// Count returns the counts for the tabs of the console.
func (db *DB) Count(ctx context.Context, owner chat.OperatorID) (counts Counts, err error) {
	_, err = db.row(
		ctx,
		`SELECT count(*), COALESCE(sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0),
 COALESCE(sum(CASE WHEN state = 'human' AND owner = $1 THEN 1 ELSE 0 END), 0)
 FROM conversations WHERE state <> 'closed'`,
		[]any{owner},
		&counts.All,
		&counts.Waiting,
		&counts.Mine,
	)

	return counts, err
}

// ConversationView is a conversation with the customer and the customer's earlier conversations.
type ConversationView struct {
	ConversationRow
	Since   int64 // first contact, unix ms
	Earlier []ConversationRow
	Survey  *chat.Survey
	Reached int64 // highest seq shown by a web widget
}

// Detail reads a conversation for the console, nil if there is none.
func (db *DB) Detail(ctx context.Context, id chat.ConversationID) (*ConversationView, error) {
	const from = `, t.profile, COALESCE((SELECT max(score) FROM surveys v WHERE v.conversation = c.id), 0)`
	var view ConversationView
	found := false
	err := db.rows(
		ctx,
		`SELECT `+prefixed(
			"c",
			conversationColumns,
		)+from+` FROM conversations c LEFT JOIN contacts t ON t.id = c.contact WHERE c.id = $1`,
		[]any{id},
		func(s scanner) error {
			found = true
			return scanListed(s, &view.ConversationRow)
		},
	)
	if err != nil || !found {
		return nil, err
	}
	if _, err := db.row(
		ctx,
		`SELECT created_at FROM contacts WHERE id = $1`,
		[]any{view.Contact},
		&view.Since,
	); err != nil {
		return nil, err
	}
	if _, err := db.row(ctx, `SELECT seq FROM reached WHERE conversation = $1`, []any{id}, &view.Reached); err != nil {
		return nil, err
	}
	err = db.rows(
		ctx,
		`SELECT `+prefixed(
			"c",
			conversationColumns,
		)+from+` FROM conversations c LEFT JOIN contacts t ON t.id = c.contact WHERE c.contact = $1 AND c.id < $2
 ORDER BY c.id DESC LIMIT 20`,
		[]any{view.Contact, id},
		func(row scanner) error {
			var l ConversationRow
			err := scanListed(row, &l)
			view.Earlier = append(view.Earlier, l)

			return err
		},
	)
	if err != nil {
		return nil, err
	}
	err = db.rows(
		ctx,
		`SELECT `+surveyColumns+` FROM surveys WHERE conversation = $1 ORDER BY asked_at DESC LIMIT 1`,
		[]any{id},
		func(s scanner) (err error) {
			view.Survey, err = scanSurvey(s)
			return err
		},
	)

	return &view, err
}

// PartsOf lists the parts of a conversation from a seq on, in order.
func (db *DB) PartsOf(ctx context.Context, id chat.ConversationID, after int64) (list []chat.Part, err error) {
	err = db.rows(
		ctx,
		`SELECT `+partColumns+` FROM parts p WHERE conversation = $1 AND seq > $2 ORDER BY seq, channel, address, part`,
		[]any{id, after},
		func(s scanner) error {
			p, err := scanPart(s)
			list = append(list, p)

			return err
		},
	)

	return list, err
}

func prefixed(alias, columns string) string {
	return alias + "." + strings.Join(strings.Fields(strings.ReplaceAll(columns, ",", " ")), ", "+alias+".")
}

// Unanswered lists the conversations in the bot's hands whose customer waits for an answer.
func (db *DB) Unanswered(ctx context.Context) (ids []chat.ConversationID, err error) {
	err = db.rows(
		ctx,
		`SELECT `+conversationColumns+` FROM conversations WHERE state = 'bot' ORDER BY id`,
		nil,
		func(row scanner) error {
			var conversation chat.Conversation
			err := scanConversation(row, &conversation)
			if conversation.Memory.Turn > 0 {
				ids = append(ids, conversation.ID)
			}

			return err
		},
	)

	return ids, err
}
