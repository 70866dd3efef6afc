package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// sessionLock is the lock of a PostgreSQL database: an advisory lock held by a separate session. The server frees the lock at the end of
// the session. If the holder's machine disappears without a word, the server frees the lock after the keepalives below.
type sessionLock struct {
	conn *pgx.Conn
	me   InUse
	held bool
}

// processLock is the first half of the advisory lock's key, an arbitrary constant of Frontdesk. The second half stands for the schema,
// because two schemas of one database are two installations of Frontdesk.
const processLock = 1718838884

// The holder must notice a lost connection before the server gives the lock to another process. The holder notices within watchEvery +
// watchWithin = 7 s. The server drops a silent holder after 12 s at the earliest and 16 s at the latest.
const (
	watchEvery    = 2 * time.Second
	watchWithin   = 5 * time.Second
	connectWithin = 10 * time.Second
)

// sessionSettings are set on the session of the lock, as far as the server knows the settings.
var sessionSettings = map[string]string{
	"tcp_keepalives_idle":     "4",
	"tcp_keepalives_interval": "4",
	"tcp_keepalives_count":    "3",
	"tcp_user_timeout":        "12000",
	"idle_session_timeout":    "0",
}

const schemaKey = `hashtext(coalesce(current_schema(), ''))`

// lockRows is the condition for the rows of the lock in pg_locks.
var lockRows = fmt.Sprintf(
	`l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = %d
 AND l.objid = (%s::bigint & 4294967295)::oid
	AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
	processLock,
	schemaKey,
)

// errPooled explains why the lock cannot be taken.
var errPooled = errors.New(
	"a connection pooler in transaction mode stands before PostgreSQL, " +
		"and breaks the lock that keeps a second process away: " +
		"give `database` the server's own address, or let the pooler keep a session for each client",
)

func newSessionLock(ctx context.Context, dsn string, me InUse) (keeper, error) {
	ctx, cancel := context.WithTimeout(ctx, connectWithin)
	defer cancel()
	conn, err := lockConnection(ctx, dsn)
	if err != nil {
		return nil, err
	}

	lock := &sessionLock{conn: conn, me: me}
	if err := lock.unpooled(ctx, dsn); err != nil {
		return lock, err
	}

	return lock, lock.introduce(ctx)
}

// lockConnection opens a connection without features that a pooler could not pass on.
func lockConnection(ctx context.Context, dsn string) (*pgx.Conn, error) {
	conf, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	conf.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	dialer := &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 4 * time.Second, Interval: 4 * time.Second, Count: 3},
	}
	conf.DialFunc = dialer.DialContext

	return pgx.ConnectConfig(ctx, conf)
}

// unpooled checks for a separate session of the server behind the connection. A second connection must never get the same session. While
// the second connection is in the middle of a transaction, the first connection must still have the first session.
func (l *sessionLock) unpooled(ctx context.Context, dsn string) error {
	other, err := lockConnection(ctx, dsn)
	if err != nil {
		return err
	}
	defer other.Close(ctx)

	first, err := backend(ctx, l.conn)
	if err != nil {
		return err
	}
	tx, err := other.Begin(ctx)
	if err != nil {
		return err
	}
	second, err := backend(ctx, other)
	if err != nil {
		return err
	}
	again, err := backend(ctx, l.conn)
	if err != nil {
		return err
	}
	if first == second || first != again {
		return errPooled
	}

	return tx.Rollback(ctx)
}

func backend(ctx context.Context, conn *pgx.Conn) (pid int, err error) {
	err = conn.QueryRow(ctx, `SELECT pg_backend_pid()`).Scan(&pid)
	return pid, err
}

// introduce sets up the session and names the session, so that other processes can find the holder of the lock.
func (l *sessionLock) introduce(ctx context.Context) error {
	// The server cuts the name after 63 bytes.
	name := fmt.Sprintf("frontdesk %d %s %s", l.me.PID, l.me.Since.UTC().Format(time.RFC3339), l.me.Host)
	if _, err := l.conn.Exec(ctx, `SELECT set_config('application_name', $1, false)`, name); err != nil {
		return err
	}

	for name, value := range sessionSettings {
		if _, err := l.conn.Exec(ctx, `SELECT set_config(name, $2, false) FROM pg_settings
 WHERE name = $1`, name, value); err != nil {
			return err
		}
	}

	return nil
}

func (l *sessionLock) try(ctx context.Context) (bool, error) {
	query := fmt.Sprintf(`SELECT pg_try_advisory_lock(%d, %s)`, processLock, schemaKey)
	if err := l.conn.QueryRow(ctx, query).Scan(&l.held); err != nil || !l.held {
		return false, err
	}
	ok, err := l.mine(ctx)
	if err == nil && !ok {
		err = errPooled
	}

	return ok, err
}

// mine reports whether the session of the connection has the lock.
func (l *sessionLock) mine(ctx context.Context) (ok bool, err error) {
	err = l.conn.QueryRow(ctx, `SELECT count(*) = 1 FROM pg_locks l WHERE l.pid = pg_backend_pid() AND `+lockRows).
		Scan(&ok)
	return ok, err
}

func (l *sessionLock) holder(ctx context.Context) (InUse, error) {
	by := InUse{Database: l.me.Database}
	var name string
	err := l.conn.QueryRow(ctx, `SELECT l.pid, coalesce(a.application_name, '') FROM pg_locks l
 LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE `+lockRows).
		Scan(&by.Session, &name)
	if errors.Is(err, pgx.ErrNoRows) { // the lock has just been given back
		return by, nil
	}
	if err != nil {
		return by, err
	}

	if fields := strings.Fields(name); len(fields) >= 3 && fields[0] == "frontdesk" {
		if _, err := fmt.Sscan(fields[1], &by.PID); err != nil {
			by.PID = 0
		}
		by.Since, _ = time.Parse(time.RFC3339, fields[2])
		by.Host = strings.Join(fields[3:], " ")
	}

	return by, nil
}

// watch notices an ended session at once and a silent session within watchEvery + watchWithin. watch does not close the connection: while
// the holder is still stopping, a session that was only slow must keep the lock.
func (l *sessionLock) watch(ctx context.Context) {
	for {
		wait, cancel := context.WithTimeout(ctx, watchEvery)
		_, err := l.conn.WaitForNotification(wait) // no session notifies; the call reads until the connection breaks
		quiet := wait.Err() != nil
		cancel()
		if ctx.Err() != nil || err != nil && !quiet {
			return
		}
		if !l.answers() {
			return
		}
	}
}

// answers reports whether the session still has the lock. The query has a context of its own, because a cancelled query would end the
// connection.
func (l *sessionLock) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), watchWithin)
	defer cancel()
	ok, err := l.mine(ctx)

	return ok && err == nil
}

// close gives the lock back by a statement, so that the lock is free when close returns. A broken connection has lost the lock anyway.
func (l *sessionLock) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), watchWithin)
	defer cancel()
	if l.held && !l.conn.IsClosed() {
		_, _ = l.conn.Exec(ctx, `SELECT pg_advisory_unlock_all()`)
	}
	_ = l.conn.Close(ctx)

	return nil
}
