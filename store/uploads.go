package store

import (
	"context"
	"time"

	"frontdesk/chat"
)

const fileColumns = `id, hash, name, size, type, state, reason, native, channel, owner, entry, conversation, attempts,
 due, at`

func scanUpload(row scanner) (chat.Upload, error) {
	var upload chat.Upload
	var due, at int64
	err := row.Scan(
		&upload.ID,
		&upload.Hash,
		&upload.Name,
		&upload.Size,
		&upload.Type,
		&upload.State,
		&upload.Reason,
		&upload.Native,
		&upload.Channel,
		&upload.Owner,
		&upload.Entry,
		&upload.Conversation,
		&upload.Attempts,
		&due,
		&at,
	)
	upload.Due, upload.At = chat.FromMillis(due), chat.FromMillis(at)

	return upload, err
}

func uploadColumns(upload chat.Upload) []column {
	return []column{
		{name: "id", value: upload.ID},
		{name: "hash", value: upload.Hash},
		{name: "name", value: upload.Name},
		{name: "size", value: upload.Size},
		{name: "type", value: upload.Type},
		{name: "state", value: upload.State},
		{name: "reason", value: upload.Reason},
		{name: "native", value: upload.Native},
		{name: "channel", value: upload.Channel},
		{name: "owner", value: upload.Owner},
		{name: "entry", value: upload.Entry},
		{name: "conversation", value: upload.Conversation},
		{name: "attempts", value: upload.Attempts},
		{name: "due", value: chat.Millis(upload.Due)},
		{name: "at", value: chat.Millis(upload.At)},
	}
}

// AddFile stores a new file row.
func (tx *Tx) AddFile(upload chat.Upload) error {
	if upload.At.IsZero() {
		upload.At = tx.now
	}

	return tx.insert("files", uploadColumns(upload))
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
