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

// Lock is the exclusive right of one process to work on a database. `serve` and `demo` hold the lock while running, because each process
// would otherwise take over the parts that another process is just sending. A command holds the lock only during a migration of the
// schema. No clock decides about the lock.
type Lock struct {
	keeper  keeper
	lost    chan struct{}
	quit    context.CancelFunc // ends the watch
	watch   sync.WaitGroup
	release sync.Once
	err     error // of the release
}

// keeper is the implementation of the lock for one kind of database.
type keeper interface {
	// try takes the lock. False means another process has the lock.
	try(ctx context.Context) (bool, error)
	// holder returns the present holder, as far as the holder can be found out.
	holder(ctx context.Context) (InUse, error)
	// watch returns when the lock is lost, or when ctx ends.
	watch(ctx context.Context)
	// close gives the lock back, if the lock was taken. watch has returned before close.
	close() error
}

// InUse is the error of Hold while another process holds the lock. All fields are for people; no decision depends on a field.
type InUse struct {
	Database string    // the address without the password
	PID      int       // zero means the process is not known
	Host     string    // of the process
	Since    time.Time // by the clock of the holder
	Session  int       // PostgreSQL: pid of the session, for pg_terminate_backend
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

// Hold tries several times: a dead process may not be noticed yet, and a migrating command is soon done.
const (
	holdTries = 10
	holdPause = 100 * time.Millisecond
)

// Hold takes the lock of a database. The database need not exist yet. The error is InUse when another process has the lock. A refused
// process shows the value now of the holder as the start of the lock.
func Hold(ctx context.Context, dsn string, now time.Time) (*Lock, error) {
	me := InUse{Database: redact(dsn), PID: os.Getpid(), Since: now}
	me.Host, _ = os.Hostname()

	var holder keeper
	var err error
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		holder, err = newFileLock(path, me)
	} else {
		holder, err = newSessionLock(ctx, dsn, me)
	}
	if err == nil {
		err = hold(ctx, holder)
	}
	if err != nil {
		if holder != nil {
			_ = holder.close()
		}
		var busy InUse
		if errors.As(err, &busy) {
			return nil, err
		}

		return nil, fmt.Errorf("lock of database %s: %w", redact(dsn), err)
	}

	lock := &Lock{keeper: holder, lost: make(chan struct{})}
	watched, quit := context.WithCancel(context.Background())
	lock.quit = quit
	lock.watch.Go(func() {
		holder.watch(watched)
		if watched.Err() == nil {
			close(lock.lost)
		}
	})

	return lock, nil
}

func hold(ctx context.Context, holder keeper) error {
	for try := 1; ; try++ {
		ok, err := holder.try(ctx)
		if ok || err != nil {
			return err
		}
		if try == holdTries {
			by, err := holder.holder(ctx)
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

// Lost is closed when the lock is lost: on PostgreSQL together with the session of the lock, on SQLite never. The holder then stops
// working, calls Release, and may call Hold again.
func (l *Lock) Lost() <-chan struct{} { return l.lost }

// Release gives the lock back. A second call has no effect.
func (l *Lock) Release() error {
	l.release.Do(func() {
		l.quit()
		l.watch.Wait()
		l.err = l.keeper.close()
	})

	return l.err
}

// fileLock is the lock of a SQLite database: a lock of the operating system on a file beside the database. The kernel frees the lock when
// the process ends for any reason. The file is never removed: a removal could hit a file that another process has just locked.
type fileLock struct {
	file *flock.Flock
	me   InUse
}

// fileHolder is the content of the locked file.
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

	// Two names of one database must lead to the same lock.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(dir, filepath.Base(path))
	}

	// Read permission is enough to lock the file. So a file created by a command of root does not lock out the server's own user.
	file := flock.New(path+".lock", flock.SetPermissions(0o644))

	return &fileLock{file: file, me: me}, nil
}

func (l *fileLock) try(context.Context) (bool, error) {
	ok, err := l.file.TryLock()
	if !ok || err != nil {
		return false, err
	}

	// The content of the file is only for display: on a full disk the lock holds without the content.
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
