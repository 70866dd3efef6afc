package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk/config"
	"frontdesk/program"
	"frontdesk/program/programtest"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// TestSecondProgramIsRefused: a second server on a database gets an error with the name of the first server. The first server keeps
// running. Commands work beside the first server. A new server starts as soon as the first server has stopped.
func TestSecondProgramIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		dir := t.TempDir()
		text := fmt.Sprintf(
			"listen: 127.0.0.1:0\ndatabase: %q\nfiles: files\nfaq: {import: %s}\n"+
				"channels:\n  - {id: site, type: webchat}\n",
			dsn,
			sampleFAQ(t),
		)
		r := programtest.StartIn(t, dir, text)

		conf, err := config.Load(filepath.Join(dir, "config.yaml"), []byte(text), programtest.NoEnv, program.Kinds())
		if err != nil {
			t.Fatal(err)
		}
		second := program.New(program.Options{Config: conf, Log: slog.New(slog.DiscardHandler)})
		err = second.Open(t.Context())
		var by store.InUse
		if !errors.As(err, &by) || by.PID != os.Getpid() ||
			!strings.Contains(err.Error(), fmt.Sprintf("is in use by process %d on ", os.Getpid())) {
			t.Errorf("a second program: %v", err)
		}
		if err := second.Close(); err != nil {
			t.Error(err)
		}

		commandsWork(t, filepath.Join(dir, "config.yaml"), text)
		r.Await("the first program is ready", func() bool {
			resp, err := http.Get(r.Base + "/readyz")
			return err == nil && resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
		})
		r.Stop()
		programtest.StartIn(t, dir, text)
	})
}

// sampleFAQ is the path of the sample shop's FAQ.
func sampleFAQ(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../examples/faq.yaml")
	if err != nil {
		t.Fatal(err)
	}

	return path
}

// commandsWork runs commands of the real program beside a running server.
func commandsWork(t *testing.T, config, text string) {
	t.Helper()
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}

	exported := filepath.Join(filepath.Dir(config), "faq.yaml")
	for _, args := range [][]string{{"verify"}, {"report"}, {"faq", "export", "--to", exported}} {
		cmd := exec.Command(os.Args[0], append(args, "--config", config)...)
		cmd.Env = append(os.Environ(), asProgram+"=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v beside a running server: %v: %s", args, err, out)
		}
	}
}
