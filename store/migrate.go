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
	return fmt.Sprintf("schema %d wanted, %d found, in use by %s: restart the server with this version first", e.Wanted, e.Found, who)
}

func (e Outdated) Unwrap() error { return e.By }

// migrate brings the schema up to date. What is pending is done under the lock of the database: the caller's, else one that is taken for that
// moment. When nothing is pending nobody asks for the lock, so that commands work beside a running server.
func (db *DB) migrate(ctx context.Context, pool *sql.DB, dsn string, o Options) (err error) {
	files, err := schemaFiles()
	if err != nil {
		return err
	}
	found, err := schemaOf(ctx, pool, db.dialect, len(files))
	if err != nil || found == len(files) {
		return err
	}

	if o.Lock == nil {
		lock, err := Hold(ctx, dsn, db.now())
		var by InUse
		if errors.As(err, &by) {
			// Whoever held it may have brought the schema up to date meanwhile.
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
	return migratePending(ctx, pool, db.dialect, files, db.now())
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

// schemaOf says up to which number the migrations of a database are done, 0 for an empty one. It refuses a database that a newer version has
// written.
func schemaOf(ctx context.Context, db *sql.DB, d dialect, known int) (done int, err error) {
	var name string
	err = db.QueryRowContext(ctx, d.tableExists("migrations")).Scan(&name)
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
		return 0, fmt.Errorf("this database has schema %d, this program knows %d: install the newer version of Frontdesk", newest, known)
	}
	return done, rows.Err()
}

// migratePending runs numbered files, forward only, each in its own transaction together with its number. The lock of the database is held.
func migratePending(ctx context.Context, db *sql.DB, d dialect, files []string, now time.Time) error {
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
		if err := inTx(ctx, db, func(tx *sql.Tx) error { return migrateOne(ctx, tx, d, name, i+1, now) }); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
		// The step in Go of a migration stands here, in transactions of its own. One that was broken off must count as pending in migrate.
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
