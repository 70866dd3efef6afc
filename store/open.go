// Package store keeps all data of Frontdesk in SQLite or PostgreSQL, behind one hand-written SQL text.
//
// The package makes no decisions: closures of other packages run in the transactions of the store. The differences between the two
// databases are in dialect.go.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/chat"
)

// DB is an open database. The methods may be called concurrently.
type DB struct {
	dialect dialect
	read    *sql.DB // SQLite: query-only connections; PostgreSQL: the pool
	write   updater
	now     func() time.Time
	log     *slog.Logger
	path    string // of the SQLite file
	epoch   string
	close   []func() error

	keeping sync.Mutex
	// kept holds the prepared statements of the read connections, by text. kept is nil on PostgreSQL, because the driver of PostgreSQL
	// keeps prepared statements.
	kept map[string]*sql.Stmt

	commits, closures atomic.Int64
}

// Counts returns the numbers of committed transactions and of closures in the transactions, since the database was opened. On SQLite,
// closures that wait together share one commit.
func (db *DB) Counts() (commits, closures int64) { return db.commits.Load(), db.closures.Load() }

// updater runs closures in transactions: with group commit on SQLite, in one transaction each on PostgreSQL.
type updater interface {
	update(ctx context.Context, fn func(*Tx) error) error
}

// Options are the options of Open. Now defaults to time.Now, and Log to a logger that discards.
type Options struct {
	Now     func() time.Time
	Log     *slog.Logger
	Readers int // SQLite read connections, default 4
	// Lock is the lock of the database, if the caller holds the lock. Without Lock, Open takes the lock for the time of a migration.
	Lock *Lock
}

// Open opens "sqlite:PATH" or "postgres://...", checks the version of SQLite and migrates the schema. The error is Outdated when a
// migration is pending and another process holds the lock.
func Open(ctx context.Context, dsn string, options Options) (*DB, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Readers == 0 {
		options.Readers = 4
	}
	db := &DB{now: options.Now, log: options.Log}
	var err error

	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		err = db.openSQLite(ctx, dsn, options)
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		err = db.openPostgres(ctx, dsn, options)
	default:
		return nil, fmt.Errorf("database %q: want sqlite:PATH or postgres://USER@HOST/NAME", redact(dsn))
	}
	if err == nil {
		err = db.loadEpoch(ctx)
	}
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open database %s: %w", redact(dsn), err)
	}

	return db, nil
}

// Close waits for the running transactions and closes the connections.
func (db *DB) Close() error {
	var first error
	for i := len(db.close) - 1; i >= 0; i-- {
		if err := db.close[i](); err != nil && first == nil {
			first = err
		}
	}
	db.close = nil

	return first
}

// Epoch names the present history of the database. A restored backup gets a new epoch, so that clients fetch all entries again.
func (db *DB) Epoch() string { return db.epoch }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

// Update runs fn in a transaction. Update may run fn more than once and keeps only the last run. fn must have no effect outside the Tx,
// and must assign every result anew in each run. Update repeats the transaction after a serialisation failure. An error of kind Storage
// means the transaction was rolled back.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error { return db.update(ctx, fn) }

func (db *DB) update(ctx context.Context, fn func(*Tx) error) error {
	return db.write.update(ctx, fn)
}

func (db *DB) openSQLite(ctx context.Context, dsn string, options Options) error {
	path := strings.TrimPrefix(dsn, "sqlite:")
	if path == "" {
		return fmt.Errorf("sqlite: no path")
	}
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("folder of the database: %w", err)
		}
	}
	db.dialect, db.path = sqlite{}, path
	pool, err := sql.Open("sqlite", sqliteDSN(path, false))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	db.close = append(db.close, pool.Close)
	if err := checkSQLite(ctx, pool); err != nil {
		return err
	}
	if err := db.migrate(ctx, pool, dsn, options); err != nil {
		return err
	}
	readers, err := sql.Open("sqlite", sqliteDSN(path, true))
	if err != nil {
		return err
	}
	readers.SetMaxOpenConns(options.Readers)
	readers.SetMaxIdleConns(options.Readers)
	db.read, db.kept = readers, map[string]*sql.Stmt{}
	db.close = append(db.close, readers.Close)
	writer, err := newGroupWriter(pool, db)
	if err != nil {
		return err
	}
	db.write = writer
	db.close = append(db.close, writer.stop)

	return nil
}

func (db *DB) openPostgres(ctx context.Context, dsn string, options Options) error {
	db.dialect = postgres{}
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(20)
	pool.SetMaxIdleConns(20)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db.close = append(db.close, pool.Close)
	if err := db.migrate(ctx, pool, dsn, options); err != nil {
		return err
	}
	db.read = pool
	db.write = &poolWriter{pool: pool, db: db}

	return nil
}

func (db *DB) loadEpoch(ctx context.Context) error {
	return db.update(ctx, func(tx *Tx) error {
		if err := tx.exec(`INSERT INTO meta (key, value) VALUES ('epoch', $1)
 ON CONFLICT DO NOTHING`, chat.NewID()); err != nil {
			return err
		}
		_, err := tx.one(`SELECT value FROM meta WHERE key = 'epoch'`, nil, &db.epoch)

		return err
	})
}

// redact drops the password of a database address.
func redact(dsn string) string {
	address, err := url.Parse(dsn)
	if err != nil || address.User == nil {
		return dsn
	}

	return address.Redacted()
}
