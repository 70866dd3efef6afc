package store

import (
	"context"
	"time"

	"frontdesk/chat"
)

const fileColumns = `id, hash, name, size, type, state, reason, native, channel, owner, entry, conversation, attempts,
 due, at`

func scanUpload(s scanner) (chat.Upload, error) {
	var u chat.Upload
	var due, at int64
	err := s.Scan(
		&u.ID,
		&u.Hash,
		&u.Name,
		&u.Size,
		&u.Type,
		&u.State,
		&u.Reason,
		&u.Native,
		&u.Channel,
		&u.Owner,
		&u.Entry,
		&u.Conversation,
		&u.Attempts,
		&due,
		&at,
	)
	u.Due, u.At = chat.FromMillis(due), chat.FromMillis(at)

	return u, err
}

func uploadColumns(u chat.Upload) []column {
	return []column{
		{name: "id", value: u.ID},
		{name: "hash", value: u.Hash},
		{name: "name", value: u.Name},
		{name: "size", value: u.Size},
		{name: "type", value: u.Type},
		{name: "state", value: u.State},
		{name: "reason", value: u.Reason},
		{name: "native", value: u.Native},
		{name: "channel", value: u.Channel},
		{name: "owner", value: u.Owner},
		{name: "entry", value: u.Entry},
		{name: "conversation", value: u.Conversation},
		{name: "attempts", value: u.Attempts},
		{name: "due", value: chat.Millis(u.Due)},
		{name: "at", value: chat.Millis(u.At)},
	}
}

// AddFile stores a new file row.
func (tx *Tx) AddFile(u chat.Upload) error {
	if u.At.IsZero() {
		u.At = tx.now
	}

	return tx.insert("files", uploadColumns(u))
}

// SaveFile stores the present state of a file.
func (tx *Tx) SaveFile(u chat.Upload) error {
	_, err := tx.update("files", "all", uploadColumns(u))
	return err
}

// AddUpload stores an uploaded file that is not sent yet, in a separate transaction.
func (db *DB) AddUpload(ctx context.Context, u chat.Upload) error {
	return db.update(ctx, func(tx *Tx) error { return tx.AddFile(u) })
}

// KeepUpload stores the present state of a file, in a separate transaction.
func (db *DB) KeepUpload(ctx context.Context, u chat.Upload) error {
	return db.update(ctx, func(tx *Tx) error { return tx.SaveFile(u) })
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

// FilesDue lists the files that are due to be fetched from the channel.
func (db *DB) FilesDue(ctx context.Context, now time.Time, limit int) (list []chat.Upload, err error) {
	err = db.rows(
		ctx,
		`SELECT `+fileColumns+` FROM files WHERE due > 0 AND due <= $1 ORDER BY due LIMIT `+most(2),
		[]any{now.UnixMilli(), limit},
		func(s scanner) error {
			u, err := scanUpload(s)
			list = append(list, u)

			return err
		},
	)

	return list, err
}
