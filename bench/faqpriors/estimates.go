package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"frontdesk/faq"
)

// outcome is a question of a page that the weights were not learnt from.
type outcome struct {
	p, mass        float64 // probability of the first entry, and of the entries of a full menu
	weight         float64
	inScope        bool // some entry answers the question
	right, offered bool // the first entry answers the question; some entry of a full menu does
}

// Bounds of menus: accepted shares of the questions without an entry that get a menu, and of the other questions whose menu lacks the
// entry.
const (
	maxNeedlessMenus = 0.14
	maxMissedMenus   = 0.08
)

// printEstimates prints faq/estimates.go: the curve for bases without a cross-validation. Every page counts alike.
func printEstimates(out io.Writer, lessons []faq.Lesson, names []string) error {
	pages := func(at int) bool {
		return lessons[at].Questions != nil && (strings.HasPrefix(names[at], "own-") || names[at] == "rutube")
	}
	bases, err := faq.LeaveOneOut(context.Background(), lessons, pages)
	if err != nil {
		return err
	}
	var all []outcome

	for i, base := range bases {
		if base == nil {
			continue
		}
		for n, q := range lessons[i].Questions {
			o := outcomeOf(base.Search(faq.Query{Text: q}), lessons[i].Expect[n])
			o.weight = 1 / float64(len(lessons[i].Questions))
			all = append(all, o)
		}
	}

	fmt.Fprintln(out, "package faq")
	fmt.Fprint(out, "\n// Made by `make faq-priors`: measured on the pages of six companies, each with weights "+
		"learnt without the page.\n")
	fmt.Fprintln(out, "var estimates = []estimate{")
	answered := 0.0
	for _, wrong := range []float64{0.01, 0.02, 0.05, 0.1, 0.2} {
		least, share := answerThreshold(all, wrong)
		fmt.Fprintf(out, "\t{maxWrong: %.2f, least: %.3f, answered: %.3f},\n", wrong, least, share)
		if wrong == 0.05 {
			answered = least
		}
	}
	ask := menuThreshold(all, answered)
	fmt.Fprintf(out, `}

const (
	// estimatedAskP is the minimum probability that a menu of up to five entries holds the answer.
	estimatedAskP = %.3f
	// understood is the share of all questions with an answer or a menu, at 5 %% accepted wrong answers.
	understood = %.3f
)
`, ask, share(all, func(o outcome) bool { return o.p >= answered || o.mass >= ask }, anyOutcome))

	return nil
}

func outcomeOf(found faq.Result, expect []string) outcome {
	out := outcome{inScope: len(expect) > 0}
	for i, h := range found.Hits {
		out.mass += h.P
		if slices.Contains(expect, h.ID) {
			out.right, out.offered = out.right || i == 0, true
		}
	}
	if len(found.Hits) > 0 {
		out.p = found.Hits[0].P
	}

	return out
}

// answerThreshold returns the smallest probability of an answer with at most the accepted share of wrong answers, and the share of
// answered questions. Half a question more counts as wrong, because few answers are no proof.
func answerThreshold(all []outcome, maxWrong float64) (least, answered float64) {
	slices.SortStableFunc(all, func(a, b outcome) int { return cmp.Compare(b.p, a.p) })
	least = 0.99

	var counted, wrong, total float64
	for _, o := range all {
		total += o.weight
	}
	perQuestion := total / float64(len(all))
	for i, trial := range all {
		counted += trial.weight
		if !trial.right {
			wrong += trial.weight
		}
		last := i+1 == len(all) || all[i+1].p < trial.p
		if last && trial.p < 0.99 && wrong+perQuestion/2 <= maxWrong*(counted+perQuestion/2) {
			least, answered = trial.p, counted/total
		}
	}

	return least, answered
}

// menuThreshold returns the smallest mass of a menu within both bounds. Questions with at least the probability answered get an answer.
func menuThreshold(all []outcome, answered float64) float64 {
	slices.SortStableFunc(all, func(a, b outcome) int { return cmp.Compare(b.mass, a.mass) })
	least := 1.0

	for _, trial := range all {
		menus := func(x outcome) bool { return x.mass >= trial.mass && x.p < answered }
		misses := func(x outcome) bool { return menus(x) && !x.offered }
		needless := share(all, menus, func(x outcome) bool { return !x.inScope })
		missed := share(all, misses, func(x outcome) bool { return x.inScope })
		if needless > maxNeedlessMenus || missed > maxMissedMenus {
			break
		}
		least = trial.mass
	}

	return least
}

// share returns the weight of the outcomes of a group with a property, as a share of the weight of the group.
func share(all []outcome, has, of func(outcome) bool) float64 {
	var some, whole float64
	for _, trial := range all {
		if !of(trial) {
			continue
		}
		whole += trial.weight
		if has(trial) {
			some += trial.weight
		}
	}

	return some / whole
}

func anyOutcome(outcome) bool { return true }
