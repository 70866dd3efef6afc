package program_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	faketelegram "frontdesk/adapters/fakes/telegram"
	"frontdesk/config"
	"frontdesk/program"
	"frontdesk/program/programtest"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// endSession makes PostgreSQL end the session with the lock of a database.
func endSession(t *testing.T, dsn string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var ended int
	err = db.QueryRow(`SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name LIKE 'frontdesk %'`).Scan(&ended)
	if err != nil || ended != 1 {
		t.Fatalf("%d sessions ended, want 1: %v", ended, err)
	}
}

// take takes the lock of a database for the test.
func take(t *testing.T, dsn string) *store.Lock {
	t.Helper()
	lock, err := store.Hold(t.Context(), dsn, time.Now())
	if err != nil {
		t.Fatal(err)
	}

	return lock
}

func await(t *testing.T, happens chan int) {
	t.Helper()

	select {
	case <-happens:
	case <-time.After(programtest.Patience):
		t.Fatal("waited in vain")
	}
}

// TestLockIsAskedForAfterEverythingHasStopped: during the stop of the last part another process can take the lock, again and again.
func TestLockIsAskedForAfterEverythingHasStopped(t *testing.T) {
	dsn := storetest.Postgres(t)
	p := program.New(program.Options{Config: &config.Config{Database: dsn}, Log: slog.New(slog.DiscardHandler)})
	if err := p.Hold(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	started, stopping, letGo, ended := make(chan int), make(chan int), make(chan int), make(chan int)
	go func() {
		defer close(ended)
		p.WhileHeld(ctx, func(ctx context.Context) {
			started <- 1
			<-ctx.Done()
			stopping <- 1
			<-letGo
		})
	}()

	await(t, started)
	endSession(t, dsn)
	await(t, stopping)
	if p.Holds() {
		t.Error("the program says that it holds the lock")
	}

	for range 3 {
		if err := take(t, dsn).Release(); err != nil {
			t.Fatal(err)
		}
	}

	letGo <- 1
	await(t, started)
	var by store.InUse
	if _, err := store.Hold(t.Context(), dsn, time.Now()); !errors.As(err, &by) {
		t.Errorf("work has begun again without the lock: %v", err)
	}
	cancel()
	await(t, stopping)
	letGo <- 1
	await(t, ended)
	if err := p.LetGo(); err != nil {
		t.Error(err)
	}
	if err := take(t, dsn).Release(); err != nil {
		t.Error(err)
	}
}

// takeOver ends the session with the program's lock. A waiting process then gets the lock and keeps the lock until free is called.
func takeOver(r *programtest.Running, dsn string) (free func()) {
	r.T.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		r.T.Fatal(err)
	}
	r.T.Cleanup(func() { _ = db.Close() })
	var class, object int32
	const key = `SELECT classid::bigint::int,
			(objid::bigint - CASE WHEN objid::bigint > 2147483647 THEN 4294967296 ELSE 0 END)::int
		FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
	if err := db.QueryRow(key).Scan(&class, &object); err != nil {
		r.T.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		r.T.Fatal(err)
	}

	got := make(chan error, 1)
	go func() {
		_, err := conn.ExecContext(context.Background(), `SELECT pg_advisory_lock($1, $2)`, class, object)
		got <- err
	}()
	r.Await("another session waits for the lock", func() bool {
		var n int
		const waiting = `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objsubid = 2`
		err := db.QueryRow(waiting).Scan(&n)

		return err == nil && n == 1
	})
	endSession(r.T, dsn)
	if err := <-got; err != nil {
		r.T.Fatal(err)
	}

	return func() {
		if _, err := conn.ExecContext(context.Background(), `SELECT pg_advisory_unlock_all()`); err != nil {
			r.T.Fatal(err)
		}
	}
}

// TestProgramStandsStillWithoutItsLock: after the loss of the lock to another process no update is fetched and no message is sent.
// /readyz reports the lost lock. With a free lock the program continues without help.
func TestProgramStandsStillWithoutItsLock(t *testing.T) {
	dsn := storetest.Postgres(t)
	tg := faketelegram.New(faketelegram.Options{})
	t.Cleanup(tg.Close)
	platform := httptest.NewServer(tg)
	t.Cleanup(func() { platform.CloseClientConnections(); platform.Close() })
	r := programtest.StartIn(
		t,
		t.TempDir(),
		fmt.Sprintf(
			"listen: 127.0.0.1:0\ndatabase: %q\nfiles: files\nquiet_time: 0s\nfaq: {import: %s}\nchannels:\n"+
				"  - {id: tg, type: telegram, token: %q, api_url: %q}\n",
			dsn,
			sampleFAQ(t),
			faketelegram.DefaultToken,
			platform.URL,
		),
	)
	ready := func() bool { status, _ := readinessOf(r); return status == http.StatusOK }
	r.Await("every channel is up", ready)
	heard := func(n int) func() bool { return func() bool { return len(tg.Snapshot().Texts(700)) >= n } }
	tg.Join(faketelegram.Customer{ID: 700, Name: "Марина", Language: "ru"})
	tg.Say(700, "сколько стоит доставка?")
	r.Await("an answer", heard(1))

	free := takeOver(r, dsn)
	r.Await("everything has stopped", func() bool { return r.Program.Released() })
	if status, got := readinessOf(r); status != http.StatusServiceUnavailable || got.Ready ||
		got.Database != "lock lost" {
		t.Errorf("without the lock: %d %+v", status, got)
	}
	calls := len(tg.Snapshot().Calls)
	tg.Say(700, "как отследить заказ?")
	var by store.InUse
	if _, err := store.Hold(t.Context(), dsn, time.Now()); !errors.As(
		err,
		&by,
	) { // the test repeats the request for a while, and so does the program
		t.Errorf("the lock is held by the test: %v", err)
	}
	if now := tg.Snapshot(); len(now.Calls) != calls || len(now.Pending) != 1 {
		t.Errorf(
			"%d calls and %d updates waiting while somebody else has the lock, want %d and 1",
			len(now.Calls),
			len(now.Pending),
			calls,
		)
	}

	free()
	r.Await("an answer to the message without the lock", heard(2))
	r.Await("every channel is up again", ready)
}

// sampleFAQ is the path of the sample shop's FAQ.
func sampleFAQ(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../examples/faq.yaml")
	if err != nil {
		t.Fatal(err)
	}

	return path
}
