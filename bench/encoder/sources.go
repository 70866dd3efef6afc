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
func readPairs(into *corpus, name string, lines []string) *source {
	var pairs []pair
	meanings := map[string]int32{}

	for _, line := range lines {
		left, right, _ := strings.Cut(line, "\t")
		drawn := pair{a: into.text(left), b: into.text(right)}
		if len(drawn.a) == 0 || len(drawn.b) == 0 {
			continue
		}
		meaning, ok := meanings[left]
		if !ok {
			meaning = int32(len(meanings))
			meanings[left] = meaning
		}
		drawn.meaning = meaning
		pairs = append(pairs, drawn)
	}
	into.pairs = append(into.pairs, pairs...)

	return &source{name: name, size: len(pairs), draw: func(_ *config, r *rand.Rand) pair {
		return pairs[r.IntN(len(pairs))]
	}}
}

// readGroups reads group TAB text; groups of one are left out.
func readGroups(into *corpus, name string, lines []string) *source {
	var groups [][]text
	numbers := map[string]int{}

	for _, row := range lines {
		group, line, _ := strings.Cut(row, "\t")
		passage := into.text(line)
		if len(passage) == 0 {
			continue
		}
		place, ok := numbers[group]
		if !ok {
			place = len(groups)
			numbers[group] = place
			groups = append(groups, nil)
		}
		groups[place] = append(groups[place], passage)
	}
	var members []int // the group of every text, so that all texts are drawn equally often

	for place, group := range groups {
		for range group {
			if len(group) > 1 {
				members = append(members, place)
			}
		}
	}

	return &source{name: name, size: len(members), draw: func(_ *config, random *rand.Rand) pair {
		place := members[random.IntN(len(members))]
		group := groups[place]
		first, second := random.IntN(len(group)), random.IntN(len(group)-1)
		if second >= first {
			second++
		}

		return pair{a: group[first], b: group[second], meaning: int32(place)}
	}}
}

// readRunning reads a sentence a line. Neighbours belong together. An empty line is a border.
func readRunning(into *corpus, name string, lines []string) *source {
	var texts []text // borders are nil
	var full []int   // texts of at least two words

	for _, line := range lines {
		t := into.text(line)
		if len(t) > 1 {
			full = append(full, len(texts))
		}
		texts = append(texts, t)
	}
	texts = append(texts, nil)

	return &source{name: name, size: len(full), draw: func(settings *config, random *rand.Rand) pair {
		chosen := full[random.IntN(len(full))]
		drawn := pair{meaning: -1}
		if next := texts[chosen+1]; len(next) > 1 && random.Float64() >= settings.halves {
			drawn.a, drawn.b = texts[chosen], next
			return drawn
		}
		drawn.a, drawn.b = halves(texts[chosen], random)

		return drawn
	}}
}

// halves deals the words of a text out to two texts at random. Each text gets at least one word.
func halves(passage text, random *rand.Rand) (left, right text) {
	for _, id := range passage {
		if random.Uint32()&1 == 0 {
			left = append(left, id)
		} else {
			right = append(right, id)
		}
	}

	switch {
	case len(left) == 0:
		left, right = right[:1], right[1:]
	case len(right) == 0:
		left, right = left[1:], left[:1]
	}

	return left, right
}
