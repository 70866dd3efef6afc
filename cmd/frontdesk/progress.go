package main

import (
	"fmt"
	"os"
	"strings"
)

// progress shows the state of a long step on one line of a terminal. Without a terminal progress prints no output. The methods are for
// one goroutine.
type progress struct {
	out   *os.File
	shown string // current text of the line
}

// newProgress shows on stderr, so that stdout has the results only.
func newProgress() *progress {
	if !terminal(os.Stderr) {
		return &progress{}
	}

	return &progress{out: os.Stderr}
}

// count shows the current number for a step without a known end.
func (p *progress) count(n int, noun string) { p.show(fmt.Sprintf("%d %s", n, noun)) }

const barWidth = 30

// step shows a bar. A total of 0 means: the step has not begun to count.
func (p *progress) step(name string, done, total int) {
	share := 0.0
	if total > 0 {
		share = min(1, float64(done)/float64(total))
	}
	full := int(share * barWidth)
	p.show(
		fmt.Sprintf(
			"%-9s [%s%s] %3d%%",
			name,
			strings.Repeat("#", full),
			strings.Repeat(".", barWidth-full),
			int(share*100),
		),
	)
}

func (p *progress) show(line string) {
	if p.out == nil || line == p.shown {
		return
	}
	_, _ = fmt.Fprintf(p.out, "\r%s%s", line, strings.Repeat(" ", max(0, len(p.shown)-len(line))))
	p.shown = line
}

// end clears the line for the next output.
func (p *progress) end() {
	if p.shown != "" {
		_, _ = fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", len(p.shown)))
		p.shown = ""
	}
}

// terminal reports whether a stream is a terminal.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
