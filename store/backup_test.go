package store_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"frontdesk/chat"
	"frontdesk/program"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

func TestBackupUnderLoadAndRestore(t *testing.T) {
	dsn := storetest.SQLite(t)
	db, now := open(t, dsn)
	blobs := store.Blobs{Dir: t.TempDir()}
	hash, _, _, err := blobs.Put(bytes.NewReader([]byte("picture")), 100)
	must(t, err)
	waitsForBot := begin(t, db, peer(1), "ответь")
	handled := begin(t, db, peer(2), "уже у людей")
	moveTo(t, db, handled.ID, chat.Move{To: chat.StateWaiting, Reason: chat.ReasonAsked})
	add(t, db, handled.ID, said(chat.ByOperator, "op", "ещё не ушло"))
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() { // writes continue during the backup
		for i := 10; ; i++ {
			select {
			case <-stop:
				return
			default:
				begin(t, db, peer(i), fmt.Sprint("load ", i))
			}
		}
	})
	file := filepath.Join(t.TempDir(), "backup.tar")
	must(t, store.Backup(ctx, dsn, blobs.Dir, file, now.Now(), nil))
	close(stop)
	wg.Wait()
	if err := store.Backup(ctx, dsn, blobs.Dir, file, now.Now(), nil); err == nil {
		t.Error("a backup was written over another one")
	}
	if _, err := program.Restore(ctx, file, dsn, blobs.Dir, now.Now); err == nil ||
		!strings.Contains(err.Error(), "exists") {
		t.Errorf("restored over a living database: %v", err)
	}
	target, files := storetest.SQLite(t), t.TempDir()
	_, err = program.Restore(ctx, file, target, files, now.Now)
	must(t, err)
	restored, _ := open(t, target)
	if restored.Epoch() == db.Epoch() {
		t.Error("the epoch stayed: widgets would not fetch again")
	}
	parts, err := restored.PartsOf(ctx, handled.ID, 0)
	must(t, err)
	if len(parts) != 1 || parts[0].State != chat.PartCancelled || parts[0].Reason != "restore" {
		t.Errorf("old parts %+v, want cancelled", parts)
	}
	c, err := restored.ReadConversation(ctx, waitsForBot.ID)
	must(t, err)
	if c.State != chat.StateWaiting || c.Reason != chat.ReasonRestored {
		t.Errorf("the talk that waited for the bot is %s (%s), want waiting for people", c.State, c.Reason)
	}
	must(t, restored.Verify(ctx, func(id chat.ConversationID, err error) bool { must(t, err); return true }))
	f, err := store.Blobs{Dir: files}.Open(hash)
	must(t, err)
	data, err := io.ReadAll(f)
	must(t, errors.Join(err, f.Close()))
	if string(data) != "picture" {
		t.Errorf("file %q", data)
	}
}

func TestRestoreRefusesWhatIsNoBackup(t *testing.T) {
	make := func(names map[string]string) string {
		file := filepath.Join(t.TempDir(), "x.tar")
		f, err := os.Create(file)
		must(t, err)

		w := tar.NewWriter(f)
		for name, text := range names {
			must(t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text))}))
			_, err := w.Write([]byte(text))
			must(t, err)
		}
		must(t, errors.Join(w.Close(), f.Close()))

		return file
	}
	for what, names := range map[string]map[string]string{
		"empty":              {},
		"path out":           {"manifest.json": `{"format":1}`, "../../evil": "x"},
		"file path out":      {"manifest.json": `{"format":1}`, "files/../../../" + strings.Repeat("a", 64): "x"},
		"changed file":       {"manifest.json": `{"format":1}`, "files/aa/" + strings.Repeat("a", 64): "x"},
		"no database":        {"manifest.json": `{"format":1}`},
		"newer format":       {"manifest.json": `{"format":2}`, "database.db": ""},
		"not a database":     {"manifest.json": `{"format":1}`, "database.db": strings.Repeat("rubbish ", 1000)},
		"unknown other name": {"manifest.json": `{"format":1}`, "extra": ""},
	} {
		target := storetest.SQLite(t)
		if _, err := program.Restore(ctx, make(names), target, t.TempDir(), (&clock{}).Now); err == nil {
			t.Errorf("%s: restored", what)
		}
		if _, err := os.Stat(strings.TrimPrefix(target, "sqlite:")); err == nil {
			t.Errorf("%s: left a database behind", what)
		}
	}
}

func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	for what, damage := range map[string]string{
		"changed text":      `UPDATE entries SET text = 'иначе' WHERE seq = 2`,
		"changed author":    `UPDATE entries SET author_name = 'Mallory' WHERE seq = 2`,
		"changed time":      `UPDATE entries SET at = at + 1 WHERE seq = 2`,
		"removed entry":     `DELETE FROM entries WHERE seq = 2`,
		"cut tail":          `DELETE FROM entries WHERE seq = 3`,
		"changed chain":     `UPDATE entries SET chain = digest WHERE seq = 2`,
		"changed json":      `UPDATE entries SET data = '{"press":"x"}' WHERE seq = 2`,
		"changed visibilty": `UPDATE entries SET visibility = 'team' WHERE seq = 2`,
	} {
		t.Run(what, func(t *testing.T) {
			db, _ := open(t, storetest.SQLite(t))
			c := begin(t, db, peer(1), "было")
			moveTo(t, db, c.ID, chat.Move{To: chat.StateWaiting, Reason: chat.ReasonAsked})
			must(t, db.VerifyConversation(ctx, c.ID))
			must(t, db.Exec(ctx, damage))
			var bad error
			must(t, db.Verify(ctx, func(_ chat.ConversationID, err error) bool { bad = err; return true }))
			if bad == nil || !strings.Contains(bad.Error(), string(c.ID)) {
				t.Errorf("not named: %v", bad)
			}
		})
	}
}
