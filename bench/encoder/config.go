package main

import (
	"flag"
	"runtime"
	"strconv"
	"strings"
)

// config is the recipe's numbers; docs/encoder.md says which were measured against which.
type config struct {
	workers int
	seed    uint64
	pairs   int // to train with
	bytes   int // of the largest table

	temperature float32 // of the softmax over cosines
	rate        float32 // of AdaGrad at first
	lastRate    float32 // and at the end
	startRate   float32 // rate of the rows that start vectors went into, to that of the others
	pull        float32 // by which a start row returns to its start at each change
	alone       float64 // probability that a word must do without its own and its stem's row
	typo        float64 // probability that a word of one of the two texts has a typo
	startLength float32 // by which the start vectors of mean length 1 are multiplied
	smallLength float32 // of the random rows
	leastWords  int     // texts' words with a word or a stem that has a row
	leastPieces int     // different words with a piece that has a row
	evenness    float64 // a source of n pairs is drawn in proportion to n to this power
	halves      float64 // probability of two halves of a sentence rather than two neighbours
	trained     float32 // part of a row's way from its start that is kept at the end
	pieceWorth  float64 // of a piece against a word of the same length and number at export
	shares      []share // of sources that are to be drawn more or less often
}

// share multiplies the chance of the sources whose names start so.
type share struct {
	name   string
	factor float64
}

var defaults = config{
	workers:     min(2, runtime.NumCPU()),
	seed:        1,
	pairs:       5_000_000,
	bytes:       4_400_000,
	temperature: .06,
	rate:        .05,
	lastRate:    .005,
	startRate:   .3,
	pull:        .0005,
	alone:       .3,
	typo:        .2,
	startLength: 3,
	smallLength: .05,
	leastWords:  2,
	leastPieces: 6,
	evenness:    .35,
	halves:      .5,
	trained:     .5,
	pieceWorth:  2,
}

// flags lets the command line change c.
func (c *config) flags() {
	flag.IntVar(&c.workers, "workers", c.workers, "parallel workers")
	flag.Uint64Var(&c.seed, "seed", c.seed, "seed of all random choices")
	flag.IntVar(&c.pairs, "pairs", c.pairs, "pairs to train with")
	flag.IntVar(&c.bytes, "bytes", c.bytes, "largest table")
	number(&c.temperature, "temperature", "of the softmax over cosines")
	number(&c.rate, "rate", "learning rate at first")
	number(&c.lastRate, "last-rate", "learning rate at the end")
	number(&c.startRate, "start-rate", "rate of the rows that start vectors went into, to that of the others")
	number(&c.pull, "pull", "by which a start row returns to its start at each change")
	number(&c.alone, "alone", "probability that a word is known by its pieces only")
	number(&c.typo, "typo", "probability of a typo in a word of one of the two texts")
	number(&c.startLength, "start-length", "mean length of the start vectors")
	number(&c.smallLength, "small-length", "length of random rows")
	flag.IntVar(&c.leastWords, "least-words", c.leastWords, "words of the texts that make a row")
	flag.IntVar(&c.leastPieces, "least-pieces", c.leastPieces, "different words that make a row of a piece")
	number(&c.evenness, "evenness", "power of a source's size in its chance")
	number(&c.halves, "halves", "probability of halves of a sentence rather than neighbours")
	number(&c.trained, "trained", "part of the way from the start that is kept at the end")
	number(&c.pieceWorth, "piece-worth", "of a piece against a word at export")
	flag.Func("share", "name=factor: draw sources whose name starts so more or less often", func(s string) error {
		name, factor, _ := strings.Cut(s, "=")
		f, err := strconv.ParseFloat(factor, 64)
		c.shares = append(c.shares, share{name, f})

		return err
	})
}

// number is a flag for a number of either size.
func number[F float32 | float64](p *F, name, usage string) {
	flag.Func(name, usage+" (default "+strconv.FormatFloat(float64(*p), 'g', -1, 32)+")", func(s string) error {
		v, err := strconv.ParseFloat(s, 64)
		*p = F(v)

		return err
	})
}
