package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// message is the stored form of a visitor's message.
type message struct {
	conversation string
	seq          int64
	id, text     string
}

// writer is the only writer. All waiting messages go into one transaction with one fsync.
type writer struct {
	conn *sql.Conn
	jobs chan job
}

type job struct {
	m    message
	done chan error
}

const together = 128 // messages in one commit

const tables = `CREATE TABLE IF NOT EXISTS messages (conversation TEXT NOT NULL, seq BIGINT NOT NULL,
 id TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL,
 PRIMARY KEY (conversation, seq));
CREATE TABLE IF NOT EXISTS conversations (id TEXT PRIMARY KEY, last_seq BIGINT NOT NULL,
 last_text TEXT NOT NULL, updated_at BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS conversations_updated ON conversations (updated_at);`

func openWriter(path string) (*writer, error) {
	query := url.Values{
		"_pragma": {"journal_mode(WAL)", "busy_timeout(5000)", "synchronous(FULL)", "wal_autocheckpoint(0)"},
	}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, tables); err != nil {
		return nil, fmt.Errorf("tables: %w", err)
	}
	disk := &writer{conn: conn, jobs: make(chan job, 4*together)}

	stmts := map[string]*sql.Stmt{}
	for _, text := range []string{begin, commit, rollback, insert, summary} {
		if stmts[text], err = conn.PrepareContext(ctx, text); err != nil {
			return nil, fmt.Errorf("prepare %q: %w", text, err)
		}
	}
	go disk.loop(ctx, stmts)
	go checkpoint(db)

	return disk, nil
}

const (
	begin    = `BEGIN IMMEDIATE`
	commit   = `COMMIT`
	rollback = `ROLLBACK`
	insert   = `INSERT INTO messages (conversation, seq, id, text, at) VALUES ($1, $2, $3, $4, $5)`
	summary  = `INSERT INTO conversations (id, last_seq, last_text, updated_at) VALUES ($1, $2, $3, $4)
 ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq, last_text = excluded.last_text,
 updated_at = excluded.updated_at`
)

// put returns once the message is on the disk.
func (w *writer) put(m message) error {
	done := make(chan error, 1)
	w.jobs <- job{m, done}

	return <-done
}

func (w *writer) loop(ctx context.Context, stmts map[string]*sql.Stmt) {
	batch := make([]job, 0, together)
	for first := range w.jobs {
		batch = append(batch[:0], first)
	gather:
		for len(batch) < together {
			select {
			case j := <-w.jobs:
				batch = append(batch, j)
			default:
				break gather
			}
		}

		err := store(ctx, stmts, batch)
		for _, j := range batch {
			j.done <- err
		}
	}
}

func store(ctx context.Context, stmts map[string]*sql.Stmt, batch []job) (err error) {
	if _, err := stmts[begin].ExecContext(ctx); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_, _ = stmts[rollback].ExecContext(ctx)
		}
	}()

	now := time.Now().UnixMilli()
	for _, work := range batch {
		if _, err := stmts[insert].ExecContext(
			ctx,
			work.m.conversation,
			work.m.seq,
			work.m.id,
			work.m.text,
			now,
		); err != nil {
			return err
		}
		if _, err := stmts[summary].ExecContext(ctx, work.m.conversation, work.m.seq, work.m.text, now); err != nil {
			return err
		}
	}
	_, err = stmts[commit].ExecContext(ctx)

	return err
}

// checkpoint moves the log into the file beside the commits, as Frontdesk does. db opens a second connection for the checkpoints.
func checkpoint(db *sql.DB) {
	for range time.Tick(time.Second) {
		var busy, log, moved int
		if err := db.QueryRow("PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &log, &moved); err != nil {
			fmt.Println("checkpoint:", err)
		}
	}
}
