package main

import (
	"math/rand/v2"
	"strings"
)

// source draws pairs of texts. The texts of a pair have the same meaning or belong together.
type source struct {
	name string
	size int // approximate number of different pairs
	draw func(c *config, r *rand.Rand) pair
}

// pair is two texts and the number of their meaning. Two pairs of the same number are not counterexamples of one another. Each negative
// number belongs to one pair only.
type pair struct {
	a, b    text
	meaning int32
}

// readers make a source from the lines of a file, by the kind of the file.
var readers = map[string]func(*corpus, string, []string) *source{
	"pair": readPairs,
	"grp":  readGroups,
	"mono": readRunning,
}

// readPairs reads text TAB text. Pairs with the same first text have one meaning.
func readPairs(c *corpus, name string, lines []string) *source {
	var pairs []pair
	meanings := map[string]int32{}

	for _, l := range lines {
		left, right, _ := strings.Cut(l, "\t")
		p := pair{a: c.text(left), b: c.text(right)}
		if len(p.a) == 0 || len(p.b) == 0 {
			continue
		}
		m, ok := meanings[left]
		if !ok {
			m = int32(len(meanings))
			meanings[left] = m
		}
		p.meaning = m
		pairs = append(pairs, p)
	}
	c.pairs = append(c.pairs, pairs...)

	return &source{name: name, size: len(pairs), draw: func(_ *config, r *rand.Rand) pair {
		return pairs[r.IntN(len(pairs))]
	}}
}

// readGroups reads group TAB text; groups of one are left out.
func readGroups(c *corpus, name string, lines []string) *source {
	var groups [][]text
	numbers := map[string]int{}

	for _, l := range lines {
		group, line, _ := strings.Cut(l, "\t")
		t := c.text(line)
		if len(t) == 0 {
			continue
		}
		n, ok := numbers[group]
		if !ok {
			n = len(groups)
			numbers[group] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], t)
	}
	var members []int // the group of every text, so that all texts are drawn equally often

	for n, g := range groups {
		for range g {
			if len(g) > 1 {
				members = append(members, n)
			}
		}
	}

	return &source{name: name, size: len(members), draw: func(_ *config, r *rand.Rand) pair {
		n := members[r.IntN(len(members))]
		g := groups[n]
		i, j := r.IntN(len(g)), r.IntN(len(g)-1)
		if j >= i {
			j++
		}

		return pair{a: g[i], b: g[j], meaning: int32(n)}
	}}
}

// readRunning reads a sentence a line. Neighbours belong together. An empty line is a border.
func readRunning(c *corpus, name string, lines []string) *source {
	var texts []text // borders are nil
	var full []int   // texts of at least two words

	for _, l := range lines {
		t := c.text(l)
		if len(t) > 1 {
			full = append(full, len(texts))
		}
		texts = append(texts, t)
	}
	texts = append(texts, nil)

	return &source{name: name, size: len(full), draw: func(c *config, r *rand.Rand) pair {
		i := full[r.IntN(len(full))]
		p := pair{meaning: -1}
		if next := texts[i+1]; len(next) > 1 && r.Float64() >= c.halves {
			p.a, p.b = texts[i], next
			return p
		}
		p.a, p.b = halves(texts[i], r)

		return p
	}}
}

// halves deals the words of a text out to two texts at random. Each text gets at least one word.
func halves(t text, r *rand.Rand) (a, b text) {
	for _, w := range t {
		if r.Uint32()&1 == 0 {
			a = append(a, w)
		} else {
			b = append(b, w)
		}
	}

	switch {
	case len(a) == 0:
		a, b = b[:1], b[1:]
	case len(b) == 0:
		a, b = a[1:], a[:1]
	}

	return a, b
}
