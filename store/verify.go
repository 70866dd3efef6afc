package store

import (
	"context"
	"fmt"

	"frontdesk/chat"
)

// VerifyConversation recomputes the hash chain of a conversation from what is stored and compares it with the head and count of its row, so
// that a cut tail shows too. The error names the first bad entry. It finds corruption, not an insider who rewrites the whole chain.
func (db *DB) VerifyConversation(ctx context.Context, id chat.ConversationID) error {
	c, err := db.ReadConversation(ctx, id)
	if err != nil {
		return err
	}
	if c == nil {
		return chat.Fault(chat.NotFound, "no conversation %s", id)
	}
	var list []chat.Entry
	var data []string
	err = db.rows(ctx, `SELECT `+entryColumns+`, e.data FROM entries e WHERE e.conversation = $1 ORDER BY e.seq`, []any{id}, func(s scanner) error {
		var e chat.Entry
		var raw string
		err := scanEntry(s, &e, &raw)
		list, data = append(list, e), append(data, raw)
		return err
	})
	if err != nil {
		return err
	}
	if err := recompute(list, data); err != nil {
		return err
	}
	if int64(len(list)) != c.LastSeq || len(list) > 0 && string(list[len(list)-1].Chain) != string(c.Head) {
		return fmt.Errorf("conversation %s: entry %d is missing at the end", id, c.LastSeq)
	}
	return nil
}
