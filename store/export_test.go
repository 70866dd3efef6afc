package store

import (
	"context"
	"database/sql"

	"frontdesk/chat"
)

// Exec runs a statement by hand, to make databases that the product never makes.
func (db *DB) Exec(ctx context.Context, text string, args ...any) error {
	return db.update(ctx, func(tx *Tx) error { return tx.exec(text, args...) })
}

// Plans runs fn in a transaction and returns how SQLite finds the rows of each statement.
func (db *DB) Plans(ctx context.Context, fn func(chat.Tx) error) (map[string][]string, error) {
	plans := map[string][]string{}
	return plans, db.update(ctx, func(tx *Tx) error {
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

// OnWriter runs a statement on SQLite's one writing connection outside any transaction.
func (db *DB) OnWriter(ctx context.Context, text string) error {
	_, err := db.write.(*groupWriter).conn.ExecContext(ctx, text)
	return err
}

// SessionSettings returns what the session of a PostgreSQL lock runs with.
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
