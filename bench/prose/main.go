// Command prose measures the style of the code of a module, Go and scripts of the front ends: vague words, pronouns, paragraphs inside
// functions, long lines, one-letter names, wide assignments and exported names without a comment. With -gate the command fails when a
// figure misses a bound of CONTRIBUTING.md.
//
// A figure "per thousand words" counts the words of comments. Generated files are left out.
package main

import (
	"flag"
	"fmt"
	"os"
	"text/tabwriter"
)

func main() {
	root := flag.String("root", "..", "folder of the module")
	gate := flag.Bool("gate", false, "fail when a figure misses its bound")
	worst := flag.Int("worst", 0, "number of the worst places to print for each figure")
	flag.Parse()

	report, err := count(*root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "prose:", err)
		os.Exit(2)
	}
	missed := report.print(os.Stdout, *worst)
	if *gate && missed > 0 {
		fmt.Fprintf(
			os.Stderr,
			"prose: %d figures miss their bound: see CONTRIBUTING.md, style; prose -worst 10 names places\n",
			missed,
		)
		os.Exit(1)
	}
}

// figure is one line of the report.
type figure struct {
	name  string
	value float64
	unit  string
	bound float64 // 0 means no bound
	least bool    // the bound is a lower bound
	none  bool    // the bound is 0: no place is allowed
	most  []place // sorted from the worst
}

type place struct {
	at   string // file:line
	text string
}

func (f figure) bounded() bool { return f.bound != 0 || f.none }

func (f figure) met() bool {
	if !f.bounded() {
		return true
	}
	if f.least {
		return f.value >= f.bound
	}

	return f.value <= f.bound
}

type report struct{ figures []figure }

// print writes the figures and returns how many miss their bound.
func (r report) print(out *os.File, worst int) (missed int) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)

	for _, fig := range r.figures {
		bound, verdict := "", ""
		if fig.bounded() {
			sign := "<="
			if fig.least {
				sign = ">="
			}
			bound = fmt.Sprintf("%s %g", sign, fig.bound)
			verdict = "ok"
		}
		if !fig.met() {
			verdict = "MISSED"
			missed++
		}
		fmt.Fprintf(table, "%s\t%.1f %s\t%s\t%s\n", fig.name, fig.value, fig.unit, bound, verdict)
	}
	_ = table.Flush()

	for _, fig := range r.figures {
		for i, p := range fig.most {
			if i == worst {
				break
			}
			fmt.Fprintf(out, "%s: %s: %s\n", fig.name, p.at, p.text)
		}
	}

	return missed
}
