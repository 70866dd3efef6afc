// Package storetest gives tests real databases: SQLite in a temporary folder, and PostgreSQL started for the run, if PostgreSQL is
// installed.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Each runs a test on SQLite and on PostgreSQL, each time with an empty database. Without PostgreSQL, the PostgreSQL half is skipped with
// a message, but never when CI=true.
func Each(t *testing.T, fn func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite returns the address of an empty database.
func SQLite(t *testing.T) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db")
}

// server is the only PostgreSQL server of the test process.
type server struct {
	once sync.Once
	port int
	err  error
	cmd  *exec.Cmd
	dir  string
	mu   sync.Mutex
	made int
	// again starts the server once more after the first start.
	again func() error
}

var shared server

// errMissing means PostgreSQL is not installed.
var errMissing = errors.New("postgresql is not installed")

// Postgres returns the address of an empty database. The first call starts the server. Call Stop from TestMain.
func Postgres(t *testing.T) string {
	t.Helper()
	shared.once.Do(func() { shared.err = shared.start() })
	if errors.Is(shared.err, errMissing) && os.Getenv("CI") != "true" {
		t.Skip("PostgreSQL is not installed: apt-get install postgresql")
	}
	if shared.err != nil {
		t.Fatal("start PostgreSQL:", shared.err)
	}
	shared.mu.Lock()
	shared.made++
	name := fmt.Sprintf("t%d", shared.made)
	shared.mu.Unlock()
	db, err := sql.Open("pgx", shared.dsn("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}

	return shared.dsn(name)
}

// Restart ends the server at once, as in a crash (immediate shutdown: no goodbye to clients, recovery from the log). Restart starts the
// server again after the time away. No other test may use the server meanwhile.
func Restart(away time.Duration) error {
	if err := shared.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		return err
	}
	_ = shared.cmd.Wait()
	<-time.After(away)

	return shared.again()
}

// Stop ends the server, if one was started.
func Stop() {
	if shared.cmd != nil {
		_ = shared.cmd.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = shared.cmd.Wait()
	}
	if shared.dir != "" {
		_ = os.RemoveAll(shared.dir)
	}
}

func (s *server) dsn(name string) string {
	return fmt.Sprintf("postgres://frontdesk@127.0.0.1:%d/%s?sslmode=disable", s.port, name)
}

func (s *server) start() error {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return errMissing
	}
	bin := filepath.Dir(found[len(found)-1])
	// t.TempDir would not do: the parent folder of t.TempDir is closed to the user that runs PostgreSQL.
	if s.dir, err = os.MkdirTemp("", "frontdesk-pg-"); err != nil {
		return err
	}
	cred, err := credential(s.dir)
	if err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	initdb := exec.Command(
		filepath.Join(bin, "initdb"),
		"-D",
		data,
		"-U",
		"frontdesk",
		"--auth=trust",
		"--no-sync",
		"--encoding=UTF8",
		"--locale=C",
	)
	initdb.SysProcAttr, initdb.Dir = cred, s.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	if s.port, err = freePort(); err != nil {
		return err
	}

	return s.launch(bin, data, cred)
}

// launch starts the server on a prepared folder and waits until the server answers.
func (s *server) launch(bin, data string, cred *syscall.SysProcAttr) error {
	s.again = func() error { return s.launch(bin, data, cred) }
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }() // the server writes it
	s.cmd = exec.Command(
		filepath.Join(bin, "postgres"),
		"-D",
		data,
		"-p",
		strconv.Itoa(s.port),
		"-c",
		"listen_addresses=127.0.0.1",
		"-c",
		"unix_socket_directories="+s.dir,
		"-c",
		"max_connections=200",
		"-c",
		"fsync=off",
	)
	s.cmd.SysProcAttr, s.cmd.Dir = cred, s.dir
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		return err
	}

	return s.await()
}

// await polls until the server answers, because the server has no other signal of readiness.
func (s *server) await() error {
	db, err := sql.Open("pgx", s.dsn("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()

	for {
		if err = db.PingContext(ctx); err == nil || ctx.Err() != nil {
			return err
		}

		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// credential makes root run PostgreSQL as another user, because PostgreSQL refuses to run as root.
func credential(dir string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT}
	if os.Getuid() != 0 {
		return attr, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, err1 := strconv.Atoi(account.Uid)
	gid, err2 := strconv.Atoi(account.Gid)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}

	return attr, os.Chown(dir, uid, gid)
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()

	return listener.Addr().(*net.TCPAddr).Port, nil
}
