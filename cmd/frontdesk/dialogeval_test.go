package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk/dialog"
	"frontdesk/texts"
)

// TestActs plays the acts of invented companies: at least nine of ten get the wanted reaction.
func TestActs(t *testing.T) {
	files, _ := filepath.Glob("../../dialog/testdata/acts/*.acts.jsonl")
	shared, _ := filepath.Glob("../../../shared/data/own-*.acts.jsonl")
	if len(shared) == 0 {
		t.Log("the acts of ../shared/data are absent: only the acts of the repository are played")
	}
	book, err := texts.Open("ru", "")
	if err != nil {
		t.Fatal(err)
	}
	all, handled := 0, 0

	for _, name := range append(files, shared...) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		acts, err := readActs(filepath.Base(name), data)
		if err != nil {
			t.Fatal(err)
		}

		for _, a := range acts {
			all++
			if ok, happened := dialog.PlayAct(a, nil, book, dialog.DefaultRules); ok {
				handled++
			} else {
				t.Logf("after %s %q: wanted %s, got %s", a.After, a.Text, a.Expect, happened)
			}
		}
	}
	if 10*handled < 9*all || all < 40 {
		t.Errorf("%d of %d acts are handled as wanted, want nine of ten", handled, all)
	}
}

// TestActsFileErrors names file, line and field.
func TestActsFileErrors(t *testing.T) {
	for data, want := range map[string]string{
		"":   "a.jsonl: no acts",
		"x":  "a.jsonl:1: not a JSON object",
		"{}": "a.jsonl:1: text: missing",
		"\n" + `{"text":"ok","after":"lunch","expect_act":"ack"}`: `a.jsonl:2: after: "lunch": want one of answer`,
		`{"text":"ok","after":"menu","expect_act":"joy"}`:         `a.jsonl:1: expect_act: "joy": want one of ack`,
	} {
		if _, err := readActs("a.jsonl", []byte(data)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", data, err, want)
		}
	}
}
