package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"frontdesk/config"
	"frontdesk/dialog"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/texts"
)

type dialogEvalCommand struct {
	Acts     string  `help:"Messages as JSON lines: text, after, expect_act." required:"" placeholder:"FILE" type:"path"`
	Base     string  `help:"Entries: .jsonl or .yaml. Without entries the FAQ is empty." placeholder:"FILE" type:"path"`
	MaxWrong float64 `help:"Accepted share of wrong answers." default:"0.05"`
	Verbose  bool    `help:"Print each act that was not handled as wanted."`
}

// dialogEvaluation is the output of `dialog eval`. Kinds maps a wanted reaction to the numbers of handled acts and of all acts.
type dialogEvaluation struct {
	Acts    int               `json:"acts"`
	Handled int               `json:"handled"`
	Kinds   map[string][2]int `json:"kinds"`
}

func (c dialogEvalCommand) Run() error {
	data, err := os.ReadFile(c.Acts)
	if err != nil {
		return config.Error{Err: err}
	}
	acts, err := readActs(filepath.Base(c.Acts), data)
	if err != nil {
		return config.Error{Err: err}
	}
	base, err := c.base()
	if err != nil {
		return err
	}
	book, err := texts.Open("ru")
	if err != nil {
		return err
	}

	out := dialogEvaluation{Acts: len(acts), Kinds: map[string][2]int{}}
	for _, a := range acts {
		handled, happened := dialog.PlayAct(a, base, book, dialog.DefaultRules)
		kind := out.Kinds[a.Expect]
		kind[1]++
		if handled {
			kind[0]++
			out.Handled++
		} else if c.Verbose {
			fmt.Fprintf(os.Stderr, "after %s %q: wanted %s, got %s\n", a.After, a.Text, a.Expect, happened)
		}
		out.Kinds[a.Expect] = kind
	}

	return json.NewEncoder(os.Stdout).Encode(out)
}

// base builds and fits the FAQ as the program does. Without a file the FAQ is nil.
func (c dialogEvalCommand) base() (*faq.Base, error) {
	if c.Base == "" {
		return nil, nil
	}
	entries, err := readEntries(c.Base)
	if err != nil {
		return nil, config.Error{Err: err}
	}
	base := faq.New(entries, faq.Options{MaxWrong: c.MaxWrong, Embedder: knowledge.Meaning()})
	fit, err := base.Fit(context.Background(), nil)
	if err != nil {
		return nil, err
	}

	return base.With(fit), nil
}

// readActs reads one act a line. An error has the form "file:line: field: reason".
func readActs(name string, data []byte) ([]dialog.Act, error) {
	var out []dialog.Act

	number := 0
	for line := range bytes.Lines(data) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var a dialog.Act
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, fmt.Errorf("%s:%d: not a JSON object with texts: %w", name, number, err)
		}

		switch {
		case a.Text == "":
			return nil, fmt.Errorf("%s:%d: text: missing", name, number)
		case !slices.Contains(dialog.ActMoments, a.After):
			return nil, fmt.Errorf("%s:%d: after: %q: want one of %s", name, number, a.After, strings.Join(dialog.ActMoments, ", "))
		case !slices.Contains(dialog.ActReactions, a.Expect):
			return nil, fmt.Errorf("%s:%d: expect_act: %q: want one of %s", name, number, a.Expect, strings.Join(dialog.ActReactions, ", "))
		}
		out = append(out, a)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no acts", name)
	}

	return out, nil
}
