package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"frontdesk/faq"
	"frontdesk/faq/score"
)

func table() *tabwriter.Writer { return tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0) }

// figure prints an optional figure.
func figure(value *float64) string {
	if value == nil {
		return "-"
	}

	return fmt.Sprintf("%.3f", *value)
}

// printQuality prints the rankings of all three engines, and then the decisions of our engine.
func (b *bench) printQuality(ctx context.Context) error {
	quality, decided := table(), new(decisions)
	fmt.Fprintln(quality, "set\tengine\ttop1\ttop3\tcov95\tcov98\tAUROC")

	for _, set := range sets {
		entries, cases, err := b.read(set)
		if err != nil {
			return err
		}
		bleve, bm25, err := baselines(entries, cases)
		if err != nil {
			return err
		}
		type row struct {
			name string
			score.Figures
		}
		rows := []row{{"bleve by entry", bleve}, {"BM25 by entry", bm25}}

		for _, setup := range both {
			ours, err := b.eval(ctx, b.baseOf(set), b.casesOf(set), setup)
			if err != nil {
				return err
			}
			rows = append(rows, row{setup.name, ours.Figures})
			decided.add(set, setup.name, ours)
		}

		for _, line := range rows {
			fmt.Fprintf(
				quality,
				"%s\t%s\t%.3f\t%.3f\t%.3f\t%.3f\t%s\n",
				set,
				line.name,
				line.Top1,
				line.Top3,
				line.Cov95,
				line.Cov98,
				figure(line.AUROC),
			)
		}
	}
	if err := quality.Flush(); err != nil {
		return err
	}

	return decided.print()
}

func baselines(entries []faq.Entry, cases []score.Case) (bleve, bm25 score.Figures, err error) {
	engine, err := newSearch(entries)
	if err != nil {
		return bleve, bm25, err
	}
	defer engine.index.Close()
	own := newPlain(entries)
	var one, other []score.Prediction

	for _, sample := range cases {
		p, err := engine.predict(sample.Text)
		if err != nil {
			return bleve, bm25, err
		}
		one, other = append(one, p), append(other, own.predict(sample.Text))
	}

	return score.Of(cases, one), score.Of(cases, other), nil
}

// decisions are the engine's own decisions with max_wrong 0.05.
type decisions struct{ rows []string }

func (d *decisions) add(set, name string, measured engine) {
	expected := "-"

	for _, x := range measured.Expected {
		if x.MaxWrong == 0.05 {
			expected = fmt.Sprintf("%.3f", x.Answered)
		}
	}
	d.rows = append(
		d.rows,
		fmt.Sprintf(
			"%s\t%s\t%.3f\t%s\t%s\t%.3f\t%s\t%s\t%.3f",
			set,
			name,
			measured.Decision.Answered,
			expected,
			figure(measured.Decision.Precision),
			measured.Decision.Asked,
			figure(measured.Decision.RightInThree),
			figure(measured.Decision.OOSHandedOver),
			measured.ECE,
		),
	)
}

func (d *decisions) print() error {
	out := table()
	fmt.Fprintln(
		out,
		"\nmax_wrong 0.05\tengine\tanswered\texpected\tprecision\tasked\tright in three\tout of scope handed over\tECE",
	)

	for _, r := range d.rows {
		fmt.Fprintln(out, r)
	}

	return out.Flush()
}

// printNoise prints top1 for damaged questions.
func (b *bench) printNoise(ctx context.Context) error {
	out := table()
	var clean [2]float64
	fmt.Fprintln(out, "\nset\tdamage\ttop1\tshare of the clean top1 kept\ttop1 without the encoder\tshare kept")

	for _, shown := range []struct {
		set, name string
		damage    func(string, int) string
	}{
		{"banking77-10", "none", nil}, {"banking77-10", "typos", typos},
		{"rutube", "none", nil}, {"rutube", "typos", typos},
		{"rutube", "wrong layout", wrongLayout}, {"rutube", "transliterated", transliterated},
	} {
		_, cases, err := b.read(shown.set)
		if err != nil {
			return err
		}

		for i := range cases {
			if shown.damage != nil {
				cases[i].Text = shown.damage(cases[i].Text, i)
			}
		}
		path, err := write(b, "noise.jsonl", cases)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s\t%s", shown.set, shown.name)

		for i, how := range both {
			measured, err := b.eval(ctx, b.baseOf(shown.set), path, how)
			if err != nil {
				return err
			}
			if shown.damage == nil {
				clean[i] = measured.Top1
			}
			fmt.Fprintf(out, "\t%.3f\t%.3f", measured.Top1, measured.Top1/clean[i])
		}
		fmt.Fprintln(out)
	}

	return out.Flush()
}
