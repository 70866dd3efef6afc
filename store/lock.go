package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// Lock says that one process alone works on a database. `serve` and `demo` hold it while they run, since each takes what the sender of
// another one is just sending for its own; a command holds it only while it migrates the schema. No clock decides who holds it.
type Lock struct {
	keeper  keeper
	lost    chan struct{}
	quit    context.CancelFunc // ends the watch
	watch   sync.WaitGroup
	release sync.Once
	err     error // of the release
}

// keeper is how one kind of database keeps the lock.
type keeper interface {
	// try takes the lock; false means that somebody else has it.
	try(ctx context.Context) (bool, error)
	// holder says who has it, as far as that can be found out.
	holder(ctx context.Context) (InUse, error)
	// watch returns when the lock is gone, or when ctx ends.
	watch(ctx context.Context)
	// close gives the lock back if it was taken. Nobody watches any more.
	close() error
}

// InUse is the error of Hold while somebody else holds the lock. Everything in it is for people; nothing is decided by it.
type InUse struct {
	Database string    // the address, without its password
	PID      int       // 0 means that the process is not known
	Host     string    // of the process
	Since    time.Time // by that process's own clock
	Session  int       // PostgreSQL: the number of its session, for pg_terminate_backend
}

func (e InUse) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = fmt.Sprintf("process %d on %s since %s", e.PID, e.Host, e.Since.UTC().Format(time.RFC3339))
	}
	if e.Session != 0 {
		who += fmt.Sprintf(" (database session %d)", e.Session)
	}

	return fmt.Sprintf("database %s is in use by %s: stop it first", e.Database, who)
}

// Hold asks a few times: a process that has just died may not be noticed yet, and a command that migrates is soon done.
const (
	holdTries = 10
	holdPause = 100 * time.Millisecond
)

// Hold takes the lock of a database, which need not exist yet. The error is InUse when somebody else has it. now is shown to whom is refused.
func Hold(ctx context.Context, dsn string, now time.Time) (*Lock, error) {
	me := InUse{Database: redact(dsn), PID: os.Getpid(), Since: now}
	me.Host, _ = os.Hostname()

	var k keeper
	var err error
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		k, err = newFileLock(path, me)
	} else {
		k, err = newSessionLock(ctx, dsn, me)
	}
	if err == nil {
		err = hold(ctx, k)
	}
	if err != nil {
		if k != nil {
			_ = k.close()
		}
		var busy InUse
		if errors.As(err, &busy) {
			return nil, err
		}

		return nil, fmt.Errorf("lock of database %s: %w", redact(dsn), err)
	}

	l := &Lock{keeper: k, lost: make(chan struct{})}
	watched, quit := context.WithCancel(context.Background())
	l.quit = quit
	l.watch.Go(func() {
		k.watch(watched)
		if watched.Err() == nil {
			close(l.lost)
		}
	})

	return l, nil
}

func hold(ctx context.Context, k keeper) error {
	for try := 1; ; try++ {
		ok, err := k.try(ctx)
		if ok || err != nil {
			return err
		}
		if try == holdTries {
			by, err := k.holder(ctx)
			if err != nil {
				return err
			}

			return by
		}

		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(holdPause):
		}
	}
}

// Lost is closed when the lock is gone: on PostgreSQL when the session that holds it is, on SQLite never. Whoever holds the lock stops working
// then, calls Release, and may ask for it again.
func (l *Lock) Lost() <-chan struct{} { return l.lost }

// Release gives the lock back. Calling it again does nothing.
func (l *Lock) Release() error {
	l.release.Do(func() {
		l.quit()
		l.watch.Wait()
		l.err = l.keeper.close()
	})

	return l.err
}

// fileLock is the lock of a SQLite database: a lock of the operating system on a file beside it, which the kernel frees when the process ends in
// whatever way. The file stays: whoever removed it could remove the one that somebody else has just locked.
type fileLock struct {
	file *flock.Flock
	me   InUse
}

// fileHolder is what the locked file says.
type fileHolder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

func newFileLock(path string, me InUse) (keeper, error) {
	if path == "" {
		return nil, errors.New("sqlite: no path")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}

	// Two names of one database must lead to one lock.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(dir, filepath.Base(path))
	}

	// Reading the file is enough to lock it, so a file that a command of root has made does not keep the server's own user out.
	file := flock.New(path+".lock", flock.SetPermissions(0o644))

	return &fileLock{file: file, me: me}, nil
}

func (l *fileLock) try(context.Context) (bool, error) {
	ok, err := l.file.TryLock()
	if !ok || err != nil {
		return false, err
	}

	// What the file says is only shown: on a full disk the lock holds without it.
	text, err := json.Marshal(fileHolder{PID: l.me.PID, Host: l.me.Host, Since: l.me.Since.UTC()})
	if err == nil {
		_ = os.WriteFile(l.file.Path(), append(text, '\n'), 0o644)
	}

	return true, nil
}

func (l *fileLock) holder(context.Context) (InUse, error) {
	by := InUse{Database: l.me.Database}
	var said fileHolder
	if text, err := os.ReadFile(l.file.Path()); err == nil && json.Unmarshal(text, &said) == nil {
		by.PID, by.Host, by.Since = said.PID, said.Host, said.Since
	}

	return by, nil
}

func (l *fileLock) watch(ctx context.Context) { <-ctx.Done() }

func (l *fileLock) close() error {
	if !l.file.Locked() {
		return nil
	}
	_ = os.Truncate(l.file.Path(), 0)

	return l.file.Unlock()
}
