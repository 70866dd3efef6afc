package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"frontdesk/chat"
)

// Tx is one transaction. Tx implements timeline.Tx and the small views of other packages. Errors are sticky: after the first error, every
// call returns the first error.
type Tx struct {
	ctx context.Context
	db  *DB
	q   querier
	now time.Time
	err error

	// found holds the places of the conversations read in the transaction, as stored in the rows.
	found map[chat.ConversationID]place
}

// Now is the transaction's time in whole milliseconds, UTC.
func (tx *Tx) Now() time.Time { return tx.now }

// querier runs statements. On SQLite the statements are kept prepared. The driver pgx keeps statements prepared by itself.
type querier interface {
	exec(ctx context.Context, text string, args ...any) (sql.Result, error)
	query(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

func (tx *Tx) fail(err error) error {
	if tx.err == nil {
		tx.err = err
	}

	return err
}

func (tx *Tx) exec(text string, args ...any) error {
	_, err := tx.affect(text, args...)
	return err
}

// affect runs a statement and returns the number of changed rows.
func (tx *Tx) affect(text string, args ...any) (int64, error) {
	if tx.err != nil {
		return 0, tx.err
	}
	result, err := tx.q.exec(tx.ctx, text, args...)
	if err != nil {
		return 0, tx.fail(fmt.Errorf("sql %.60q: %w", text, err))
	}

	return result.RowsAffected()
}

// one scans the only row of a query. False means there is no row.
func (tx *Tx) one(text string, args []any, into ...any) (bool, error) {
	found := false
	err := tx.each(text, args, func(s scanner) error {
		found = true
		return s.Scan(into...)
	})

	return found, err
}

// has reports whether a query of one column has a row. Call has before a wide query with usually no row, because the driver pays for
// every column.
func (tx *Tx) has(text string, args ...any) (bool, error) {
	var n int64
	return tx.one(text, args, &n)
}

type scanner interface{ Scan(...any) error }

func (tx *Tx) each(text string, args []any, fn func(scanner) error) error {
	if tx.err != nil {
		return tx.err
	}
	rows, err := tx.q.query(tx.ctx, text, args...)
	if err == nil {
		err = drain(rows, fn)
	}
	if err != nil {
		return tx.fail(fmt.Errorf("sql %.60q: %w", text, err))
	}

	return nil
}

func drain(rows *sql.Rows, fn func(scanner) error) error {
	for rows.Next() {
		if err := fn(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}

	return errors.Join(rows.Err(), rows.Close())
}

// statements keeps the prepared statements of one connection.
type statements struct {
	conn *sql.Conn
	kept map[string]*sql.Stmt
}

func newStatements(conn *sql.Conn) *statements {
	return &statements{conn: conn, kept: map[string]*sql.Stmt{}}
}

func (s *statements) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if st := s.kept[text]; st != nil {
		return st, nil
	}
	st, err := s.conn.PrepareContext(ctx, text)
	if err == nil {
		s.kept[text] = st
	}

	return st, err
}

func (s *statements) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	st, err := s.prepare(ctx, text)
	if err != nil {
		return nil, err
	}

	return st.ExecContext(ctx, args...)
}

func (s *statements) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	st, err := s.prepare(ctx, text)
	if err != nil {
		return nil, err
	}

	return st.QueryContext(ctx, args...)
}

func (s *statements) close() {
	for _, st := range s.kept {
		_ = st.Close()
	}
}

type plainTx struct{ tx *sql.Tx }

func (p plainTx) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	return p.tx.ExecContext(ctx, text, args...)
}

func (p plainTx) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return p.tx.QueryContext(ctx, text, args...)
}

// most returns the argument of a LIMIT. SQLite reads the value of a bare parameter of LIMIT for planning, and so parses the statement
// anew at every run. The CAST prevents the parsing.
func most(parameter int) string { return "CAST($" + strconv.Itoa(parameter) + " AS BIGINT)" }

// keptMost bounds the prepared statements of the read connections. The texts are constants of the package, far fewer than the bound.
const keptMost = 256

// query runs a query on the read connections. On SQLite the statement stays prepared on each connection that has run the statement,
// because parsing costs more than finding a row.
func (db *DB) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	if db.kept == nil {
		return db.read.QueryContext(ctx, text, args...)
	}
	db.keeping.Lock()
	st := db.kept[text]
	if st == nil && len(db.kept) < keptMost {
		var err error
		if st, err = db.read.PrepareContext(context.WithoutCancel(ctx), text); err != nil {
			db.keeping.Unlock()
			return nil, err
		}
		db.kept[text] = st
	}
	db.keeping.Unlock()
	if st == nil {
		return db.read.QueryContext(ctx, text, args...)
	}

	return st.QueryContext(ctx, args...)
}

// rows runs a query on the read connections.
func (db *DB) rows(ctx context.Context, text string, args []any, fn func(scanner) error) error {
	rows, err := db.query(ctx, text, args)
	if err == nil {
		err = drain(rows, fn)
	}
	if err != nil {
		return db.classify(fmt.Errorf("sql %.60q: %w", text, err))
	}

	return nil
}

// row scans the only row of a query on the read connections. False means there is no row.
func (db *DB) row(ctx context.Context, text string, args []any, into ...any) (bool, error) {
	found := false
	err := db.rows(ctx, text, args, func(s scanner) error {
		found = true
		return s.Scan(into...)
	})

	return found, err
}

// asJSON encodes values of Frontdesk's own types. Such encoding cannot fail.
func asJSON(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return "null"
	}

	return string(data)
}

func flag(on bool) int64 {
	if on {
		return 1
	}

	return 0
}

// fromJSON decodes a stored JSON text; "" is an empty value.
func fromJSON(text string, value any) error {
	if text == "" {
		return nil
	}

	return json.Unmarshal([]byte(text), value)
}
