package main

import (
	"fmt"
	"os"
	"strings"
)

// progress shows how far a long piece of work is, on one line of a terminal; elsewhere it is
// silent. Its methods are for one goroutine.
type progress struct {
	out   *os.File
	shown string // what stands in the line
}

// newProgress shows on stderr, so that the output stays clean.
func newProgress() *progress {
	if !terminal(os.Stderr) {
		return &progress{}
	}

	return &progress{out: os.Stderr}
}

// count shows how many there are so far of what has no known end.
func (p *progress) count(n int, noun string) { p.show(fmt.Sprintf("%d %s", n, noun)) }

const barWidth = 30

// step shows a bar; a step whose total is 0 has not begun to count.
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

// end empties the line for what is printed next.
func (p *progress) end() {
	if p.shown != "" {
		_, _ = fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", len(p.shown)))
		p.shown = ""
	}
}

// terminal reports whether a person is looking at a stream.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
