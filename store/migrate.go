package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

//go:embed schema/*.sql
var schema embed.FS

// migrate brings the schema up to date: numbered files, forward only, each in its own transaction together with its number.
// It refuses a database that a newer version has written.
func migrate(ctx context.Context, db *sql.DB, d dialect, now time.Time) error {
	files, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return err
	}
	if err := inTx(ctx, db, func(tx *sql.Tx) error {
		if lock := d.lockMigrations(); lock != "" {
			if _, err := tx.ExecContext(ctx, lock); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, at BIGINT NOT NULL)`)
		return err
	}); err != nil {
		return fmt.Errorf("migrations table: %w", err)
	}
	for i, name := range files {
		number := i + 1
		if prefix, _, _ := strings.Cut(strings.TrimPrefix(name, "schema/"), "_"); prefix != fmt.Sprintf("%04d", number) {
			return fmt.Errorf("schema file %s: want number %04d", name, number)
		}
		if err := inTx(ctx, db, func(tx *sql.Tx) error { return migrateOne(ctx, tx, d, name, number, now) }); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
	}
	var newest int
	if err := db.QueryRowContext(ctx, `SELECT max(number) FROM migrations`).Scan(&newest); err != nil {
		return err
	}
	if newest > len(files) {
		return fmt.Errorf("this database has schema %d, this program knows %d: install the newer version of Frontdesk", newest, len(files))
	}
	return nil
}

func migrateOne(ctx context.Context, tx *sql.Tx, d dialect, name string, number int, now time.Time) error {
	if lock := d.lockMigrations(); lock != "" {
		if _, err := tx.ExecContext(ctx, lock); err != nil {
			return err
		}
	}
	var done int
	err := tx.QueryRowContext(ctx, `SELECT number FROM migrations WHERE number = `+strconv.Itoa(number)).Scan(&done)
	if err == nil {
		return nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	text, err := schema.ReadFile(name)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO migrations (number, at) VALUES ($1, $2)`, number, now.UnixMilli())
	return err
}

func inTx(ctx context.Context, db *sql.DB, fn func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
