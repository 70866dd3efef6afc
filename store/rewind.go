package store

import (
	"context"
	"time"

	"frontdesk/chat"
)

// rewindMost bounds the rows of one transaction, so that live traffic never waits long.
const rewindMost = 200

// Newest returns the time of the newest change of any conversation, zero if there is none. A clock before Newest has gone back.
func (db *DB) Newest(ctx context.Context) (time.Time, error) {
	var at int64
	_, err := db.row(ctx, `SELECT COALESCE(max(updated_at), 0) FROM conversations`, nil, &at)

	return chat.FromMillis(at), err
}

// Rewind moves all elapsed times back as far as the clock has gone back: elapsed timers, parts to be tried again, files to be fetched,
// and the time limits of comments on ratings. Wall timers stand for a moment of the calendar and stay unchanged. A second Rewind, or a
// Rewind after the clock is right again, only makes actions happen earlier. Acting earlier harms none of the actions.
func (db *DB) Rewind(ctx context.Context, by time.Duration) error {
	for _, text := range []string{
		`UPDATE timers SET due = CASE WHEN due > $1 THEN due - $1 ELSE 1 END WHERE basis = 'elapsed'
 AND kind || ':' || subject IN
 (SELECT DISTINCT kind || ':' || subject FROM timers WHERE basis = 'elapsed' AND kind || ':' || subject > $2
 ORDER BY 1 LIMIT ` + most(3) + `)
 RETURNING kind || ':' || subject`,
		`UPDATE files SET due = CASE WHEN due > $1 THEN due - $1 ELSE 1 END WHERE id IN (SELECT id FROM files
 WHERE due > 0 AND id > $2 ORDER BY id LIMIT ` + most(3) + `) RETURNING id`,
		`UPDATE surveys SET comment_until = CASE WHEN comment_until > $1 THEN comment_until - $1 ELSE 1 END
 WHERE id IN (SELECT id FROM surveys WHERE comment_until > 0 AND id > $2
 ORDER BY id LIMIT ` + most(3) + `) RETURNING id`,
		`UPDATE parts SET due = CASE WHEN due > $1 THEN due - $1 ELSE 0 END WHERE state = 'queued' AND due > 0
 AND conversation IN
 (SELECT DISTINCT conversation FROM parts WHERE state = 'queued' AND due > 0 AND conversation > $2
 ORDER BY conversation LIMIT ` + most(3) + `) RETURNING conversation`,
	} {
		if err := db.inChunks(ctx, text, by.Milliseconds()); err != nil {
			return err
		}
	}

	return nil
}

// inChunks repeats a statement until the statement finds no more rows. The parameters are $1 = value, $2 = the id to continue after, $3 =
// the number of rows.
func (db *DB) inChunks(ctx context.Context, text string, value int64) error {
	for last, again := "", true; again; {
		newest := ""
		err := db.update(ctx, func(tx *Tx) error {
			newest = ""

			return tx.each(text, []any{value, last, rewindMost}, func(row scanner) error {
				var id string
				err := row.Scan(&id)
				newest = max(newest, id)

				return err
			})
		})
		if err != nil {
			return err
		}
		last, again = newest, newest != ""
	}

	return nil
}
