package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/faq/score"
	"frontdesk/knowledge"
)

type faqReplayCommand struct {
	Base     string  `help:"Entries: .jsonl or .yaml." required:"" placeholder:"FILE" type:"path"`
	Cases    string  `help:"Questions in any order, one JSON object a line: text, expect (ids; [] = no entry answers it)." required:"" placeholder:"FILE" type:"path"`
	At       []int   `help:"How many judged questions to measure after." default:"0,25,50,100,200,300,500"`
	Folds    int     `help:"Parts of the questions; each in turn is asked, the others are what was judged before." default:"5"`
	MaxWrong float64 `help:"Share of wrong answers that is put up with." default:"0.05"`
	Encoder  bool    `help:"Use the built-in sentence encoder." default:"true" negatable:""`
}

// replayed is what `faq replay` prints for one number of judged questions.
type replayed struct {
	Judged int `json:"judged"` // questions, in each fold
	Taught int `json:"taught"` // phrasings that became of them, on average
	score.Figures
}

// Run measures how the engine learns: it is asked questions that it has not seen, after so many others were judged. One that an entry
// answers has become a phrasing of it, one that none answers has been counted as such.
func (c faqReplayCommand) Run() error {
	switch {
	case c.MaxWrong <= 0 || c.MaxWrong >= 1:
		return configError{fmt.Errorf("--max-wrong: %v: want a share between 0 and 1, such as 0.05", c.MaxWrong)}
	case c.Folds < 2:
		return configError{fmt.Errorf("--folds: %d: want 2 or more", c.Folds)}
	case slices.ContainsFunc(c.At, func(n int) bool { return n < 0 }):
		return configError{fmt.Errorf("--at: %v: want numbers of questions, such as 0,100,500", c.At)}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	entries, err := readEntries(c.Base)
	if err != nil {
		return configError{err}
	}
	data, err := os.ReadFile(c.Cases)
	if err != nil {
		return configError{err}
	}
	cases, err := score.ReadCases(filepath.Base(c.Cases), data)
	if err != nil {
		return configError{err}
	}
	known := map[string]int{}
	for i, e := range entries {
		if _, twice := known[e.ID]; !twice {
			known[e.ID] = i
		}
	}
	for n, x := range cases {
		for _, id := range x.Expect {
			if _, ok := known[id]; !ok {
				return configError{fmt.Errorf("%s: case %d: expect: no entry %q in %s", filepath.Base(c.Cases), n+1, id, filepath.Base(c.Base))}
			}
		}
	}
	order := rand.New(rand.NewPCG(2, 2)).Perm(len(cases))
	most := len(cases) - (len(cases)+c.Folds-1)/c.Folds
	bar := newProgress()
	slices.Sort(c.At)
	for n, at := range slices.Compact(c.At) {
		if at > most && n > 0 && c.At[n-1] >= most {
			break
		}
		r, err := c.replay(ctx, entries, known, cases, order, min(at, most), bar)
		if err != nil {
			return err
		}
		bar.end()
		if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// replay measures after so many judged questions, over all folds together.
func (c faqReplayCommand) replay(ctx context.Context, entries []faq.Entry, known map[string]int, cases []score.Case, order []int, judged int, bar *progress) (replayed, error) {
	out := replayed{Judged: judged}
	var all []score.Case
	var said []score.Prediction
	o := faq.Options{MaxWrong: c.MaxWrong}
	if c.Encoder {
		o.Embedder = knowledge.Meaning()
	}
	for fold := range c.Folds {
		taught := slices.Clone(entries)
		var asked []score.Case
		var traffic faq.Traffic
		left := judged
		for n, i := range order {
			x := cases[i]
			switch {
			case n%c.Folds == fold:
				asked = append(asked, x)
			case left > 0:
				left--
				traffic.Scope(len(x.Expect) == 0)
				if len(x.Expect) > 0 && teach(&taught[known[x.Expect[0]]], x.Text) {
					out.Taught++
				}
			}
		}
		base := faq.New(taught, o)
		fit, err := base.Fit(ctx, func(done, of int) { bar.step(fmt.Sprintf("%d: fit %d", judged, fold+1), done, of) })
		if err != nil {
			return out, err
		}
		var share float64
		p, _, err := ask(ctx, base.With(fit), asked, traffic, bar, &share)
		if err != nil {
			return out, err
		}
		all, said = append(all, asked...), append(said, p...)
	}
	out.Taught /= c.Folds
	out.Figures = score.Of(all, said).Rounded()
	return out, nil
}

// teach adds a phrasing to an entry, as accepting it would; false if it cannot be one or is one already.
func teach(e *faq.Entry, text string) bool {
	text = chat.Teachable(text)
	if text == "" || slices.ContainsFunc(append(e.Phrasings, e.Question), func(has string) bool { return chat.SameWords(has) == chat.SameWords(text) }) {
		return false
	}
	e.Phrasings = append(slices.Clone(e.Phrasings), text)
	return true
}
