package store

import (
	"context"
	"crypto/rand"
	"time"

	"frontdesk/chat"
)

// PeerConversations lists a peer's conversations, newest first.
func (db *DB) PeerConversations(ctx context.Context, peer chat.Peer, limit int) (list []chat.Conversation, err error) {
	err = db.rows(
		ctx,
		`SELECT `+conversationColumns+` FROM conversations WHERE channel = $1 AND address = $2
 ORDER BY id DESC LIMIT `+most(
			3,
		),
		[]any{peer.Channel, peer.Address, limit},
		func(row scanner) error {
			var c chat.Conversation
			err := scanConversation(row, &c)
			list = append(list, c)

			return err
		},
	)

	return list, err
}

// PeerSurvey returns a peer's newest survey, nil if there is none.
func (db *DB) PeerSurvey(ctx context.Context, peer chat.Peer) (survey *chat.Survey, err error) {
	err = db.rows(
		ctx,
		`SELECT `+surveyColumns+` FROM surveys WHERE channel = $1 AND address = $2
 ORDER BY asked_at DESC, id DESC LIMIT 1`,
		[]any{peer.Channel, peer.Address},
		func(s scanner) (err error) {
			survey, err = scanSurvey(s)
			return err
		},
	)

	return survey, err
}

// PeerFile finds a file that a peer may see: the peer's own upload, or a file in a public entry of the peer's conversations. The result
// is nil for any other file.
func (db *DB) PeerFile(ctx context.Context, peer chat.Peer, id string) (*chat.Upload, error) {
	var found *chat.Upload
	err := db.rows(ctx, `SELECT `+fileColumns+` FROM files WHERE id = $1 AND (channel = $2 AND owner = $3
 OR EXISTS (SELECT 1 FROM conversations c JOIN entries e ON e.conversation = c.id WHERE c.id = files.conversation
 AND c.channel = $2 AND c.address = $3 AND e.id = files.entry AND e.visibility = 'public'))`,
		[]any{id, peer.Channel, peer.Address}, func(s scanner) error {
			u, err := scanUpload(s)
			found = &u

			return err
		})

	return found, err
}

// Reached stores the highest seq shown by web widgets, by conversation.
func (db *DB) Reached(ctx context.Context, marks map[chat.ConversationID]int64) error {
	return db.update(ctx, func(tx *Tx) error {
		for id, seq := range marks {
			if err := tx.exec(`INSERT INTO reached (conversation, seq) VALUES ($1, $2)
 ON CONFLICT (conversation) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > reached.seq`, id, seq); err != nil {
				return err
			}
		}

		return nil
	})
}

// Secret returns 32 random bytes kept under a name. The first call makes the bytes.
func (db *DB) Secret(ctx context.Context, name string) (secret []byte, err error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	err = db.update(ctx, func(tx *Tx) error {
		if err := tx.exec(`INSERT INTO meta (key, value) VALUES ($1, $2)
 ON CONFLICT DO NOTHING`, "secret:"+name, b64(fresh)); err != nil {
			return err
		}
		var text string
		_, err := tx.one(`SELECT value FROM meta WHERE key = $1`, []any{"secret:" + name}, &text)
		secret = unb64(text)

		return err
	})

	return secret, err
}

// Park stores a broken update for a later look by the team. The update has failed three times by a fault of the update.
func (db *DB) Park(ctx context.Context, ch chat.ChannelID, key, raw, reason string) error {
	return db.update(ctx, func(tx *Tx) error {
		return tx.exec(
			`INSERT INTO parked (id, channel, key, raw, reason, at) VALUES ($1, $2, $3, $4, $5, $6)`,
			chat.NewID(),
			ch,
			key,
			raw,
			reason,
			tx.now.UnixMilli(),
		)
	})
}

// Parked is an update that could not be stored as an entry.
type Parked struct {
	ID      string
	Channel chat.ChannelID
	Reason  string
	At      time.Time
}

// ParkedUpdates lists parked updates, newest first.
func (db *DB) ParkedUpdates(ctx context.Context, limit int) (list []Parked, err error) {
	err = db.rows(
		ctx,
		`SELECT id, channel, reason, at FROM parked ORDER BY at DESC LIMIT $1`,
		[]any{limit},
		func(row scanner) error {
			var parked Parked
			var at int64
			err := row.Scan(&parked.ID, &parked.Channel, &parked.Reason, &at)
			parked.At = chat.FromMillis(at)
			list = append(list, parked)

			return err
		},
	)

	return list, err
}

// keysKept is the minimum number of kept dedupe keys, regardless of age. After a jump of the clock, all keys look old, but platforms
// still deliver old updates again.
const keysKept = 100_000

// Purge deletes dedupe keys older than a time, except the newest keys, and all question samples except the newest samples.
func (db *DB) Purge(ctx context.Context, before time.Time) error {
	return db.update(ctx, func(tx *Tx) error {
		if err := tx.exec(`DELETE FROM asked WHERE at < (SELECT min(at) FROM (SELECT at FROM asked
 ORDER BY at DESC LIMIT `+most(1)+`) AS newest)`, askedKept); err != nil {
			return err
		}

		return tx.exec(
			`DELETE FROM seen WHERE at < $1 AND at < (SELECT at FROM seen ORDER BY at DESC LIMIT 1 OFFSET `+most(2)+`)`,
			before.UnixMilli(),
			keysKept,
		)
	})
}

// Once records keys in a separate transaction and reports whether all keys were new.
func (db *DB) Once(ctx context.Context, keys ...string) (first bool, err error) {
	err = db.update(ctx, func(tx *Tx) (err error) {
		first, err = tx.FirstSeen(keys...)
		return err
	})

	return first, err
}
