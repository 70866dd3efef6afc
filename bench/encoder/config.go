package main

import (
	"flag"
	"runtime"
	"strconv"
	"strings"
)

// config holds the numbers of the recipe. docs/encoder.md lists the measured alternatives.
type config struct {
	workers int
	seed    uint64
	pairs   int // number of training pairs
	bytes   int // size limit of the table

	temperature float32 // temperature of the softmax over cosines
	rate        float32 // first rate of AdaGrad
	lastRate    float32 // last rate of AdaGrad
	startRate   float32 // rate of rows with a start vector, relative to the rate of other rows
	pull        float32 // share by which a row with a start vector returns to the start at each change
	alone       float64 // probability that a word loses its own row and its stem's row
	typo        float64 // probability of a typo in a word of one of the two texts
	startLength float32 // factor of the start vectors with mean length 1
	smallLength float32 // length of the random rows
	leastWords  int     // minimum count of a word or stem with a row
	leastPieces int     // minimum number of different words of a piece with a row
	evenness    float64 // a source of n pairs is drawn in proportion to n to this power
	halves      float64 // probability of two halves of a sentence instead of two neighbours
	trained     float32 // kept part of a row's way from the start, at the end
	pieceWorth  float64 // weight of a piece at export, relative to a word of the same length and number
	shares      []share // sources with a higher or lower chance
}

// share multiplies the chance of all sources with a name prefix.
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
	flag.IntVar(&c.pairs, "pairs", c.pairs, "number of training pairs")
	flag.IntVar(&c.bytes, "bytes", c.bytes, "size limit of the table in bytes")
	number(&c.temperature, "temperature", "temperature of the softmax over cosines")
	number(&c.rate, "rate", "learning rate at first")
	number(&c.lastRate, "last-rate", "learning rate at the end")
	number(&c.startRate, "start-rate", "rate of rows with a start vector, relative to other rows")
	number(&c.pull, "pull", "share by which a row with a start vector returns to the start at each change")
	number(&c.alone, "alone", "probability that a word uses its pieces only")
	number(&c.typo, "typo", "probability of a typo in a word of one of the two texts")
	number(&c.startLength, "start-length", "mean length of the start vectors")
	number(&c.smallLength, "small-length", "length of random rows")
	flag.IntVar(&c.leastWords, "least-words", c.leastWords, "minimum count of a word with a row")
	flag.IntVar(&c.leastPieces, "least-pieces", c.leastPieces, "minimum number of words of a piece with a row")
	number(&c.evenness, "evenness", "power of a source's size in the chance of the source")
	number(&c.halves, "halves", "probability of halves of a sentence rather than neighbours")
	number(&c.trained, "trained", "kept part of a row's way from the start, at the end")
	number(&c.pieceWorth, "piece-worth", "weight of a piece at export, relative to a word")
	const usage = "name=factor: multiply the chance of all sources with the name prefix"
	flag.Func("share", usage, func(given string) error {
		name, factor, _ := strings.Cut(given, "=")
		f, err := strconv.ParseFloat(factor, 64)
		c.shares = append(c.shares, share{name, f})

		return err
	})
}

// number is a flag for a number of either float type.
func number[F float32 | float64](target *F, name, usage string) {
	flag.Func(name, usage+" (default "+strconv.FormatFloat(float64(*target), 'g', -1, 32)+")", func(s string) error {
		v, err := strconv.ParseFloat(s, 64)
		*target = F(v)

		return err
	})
}
