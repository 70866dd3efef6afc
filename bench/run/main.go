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
	var set settings
	flag.StringVar(&set.Frontdesk, "frontdesk", "bin/frontdesk", "the measured binary")
	flag.StringVar(&set.Bin, "bin", "bin/bench", "folder of the programs floor, load and preload")
	flag.StringVar(&set.FAQ, "faq", "examples/faq.yaml", "FAQ of Frontdesk")
	flag.StringVar(&set.Dir, "dir", "", "folder for the databases (default: a temporary one)")
	flag.IntVar(&set.Rounds, "rounds", 3, "alternating rounds")
	flag.BoolVar(&set.Short, "short", false, "one short round, without a full database, in under two minutes")
	flag.BoolVar(&set.SkipPreload, "skip-preload", false, "leave out P12 with its million messages")
	flag.StringVar(&set.JSON, "json", "", "write the figures to this file, too")
	flag.StringVar(&set.Only, "only", "", "measure only goals with one of these prefixes, such as P1 or P4,P5")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, set); err != nil {
		fmt.Fprintln(os.Stderr, "\nbench:", err)
		stop()
		os.Exit(1)
	}
}

func measure(ctx context.Context, set settings) (err error) {
	for _, path := range []*string{&set.Frontdesk, &set.Bin, &set.FAQ} {
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	if set.Dir == "" {
		if set.Dir, err = os.MkdirTemp("", "frontdesk-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(set.Dir)
	}
	if set.Short {
		set.Rounds, set.SkipPreload = 1, true
	}
	runner := &bench{settings: set, ctx: ctx, began: time.Now(), samples: map[string]*sample{}}
	if err := runner.all(); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "\r%-100s\r", "")
	rows := runner.rows()
	runner.print(os.Stdout, rows)
	if set.JSON == "" {
		return nil
	}
	data, err := json.MarshalIndent(
		map[string]any{
			"at":      runner.began.UTC().Format(time.RFC3339),
			"seconds": int(time.Since(runner.began).Seconds()),
			"rounds":  set.Rounds,
			"short":   set.Short,
			"goals":   rows,
			"runs":    runner.runs,
		},
		"",
		"  ",
	)
	if err != nil {
		return err
	}

	return os.WriteFile(set.JSON, append(data, '\n'), 0o644)
}
