package main

import (
	"fmt"
	"io"
	"time"
)

// progress prints a line about the training, once a second. Without out, progress prints no line.
type progress struct {
	out         io.Writer
	start, last time.Time
	done, all   int
	loss        float64 // mean of about the last hundred batches
}

func newProgress(out io.Writer, all int) *progress {
	now := time.Now()
	return &progress{out: out, start: now, last: now, all: all}
}

func (p *progress) step(pairs int, loss float64) {
	if p.done == 0 {
		p.loss = loss
	}
	p.done += pairs
	p.loss += (loss - p.loss) / 100
	if now := time.Now(); p.out != nil && now.Sub(p.last) >= time.Second {
		p.last = now
		p.print()
	}
}

func (p *progress) print() {
	spent := time.Since(p.start)
	left := time.Duration(float64(spent) * float64(p.all-p.done) / float64(p.done))
	fmt.Fprintf(p.out, "\r%8d of %d pairs, %.0f a second, loss %.3f, %s left   ", p.done, p.all,
		float64(p.done)/spent.Seconds(), p.loss, left.Round(time.Second))
}

func (p *progress) end() {
	if p.out == nil || p.done == 0 {
		return
	}
	p.print()
	fmt.Fprintln(p.out)
}
