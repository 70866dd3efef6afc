// Command run measures Frontdesk and the floor in alternating rounds on one disk. The command prints both results with their ratio.
//
// On a shared machine only ratios of the same round are meaningful. The command starts the servers in a temporary folder, on ports of
// 127.0.0.1 chosen by the system. The command ends only its own servers.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// settings of a benchmark.
type settings struct {
	Frontdesk, Bin, FAQ, Dir string
	Rounds                   int
	Short, SkipPreload       bool
	JSON                     string
	Only                     string
}

func main() {
	var s settings
	flag.StringVar(&s.Frontdesk, "frontdesk", "bin/frontdesk", "the measured binary")
	flag.StringVar(&s.Bin, "bin", "bin/bench", "folder of the programs floor, load and preload")
	flag.StringVar(&s.FAQ, "faq", "examples/faq.yaml", "FAQ of Frontdesk")
	flag.StringVar(&s.Dir, "dir", "", "folder for the databases (default: a temporary one)")
	flag.IntVar(&s.Rounds, "rounds", 3, "alternating rounds")
	flag.BoolVar(&s.Short, "short", false, "one short round, without a full database, in under two minutes")
	flag.BoolVar(&s.SkipPreload, "skip-preload", false, "leave out P12 with its million messages")
	flag.StringVar(&s.JSON, "json", "", "write the figures to this file, too")
	flag.StringVar(&s.Only, "only", "", "measure only goals with one of these prefixes, such as P1 or P4,P5")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "\nbench:", err)
		stop()
		os.Exit(1)
	}
}

func measure(ctx context.Context, s settings) (err error) {
	for _, path := range []*string{&s.Frontdesk, &s.Bin, &s.FAQ} {
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	if s.Dir == "" {
		if s.Dir, err = os.MkdirTemp("", "frontdesk-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(s.Dir)
	}
	if s.Short {
		s.Rounds, s.SkipPreload = 1, true
	}
	b := &bench{settings: s, ctx: ctx, began: time.Now(), samples: map[string]*sample{}}
	if err := b.all(); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "\r%-100s\r", "")
	rows := b.rows()
	b.print(os.Stdout, rows)
	if s.JSON == "" {
		return nil
	}
	data, err := json.MarshalIndent(
		map[string]any{"at": b.began.UTC().Format(time.RFC3339), "seconds": int(time.Since(b.began).Seconds()),
			"rounds": s.Rounds, "short": s.Short, "goals": rows, "runs": b.runs},
		"",
		"  ",
	)
	if err != nil {
		return err
	}

	return os.WriteFile(s.JSON, append(data, '\n'), 0o644)
}
