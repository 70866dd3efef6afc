package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/chat"
)

// groupWriter is SQLite's only writer. Every waiting closure runs under a savepoint of its own, in one transaction with one commit (and
// one fsync). After the commit, each caller receives the result of the caller's own closure.
//
// The trap: a full disk, or a context cancelled in mid-statement, rolls back the whole transaction by itself. ROLLBACK TO then fails, and
// the next SAVEPOINT would open a transaction of its own. So closures run under the writer's context. When ROLLBACK TO, RELEASE or COMMIT
// fails, the whole transaction is rolled back and each closure runs again alone.
type groupWriter struct {
	db     *DB
	conn   *sql.Conn
	stmts  *statements
	jobs   chan *job
	quit   chan struct{}
	done   chan struct{}
	once   sync.Once
	cancel context.CancelFunc // of the checkpoint
}

// job is one closure. state decides between the caller and the writer: a caller may give up only a closure that has not started.
type job struct {
	fn    func(*Tx) error
	err   error
	done  chan struct{}
	state atomic.Int32
}

const (
	jobWaiting int32 = iota
	jobTaken
	jobAbandoned
)

// endless is the context of the writer's statements. No statement is ever stopped half-way. A context that can end would also cost a
// goroutine in database/sql and another one in the driver for every statement.
var endless = context.Background()

const (
	groupMax        = 128 // closures in one commit
	checkpointEvery = time.Second
)

func newGroupWriter(pool *sql.DB, db *DB) (*groupWriter, error) {
	ctx, cancel := context.WithCancel(context.Background())
	conn, err := pool.Conn(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	writer := &groupWriter{db: db, conn: conn, stmts: newStatements(conn), jobs: make(chan *job, 4*groupMax),
		quit: make(chan struct{}), done: make(chan struct{}), cancel: cancel}
	go writer.loop()
	go writer.checkpoint(ctx)

	return writer, nil
}

func (g *groupWriter) update(ctx context.Context, fn func(*Tx) error) error {
	work := &job{fn: fn, done: make(chan struct{})}
	select {
	case g.jobs <- work:
	case <-ctx.Done():
		return ctx.Err()
	case <-g.quit:
		return &chat.Error{Kind: chat.Storage, Text: "the database is closing"}
	}

	select {
	case <-work.done:
		return work.err
	case <-ctx.Done():
		if work.state.CompareAndSwap(jobWaiting, jobAbandoned) {
			return ctx.Err()
		}
		// The closure has started. The result is known soon, and the caller must receive the result.
		<-work.done

		return work.err
	}
}

func (g *groupWriter) stop() error {
	g.once.Do(func() { close(g.quit) })
	<-g.done
	g.cancel()
	g.stmts.close()

	return g.conn.Close()
}

func (g *groupWriter) loop() {
	defer close(g.done)

	for {
		select {
		case j := <-g.jobs:
			g.run(g.gather(j))
		case <-g.quit:
			// Closures that are queued already are still run.
			for {
				select {
				case j := <-g.jobs:
					g.run(g.gather(j))
				default:
					return
				}
			}
		}
	}
}

func (g *groupWriter) gather(first *job) []*job {
	batch := make([]*job, 0, 8)

	for j := first; ; {
		if j.state.CompareAndSwap(jobWaiting, jobTaken) {
			batch = append(batch, j)
		}
		if len(batch) == groupMax {
			return batch
		}

		select {
		case j = <-g.jobs:
		default:
			return batch
		}
	}
}

func (g *groupWriter) run(batch []*job) {
	if len(batch) == 0 {
		return
	}
	if len(batch) == 1 || g.together(batch) != nil {
		for _, j := range batch {
			j.err = g.alone(j.fn)
		}
	}

	for _, j := range batch {
		close(j.done)
	}
}

// together runs the batch in one transaction. After an error the transaction was rolled back, and no caller has received a result.
func (g *groupWriter) together(batch []*job) error {
	if err := g.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}

	for _, j := range batch {
		if err := g.step(j); err != nil {
			g.rollback()
			return err
		}
	}
	if err := g.exec("COMMIT"); err != nil {
		g.rollback()
		return err
	}
	g.db.commits.Add(1)

	for _, j := range batch {
		if j.err == nil {
			g.db.closures.Add(1)
		}
	}

	return nil
}

// step runs one closure under a savepoint. An error means the whole transaction is in doubt.
func (g *groupWriter) step(work *job) error {
	if err := g.exec("SAVEPOINT one"); err != nil {
		return err
	}
	work.err = g.call(work.fn)
	if work.err != nil {
		if g.db.dialect.unavailable(work.err) {
			return work.err
		}
		if err := g.exec("ROLLBACK TO one"); err != nil {
			return err
		}
	}

	return g.exec("RELEASE one")
}

func (g *groupWriter) alone(fn func(*Tx) error) error {
	if err := g.exec("BEGIN IMMEDIATE"); err != nil {
		return g.db.classify(err)
	}
	if err := g.call(fn); err != nil {
		g.rollback()
		return g.db.classify(err)
	}
	if err := g.exec("COMMIT"); err != nil {
		g.rollback()
		return g.db.classify(err)
	}
	g.db.commits.Add(1)
	g.db.closures.Add(1)

	return nil
}

// call runs a closure. A panic of the closure becomes an error, so that one bad message cannot stop the writer.
func (g *groupWriter) call(fn func(*Tx) error) (err error) {
	tx := &Tx{ctx: endless, db: g.db, q: g.stmts, now: g.db.clock()}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %v\n%s", p, debug.Stack())
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}

	return tx.err
}

func (g *groupWriter) exec(text string) error {
	_, err := g.stmts.exec(endless, text)
	return err
}

// rollback ends an open transaction. After an automatic rollback there is no open transaction, so the error of ROLLBACK is ignored.
func (g *groupWriter) rollback() { _ = g.exec("ROLLBACK") }

// checkpoint moves the log into the database file between the commits, never inside a commit.
func (g *groupWriter) checkpoint(ctx context.Context) {
	tick := time.NewTicker(checkpointEvery)
	defer tick.Stop()
	conn, err := sql.Open("sqlite", sqliteDSN(g.db.path, false))
	if err != nil {
		g.db.log.Error("checkpoint connection", "error", err)
		return
	}
	conn.SetMaxOpenConns(1)
	defer conn.Close()

	for {
		select {
		case <-g.quit:
			return
		case <-tick.C:
			var busy, log, moved int
			err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &log, &moved)
			if err != nil && !errors.Is(err, context.Canceled) {
				g.db.log.Warn("checkpoint", "error", err)
			}
		}
	}
}

// classify marks errors of kind Storage: the transaction was rolled back, and a later try may succeed.
func (db *DB) classify(err error) error {
	if err == nil || chat.KindOf(err) != "" || !db.dialect.unavailable(err) {
		return err
	}

	return &chat.Error{Kind: chat.Storage, Text: "the database cannot take it now", Err: err}
}

// clock returns the time of a transaction, in whole milliseconds as stored.
func (db *DB) clock() time.Time { return db.now().UTC().Truncate(time.Millisecond) }

// poolWriter runs each closure in a separate transaction on PostgreSQL.
type poolWriter struct {
	pool *sql.DB
	db   *DB
}

const serializationTries = 8

func (w *poolWriter) update(ctx context.Context, fn func(*Tx) error) error {
	var err error
	for range serializationTries {
		if err = w.once(ctx, fn); err == nil || !w.db.dialect.retry(err) {
			break
		}
	}

	return w.db.classify(err)
}

func (w *poolWriter) once(ctx context.Context, fn func(*Tx) error) (err error) {
	began, err := w.pool.BeginTx(ctx, w.db.dialect.begin())
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(fmt.Errorf("panic in a transaction: %v\n%s", p, debug.Stack()), began.Rollback())
		}
	}()
	tx := &Tx{ctx: ctx, db: w.db, q: plainTx{began}, now: w.db.clock()}
	err = fn(tx)
	if err == nil {
		err = tx.err
	}
	if err != nil {
		return errors.Join(err, began.Rollback())
	}
	if err = began.Commit(); err == nil {
		w.db.commits.Add(1)
		w.db.closures.Add(1)
	}

	return err
}
