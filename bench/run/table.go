package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// row is one line of the report.
type row struct {
	Goal      string  `json:"goal"`
	What      string  `json:"what"`
	Floor     float64 `json:"floor,omitempty"`
	Frontdesk float64 `json:"frontdesk"`
	Ratio     float64 `json:"ratio,omitempty"` // median of the ratios of the rounds
	Unit      string  `json:"unit"`
	Want      string  `json:"want"`
	Met       string  `json:"met"` // met, missed, the met half, or "" for a row without a goal
}

// limit is one goal: for the ratio, for the figure, or for both. Zero means no goal.
type limit struct {
	goal, key, what, unit string
	ratio, figure         float64
	least                 bool // the bounds are lower bounds
}

// The goals; P10, P11, P14 and P15 are measured elsewhere.
var limits = []limit{
	{"P1", "P1 p50", "visitor to operator, 200/s, p50", "ms", 2, 2.5, false},
	{"P1", "P1 p99", "visitor to operator, 200/s, p99", "ms", 2.5, 8, false},
	{"P2", "P2 500 p50", "visitor to operator, 500/s, p50", "ms", 0, 0, false},
	{"P2", "P2 500 p99", "visitor to operator, 500/s, p99", "ms", 3, 12, false},
	{"P2", "P2 2000 p50", "visitor to operator, 2,000/s, p50", "ms", 0, 0, false},
	{"P2", "P2 2000 p99", "visitor to operator, 2,000/s, p99", "ms", 3, 50, false},
	{"P2", "P2 lost", "lost, doubled or unanswered", "", 0, -1, false},
	{"P3", "P3 p50", "question to stored answer on the visitor's socket, p50 (floor: ack)", "ms", 0, 0, false},
	{"P3", "P3 p99", "question to stored answer on the visitor's socket, p99 (floor: ack)", "ms", 5, 20, false},
	{"P3", "P3 answered", "share of questions answered", "", 0, 1, true},
	{"P4", "P4 rate", "closed loop, 64 visitors", "msgs/s", .25, 4000, true},
	{"P4", "P4 post", "closed loop, 8 clients over HTTP: Frontdesk's widget has no such path", "msgs/s", 0, 0, false},
	{"P5", "P5 closures", "transactions a message, a person has the talk", "", 0, 1.05, false},
	{"P5", "P5 bot closures", "transactions a message, the bot answers", "", 0, 2.05, false},
	{"P5", "P5 commits", "commits a message at full load", "", 0, 0, false},
	{"P6", "P6 5000", "memory of an idle visitor, 5,000 sockets", "KiB", 0, 0, false},
	{"P6", "P6 10000", "memory of an idle visitor, 10,000 sockets", "KiB", 2, 16, false},
	{"P7", "P7 cpu", "CPU with 5,000 idle visitors", "% of a core", 0, 2, false},
	{"P7", "P7 commits", "commits meanwhile", "", 0, -1, false},
	{"P8", "P8 rss 2", "memory 2 s after a start", "MiB", 0, 40, false},
	{"P8", "P8 rss 1", "memory 2 s after the first start (it hashes a password)", "MiB", 0, 0, false},
	{"P9", "P9 start 2", "start on an existing database", "ms", 5, 100, false},
	{"P9", "P9 start 1", "first start, with migrations", "ms", 0, 500, false},
	{"P12", "P12 rate", "64 visitors, 1,000,000 messages stored (beside: none)", "msgs/s", .8, 0, true},
	{"P12", "P12 p99", "200/s, 1,000,000 messages stored, p99 (beside: none)", "ms", 1.5, 0, false},
	{"P12", "P12 start", "start with 1,000,000 messages stored", "ms", 0, 2000, false},
	{"P13", "P13 offered", "overload: offered", "msgs/s", 0, 0, false},
	{"P13", "P13 acked", "overload: acknowledged", "msgs/s", 0, 0, false},
	{"P13", "P13 lost", "overload: acknowledged and missing, doubled, or never answered", "", 0, -1, false},
	{"P13", "P13 refused", "overload: refused by the server", "", 0, 0, false},
	{"P13", "P13 shed", "overload: kept back by the widget, whose 50 places were full", "%", 0, 0, false},
	{"P13", "P13 rss", "overload: growth of memory", "MiB", 0, 64, false},
	{"P13", "P13 drained", "overload: until no message was outstanding", "s", 0, 5, false},
	{"P13", "P13 p99", "after the overload: 200/s, p99", "ms", 2.5, 8, false},
}

func (b *bench) rows() (list []row) {
	for _, bound := range limits {
		kept := b.samples[bound.key]
		if kept == nil {
			continue
		}
		line := row{
			Goal:      bound.goal,
			What:      bound.what,
			Unit:      bound.unit,
			Floor:     median(kept.floor),
			Frontdesk: median(kept.ours),
			Want:      bound.want(),
		}
		var ratios []float64

		for i, f := range kept.floor {
			if f > 0 && kept.ours[i] > 0 {
				ratios = append(ratios, kept.ours[i]/f)
			}
		}
		line.Ratio = median(ratios)
		line.Met = bound.met(line)
		list = append(list, line)
	}

	return list
}

// want describes the goal in words. A figure of -1 means that the figure must be 0.
func (l limit) want() string {
	sign := "<= "
	if l.least {
		sign = ">= "
	}
	out := ""
	if l.ratio > 0 {
		out = fmt.Sprintf("%s%gx", sign, l.ratio)
	}
	if l.figure > 0 {
		if out != "" {
			out += ", "
		}
		out += fmt.Sprintf("%s%g", sign, l.figure)
	}
	if l.figure < 0 {
		out = "0"
	}

	return out
}

// met checks a row. A row with a goal for the ratio and a goal for the figure must meet both goals.
func (l limit) met(line row) string {
	within := func(value, most float64) bool {
		if l.least {
			return value >= most
		}

		return value <= most
	}
	ratio, figure := l.ratio == 0 || within(line.Ratio, l.ratio), l.figure == 0 || within(line.Frontdesk, l.figure)
	if l.figure < 0 {
		figure = line.Frontdesk == 0
	}

	switch {
	case l.ratio == 0 && l.figure == 0:
		return ""
	case ratio && figure:
		return "met"
	case ratio && l.ratio > 0:
		return "ratio met, figure missed"
	case figure && l.figure > 0:
		return "figure met, ratio missed"
	}

	return "missed"
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	list = slices.Sorted(slices.Values(list))
	n := len(list)

	return (list[(n-1)/2] + list[n/2]) / 2
}

func (b *bench) print(out io.Writer, rows []row) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "goal\twhat\tfloor\tFrontdesk\tratio\twanted\t")

	for _, line := range rows {
		unit := line.Unit
		if unit != "" {
			unit = " " + unit
		}
		floor, ratio := "-", "-"
		if line.Floor > 0 {
			floor = figure(line.Floor) + unit
		}
		if line.Ratio > 0 {
			ratio = fmt.Sprintf("%.2fx", line.Ratio)
		}
		ours := figure(line.Frontdesk) + unit
		if line.Frontdesk == 0 && line.Want == "" {
			ours = "-"
		}
		fmt.Fprintf(
			table,
			"%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			line.Goal,
			line.What,
			floor,
			ours,
			ratio,
			line.Want,
			line.Met,
		)
	}
	_ = table.Flush()
	fmt.Fprintf(
		out,
		"\nMedians of %d alternating rounds, %d s in all. On a shared machine only the ratios are meaningful.\n",
		b.Rounds,
		int(time.Since(b.began).Seconds()),
	)
}

func figure(value float64) string {
	switch {
	case value == 0:
		return "0"
	case value < 10:
		return fmt.Sprintf("%.2f", value)
	case value < 100:
		return fmt.Sprintf("%.1f", value)
	}

	return fmt.Sprintf("%.0f", value)
}
