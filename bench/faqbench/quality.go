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
func figure(p *float64) string {
	if p == nil {
		return "-"
	}

	return fmt.Sprintf("%.3f", *p)
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

		for _, w := range both {
			ours, err := b.eval(ctx, b.baseOf(set), b.casesOf(set), w)
			if err != nil {
				return err
			}
			rows = append(rows, row{w.name, ours.Figures})
			decided.add(set, w.name, ours)
		}

		for _, r := range rows {
			fmt.Fprintf(
				quality,
				"%s\t%s\t%.3f\t%.3f\t%.3f\t%.3f\t%s\n",
				set,
				r.name,
				r.Top1,
				r.Top3,
				r.Cov95,
				r.Cov98,
				figure(r.AUROC),
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
	var a, b []score.Prediction

	for _, c := range cases {
		p, err := engine.predict(c.Text)
		if err != nil {
			return bleve, bm25, err
		}
		a, b = append(a, p), append(b, own.predict(c.Text))
	}

	return score.Of(cases, a), score.Of(cases, b), nil
}

// decisions are the engine's own decisions with max_wrong 0.05.
type decisions struct{ rows []string }

func (d *decisions) add(set, name string, e engine) {
	expected := "-"

	for _, x := range e.Expected {
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
			e.Decision.Answered,
			expected,
			figure(e.Decision.Precision),
			e.Decision.Asked,
			figure(e.Decision.RightInThree),
			figure(e.Decision.OOSHandedOver),
			e.ECE,
		),
	)
}

func (d *decisions) print() error {
	w := table()
	fmt.Fprintln(
		w,
		"\nmax_wrong 0.05\tengine\tanswered\texpected\tprecision\tasked\tright in three\tout of scope handed over\tECE",
	)

	for _, r := range d.rows {
		fmt.Fprintln(w, r)
	}

	return w.Flush()
}

// printNoise prints top1 for damaged questions.
func (b *bench) printNoise(ctx context.Context) error {
	w := table()
	var clean [2]float64
	fmt.Fprintln(w, "\nset\tdamage\ttop1\tshare of the clean top1 kept\ttop1 without the encoder\tshare kept")

	for _, d := range []struct {
		set, name string
		damage    func(string, int) string
	}{
		{"banking77-10", "none", nil}, {"banking77-10", "typos", typos},
		{"rutube", "none", nil}, {"rutube", "typos", typos},
		{"rutube", "wrong layout", wrongLayout}, {"rutube", "transliterated", transliterated},
	} {
		_, cases, err := b.read(d.set)
		if err != nil {
			return err
		}

		for i := range cases {
			if d.damage != nil {
				cases[i].Text = d.damage(cases[i].Text, i)
			}
		}
		path, err := write(b, "noise.jsonl", cases)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%s", d.set, d.name)

		for i, how := range both {
			e, err := b.eval(ctx, b.baseOf(d.set), path, how)
			if err != nil {
				return err
			}
			if d.damage == nil {
				clean[i] = e.Top1
			}
			fmt.Fprintf(w, "\t%.3f\t%.3f", e.Top1, e.Top1/clean[i])
		}
		fmt.Fprintln(w)
	}

	return w.Flush()
}
