package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"
)

// Exec runs a statement by hand, for databases that the product never makes.
func (db *DB) Exec(ctx context.Context, text string, args ...any) error {
	return db.update(ctx, func(tx *Tx) error { return tx.exec(text, args...) })
}

// Plans runs fn in a transaction and notes the query plan of SQLite for each statement.
func (db *DB) Plans(ctx context.Context, plans map[string][]string, fn func(*Tx) error) error {
	return db.update(ctx, func(tx *Tx) error {
		tx.q = explaining{tx.q, plans}
		return fn(tx)
	})
}

type explaining struct {
	querier
	plans map[string][]string
}

func (x explaining) explain(ctx context.Context, text string, args []any) error {
	rows, err := x.querier.query(ctx, "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		return err
	}
	x.plans[text] = nil

	return drain(rows, func(s scanner) error {
		var id, parent, unused int
		var step string
		err := s.Scan(&id, &parent, &unused, &step)
		x.plans[text] = append(x.plans[text], step)

		return err
	})
}

func (x explaining) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if err := x.explain(ctx, text, args); err != nil {
		return nil, err
	}

	return x.querier.exec(ctx, text, args...)
}

func (x explaining) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if err := x.explain(ctx, text, args); err != nil {
		return nil, err
	}

	return x.querier.query(ctx, text, args...)
}

// OnWriter runs a statement on SQLite's only writing connection outside any transaction.
func (db *DB) OnWriter(ctx context.Context, text string) error {
	_, err := writerOf(db).conn.ExecContext(ctx, text)
	return err
}

// SessionSettings returns the settings of the session of a PostgreSQL lock.
func SessionSettings(ctx context.Context, dsn string) (map[string]string, error) {
	k, err := newSessionLock(ctx, dsn, InUse{})
	if err != nil {
		return nil, err
	}
	defer k.close()
	got := map[string]string{}

	for name := range sessionSettings {
		var value string
		if err := k.(*sessionLock).conn.QueryRow(ctx, `SELECT current_setting($1)`, name).Scan(&value); err != nil {
			return nil, err
		}
		got[name] = value
	}

	return got, nil
}

// StopRefoldAfter sets the number of conversations in a chunk of the refolding to size, and stops the refolding after the given number of
// chunks. The returned function undoes both.
func StopRefoldAfter(chunks, size int) (undo func()) {
	step, was := goSteps[6], refoldChunk
	refoldChunk = size
	goSteps[6] = func(ctx context.Context, pool *sql.DB, d dialect, now time.Time, log *slog.Logger) error {
		for range chunks {
			if err := inTx(ctx, pool, func(t *sql.Tx) error {
				_, err := refoldSome(&Tx{ctx: ctx, db: &DB{dialect: d}, q: plainTx{t}, now: now}, log)
				return err
			}); err != nil {
				return err
			}
		}

		return errors.New("broken off")
	}

	return func() { goSteps[6], refoldChunk = step, was }
}

// Rehearse makes every update of an open database run twice: once rolled back, once committed.
func Rehearse(db *DB) { db.write = rehearsed{updater: db.write} }

type rehearsed struct{ updater }

var errRehearsal = errors.New("a rehearsal")

func (r rehearsed) update(ctx context.Context, fn func(*Tx) error) error {
	err := r.updater.update(ctx, func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}

		return errRehearsal
	})
	if !errors.Is(err, errRehearsal) {
		return err
	}

	return r.updater.update(ctx, fn)
}

// writerOf returns SQLite's only writer.
func writerOf(db *DB) *groupWriter {
	if r, ok := db.write.(rehearsed); ok {
		return r.updater.(*groupWriter)
	}

	return db.write.(*groupWriter)
}
