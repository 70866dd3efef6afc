package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"frontdesk/faq"
	"frontdesk/faq/score"
)

// split describes a new division of a set's texts into entries and questions. A development set is one draw. With questions out of scope
// the cov95 of a set moves by half with the draw. The effect of a change shows in the mean of several draws.
type split struct {
	set     string
	texts   []int   // numbers of texts per entry, drawn for each entry
	without float64 // share of the entries that the base lacks; the same share of the questions has no answer
	times   int
}

var splits = []split{
	{"banking77-10", []int{10}, 0, 4},
	{"banking77-10", []int{5}, 0, 3},
	{"banking77-10", []int{10}, 1. / 3, 6},
	{"banking77-10", []int{2, 4, 8, 12, 16}, 0.2, 2},
	{"clinc150-10", []int{10}, 0, 2},
	{"clinc150-10", []int{8}, 1. / 3, 2},
	{"hwu64-10", []int{10}, 0, 3},
	{"hwu64-10", []int{8}, 1. / 3, 2},
}

// printSplits prints the engine's figures as means over newly drawn sets.
func (b *bench) printSplits(ctx context.Context) error {
	lines := table()
	fmt.Fprintln(
		lines,
		"\nset, drawn anew\ttexts an entry\tout of scope\tfound\ttop1\tcov95\tAUROC\tECE\tanswered\tprecision",
	)

	for _, drawn := range splits {
		entries, cases, err := b.read(drawn.set)
		if err != nil {
			return err
		}
		var mean means

		for round := range drawn.times {
			fresh, cs := drawn.deal(entries, cases, uint64(round))
			base, err := write(b, "split.base.jsonl", fresh)
			if err != nil {
				return err
			}
			asked, err := write(b, "split.cases.jsonl", cs)
			if err != nil {
				return err
			}
			out, err := b.eval(ctx, base, asked, both[0])
			if err != nil {
				return err
			}
			mean.add(out, outOfScope(cs))
		}
		fmt.Fprintf(lines, "%s x %d\t%v%s\n", drawn.set, drawn.times, drawn.texts, mean.row())
	}

	return lines.Flush()
}

// deal draws a base and its questions.
func (s split) deal(entries []faq.Entry, cases []score.Case, seed uint64) (base []faq.Entry, asked []score.Case) {
	random := rand.New(rand.NewPCG(77, seed))

	texts := map[string][]string{}
	for _, e := range entries {
		texts[e.ID] = append([]string{e.Question}, e.Phrasings...)
	}
	var outside []score.Case

	for _, sample := range cases {
		if len(sample.Expect) == 0 {
			outside = append(outside, sample)
		} else {
			texts[sample.Expect[0]] = append(texts[sample.Expect[0]], sample.Text)
		}
	}

	lacking := map[int]bool{}
	for _, i := range random.Perm(len(entries))[:int(math.Round(s.without*float64(len(entries))))] {
		lacking[i] = true
	}
	var left []score.Case

	for i, entry := range entries {
		own := texts[entry.ID]
		random.Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
		if lacking[i] {
			for _, x := range own {
				left = append(left, score.Case{Text: x, Expect: []string{}})
			}
			continue
		}
		kept := min(s.texts[random.IntN(len(s.texts))], len(own)/2)
		entry.Question, entry.Phrasings = own[0], own[1:kept]

		base = append(base, entry)
		for _, x := range own[kept:] {
			asked = append(asked, score.Case{Text: x, Expect: []string{entry.ID}})
		}
	}
	random.Shuffle(len(left), func(i, j int) { left[i], left[j] = left[j], left[i] })
	left = left[:min(len(left), int(float64(len(asked))*s.without/(1-s.without)))]
	asked = slices.Concat(asked, left, outside)
	random.Shuffle(len(asked), func(i, j int) { asked[i], asked[j] = asked[j], asked[i] })

	return base, asked[:min(len(asked), 2000)]
}

func outOfScope(cases []score.Case) float64 {
	count := 0

	for _, c := range cases {
		if len(c.Expect) == 0 {
			count++
		}
	}

	return float64(count) / float64(len(cases))
}

// means are the means of a row's figures. A missing figure of a set does not count.
type means struct {
	sum, n [8]float64
}

func (m *means) add(measured engine, outside float64) {
	values := []*float64{
		&outside,
		&measured.NoneShare,
		&measured.Top1,
		&measured.Cov95,
		measured.AUROC,
		&measured.ECE,
		&measured.Decision.Answered,
		measured.Decision.Precision,
	}
	for i, v := range values {
		if v != nil {
			m.sum[i] += *v
			m.n[i]++
		}
	}
}

func (m *means) row() string {
	out := ""

	for i := range m.sum {
		if m.n[i] == 0 {
			out += "\t-"
			continue
		}
		out += fmt.Sprintf("\t%.3f", m.sum[i]/m.n[i])
	}

	return out
}
