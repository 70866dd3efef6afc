package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"frontdesk/faq/score"
)

// TestFAQEval: what is printed can be recomputed from what is written.
func TestFAQEval(t *testing.T) {
	path := filepath.Join(t.TempDir(), "predictions.jsonl")
	cases := "../../faq/testdata/guard.cases.jsonl"
	printed := output(t, "faq", "eval", "--base", "../../faq/testdata/guard.base.jsonl", "--cases", cases, "--predictions", path)
	var e evaluation
	if err := json.Unmarshal(printed, &e); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	data, err := os.ReadFile(cases)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := score.ReadCases(cases, data)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var said []score.Prediction
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var p score.Prediction
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		said = append(said, p)
	}
	again := score.Of(asked, said).Rounded()
	if e.Top1 != again.Top1 || e.ECE != again.ECE || e.Cov95 != again.Cov95 || e.Decision.Answered != again.Decision.Answered {
		t.Errorf("printed %+v, recomputed %+v", e.Figures, again)
	}
	if e.BuildSeconds <= 0 || e.FitSeconds <= 0 || e.HeapMB <= 0 || len(e.Expected) != 4 {
		t.Errorf("%s", printed)
	}
	for _, args := range [][]string{
		{"faq", "eval", "--base", cases, "--cases", cases}, {"faq", "eval", "--base", "none.jsonl", "--cases", cases},
		{"faq", "eval", "--base", cases, "--cases", cases, "--max-wrong", "1"},
	} {
		if code := run(args); code != 2 {
			t.Errorf("%v: exit %d, want 2", args, code)
		}
	}
}

// output runs the program and returns its stdout.
func output(t *testing.T, args ...string) []byte {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stdout
	os.Stdout = w
	defer func() { os.Stdout = before }()
	done := make(chan []byte)
	go func() {
		data, _ := io.ReadAll(r)
		done <- data
	}()
	code := run(args)
	w.Close()
	data := <-done
	if code != 0 {
		t.Fatalf("%v: exit %d", args, code)
	}
	return data
}
