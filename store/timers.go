package store

import (
	"context"
	"time"

	"frontdesk/chat"
)

// SetTimer stores a timer in the place of the one of that subject and name.
func (tx *Tx) SetTimer(t chat.Timer) error {
	return tx.exec(`INSERT INTO timers (kind, subject, name, due, basis, about) VALUES ($1, $2, $3, $4, $5, $6)
 ON CONFLICT (kind, subject, name) DO UPDATE SET due = excluded.due, basis = excluded.basis, about = excluded.about`,
		t.Subject.Kind, t.Subject.ID, t.Name, t.Due.UnixMilli(), t.Basis, t.About)
}

// DropTimer removes a timer, if it is there.
func (tx *Tx) DropTimer(s chat.Subject, name chat.TimerName) error {
	return tx.exec(`DELETE FROM timers WHERE kind = $1 AND subject = $2 AND name = $3`, s.Kind, s.ID, name)
}

// TakeTimer removes a timer that is due and was not set anew for something else; false means that there is none.
func (tx *Tx) TakeTimer(t chat.Timer) (bool, error) {
	n, err := tx.affect(
		`DELETE FROM timers WHERE kind = $1 AND subject = $2 AND name = $3 AND about = $4 AND due <= $5`,
		t.Subject.Kind,
		t.Subject.ID,
		t.Name,
		t.About,
		tx.now.UnixMilli(),
	)

	return n == 1, err
}

// DueTimers lists timers whose time has come, the oldest first.
func (db *DB) DueTimers(ctx context.Context, now time.Time, limit int) (list []chat.Timer, err error) {
	err = db.rows(
		ctx,
		`SELECT kind, subject, name, due, basis, about FROM timers WHERE due <= $1 ORDER BY due LIMIT `+most(2),
		[]any{now.UnixMilli(), limit},
		func(s scanner) error {
			var t chat.Timer
			var due int64
			err := s.Scan(&t.Subject.Kind, &t.Subject.ID, &t.Name, &due, &t.Basis, &t.About)
			t.Due = chat.FromMillis(due)
			list = append(list, t)

			return err
		},
	)

	return list, err
}
