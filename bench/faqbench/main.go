// Command faqbench measures the FAQ engine beside plain BM25 and bleve on the same questions, and prints the figures as tables.
//
// The engine runs as in the program, by `frontdesk faq eval`. BM25 and bleve find the entry with the highest score, with one document per
// entry. The confidence of BM25 and bleve is the best entry's share of the ten best scores.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"

	"frontdesk/faq"
	"frontdesk/faq/score"
)

// sets are the development sets, in the order of the tables.
var sets = []string{"banking77-10", "banking77-near", "clinc150-10", "hwu64-10", "rutube"}

// bench is one run.
type bench struct {
	frontdesk, data, dir string
}

// engine is the output of `frontdesk faq eval`.
type engine struct {
	score.Figures
	Expected  []faq.Expectation `json:"expected"`
	NoneShare float64           `json:"none_share"`
	BuildS    float64           `json:"build_s"`
	FitS      float64           `json:"fit_s"`
	P50       float64           `json:"query_p50_ms"`
	P99       float64           `json:"query_p99_ms"`
	HeapMB    float64           `json:"heap_mb"`
}

func main() {
	var command bench
	flag.StringVar(&command.frontdesk, "frontdesk", "bin/frontdesk", "the measured binary")
	flag.StringVar(&command.data, "data", "../shared/data", "folder of the development sets")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := command.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "faqbench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "faqbench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if _, err := os.Stat(filepath.Join(b.data, sets[0]+".base.jsonl")); errors.Is(err, fs.ErrNotExist) {
		fmt.Printf("%s: no development sets here; only speed and memory are measured.\n\n", b.data)
		return b.printSpeed(ctx)
	}
	if err := b.printQuality(ctx); err != nil {
		return err
	}
	if err := b.printNoise(ctx); err != nil {
		return err
	}
	if err := b.printSplits(ctx); err != nil {
		return err
	}

	return b.printSpeed(ctx)
}

// with is a way to run the engine: a name and a flag.
type with struct{ name, flag string }

var both = []with{{"frontdesk", "--encoder"}, {"  without the encoder", "--no-encoder"}}

// eval runs the engine on a base and cases in files.
func (b *bench) eval(ctx context.Context, base, cases string, setup with) (engine, error) {
	var measured engine
	cmd := exec.CommandContext(ctx, b.frontdesk, "faq", "eval", "--base", base, "--cases", cases, setup.flag)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return measured, fmt.Errorf("faq eval: %w: %s", err, strings.TrimSpace(said.String()))
	}

	return measured, json.Unmarshal(out, &measured)
}

func (b *bench) baseOf(set string) string  { return filepath.Join(b.data, set+".base.jsonl") }
func (b *bench) casesOf(set string) string { return filepath.Join(b.data, set+".cases.jsonl") }

// read loads a set for the baselines.
func (b *bench) read(set string) ([]faq.Entry, []score.Case, error) {
	data, err := os.ReadFile(b.baseOf(set))
	if err != nil {
		return nil, nil, err
	}
	entries, err := faq.Load(b.baseOf(set), data)
	if err != nil {
		return nil, nil, err
	}
	if data, err = os.ReadFile(b.casesOf(set)); err != nil {
		return nil, nil, err
	}
	cases, err := score.ReadCases(b.casesOf(set), data)

	return entries, cases, err
}

// write stores values as JSON lines and returns the file's name.
func write[T any](runner *bench, name string, rows []T) (string, error) {
	var out bytes.Buffer

	lines := json.NewEncoder(&out)
	for _, r := range rows {
		if err := lines.Encode(r); err != nil {
			return "", err
		}
	}
	path := filepath.Join(runner.dir, name)

	return path, os.WriteFile(path, out.Bytes(), 0o600)
}
