package store

import (
	"context"
	"time"

	"frontdesk/chat"
)

const fileColumns = `id, hash, name, size, type, state, reason, native, channel, owner, entry, conversation, attempts, due, at`

func scanUpload(s scanner) (chat.Upload, error) {
	var u chat.Upload
	var due, at int64
	err := s.Scan(&u.ID, &u.Hash, &u.Name, &u.Size, &u.Type, &u.State, &u.Reason, &u.Native, &u.Channel, &u.Owner, &u.Entry, &u.Conversation, &u.Attempts, &due, &at)
	u.Due, u.At = chat.FromMillis(due), chat.FromMillis(at)
	return u, err
}

func uploadValues(u chat.Upload) []any {
	return []any{u.ID, u.Hash, u.Name, u.Size, u.Type, u.State, u.Reason, u.Native, u.Channel, u.Owner, u.Entry, u.Conversation, u.Attempts, chat.Millis(u.Due), chat.Millis(u.At)}
}

// AddFile stores a new file row.
func (tx *Tx) AddFile(u chat.Upload) error {
	if u.At.IsZero() {
		u.At = tx.now
	}
	return tx.exec(`INSERT INTO files (`+fileColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, uploadValues(u)...)
}

// SaveFile stores what has become of a file.
func (tx *Tx) SaveFile(u chat.Upload) error {
	return tx.exec(`UPDATE files SET hash = $2, name = $3, size = $4, type = $5, state = $6, reason = $7, native = $8, channel = $9, owner = $10, entry = $11,
 conversation = $12, attempts = $13, due = $14, at = $15 WHERE id = $1`, uploadValues(u)...)
}

// File finds a file, nil if there is none.
func (tx *Tx) File(id string) (*chat.Upload, error) {
	var found *chat.Upload
	err := tx.each(`SELECT `+fileColumns+` FROM files WHERE id = $1`, []any{id}, func(s scanner) error {
		u, err := scanUpload(s)
		found = &u
		return err
	})
	return found, err
}

// File finds a file outside a transaction, nil if there is none.
func (db *DB) File(ctx context.Context, id string) (*chat.Upload, error) {
	var found *chat.Upload
	err := db.rows(ctx, `SELECT `+fileColumns+` FROM files WHERE id = $1`, []any{id}, func(s scanner) error {
		u, err := scanUpload(s)
		found = &u
		return err
	})
	return found, err
}

// FilesDue lists files that wait to be fetched from their channel.
func (db *DB) FilesDue(ctx context.Context, now time.Time, limit int) (list []chat.Upload, err error) {
	err = db.rows(ctx, `SELECT `+fileColumns+` FROM files WHERE due > 0 AND due <= $1 ORDER BY due LIMIT `+most(2), []any{now.UnixMilli(), limit}, func(s scanner) error {
		u, err := scanUpload(s)
		list = append(list, u)
		return err
	})
	return list, err
}
