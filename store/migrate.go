package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

//go:embed schema/*.sql
var schema embed.FS

// Outdated is the error of Open when migrations are pending and another process holds the lock.
type Outdated struct {
	Wanted, Found int
	By            InUse
}

func (e Outdated) Error() string {
	who := "another process"
	if e.By.PID != 0 {
		who = fmt.Sprintf("pid %d on %s since %s", e.By.PID, e.By.Host, e.By.Since.UTC().Format(time.RFC3339))
	}

	return fmt.Sprintf(
		"schema %d wanted, %d found, in use by %s: restart the server with this version first",
		e.Wanted,
		e.Found,
		who,
	)
}

func (e Outdated) Unwrap() error { return e.By }

// migrate brings the schema up to date. Pending migrations run under the lock of the database: the caller's lock, or a lock taken for the
// migration. Without pending migrations the lock is not taken, so that commands work beside a running server.
func (db *DB) migrate(ctx context.Context, pool *sql.DB, dsn string, options Options) (err error) {
	files, err := schemaFiles()
	if err != nil {
		return err
	}
	found, err := schemaOf(ctx, pool, db.dialect, len(files))
	if err != nil || found == len(files) {
		return err
	}

	if options.Lock == nil {
		lock, err := Hold(ctx, dsn, db.now())
		var by InUse
		if errors.As(err, &by) {
			// The holder may have migrated the schema meanwhile.
			if found, err = schemaOf(ctx, pool, db.dialect, len(files)); err != nil || found == len(files) {
				return err
			}

			return Outdated{Wanted: len(files), Found: found, By: by}
		}
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, lock.Release()) }()
	}

	return db.migratePending(ctx, pool, files)
}

// schemaFiles lists the migrations, the first one first.
func schemaFiles() ([]string, error) {
	files, err := fs.Glob(schema, "schema/*.sql")
	for i, name := range files {
		if prefix, _, _ := strings.Cut(strings.TrimPrefix(name, "schema/"), "_"); prefix != fmt.Sprintf("%04d", i+1) {
			return nil, fmt.Errorf("schema file %s: want number %04d", name, i+1)
		}
	}

	return files, err
}

// schemaOf returns the number of the newest finished migration of a database, 0 for an empty database. schemaOf refuses a database of a
// newer version of Frontdesk.
func schemaOf(ctx context.Context, db *sql.DB, flavour dialect, known int) (done int, err error) {
	var name string
	err = db.QueryRowContext(ctx, flavour.tableExists("migrations")).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}

	rows, err := db.QueryContext(ctx, `SELECT number FROM migrations ORDER BY number`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()

	newest := 0
	for rows.Next() {
		if err := rows.Scan(&newest); err != nil {
			return 0, err
		}
		if newest == done+1 {
			done = newest
		}
	}
	if newest > known {
		return 0, fmt.Errorf(
			"this database has schema %d, this program knows %d: install the newer version of Frontdesk",
			newest,
			known,
		)
	}

	return done, rows.Err()
}

// migratePending runs numbered files, forward only. Each file runs in a separate transaction together with the number of the migration.
// The caller holds the lock of the database.
func (db *DB) migratePending(ctx context.Context, pool *sql.DB, files []string) error {
	dialect, now := db.dialect, db.now()
	if err := inTx(ctx, pool, func(tx *sql.Tx) error {
		if lock := dialect.lockMigrations(); lock != "" {
			if _, err := tx.ExecContext(ctx, lock); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migrations
 (number BIGINT PRIMARY KEY, at BIGINT NOT NULL)`)

		return err
	}); err != nil {
		return fmt.Errorf("migrations table: %w", err)
	}

	for i, name := range files {
		number := i + 1
		step := goSteps[number]
		done := true
		if err := inTx(ctx, pool, func(tx *sql.Tx) (err error) {
			done, err = migrateOne(ctx, tx, dialect, name, number)
			if err != nil || done || step != nil {
				return err
			}

			return record(ctx, tx, number, now)
		}); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
		if done || step == nil {
			continue
		}

		if err := step(ctx, pool, dialect, now, db.log); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
		if err := inTx(ctx, pool, func(tx *sql.Tx) error { return record(ctx, tx, number, now) }); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
	}

	return nil
}

// goStep is the part of a migration that SQL cannot express. The Go step runs after the SQL, in separate transactions, and resumes after
// an interruption. A migration with a Go step is done only after the Go step. So the SQL of the migration may run again and must tolerate
// the repetition.
type goStep func(ctx context.Context, pool *sql.DB, d dialect, now time.Time, log *slog.Logger) error

var goSteps = map[int]goStep{6: refold}

func record(ctx context.Context, tx *sql.Tx, number int, now time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO migrations (number, at) VALUES ($1, $2)`, number, now.UnixMilli())
	return err
}

// migrateOne runs the SQL of a migration, unless the migration is already done.
func migrateOne(ctx context.Context, tx *sql.Tx, flavour dialect, name string, number int) (done bool, err error) {
	if lock := flavour.lockMigrations(); lock != "" {
		if _, err := tx.ExecContext(ctx, lock); err != nil {
			return false, err
		}
	}

	var found int
	err = tx.QueryRowContext(ctx, `SELECT number FROM migrations WHERE number = `+strconv.Itoa(number)).Scan(&found)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	text, err := schema.ReadFile(name)
	if err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, string(text))

	return false, err
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
