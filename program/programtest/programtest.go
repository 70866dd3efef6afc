// Package programtest runs the real program in a test, on an empty database and a port of its own. The package also plays the users:
// operators at the HTTP API and visitors at the widget's socket. Only tests import programtest.
package programtest

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"frontdesk/config"
	"frontdesk/program"
)

// Patience is the maximum wait of a test. No test measures time with Patience.
const Patience = 30 * time.Second

// Running is a program that serves on a port of its own.
type Running struct {
	T       *testing.T
	Program *program.Program
	Base    string // the address, such as http://127.0.0.1:8080
	// Stop ends the program and closes the database. A second call has no effect.
	Stop func()
}

// Start runs a program with the sample FAQ on an empty SQLite database. The text is added to the configuration.
func Start(t *testing.T, text string) *Running {
	t.Helper()
	const head = "listen: 127.0.0.1:0\ndatabase: sqlite:frontdesk.db\nfiles: files\nfaq: {import: examples/faq.yaml}\n"

	return StartIn(t, t.TempDir(), head+text)
}

// StartIn runs a program with paths relative to a folder.
func StartIn(t *testing.T, dir, text string) *Running {
	t.Helper()
	return StartWith(t, dir, text, Setup{})
}

// Setup holds the differences between a program of a test and the product. Nil functions have no effect.
type Setup struct {
	Options program.Options          // StartWith makes Config and Log
	Config  func(*config.Config)     // changes the configuration before Open
	Opened  func(p *program.Program) // changes the program between Open and Run
}

// StartWith is StartIn for a program that differs from the product.
func StartWith(t *testing.T, dir, text string, setup Setup) *Running {
	t.Helper()
	options := setup.Options
	if options.Kinds == nil {
		options.Kinds = program.Kinds()
	}
	conf, err := config.Load(filepath.Join(dir, "config.yaml"), []byte(text), NoEnv, options.Kinds)
	if err != nil {
		t.Fatal(err)
	}
	if setup.Config != nil {
		setup.Config(conf)
	}
	options.Config, options.Log = conf, program.NewLogger(&logWriter{t: t}, slog.LevelWarn, false)

	built := program.New(options)
	ctx, cancel := context.WithCancel(context.Background())
	if err := built.Open(ctx); err != nil {
		t.Fatal(err)
	}
	if setup.Opened != nil {
		setup.Opened(built)
	}
	if err := built.Listen(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- built.Run(ctx) }()

	running := &Running{T: t, Program: built, Base: "http://" + built.Addr()}
	running.Stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error("run:", err)
		}
		if err := built.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	t.Cleanup(running.Stop)
	running.Await("ready", running.answers)

	return running
}

// answers reports whether the program serves and all parts have been started.
func (r *Running) answers() bool {
	resp, err := http.Get(r.Base + "/healthz")
	if err != nil {
		return false
	}
	defer resp.Body.Close()

	return resp.StatusCode == http.StatusOK && r.Program.Ready()
}

// NoEnv is an environment without variables.
func NoEnv(string) (string, bool) { return "", false }

// logWriter shows warnings of the running program in the test's log.
type logWriter struct{ t *testing.T }

func (w *logWriter) Write(b []byte) (int, error) {
	defer func() { _ = recover() }() // a late line after the test has ended
	w.t.Log(strings.TrimSpace(string(b)))

	return len(b), nil
}

// Await polls until ok is true. Await is for conditions without a signal of their own.
func (r *Running) Await(what string, ok func() bool) {
	r.T.Helper()

	for end := time.Now().Add(Patience); !ok(); {
		if time.Now().After(end) {
			r.T.Fatalf("waited in vain for: %s", what)
		}
		<-time.After(5 * time.Millisecond)
	}
}
