package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"frontdesk/chat"
)

// refoldChunk is the number of conversations in one transaction of the refolding. Tests make the chunk smaller.
var refoldChunk = 200

// refoldPlace is the row of meta with the id of the last refolded conversation. The row is deleted when the refolding is done.
const refoldPlace = "migration:6:refolded"

// refold is the Go step of migration 6: refold computes the memory of every open conversation anew from the entries. The memory of schema
// 5 identifies the newest bot message by the key of the text; the memory of schema 6 has the purpose instead. refold works in chunks and
// resumes after an interruption.
func refold(ctx context.Context, pool *sql.DB, flavour dialect, now time.Time, log *slog.Logger) error {
	for again := true; again; {
		if err := inTx(ctx, pool, func(began *sql.Tx) error {
			tx := &Tx{ctx: ctx, db: &DB{dialect: flavour}, q: plainTx{began}, now: now}
			last, err := refoldSome(tx, log)
			again = last != ""

			return err
		}); err != nil {
			return err
		}
	}

	return inTx(ctx, pool, func(t *sql.Tx) error {
		_, err := t.ExecContext(ctx, `DELETE FROM meta WHERE key = $1`, refoldPlace)
		return err
	})
}

// refoldSome refolds the next chunk and returns the id of the last conversation, "" if there was none.
func refoldSome(tx *Tx, log *slog.Logger) (last chat.ConversationID, err error) {
	var after string
	if _, err := tx.one(`SELECT value FROM meta WHERE key = $1`, []any{refoldPlace}, &after); err != nil {
		return "", err
	}

	var list []chat.Conversation
	err = tx.each(
		`SELECT `+conversationColumns+` FROM conversations WHERE state <> 'closed' AND id > $1 ORDER BY id LIMIT `+most(
			2,
		),
		[]any{after, refoldChunk},
		func(row scanner) error {
			var c chat.Conversation
			err := scanConversation(row, &c)
			list = append(list, c)

			return err
		},
	)
	if err != nil || len(list) == 0 {
		return "", err
	}

	for _, c := range list {
		if err := refoldOne(tx, c, log); err != nil {
			return "", err
		}
	}
	last = list[len(list)-1].ID

	return last, tx.exec(
		`INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
		refoldPlace,
		last,
	)
}

// refoldOne stores the memory of a conversation computed from the entries. A damaged timeline keeps the old memory: the migration repairs
// no damage, and `frontdesk verify` names the damage.
func refoldOne(tx *Tx, conversation chat.Conversation, log *slog.Logger) error {
	again := chat.Conversation{
		ID:      conversation.ID,
		Peer:    conversation.Peer,
		Contact: conversation.Contact,
		Follows: conversation.Follows,
	}
	var damage error
	err := tx.each(
		`SELECT `+entryColumns+` FROM entries e WHERE e.conversation = $1 ORDER BY e.seq`,
		[]any{conversation.ID},
		func(row scanner) error {
			var entry chat.Entry
			if err := scanEntry(row, &entry); err != nil {
				if !unreadable(err) {
					return err
				}
				damage = err
			}
			again.Apply(&entry)

			return nil
		},
	)
	if err != nil {
		return err
	}
	if damage == nil && again.LastSeq != conversation.LastSeq {
		damage = fmt.Errorf("entry %d is missing at the end", conversation.LastSeq)
	}
	if damage != nil {
		log.Warn("a damaged timeline keeps the old memory", "conversation", conversation.ID, "error", damage)
		return nil
	}

	return tx.exec(`UPDATE conversations SET memory = $2 WHERE id = $1`, conversation.ID, asJSON(again.Memory))
}

// unreadable reports whether an error comes from broken JSON in an entry's content.
func unreadable(err error) bool {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError

	return errors.As(err, &syntax) || errors.As(err, &kind)
}
