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

// TestSyncBeforeAck shows by the system calls of the program that what it acknowledges to the widget has been written to the log and synced
// before, which no kill -9 could show: the kernel keeps what was written.
func TestSyncBeforeAck(t *testing.T) {
	strace := needStrace(t)
	w := newWorld(t, 1, "")
	trace := filepath.Join(w.dir, "trace")
	w.wrap = []string{strace, "-D", "-f", "--seccomp-bpf", "-y", "-s", "4096", "-xx", "-o", trace, "-e", "trace=read,write,pwrite64,fsync,fdatasync"}
	w.begin()
	g := w.guest(w.base)
	var ids []string
	for range 10 {
		id := chat.NewID()
		ids = append(ids, id)
		g.queue = append(g.queue, wire{ID: id, Text: g.next(w)})
		g.flush()
	}
	w.settled() // under strace the program is slow: the turn of the last words may be still to come
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

// syncedBeforeAck follows one message through a trace: its id is written to the log (-wal), the log is synced, then the ack leaves. It returns
// what is wrong. The ack is found by the id in a frame that starts with {"type":"ack"; frames of the server are not masked.
func syncedBeforeAck(trace []byte, id string) string {
	written, syncing, synced := false, "", false
	lines := bufio.NewScanner(bytes.NewReader(trace))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		wal := strings.Contains(line, "frontdesk.db-wal") || strings.Contains(line, hexed("frontdesk.db-wal"))
		switch {
		case wal && strings.Contains(line, "pwrite64(") && strings.Contains(line, hexed(id)):
			written, syncing, synced = true, "", false
		case wal && written && strings.Contains(line, "sync("):
			if strings.Contains(line, "<unfinished") {
				syncing, _, _ = strings.Cut(line, " ")
				continue
			}
			synced = true
		case syncing != "" && strings.HasPrefix(line, syncing+" ") && strings.Contains(line, "sync resumed>"):
			synced = true
		case strings.Contains(line, " write(") && strings.Contains(line, hexed(`"type":"ack"`)) && strings.Contains(line, hexed(id)):
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

// hexed is a text as strace -xx shows it.
func hexed(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		b.WriteString(`\x` + string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]))
	}
	return b.String()
}
