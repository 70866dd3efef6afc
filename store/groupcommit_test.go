package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/storetest"
	"frontdesk/timeline"
)

// fates runs many closures at once, so that the closures share commits, and returns the error of each caller.
func fates(db *store.DB, n int, text func(i int) string) []error {
	errs := make([]error, n)

	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			errs[i] = door(db).Change(ctx, nil, openOf(peer(i)), func(c *timeline.Change, tx *store.Tx) error {
				_, err := opened(c, tx, peer(i), text(i))
				return err
			})
		})
	}
	wg.Wait()

	return errs
}

// agree checks the callers' errors against the database: a closure is stored completely or not at all.
func agree(t *testing.T, db *store.DB, errs []error) (kept int) {
	t.Helper()

	for i, err := range errs {
		list, e := db.PeerConversations(ctx, peer(i), 10)
		must(t, e)

		switch {
		case err == nil && len(list) != 1:
			t.Errorf("closure %d was told that it is stored, and is not", i)
		case err != nil && len(list) != 0:
			t.Errorf("closure %d was told %v, and is stored", i, err)
		}
		if err == nil {
			kept++
			must(t, db.VerifyConversation(ctx, list[0].ID))
		}
	}

	return kept
}

func TestOneFailureDoesNotTouchItsNeighbours(t *testing.T) {
	db, _ := openOnce(t, storetest.SQLite(t))
	errs := make([]error, 200)

	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			errs[i] = door(db).Change(ctx, nil, openOf(peer(i)), func(c *timeline.Change, _ *store.Tx) error {
				if _, _, err := c.Begin(chat.Conversation{Peer: peer(i)}); err != nil {
					return err
				}

				switch i % 4 {
				case 0:
					return errors.New("changed my mind")
				case 1:
					panic("a bug in a closure")
				}

				return nil
			})
		})
	}
	wg.Wait()
	if kept := agree(t, db, errs); kept != 100 {
		t.Errorf("%d kept, want 100", kept)
	}
}

// TestFullDisk covers the trap of group commit: SQLITE_FULL rolls back the whole shared transaction by itself.
func TestFullDisk(t *testing.T) {
	db, _ := openOnce(t, storetest.SQLite(t))
	must(t, db.Exec(ctx, `PRAGMA max_page_count = 80`))
	big := strings.Repeat("x", 3000)
	errs := fates(db, 300, func(i int) string {
		if i%7 == 0 {
			return big
		}

		return "small"
	})
	kept := agree(t, db, errs)
	if kept == 0 || kept == len(errs) {
		t.Fatalf("%d of %d kept: the disk was not full in the middle", kept, len(errs))
	}

	for i, err := range errs {
		if err != nil && chat.KindOf(err) != chat.Storage {
			t.Fatalf("closure %d was told %v, want an error that says: try later", i, err)
		}
	}
	must(t, db.Exec(ctx, `PRAGMA max_page_count = 1000000`))

	for i := range errs {
		if errs[i] == nil {
			continue
		}
		begin(t, db, peer(i), "when there is room again")
	}
	must(t, db.Verify(ctx, func(_ chat.ConversationID, err error) bool { must(t, err); return true }))
}

// TestCancelledCallersLearnTheTruth: a started closure runs to the end under the writer's context, and the caller receives the result.
func TestCancelledCallersLearnTheTruth(t *testing.T) {
	db, _ := openOnce(t, storetest.SQLite(t))
	errs := make([]error, 200)

	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			own, cancel := context.WithCancel(ctx)
			defer cancel()
			errs[i] = door(db).Change(own, nil, openOf(peer(i)), func(c *timeline.Change, _ *store.Tx) error {
				if i%3 == 0 {
					cancel() // in mid-closure
				}
				_, _, err := c.Begin(chat.Conversation{Peer: peer(i)})

				return err
			})
		})
	}
	wg.Wait()
	if kept := agree(t, db, errs); kept != len(errs) {
		t.Errorf("%d of %d kept: a caller that goes away in mid-closure must not undo it", kept, len(errs))
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := db.Update(gone, func(*store.Tx) error { return nil }); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("a caller that had gone before: %v", err)
	}
}

func TestLockedByAnotherProcess(t *testing.T) {
	dsn := storetest.SQLite(t)
	db, _ := openOnce(t, dsn)
	other, _ := openOnce(t, dsn)
	must(t, db.Exec(ctx, `PRAGMA busy_timeout = 1`))
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := other.Update(ctx, func(*store.Tx) error { close(held); <-release; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-held
	err := db.Update(ctx, func(*store.Tx) error { return nil })
	close(release)
	wg.Wait()
	if chat.KindOf(err) != chat.Storage {
		t.Errorf("while another process writes: %v, want an error that says: try later", err)
	}
	begin(t, db, peer(1), "after the lock")
}

func TestReadOnlyDatabase(t *testing.T) {
	db, _ := openOnce(t, storetest.SQLite(t))
	must(t, db.OnWriter(ctx, `PRAGMA query_only = 1`))
	errs := fates(db, 20, func(int) string { return "refused" })
	if kept := agree(t, db, errs); kept != 0 {
		t.Errorf("%d kept in a database that cannot be written", kept)
	}

	for _, err := range errs {
		if chat.KindOf(err) != chat.Storage {
			t.Fatalf("told %v, want an error that says: try later", err)
		}
	}
	must(t, db.OnWriter(ctx, `PRAGMA query_only = 0`))
	begin(t, db, peer(1), "when it can be written again")
}
