package main

import (
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
	"frontdesk/faq/score"
	"frontdesk/texts"
)

type dialogEvalCommand struct {
	Acts     string  `help:"JSON lines: text, after, expect_act." required:"" placeholder:"FILE" type:"path"`
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
	if err := checkMaxWrong(c.MaxWrong); err != nil {
		return err
	}
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
	book, err := texts.Open("ru", "")
	if err != nil {
		return err
	}

	out := dialogEvaluation{Acts: len(acts), Kinds: map[string][2]int{}}
	for _, act := range acts {
		handled, happened := dialog.PlayAct(act, base, book, dialog.DefaultRules)
		kind := out.Kinds[act.Expect]
		kind[1]++
		if handled {
			kind[0]++
			out.Handled++
		} else if c.Verbose {
			fmt.Fprintf(os.Stderr, "after %s %q: wanted %s, got %s\n", act.After, act.Text, act.Expect, happened)
		}
		out.Kinds[act.Expect] = kind
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
	base := faq.New(entries, measuredFAQ{MaxWrong: c.MaxWrong, Encoder: true}.options())
	fit, err := base.Fit(context.Background(), nil)
	if err != nil {
		return nil, err
	}

	return base.With(fit), nil
}

// readActs reads one act a line. An error has the form "file:line: field: reason".
func readActs(name string, data []byte) ([]dialog.Act, error) {
	var out []dialog.Act
	err := score.ReadLines(name, data, func(act dialog.Act) error {
		switch {
		case act.Text == "":
			return fmt.Errorf("text: missing")
		case !slices.Contains(dialog.ActMoments, act.After):
			return fmt.Errorf("after: %q: want one of %s", act.After, strings.Join(dialog.ActMoments, ", "))
		case !slices.Contains(dialog.ActReactions, act.Expect):
			return fmt.Errorf("expect_act: %q: want one of %s", act.Expect, strings.Join(dialog.ActReactions, ", "))
		}
		out = append(out, act)

		return nil
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s: no acts", name)
	}

	return out, err
}
