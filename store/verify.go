package store

import (
	"context"
	"fmt"

	"frontdesk/chat"
)

// VerifyConversation recomputes the hash chain of a conversation from the stored entries and compares the chain with the head and count
// of the row. The comparison also detects a cut tail. The error names the first bad entry. The check detects corruption, but not an
// insider who rewrites the whole chain.
func (db *DB) VerifyConversation(ctx context.Context, id chat.ConversationID) error {
	conversation, err := db.ReadConversation(ctx, id)
	if err != nil {
		return err
	}
	if conversation == nil {
		return chat.Refuse(chat.NotFound, "no_conversation", "conversation", id)
	}
	var list []chat.Entry
	var data []string
	err = db.rows(
		ctx,
		`SELECT `+entryColumns+`, e.data FROM entries e WHERE e.conversation = $1 ORDER BY e.seq`,
		[]any{id},
		func(row scanner) error {
			var entry chat.Entry
			var raw string
			err := scanEntry(row, &entry, &raw)
			list, data = append(list, entry), append(data, raw)

			return err
		},
	)
	if err != nil {
		return err
	}
	if err := recompute(id, list, data); err != nil {
		return err
	}
	if int64(len(list)) != conversation.LastSeq ||
		len(list) > 0 && string(list[len(list)-1].Chain) != string(conversation.Head) {
		return fmt.Errorf("conversation %s: entry %d is missing at the end", id, conversation.LastSeq)
	}

	return nil
}

// Verify walks all conversations in the order of opening. Verify calls each after every conversation with the error of the conversation,
// nil for a sound conversation. The walk stops when each returns false.
func (db *DB) Verify(ctx context.Context, each func(id chat.ConversationID, err error) bool) error {
	last := chat.ConversationID("")

	for {
		var ids []chat.ConversationID
		err := db.rows(
			ctx,
			`SELECT id FROM conversations WHERE id > $1 ORDER BY id LIMIT 500`,
			[]any{last},
			func(row scanner) error {
				var id chat.ConversationID
				err := row.Scan(&id)
				ids = append(ids, id)

				return err
			},
		)
		if err != nil || len(ids) == 0 {
			return err
		}

		for _, id := range ids {
			if err := db.VerifyConversation(ctx, id); !each(id, err) {
				return nil
			}
			last = id
		}
	}
}
