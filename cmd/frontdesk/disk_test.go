package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"frontdesk/chat"
	"frontdesk/store"
)

// TestDiskFull: while files may not grow, the program neither acknowledges a message nor confirms an update. The widget is told to try
// again, and Telegram keeps its updates. With free space the program continues without help. The limit grows from round to round, so that
// writes stop at different bytes.
func TestDiskFull(t *testing.T) {
	w := newWorld(t, 1, "")
	w.begin()
	w.extra["fsize"] = 1
	g := w.guest(w.base)
	p := &shopper{channel: "tg", address: "700", tag: "bbbbbb"}
	w.people = append(w.people, p)
	speak := func() { g.queue = append(g.queue, wire{ID: chat.NewID(), Text: g.next(w)}) }
	speak()
	g.flush()

	for round := range 12 {
		w.limit(uint64(1 + 997*round))
		w.telegram.Say(700, p.next(w))
		speak()

		orders := g.orders
		end := time.Now().Add(patience)
		for ; g.orders == orders && len(g.queue) > 0 && time.Now().Before(end); w.pause(5 * time.Millisecond) {
			if g.try() != nil {
				g.drop()
			}
		}
		if len(g.queue) == 0 && round == 0 {
			t.Error("the widget got an ack while no file may grow")
		}
		if round == 0 && len(w.telegram.Snapshot().Pending) == 0 {
			t.Error("an update was confirmed while no file may grow")
		}
		w.limit(0)
		g.flush()
	}
	if g.orders == 0 {
		t.Error("the disk was never full")
	}
	w.settled()
	w.rest(g)
	w.stop(syscall.SIGTERM)
	w.report()
}

// rest lets a guest receive the remaining entries and go home. A repeated turn may make the bot say more later. The guest does not wait
// for such later messages.
func (w *world) rest(g *guest) {
	for end := time.Now().Add(patience); time.Now().Before(end); w.pause(20 * time.Millisecond) {
		g.drop()
		g.left = time.Now()
		if g.connect() == nil && g.heardAll() == nil {
			g.drop()
			return
		}
	}
	w.t.Errorf("seed %d: widget of %s: no socket stays up", w.seed, g.tag)
}

// report checks a world and logs the played faults.
func (w *world) report() {
	w.t.Helper()
	got := w.check()
	w.t.Logf(
		"%d acknowledged, lost %d, doubled %d, uncertain %d, faults %v",
		got.Acked,
		got.Lost,
		got.Doubled,
		got.Unknown,
		got.Faults,
	)
}

// needStrace skips a test without a working strace. With CI=true the test is never skipped.
func needStrace(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts the program under strace")
	}
	path, err := exec.LookPath("strace")
	if err == nil {
		err = exec.Command(path, "-f", "-o", os.DevNull, "true").Run()
	}
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("strace:", err)
	}
	if err != nil {
		t.Skip("strace cannot be used here (apt-get install strace):", err)
	}

	return path
}

// TestSyncFails lets the n-th fsync fail (EIO), for every n of a short conversation. No acknowledged message is missing. The program
// continues or is started again.
func TestSyncFails(t *testing.T) {
	strace := needStrace(t)

	most := knob("SYNCS", 6)
	for n := 1; n <= most; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, uint64(n), "")
			trace := filepath.Join(w.dir, "trace")
			w.wrap = []string{
				strace,
				"-D",
				"-f",
				"--seccomp-bpf",
				"-o",
				trace,
				"-e",
				"trace=fsync,fdatasync",
				"-e",
				fmt.Sprintf("inject=fsync,fdatasync:error=EIO:when=%d", n),
			}
			w.extra["eio"] = 1
			w.begin()
			g := w.guest(w.base)
			p := &shopper{channel: "tg", address: "700", tag: "bbbbbb"}

			w.people = append(w.people, p)
			for range 4 {
				w.telegram.Say(700, p.next(w))
				g.queue = append(g.queue, wire{ID: chat.NewID(), Text: g.next(w)})
				g.flush()
			}
			w.settled()
			w.rest(g)
			w.stop(syscall.SIGTERM)
			if data, err := os.ReadFile(trace); err != nil || !bytes.Contains(data, []byte("(INJECTED)")) {
				t.Errorf("no sync has failed (%v)", err)
			}
			w.report()
		})
	}
}

// TestDamagedBytesAreFound flips bits of a closed database and cuts the database. Either an operator reads the same entries as before, or
// SQLite or `frontdesk verify` names the damage. The program never serves wrong entries without an error.
func TestDamagedBytesAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a scenario")
	}
	w := newWorld(t, 3, "")
	w.extra["planned"] = 1
	w.begin("random:2500")
	w.crowd()
	w.settled()
	w.stop(syscall.SIGTERM)
	sound, err := os.ReadFile(filepath.Join(w.dir, "frontdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "frontdesk.db")
	before, err := readAll(t, path, sound)
	if err != nil || len(before) == 0 {
		t.Fatalf("the sound database: %v, %d entries", err, len(before))
	}
	rng := rand.New(rand.NewPCG(3, 3))
	found, harmless := 0, 0

	for i := range knob("FLIPS", 120) {
		data := bytes.Clone(sound)
		what := ""
		if i%6 == 5 {
			n := rng.IntN(len(data))
			data, what = data[:n], fmt.Sprintf("cut at %d", n)
		} else {
			n, bit := rng.IntN(len(data)), rng.IntN(8)
			data[n] ^= 1 << bit
			what = fmt.Sprintf("bit %d of byte %d", bit, n)
		}

		after, err := readAll(t, path, data)
		switch {
		case err != nil:
			found++
		case reflect.DeepEqual(before, after):
			harmless++
		default:
			t.Errorf("%s: wrong entries are served without an error: %s", what, cmp.Diff(before, after))
		}
	}
	t.Logf(
		"%d bytes, %d entries: %d damages found, %d did not touch what is read",
		len(sound),
		len(before),
		found,
		harmless,
	)
	if found == 0 {
		t.Error("no damage was found")
	}
	w.verifyNames(t, path, before, sound)
}

// verifyNames damages the text of one entry. The real command names the entry's conversation and exits with 1.
func (w *world) verifyNames(t *testing.T, path string, before map[string]chat.Entry, sound []byte) {
	t.Helper()

	for _, e := range before {
		if e.Author.Kind != chat.ByCustomer || e.Kind != chat.Said || !strings.Contains(e.Text, "zq") ||
			bytes.Count(sound, []byte(canary.FindString(e.Text))) == 0 {
			continue
		}
		data := bytes.ReplaceAll(sound, []byte(e.Text), []byte(strings.Replace(e.Text, "zq", "zz", 1)))
		if _, err := readAll(t, path, data); err == nil {
			t.Fatalf("the changed text of %s is not found", e.ID)
		}
		config := filepath.Join(filepath.Dir(path), "config.yaml")
		const settings = "database: sqlite:frontdesk.db\nchannels: [{id: site, type: webchat}]\n"
		if err := os.WriteFile(config, []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(w.bin, "verify", "--config", config).CombinedOutput()
		if err == nil || !bytes.Contains(out, []byte(e.Conversation)) ||
			!bytes.Contains(out, []byte(fmt.Sprint(e.Seq))) {
			t.Errorf("verify: %v: %s; want the name of %s and entry %d", err, out, e.Conversation, e.Seq)
		}

		return
	}
	t.Error("no text to damage")
}

// readAll opens a database with the given bytes, verifies the database and returns the entries by id.
func readAll(t *testing.T, path string, data []byte) (all map[string]chat.Entry, err error) {
	t.Helper()

	for _, tail := range []string{"-wal", "-shm"} {
		_ = os.Remove(path + tail)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+path, store.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	all = map[string]chat.Entry{}
	var bad error
	err = db.Verify(ctx, func(id chat.ConversationID, err error) bool {
		if err == nil {
			var list []chat.Entry

			list, err = db.ReadEntries(ctx, id, 0, 10_000)
			for _, e := range list {
				all[fmt.Sprint(e.Conversation, e.Seq)] = e
			}
		}
		bad = err

		return err == nil
	})
	if err == nil {
		err = bad
	}

	return all, err
}
