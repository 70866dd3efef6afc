package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect holds the differences between the two databases.
type dialect interface {
	forUpdate() string // suffix of a row-locking SELECT
	// lockMigrations is a statement that makes migrations exclusive until the end of the transaction, "" for none.
	lockMigrations() string
	retry(err error) bool      // the transaction may be run again unchanged
	unavailable(error) bool    // rolled back: disk full, read-only, locked, connection gone
	begin() *sql.TxOptions     // for transactions of the pool
	tableExists(string) string // query with one row if the table exists
}

type sqlite struct{}

func (sqlite) forUpdate() string      { return "" }
func (sqlite) lockMigrations() string { return "" }
func (sqlite) begin() *sql.TxOptions  { return nil }
func (sqlite) retry(error) bool       { return false } // only one writer, so there are no collisions
func (sqlite) tableExists(name string) string {
	return `SELECT name FROM sqlite_master WHERE type = 'table' AND name = '` + name + `'`
}

func (sqlite) unavailable(err error) bool {
	var failed *driver.Error
	if !errors.As(err, &failed) {
		return false
	}

	switch failed.Code() & 0xff {
	case sqlite3.SQLITE_FULL,
		sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_READONLY,
		sqlite3.SQLITE_BUSY,
		sqlite3.SQLITE_LOCKED,
		sqlite3.SQLITE_CANTOPEN:
		return true
	}

	return false
}

type postgres struct{}

// migrationLock is the key of the advisory lock. The number is an arbitrary constant of Frontdesk.
const migrationLock = 7312905511

func (postgres) forUpdate() string { return " FOR UPDATE" }
func (postgres) lockMigrations() string {
	return fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", migrationLock)
}
func (postgres) begin() *sql.TxOptions { return &sql.TxOptions{Isolation: sql.LevelReadCommitted} }
func (postgres) tableExists(name string) string {
	return `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = '` + name + `'`
}

func (postgres) retry(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

func (postgres) unavailable(err error) bool {
	var failed *pgconn.PgError
	if errors.As(err, &failed) { // 08 connection, 53 resources (disk full), 57 shutdown, 25006 read-only
		return strings.HasPrefix(failed.Code, "08") ||
			strings.HasPrefix(failed.Code, "53") ||
			strings.HasPrefix(failed.Code, "57") ||
			failed.Code == "25006"
	}
	var c *pgconn.ConnectError

	return errors.As(err, &c) || pgconn.SafeToRetry(err)
}

// sqliteDSN builds the address for the driver. Pragmas in the address reach every connection; a pragma by Exec would reach only one
// connection.
func sqliteDSN(path string, readOnly bool) string {
	query := url.Values{}
	for _, pragma := range []string{
		"journal_mode(WAL)",
		"busy_timeout(5000)",
		"synchronous(FULL)",
		"foreign_keys(1)",
		"wal_autocheckpoint(0)",
		"temp_store(MEMORY)",
	} {
		query.Add("_pragma", pragma)
	}
	if readOnly {
		query.Add("_pragma", "query_only(1)")
	} else {
		query.Set("_txlock", "immediate")
	}

	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}

// oldestSQLite is the first version with the fix of the WAL-reset corruption bug (sqlite.org/changes.html).
var oldestSQLite = [3]int{3, 51, 3}

func checkSQLite(ctx context.Context, db *sql.DB) error {
	var text string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&text); err != nil {
		return err
	}
	var version [3]int
	if _, err := fmt.Sscanf(text, "%d.%d.%d", &version[0], &version[1], &version[2]); err != nil {
		return fmt.Errorf("version of SQLite %q: %w", text, err)
	}

	for i := range version {
		if version[i] != oldestSQLite[i] {
			if version[i] < oldestSQLite[i] {
				return fmt.Errorf("SQLite %s is too old: want 3.51.3 or later", text)
			}
			break
		}
	}

	return nil
}
