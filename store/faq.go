package store

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/knowledge"
)

const versionColumns = `version, source, hash, author, note, kind, params, size, at`

func scanVersion(row scanner, more ...any) (version knowledge.Version, err error) {
	var at int64
	var params string
	fields := []any{
		&version.Number,
		&version.Source,
		&version.Hash,
		&version.Author,
		&version.Note,
		&version.Kind,
		&params,
		&version.Size,
		&at,
	}
	err = row.Scan(append(fields, more...)...)
	version.At = chat.FromMillis(at)
	if err == nil && params != "" {
		err = json.Unmarshal([]byte(params), &version.Params)
	}

	return version, err
}

// NewestFAQ returns the number of the newest version of the FAQ, 0 if there is none.
func (db *DB) NewestFAQ(ctx context.Context) (number int64, err error) {
	_, err = db.row(ctx, `SELECT COALESCE(max(version), 0) FROM faq_versions`, nil, &number)
	return number, err
}

// FAQ returns a version with the entries, nil if there is no version of the number.
func (db *DB) FAQ(ctx context.Context, number int64) (found *knowledge.Version, entries []faq.Entry, err error) {
	err = db.rows(
		ctx,
		`SELECT `+versionColumns+`, entries FROM faq_versions WHERE version = $1`,
		[]any{number},
		func(row scanner) error {
			var text string
			version, err := scanVersion(row, &text)
			if err != nil {
				return err
			}
			found = &version

			return json.Unmarshal([]byte(text), &entries)
		},
	)

	return found, entries, err
}

// FAQVersions lists versions, newest first.
func (db *DB) FAQVersions(ctx context.Context, limit int) (list []knowledge.Version, err error) {
	err = db.rows(
		ctx,
		`SELECT `+versionColumns+` FROM faq_versions ORDER BY version DESC LIMIT `+most(1),
		[]any{limit},
		func(s scanner) error {
			v, err := scanVersion(s)
			list = append(list, v)

			return err
		},
	)

	return list, err
}

// ImportedFAQ reports whether a file of the hash was imported before.
func (db *DB) ImportedFAQ(ctx context.Context, source, hash string) (bool, error) {
	var n int64
	_, err := db.row(ctx, `SELECT count(*) FROM faq_versions WHERE source = $1 AND hash = $2`, []any{source, hash}, &n)

	return n > 0, err
}

// AddFAQ stores the next version after the given version. The error is Conflict if the given version is not the newest.
func (db *DB) AddFAQ(
	ctx context.Context,
	after int64,
	version knowledge.Version,
	entries []faq.Entry,
) (number int64, err error) {
	text, err := json.Marshal(entries)
	if err != nil {
		return 0, err
	}
	params, err := json.Marshal(version.Params)
	if err != nil {
		return 0, err
	}
	err = db.update(ctx, func(tx *Tx) error {
		count, err := tx.affect(
			`INSERT INTO faq_versions (`+versionColumns+`, entries)
 SELECT CAST($1 AS BIGINT) + 1, $2, $3, $4, $5, $6, $7, CAST($8 AS BIGINT), CAST($9 AS BIGINT), $10
 WHERE (SELECT COALESCE(max(version), 0) FROM faq_versions) = CAST($1 AS BIGINT) ON CONFLICT DO NOTHING`,
			after,
			version.Source,
			version.Hash,
			version.Author,
			version.Note,
			version.Kind,
			string(params),
			len(entries),
			tx.now.UnixMilli(),
			string(text),
		)
		if err == nil && count == 0 {
			return chat.Refuse(chat.Conflict, "faq_changed")
		}

		return err
	})

	return after + 1, err
}

// Fitted returns the model fitted to the input of a digest, nil if there is none.
func (db *DB) Fitted(ctx context.Context, hash string) (data []byte, err error) {
	var text string
	found, err := db.row(ctx, `SELECT fit FROM faq_fits WHERE hash = $1`, []any{hash}, &text)
	if err != nil || !found {
		return nil, err
	}

	return base64.StdEncoding.DecodeString(text)
}

// fitsKept is the number of kept models: an undo finds the model of the previous version.
const fitsKept = 5

// KeepFit keeps a fitted model and deletes the oldest models.
func (db *DB) KeepFit(ctx context.Context, hash string, data []byte) error {
	return db.update(ctx, func(tx *Tx) error {
		if err := tx.exec(`INSERT INTO faq_fits (hash, fit, at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO UPDATE
 SET fit = excluded.fit, at = excluded.at`,
			hash, base64.StdEncoding.EncodeToString(data), tx.now.UnixMilli()); err != nil {
			return err
		}

		return tx.exec(
			`DELETE FROM faq_fits WHERE hash NOT IN (SELECT hash FROM faq_fits ORDER BY at DESC, hash LIMIT `+most(
				1,
			)+`)`,
			fitsKept,
		)
	})
}
