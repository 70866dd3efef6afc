package store_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"frontdesk/store"
	"frontdesk/store/storetest"
)

// asHolder is an environment variable. The variable makes the test binary a process that holds the lock of the named database until the
// process is killed.
const asHolder = "FRONTDESK_TEST_HOLD"

// holdUntilKilled is the main function of the holding process. The process reports the lock and waits.
func holdUntilKilled(dsn string) int {
	if _, err := store.Hold(ctx, dsn, since); err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("held")

	// The copy ends with the test at the latest. select {} would be a deadlock to the runtime.
	_, _ = io.Copy(io.Discard, os.Stdin)

	return 0
}

// holder starts a holding process and returns the process after the process has the lock.
func holder(t *testing.T, dsn string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asHolder+"="+dsn)
	out, err := cmd.StdoutPipe()
	must(t, err)
	_, err = cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "held\n" {
		t.Fatalf("the other process says %q: %v", line, err)
	}

	return cmd
}

var since = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// hold takes the lock and gives the lock back at the end of the test.
func hold(t *testing.T, dsn string) *store.Lock {
	t.Helper()
	l, err := store.Hold(ctx, dsn, since)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, l.Release()) })

	return l
}

// refused checks the refusal of the lock and returns the reason.
func refused(t *testing.T, dsn string) store.InUse {
	t.Helper()
	l, err := store.Hold(ctx, dsn, since.Add(time.Hour))
	if err == nil {
		_ = l.Release()
		t.Fatal("two have the lock of one database")
	}
	var by store.InUse
	if !errors.As(err, &by) {
		t.Fatal(err)
	}

	return by
}

// TestLockNamesItsHolder: a second process is refused and receives the name of the holder. After the first process is killed, the lock is
// free at once.
func TestLockNamesItsHolder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, dsn string) {
		first := holder(t, dsn)
		by := refused(t, dsn)
		host, _ := os.Hostname()
		if by.PID != first.Process.Pid || !by.Since.Equal(since) || by.Host != host {
			t.Errorf("held by %+v, want process %d on %s since %s", by, first.Process.Pid, host, since)
		}
		want := fmt.Sprintf("is in use by process %d on %s since 2026-11-20T09:00:00Z", first.Process.Pid, host)
		if text := by.Error(); !strings.Contains(text, want) || !strings.Contains(text, "stop it first") {
			t.Errorf("the error says %q, want %q", text, want)
		}

		must(t, first.Process.Kill())
		_ = first.Wait()
		second := hold(t, dsn)
		if by := refused(t, dsn); by.PID != os.Getpid() {
			t.Errorf("held by %+v after the first was killed, want process %d", by, os.Getpid())
		}
		must(t, second.Release())
		must(t, second.Release())
		hold(t, dsn)

		select {
		case <-second.Lost():
			t.Error("a lock that was given back counts as lost")
		default:
		}
	})
}

// TestLockOfOneFileByTwoNames: a link to a SQLite database leads to the same lock.
func TestLockOfOneFileByTwoNames(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLite(t)
	open(t, dsn)
	link := filepath.Join(t.TempDir(), "other.db")
	must(t, os.Symlink(strings.TrimPrefix(dsn, "sqlite:"), link))
	hold(t, dsn)
	refused(t, "sqlite:"+link)
}

// TestOpenAsksForTheLockOnlyToMigrate: beside a running server, an up-to-date database opens, and an outdated database is refused with
// the reason. The holder of the lock migrates. A process that can take the lock migrates, too.
func TestOpenAsksForTheLockOnlyToMigrate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, dsn string) {
		server := hold(t, dsn)
		_, err := store.Open(ctx, dsn, store.Options{})
		var old store.Outdated
		if !errors.As(err, &old) || old.Found != 0 || old.Wanted < 5 || old.By.PID != os.Getpid() {
			t.Fatalf("an empty database in use: %v", err)
		}
		want := fmt.Sprintf("schema %d wanted, 0 found, in use by pid %d", old.Wanted, os.Getpid())
		if text := err.Error(); !strings.Contains(text, want) ||
			!strings.Contains(text, "restart the server with this version first") {
			t.Errorf("the error says %q, want %q", text, want)
		}

		db, err := store.Open(ctx, dsn, store.Options{Lock: server})
		must(t, err)
		must(t, db.Close())
		beside, _ := open(t, dsn)
		must(t, beside.Ping(ctx))
		refused(t, dsn) // Open has left the lock with the holder

		forget(t, dsn)
		if _, err := store.Open(ctx, dsn, store.Options{}); !errors.As(err, &old) || old.Found != old.Wanted-1 {
			t.Errorf("the last migration is pending and the database in use: %v", err)
		}
		must(t, server.Release())
		db, err = store.Open(ctx, dsn, store.Options{}) // the SQL of a migration with a Go step may run again
		must(t, err)
		must(t, db.Close())
		forget(t, dsn)
		forget(t, dsn)
		if _, err := store.Open(ctx, dsn, store.Options{}); err == nil || errors.As(err, &old) {
			t.Errorf("the pending migration was not tried: %v", err)
		}
		hold(t, dsn) // a failed migration has given the lock back
	})
}

// TestOpenWhileAnotherMigrates: a process without the lock checks the schema again, because the holder may just have migrated.
func TestOpenWhileAnotherMigrates(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, dsn string) {
		server := hold(t, dsn)
		var once sync.Once
		now := func() time.Time { // called right before taking the lock
			once.Do(func() {
				db, err := store.Open(ctx, dsn, store.Options{Lock: server})
				must(t, err)
				must(t, db.Close())
			})

			return since
		}
		db, err := store.Open(ctx, dsn, store.Options{Now: now})
		must(t, err)
		must(t, db.Close())
	})
}

// forget marks the newest migration of a database as pending, although the tables of the migration exist.
func forget(t *testing.T, dsn string) {
	t.Helper()
	driver, address := "pgx", dsn
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, address = "sqlite", path
	}
	db, err := sql.Open(driver, address)
	must(t, err)
	defer db.Close()
	_, err = db.Exec(`DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)`)
	must(t, err)
}

// TestLockIsLostWithItsSession: when PostgreSQL ends the session of the lock, the holder is informed, and another process can take the
// lock.
func TestLockIsLostWithItsSession(t *testing.T) {
	t.Parallel()
	dsn := storetest.Postgres(t)
	first := hold(t, dsn)
	by := refused(t, dsn)

	select {
	case <-first.Lost():
		t.Fatal("lost before anything has happened")
	default:
	}

	db, err := sql.Open("pgx", dsn)
	must(t, err)
	defer db.Close()
	var ended bool
	must(t, db.QueryRow(`SELECT pg_terminate_backend($1)`, by.Session).Scan(&ended))
	if !ended {
		t.Fatalf("session %d is not there", by.Session)
	}

	select {
	case <-first.Lost():
	case <-time.After(30 * time.Second):
		t.Fatal("nobody was told that the session has ended")
	}
	hold(t, dsn)
	must(t, first.Release())
	// Releasing the lost lock does not affect the new holder.
	refused(t, dsn)
}

// TestLockIsLostWhenItIsNotThere: the session answers, but the lock is gone.
func TestLockIsLostWhenItIsNotThere(t *testing.T) {
	t.Parallel()
	dsn := storetest.Postgres(t)
	pooler := startPooler(t, dsn)
	pooler.set(func() { pooler.pinned = true })
	first := hold(t, pooler.dsn)
	pooler.set(func() { pooler.pinned, pooler.fresh = false, true })

	select {
	case <-first.Lost():
	case <-time.After(30 * time.Second):
		t.Fatal("nobody was told that the lock is gone")
	}
}

// TestSessionOfTheLock: the server drops a silent holder within 20 s, and never drops an idle holder.
func TestSessionOfTheLock(t *testing.T) {
	t.Parallel()
	dsn := storetest.Postgres(t)
	db, err := sql.Open("pgx", dsn)
	must(t, err)
	defer db.Close()
	_, err = db.Exec(`ALTER ROLE CURRENT_USER SET idle_session_timeout = '1s'`)
	must(t, err)
	defer func() { _, _ = db.Exec(`ALTER ROLE CURRENT_USER RESET idle_session_timeout`) }()
	got, err := store.SessionSettings(ctx, dsn)
	must(t, err)

	for name, want := range map[string]string{
		"idle_session_timeout":    "0",
		"tcp_keepalives_idle":     "4",
		"tcp_keepalives_interval": "4",
		"tcp_keepalives_count":    "3",
		"tcp_user_timeout":        "12000",
	} {
		if got[name] != want {
			t.Errorf("%s is %q in the session of the lock, want %q", name, got[name], want)
		}
	}
}

// TestLockBehindAPooler: a pooler in transaction mode gives each transaction another session. Hold detects the pooler and explains the
// remedy.
func TestLockBehindAPooler(t *testing.T) {
	t.Parallel()
	dsn := storetest.Postgres(t)
	pooler := startPooler(t, dsn)
	l, err := store.Hold(ctx, pooler.dsn, since)
	if err == nil {
		_ = l.Release()
		t.Fatal("the lock was taken through a pooler in transaction mode")
	}
	if text := err.Error(); !strings.Contains(text, "pooler in transaction mode") ||
		!strings.Contains(text, "the server's own address") {
		t.Errorf("the error says %q", text)
	}
	hold(t, dsn) // no lock is left in a session of the pooler
}

// pooler stands before PostgreSQL and lends each client a session for one transaction at a time, the last used session first, as
// PgBouncer does.
type pooler struct {
	dsn, from string

	mu     sync.Mutex
	idle   []*pgconn.HijackedConn
	pinned bool // a client keeps the first session, as in session mode
	fresh  bool // each transaction gets a new session
}

func startPooler(t *testing.T, dsn string) *pooler {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	conf, err := pgconn.ParseConfig(dsn)
	must(t, err)
	p := &pooler{
		from: dsn,
		dsn:  fmt.Sprintf("postgres://%s@%s/%s?sslmode=disable", conf.User, ln.Addr(), conf.Database),
	}
	var work sync.WaitGroup
	work.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			work.Go(func() { p.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		work.Wait()

		for _, s := range p.idle {
			_ = s.Conn.Close()
		}
	})

	return p
}

// set changes the behaviour of the pooler.
func (p *pooler) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func (p *pooler) lend() (*pgconn.HijackedConn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 {
		s := p.idle[n-1]
		p.idle = p.idle[:n-1]

		return s, nil
	}
	conn, err := pgconn.Connect(ctx, p.from)
	if err != nil {
		return nil, err
	}

	return conn.Hijack()
}

// back returns a session to the pool after a transaction. The result is the session if the client keeps the session.
func (p *pooler) back(s *pgconn.HijackedConn) *pgconn.HijackedConn {
	p.mu.Lock()
	defer p.mu.Unlock()

	switch {
	case p.pinned:
		return s
	case p.fresh:
		_ = s.Conn.Close()
	default:
		p.idle = append(p.idle, s)
	}

	return nil
}

// serve speaks the simple protocol with one client.
func (p *pooler) serve(conn net.Conn) {
	defer conn.Close()
	client := pgproto3.NewBackend(conn, conn)
	if _, err := client.ReceiveStartupMessage(); err != nil {
		return
	}
	client.Send(&pgproto3.AuthenticationOk{})

	for name, value := range map[string]string{"client_encoding": "UTF8", "standard_conforming_strings": "on"} {
		client.Send(&pgproto3.ParameterStatus{Name: name, Value: value})
	}
	client.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	if client.Flush() != nil {
		return
	}

	var s *pgconn.HijackedConn
	defer func() {
		if s != nil {
			_ = s.Conn.Close()
		}
	}()

	for {
		m, err := client.Receive()
		if err != nil {
			return
		}
		query, ok := m.(*pgproto3.Query)
		if !ok {
			return
		}
		if s == nil {
			if s, err = p.lend(); err != nil {
				return
			}
		}
		status, err := relay(client, s.Frontend, query)
		if err != nil {
			return
		}
		if status == 'I' {
			s = p.back(s)
		}
	}
}

// relay passes on one query and all answers to the query.
func relay(client *pgproto3.Backend, server *pgproto3.Frontend, query *pgproto3.Query) (status byte, err error) {
	server.Send(query)
	if err := server.Flush(); err != nil {
		return 0, err
	}

	for {
		m, err := server.Receive()
		if err != nil {
			return 0, err
		}
		client.Send(m)
		if ready, ok := m.(*pgproto3.ReadyForQuery); ok {
			return ready.TxStatus, client.Flush()
		}
	}
}
