package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"frontdesk/chat"
)

// smallDisk is a file system of a few megabytes in memory. The disk is mounted on a folder, but only for processes in one mount
// namespace. A shell holds the namespace and runs the commands. No mount stays behind, even after a crash of the test.
type smallDisk struct {
	dir   string   // mount point
	here  string   // the same folder from outside the namespace
	enter []string // prefix for commands inside the namespace
	in    io.Writer
	out   *bufio.Reader
}

// mountDisk mounts a small disk on a folder. mountDisk skips the test without permission for namespaces. With CI=true the test is never
// skipped.
func mountDisk(t *testing.T, dir string, megabytes int) *smallDisk {
	t.Helper()
	cmd := exec.Command(
		"unshare",
		"--map-root-user",
		"--mount",
		"sh",
		"-c",
		fmt.Sprintf(
			"mount -t tmpfs -o size=%dm none %s && echo ready && "+
				"while read -r line; do eval \"$line\"; echo \"done $?\"; done",
			megabytes,
			dir,
		),
	)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err1 != nil || err2 != nil || cmd.Start() != nil {
		t.Fatal(err1, err2)
	}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	d := &smallDisk{
		dir:  dir,
		here: fmt.Sprintf("/proc/%d/root%s", cmd.Process.Pid, dir),
		in:   in,
		out:  bufio.NewReader(out),
		enter: []string{
			"nsenter",
			"--target",
			fmt.Sprint(cmd.Process.Pid),
			"--user",
			"--mount",
			"--preserve-credentials",
		},
	}
	if line, err := d.out.ReadString('\n'); line != "ready\n" {
		if os.Getenv("CI") == "true" {
			t.Fatal("unshare and mount:", line, err)
		}
		t.Skip("mount namespaces cannot be made here:", err)
	}

	return d
}

// run runs a command inside the namespace and reports success.
func (d *smallDisk) run(command string) bool {
	_, _ = fmt.Fprintln(d.in, command)
	line, err := d.out.ReadString('\n')

	return err == nil && line == "done 0\n"
}

// fill leaves roughly the given number of bytes free.
func (d *smallDisk) fill(t *testing.T, free int) {
	t.Helper()
	d.empty(t)
	f, err := os.Create(filepath.Join(d.here, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	size := int64(0)

	for block := make([]byte, 4096); err == nil; { // the program may write meanwhile
		var n int
		n, err = f.Write(block)
		size += int64(n)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if err := f.Truncate(max(0, size-int64(free))); err != nil {
		t.Fatal(err)
	}
}

func (d *smallDisk) empty(t *testing.T) {
	t.Helper()
	if err := os.Remove(filepath.Join(d.here, "ballast")); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
}

// TestDiskIsFull fills a real disk, up to different bytes from round to round. A message without room is not acknowledged. The widget
// keeps the message, and Telegram still has the update. With free space the program continues without help. On an unwritable disk the
// program reports the error and does not start.
func TestDiskIsFull(t *testing.T) {
	w := newWorld(t, 3, "")
	w.extra["disk_full"] = 1
	d := mountDisk(t, w.dir, 12)
	if err := os.CopyFS(d.here, os.DirFS(w.dir)); err != nil { // the configuration, and the database with the operators
		t.Fatal(err)
	}
	w.wrap = d.enter
	w.begin()
	g := w.guest(w.base)
	p := &shopper{channel: "tg", address: "700", tag: w.tagOf()}
	w.people = append(w.people, p)
	g.say("")

	for round := range 10 {
		d.fill(t, 4096*round)
		w.telegram.Say(700, p.next(w))

		refused := g.orders
		// The remaining space may suffice for a few messages.
		for end := time.Now().Add(patience); g.orders == refused; w.pause(5 * time.Millisecond) {
			if len(g.queue) == 0 {
				text := g.next(w) + strings.Repeat(" и ещё немного слов", 200)
				g.said[len(g.said)-1].text = text
				g.queue = append(g.queue, wire{ID: chat.NewID(), Text: text})
			}
			if g.try() != nil {
				g.drop()
			}
			if time.Now().After(end) {
				t.Fatalf("round %d: the disk is full and nothing was refused", round)
			}
		}
		d.empty(t)
		g.flush()
	}
	w.settled()
	w.rest(g)
	w.stop(syscall.SIGTERM)
	if !d.run("mount -o remount,ro " + d.dir) {
		t.Fatal("cannot make the disk read-only")
	}
	start := append(d.enter, w.bin, "serve", "--config", w.config)
	out, err := exec.Command(start[0], start[1:]...).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "frontdesk.db") {
		t.Errorf("on a disk that cannot be written: %v, %s", err, out)
	}
	kept := filepath.Join(t.TempDir(), "kept")
	if err := os.CopyFS(kept, os.DirFS(d.here)); err != nil {
		t.Fatal(err)
	}
	w.dsn = "sqlite:" + filepath.Join(kept, "frontdesk.db")
	w.report()
}
