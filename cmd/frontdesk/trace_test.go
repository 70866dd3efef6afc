package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"frontdesk/chat"
)

// TestSyncBeforeAck reads the system calls of the program. Before an ack to the widget the message must have been written to the log and
// synced. A kill -9 could not show a missing sync, because the kernel keeps written bytes.
func TestSyncBeforeAck(t *testing.T) {
	strace := needStrace(t)
	w := newWorld(t, 1, "")
	trace := filepath.Join(w.dir, "trace")
	w.wrap = []string{
		strace,
		"-D",
		"-f",
		"--seccomp-bpf",
		"-y",
		"-s",
		"4096",
		"-xx",
		"-o",
		trace,
		"-e",
		"trace=read,write,pwrite64,fsync,fdatasync",
	}
	w.begin()
	g := w.guest(w.base)
	var ids []string

	for range 10 {
		id := chat.NewID()
		ids = append(ids, id)
		g.queue = append(g.queue, wire{ID: id, Text: g.next(w)})
		g.flush()
	}
	w.settled() // under strace the program is slow, and the turn of the last messages may be still to come
	w.rest(g)
	w.stop(syscall.SIGTERM)
	w.report()
	data, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}

	for _, id := range ids {
		if why := syncedBeforeAck(data, id); why != "" {
			t.Errorf("%s: %s", id, why)
		}
	}
}

// syncedBeforeAck follows one message through a trace. The id of the message is written to the log (-wal), the log is synced, then the
// ack leaves. syncedBeforeAck returns the first mistake. The ack is the frame with the id that starts with {"type":"ack"; frames of the
// server are not masked.
//
// A later transaction may write the same page with the id again before the ack leaves, because the turn follows at once. The sync of the
// later transaction proves no sync of the message. By then the message is already synced.
func syncedBeforeAck(trace []byte, id string) string {
	written, synced := false, false
	// syncing has the threads with a sync of the log that began after the write of the message. The threads are the writer and the
	// checkpoint beside the writer.
	syncing := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(trace))
	lines.Buffer(nil, 1<<20)

	for lines.Scan() {
		line := lines.Text()

		wal := strings.Contains(line, "frontdesk.db-wal") || strings.Contains(line, hexed("frontdesk.db-wal"))
		switch {
		case wal && strings.Contains(line, "pwrite64(") && strings.Contains(line, hexed(id)):
			written = true
		case wal && written && strings.Contains(line, "sync("):
			if strings.Contains(line, "<unfinished") {
				thread, _, _ := strings.Cut(line, " ")
				syncing[thread] = true
				continue
			}
			synced = true
		case strings.Contains(line, "sync resumed>"):
			thread, _, _ := strings.Cut(line, " ")
			synced = synced || syncing[thread]
		case strings.Contains(line, " write(") && strings.Contains(line, hexed(`"type":"ack"`)) &&
			strings.Contains(line, hexed(id)):
			switch {
			case !written:
				return "acknowledged before it was written"
			case !synced:
				return "acknowledged before it was synced"
			}

			return ""
		}
	}

	return "no ack in the trace"
}

// TestSyncedBeforeAck checks the results of syncedBeforeAck for sample traces.
func TestSyncedBeforeAck(t *testing.T) {
	wal := "<" + hexed("/frontdesk.db-wal") + ">"
	write := func(id string) string { return "7 pwrite64(11" + wal + `, "` + hexed(id) + `", 4096, 0) = 4096` }
	sync, begun, ended := "7 fsync(11"+wal+") = 0", "7 fsync(11"+wal+" <unfinished ...>", "7 <... fsync resumed>) = 0"

	ack := `8 write(15, "` + hexed(`{"type":"ack","id":"m1"}`) + `") = 20`
	for name, x := range map[string]struct {
		lines []string
		want  string
	}{
		"written, synced, acknowledged": {
			lines: []string{write("m1"), sync, ack},
		},
		"a sync in two lines": {
			lines: []string{write("m1"), begun, ended, ack},
		},
		"the page is written once more": {
			lines: []string{write("m1"), sync, write("m1"), begun, ack, ended},
		},
		"a checkpoint syncs beside it": {
			lines: []string{write("m1"), begun, "9" + begun[1:], ended, ack},
		},
		"acknowledged before the sync": {
			lines: []string{write("m1"), ack, sync},
			want:  "before it was synced",
		},
		"acknowledged during the sync": {
			lines: []string{write("m1"), begun, ack, ended},
			want:  "before it was synced",
		},
		"only an earlier sync": {
			lines: []string{sync, write("m1"), write("m1"), ack},
			want:  "before it was synced",
		},
		"a sync that began too early": {
			lines: []string{begun, write("m1"), ended, ack},
			want:  "before it was synced",
		},
		"only another message is stored": {
			lines: []string{write("m2"), sync, ack},
			want:  "before it was written",
		},
	} {
		got := syncedBeforeAck([]byte(strings.Join(x.lines, "\n")), "m1")
		if (got == "") != (x.want == "") || !strings.Contains(got, x.want) {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// hexed is a text in the form of strace -xx.
func hexed(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		b.WriteString(`\x` + string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]))
	}

	return b.String()
}
