package store

import (
	"context"

	"frontdesk/chat"
)

// ReadConversation reads a conversation without a lock, nil if there is none.
func (db *DB) ReadConversation(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error) {
	return db.conversation(ctx, `id = $1`, id)
}

// OpenConversation reads a peer's open conversation, nil if there is none.
func (db *DB) OpenConversation(ctx context.Context, p chat.Peer) (*chat.Conversation, error) {
	return db.conversation(ctx, `channel = $1 AND address = $2 AND state <> 'closed'`, p.Channel, p.Address)
}

func (db *DB) conversation(ctx context.Context, where string, args ...any) (*chat.Conversation, error) {
	var found *chat.Conversation
	err := db.rows(ctx, `SELECT `+conversationColumns+` FROM conversations WHERE `+where, args, func(s scanner) error {
		found = new(chat.Conversation)
		return scanConversation(s, found)
	})

	return found, err
}

// ReadEntries returns the entries of a conversation after a seq, in order.
func (db *DB) ReadEntries(
	ctx context.Context,
	id chat.ConversationID,
	after int64,
	limit int,
) (list []chat.Entry, err error) {
	err = db.rows(
		ctx,
		`SELECT `+entryColumns+` FROM entries e WHERE e.conversation = $1 AND e.seq > $2 ORDER BY e.seq LIMIT `+most(3),
		[]any{id, after, limit},
		func(row scanner) error {
			var e chat.Entry
			err := scanEntry(row, &e)
			list = append(list, e)

			return err
		},
	)

	return list, err
}
