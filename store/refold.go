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

// refoldChunk is how many conversations one transaction of the refolding holds. Tests make it smaller.
var refoldChunk = 200

// refoldPlace is the row of meta that says up to which conversation the refolding has come. It is gone when the refolding is done.
const refoldPlace = "migration:6:refolded"

// refold is the Go step of migration 6: it computes the memory of every open conversation anew from its entries, because the memory of schema 5
// names the newest bot words by the key of their text, and now names their purpose. It works in chunks and goes on where it was broken off.
func refold(ctx context.Context, pool *sql.DB, d dialect, now time.Time, log *slog.Logger) error {
	for again := true; again; {
		if err := inTx(ctx, pool, func(t *sql.Tx) error {
			tx := &Tx{ctx: ctx, db: &DB{dialect: d}, q: plainTx{t}, now: now}
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

// refoldSome refolds the next chunk and returns the id of its last conversation, "" when there was none.
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
		func(s scanner) error {
			var c chat.Conversation
			err := scanConversation(s, &c)
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

// refoldOne stores the memory of a conversation as its entries say it. A timeline that is damaged keeps the memory that it has: the migration
// mends nothing, and `frontdesk verify` names the damage.
func refoldOne(tx *Tx, c chat.Conversation, log *slog.Logger) error {
	again := chat.Conversation{ID: c.ID, Peer: c.Peer, Contact: c.Contact, Follows: c.Follows}
	var damage error
	err := tx.each(
		`SELECT `+entryColumns+` FROM entries e WHERE e.conversation = $1 ORDER BY e.seq`,
		[]any{c.ID},
		func(s scanner) error {
			var e chat.Entry
			if err := scanEntry(s, &e); err != nil {
				if !unreadable(err) {
					return err
				}
				damage = err
			}
			again.Apply(&e)

			return nil
		},
	)
	if err != nil {
		return err
	}
	if damage == nil && again.LastSeq != c.LastSeq {
		damage = fmt.Errorf("entry %d is missing at the end", c.LastSeq)
	}
	if damage != nil {
		log.Warn("a damaged timeline keeps its memory", "conversation", c.ID, "error", damage)
		return nil
	}

	return tx.exec(`UPDATE conversations SET memory = $2 WHERE id = $1`, c.ID, asJSON(again.Memory))
}

// unreadable reports whether the content of an entry is not the JSON that it should be.
func unreadable(err error) bool {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError

	return errors.As(err, &syntax) || errors.As(err, &kind)
}
