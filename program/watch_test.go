package program_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"frontdesk/config"
	"frontdesk/program"
)

// TestEveryReadingIsWatched: any part of the program may read the time and set a due time while the machine's clock is a day ahead. The
// next tick moves the due times back. Otherwise a refused message would wait for a day.
func TestEveryReadingIsWatched(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	p := program.New(program.Options{
		Config: &config.Config{Database: "sqlite:" + filepath.Join(dir, "f.db"), Files: filepath.Join(dir, "files"),
			Language: "en"},
		Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return now },
	})
	if err := p.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	moved := 0
	p.Clock.Rewound = func() { moved++ }
	tick := func() {
		t.Helper()

		if err := p.Clock.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}

	tick()
	if moved != 0 {
		t.Fatal("due times move although the clock has not")
	}

	now = now.Add(24 * time.Hour)
	due := p.Now().Add(time.Second) // as the sender does after a refusal
	now = now.Add(-24 * time.Hour)
	if tick(); moved != 1 {
		t.Errorf("a message that is due at %v waits until then; the time is %v", due, now)
	}
	if tick(); moved != 1 {
		t.Errorf("the due times moved %d times", moved)
	}
}
