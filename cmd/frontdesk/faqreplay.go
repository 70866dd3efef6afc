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
	"frontdesk/config"
	"frontdesk/faq"
	"frontdesk/faq/score"
)

type faqReplayCommand struct {
	measuredFAQ
	At    []int `help:"Numbers of questions with outcomes before the measurement." default:"0,25,50,100,200,300,500"`
	Folds int   `help:"Parts of the questions; each part is measured after the others." default:"5"`
}

// replayed is the output of `faq replay` for one number of questions with an outcome.
type replayed struct {
	Judged int `json:"judged"` // questions, in each fold
	Taught int `json:"taught"` // average number of new phrasings
	score.Figures
}

// Run measures the effect of suggestions. Run first feeds a number of questions with known outcomes, and then measures the engine on
// unseen questions. A question with an entry has become a phrasing of the entry. A question without an entry has been counted as
// unanswerable.
func (c faqReplayCommand) Run() error {
	switch {
	case c.Folds < 2:
		return config.Error{Err: fmt.Errorf("--folds: %d: want 2 or more", c.Folds)}
	case slices.ContainsFunc(c.At, func(n int) bool { return n < 0 }):
		return config.Error{Err: fmt.Errorf("--at: %v: want numbers of questions, such as 0,100,500", c.At)}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	entries, cases, err := c.read()
	if err != nil {
		return err
	}

	known := map[string]int{}
	for i, e := range entries {
		if _, twice := known[e.ID]; !twice {
			known[e.ID] = i
		}
	}

	for number, case_ := range cases {
		for _, id := range case_.Expect {
			if _, ok := known[id]; !ok {
				return config.Error{
					Err: fmt.Errorf(
						"%s: case %d: expect: no entry %q in %s",
						filepath.Base(c.Cases),
						number+1,
						id,
						filepath.Base(c.Base),
					),
				}
			}
		}
	}
	order := rand.New(rand.NewPCG(2, 2)).Perm(len(cases))
	most := len(cases) - (len(cases)+c.Folds-1)/c.Folds
	bar := newProgress()

	for i := range c.At {
		c.At[i] = min(c.At[i], most)
	}
	slices.Sort(c.At)

	for _, at := range slices.Compact(c.At) {
		replayed, err := c.replay(ctx, entries, known, cases, order, at, bar)
		if err != nil {
			return err
		}
		bar.end()
		if err := json.NewEncoder(os.Stdout).Encode(replayed); err != nil {
			return err
		}
	}

	return nil
}

// replay measures after a number of questions with outcomes, over all folds together.
func (c faqReplayCommand) replay(
	ctx context.Context,
	entries []faq.Entry,
	known map[string]int,
	cases []score.Case,
	order []int,
	judged int,
	bar *progress,
) (replayed, error) {
	out := replayed{Judged: judged}
	var all []score.Case
	var said []score.Prediction

	options := c.options()
	for fold := range c.Folds {
		taught := slices.Clone(entries)
		var asked []score.Case
		var traffic faq.Traffic
		left := judged

		for place, index := range order {
			case_ := cases[index]

			switch {
			case place%c.Folds == fold:
				asked = append(asked, case_)
			case left > 0:
				left--
				traffic.Scope(len(case_.Expect) == 0)
				if len(case_.Expect) > 0 && teach(&taught[known[case_.Expect[0]]], case_.Text) {
					out.Taught++
				}
			}
		}
		base := faq.New(taught, options)
		fit, err := base.Fit(ctx, func(done, of int) { bar.step(fmt.Sprintf("%d: fit %d", judged, fold+1), done, of) })
		if err != nil {
			return out, err
		}
		answered, err := ask(ctx, base.With(fit), asked, traffic, bar)
		if err != nil {
			return out, err
		}
		all, said = append(all, asked...), append(said, answered.said...)
	}

	out.Taught /= c.Folds
	out.Figures = score.Of(all, said).Rounded()

	return out, nil
}

// teach adds a phrasing to an entry with the checks of an accepted suggestion. False means: the text cannot be a phrasing, or already is
// one.
func teach(entry *faq.Entry, text string) bool {
	text = chat.PhrasingOf(text)
	if text == "" ||
		slices.ContainsFunc(
			append(entry.Phrasings, entry.Question),
			func(has string) bool { return chat.SameWords(has) == chat.SameWords(text) },
		) {
		return false
	}
	entry.Phrasings = append(slices.Clone(entry.Phrasings), text)

	return true
}
