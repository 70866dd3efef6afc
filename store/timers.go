package store

import (
	"context"
	"time"

	"frontdesk/chat"
)

// SetTimer stores a timer. The new timer replaces the timer of the same subject and name.
func (tx *Tx) SetTimer(t chat.Timer) error {
	return tx.exec(`INSERT INTO timers (kind, subject, name, due, basis, about) VALUES ($1, $2, $3, $4, $5, $6)
 ON CONFLICT (kind, subject, name) DO UPDATE SET due = excluded.due, basis = excluded.basis, about = excluded.about`,
		t.Subject.Kind, t.Subject.ID, t.Name, t.Due.UnixMilli(), t.Basis, t.About)
}

// DropTimer removes a timer, if there is one.
func (tx *Tx) DropTimer(s chat.Subject, name chat.TimerName) error {
	return tx.exec(`DELETE FROM timers WHERE kind = $1 AND subject = $2 AND name = $3`, s.Kind, s.ID, name)
}

// TakeTimer removes a due timer with an unchanged occasion (About). False means there is no such timer.
func (tx *Tx) TakeTimer(timer chat.Timer) (bool, error) {
	count, err := tx.affect(
		`DELETE FROM timers WHERE kind = $1 AND subject = $2 AND name = $3 AND about = $4 AND due <= $5`,
		timer.Subject.Kind,
		timer.Subject.ID,
		timer.Name,
		timer.About,
		tx.now.UnixMilli(),
	)

	return count == 1, err
}

// DueTimers lists the due timers, the oldest first.
func (db *DB) DueTimers(ctx context.Context, now time.Time, limit int) (list []chat.Timer, err error) {
	err = db.rows(
		ctx,
		`SELECT kind, subject, name, due, basis, about FROM timers WHERE due <= $1 ORDER BY due LIMIT `+most(2),
		[]any{now.UnixMilli(), limit},
		func(row scanner) error {
			var timer chat.Timer
			var due int64
			err := row.Scan(&timer.Subject.Kind, &timer.Subject.ID, &timer.Name, &due, &timer.Basis, &timer.About)
			timer.Due = chat.FromMillis(due)
			list = append(list, timer)

			return err
		},
	)

	return list, err
}
