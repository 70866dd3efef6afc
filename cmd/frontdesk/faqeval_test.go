package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk/faq/score"
)

// TestFAQEval: the printed figures can be recomputed from the written predictions.
func TestFAQEval(t *testing.T) {
	path := filepath.Join(t.TempDir(), "predictions.jsonl")
	cases := "../../faq/testdata/guard.cases.jsonl"
	printed := output(
		t,
		"faq",
		"eval",
		"--base",
		"../../faq/testdata/guard.base.jsonl",
		"--cases",
		cases,
		"--predictions",
		path,
	)
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
	if e.Top1 != again.Top1 || e.ECE != again.ECE || e.Cov95 != again.Cov95 ||
		e.Decision.Answered != again.Decision.Answered {
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

// TestFAQReplay: customers have their own phrases for each entry. Only earlier questions can teach the phrases.
func TestFAQReplay(t *testing.T) {
	dir := t.TempDir()
	base, cases := filepath.Join(dir, "base.jsonl"), filepath.Join(dir, "cases.jsonl")
	var entries, asked bytes.Buffer
	things := strings.Fields("sofa lamp kettle drill jacket boots phone camera printer bicycle tent mattress")
	slang := strings.Fields(
		"snoozer glower bubbler whirrer wrapper stompers buzzer clicker inker roller flapper bouncer",
	)

	for i, thing := range things {
		fmt.Fprintf(
			&entries,
			`{"id": %q, "lang": "en", "question": "How do I return the %s?", "answer": "Send it back."}`+"\n",
			thing,
			thing,
		)

		for _, form := range []string{
			"my %s again", "old %s away", "the %s is ugly", "about that %s", "sick of this %s", "bring %s back",
		} {
			fmt.Fprintf(&asked, `{"text": %q, "expect": [%q]}`+"\n", fmt.Sprintf(form, slang[i]), thing)
		}
	}

	for path, b := range map[string]*bytes.Buffer{base: &entries, cases: &asked} {
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var list []replayed

	printed := output(t, "faq", "replay", "--base", base, "--cases", cases, "--at", "0,24,999", "--folds", "3")
	for l := range bytes.Lines(printed) {
		var r replayed
		if err := json.Unmarshal(l, &r); err != nil {
			t.Fatalf("%v: %s", err, l)
		}
		list = append(list, r)
	}
	if len(list) != 3 || list[0].Taught != 0 || list[1].Judged != 24 || list[1].Taught != 24 || list[2].Judged != 48 ||
		list[2].Cases != 72 {
		t.Fatalf("%+v", list)
	}
	if list[0].Top1 > 0.6 || list[1].Top1 < list[0].Top1+0.3 || list[2].Top1 < 0.9 {
		t.Errorf("top1 %v, %v, %v", list[0].Top1, list[1].Top1, list[2].Top1)
	}

	for _, args := range [][]string{
		{"faq", "replay", "--base", base, "--cases", cases, "--folds", "1"},
		{"faq", "replay", "--base", base, "--cases", cases, "--at=-5"},
		{"faq", "replay", "--base", "../../examples/faq.yaml", "--cases", cases},
	} {
		if code := run(args); code != 2 {
			t.Errorf("%v: exit %d, want 2", args, code)
		}
	}
}

// output runs the program and returns stdout. The program runs in a separate process, because the memory of other tests must not count in
// the program's figures.
func output(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stderr = os.Stderr
	data, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}

	return data
}
