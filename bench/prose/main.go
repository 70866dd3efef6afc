// Command prose counts how the code and the documents of a module read: words that stand for a thing without naming it, pronouns, paragraphs
// inside functions, long lines, one-letter names, wide assignments and exported names without a comment. With -gate it fails when a figure is
// worse than the style of CONTRIBUTING.md allows.
//
// A figure "per thousand words" is over the words of Go comments; files that tools have written are left out.
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
	worst := flag.Int("worst", 0, "name so many of the worst places of each figure")
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
	bound float64 // 0 = none
	least bool    // the bound is a lower one
	most  []place // the worst first
}

type place struct {
	at   string // file:line
	text string
}

func (f figure) met() bool {
	if f.bound == 0 {
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
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)

	for _, f := range r.figures {
		bound, verdict := "", ""
		if f.bound != 0 {
			sign := "<="
			if f.least {
				sign = ">="
			}
			bound = fmt.Sprintf("%s %g", sign, f.bound)
			verdict = "ok"
		}
		if !f.met() {
			verdict = "MISSED"
			missed++
		}
		fmt.Fprintf(w, "%s\t%.1f %s\t%s\t%s\n", f.name, f.value, f.unit, bound, verdict)
	}
	_ = w.Flush()

	for _, f := range r.figures {
		for i, p := range f.most {
			if i == worst {
				break
			}
			fmt.Fprintf(out, "%s: %s: %s\n", f.name, p.at, p.text)
		}
	}

	return missed
}
