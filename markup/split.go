package markup

import "unicode"

// interval is text[from:to), in runes.
type interval struct{ from, to int }

// cutter cuts a text into parts of at most max. size measures a stretch of the text, and must not shrink when text is added. keep lists
// the intervals that should stay whole. The joined parts are the text, except for white space: white space that would be a part by itself
// is left out. If possible, a part ends between paragraphs, lines, sentences or words. A single character longer than max is a part of
// its own.
type cutter struct {
	text []rune
	max  int
	size func(from, to int) int
	keep []interval
}

func (c cutter) parts() []interval {
	var out []interval

	for from := 0; from < len(c.text); {
		to := c.end(from)
		if !blank(c.text[from:to]) {
			out = append(out, interval{from: from, to: to})
		}
		from = to
	}

	return out
}

// end returns the end of the part that starts at from.
func (c cutter) end(from int) int {
	limit := c.fit(from)
	if limit == len(c.text) {
		return limit
	}

	for {
		to := c.cut(from, limit)
		// An earlier end is rarely longer. A closing Slack mark at the earlier end may make the part longer.
		if to <= from+1 || c.size(from, to) <= c.max {
			return to
		}
		limit = to - 1
	}
}

// fit returns the farthest end of a part that starts at from. The end is at least one rune after from.
func (c cutter) fit(from int) int {
	low, step := from+1, max(c.max, 1)
	for low < len(c.text) {
		next := min(low+step, len(c.text))
		if c.size(from, next) > c.max {
			break
		}
		low, step = next, step*2
	}

	// The end low fits or is one rune away. The end high may not fit.
	high := min(low+step, len(c.text))
	for low < high {
		mid := (low + high + 1) / 2
		if c.size(from, mid) <= c.max {
			low = mid
		} else {
			high = mid - 1
		}
	}

	return low
}

// breaks are the last possible ends of each kind within a part. Zero means none.
type breaks struct {
	paragraph, line, sentence, word, free, character int
}

// cut looks backwards from limit for the best end of the part. In the second half, the kind decides. Before, any word end is better than
// a cut inside a word.
func (c cutter) cut(from, limit int) int {
	best := c.breaks(from, limit)

	half := from + (limit-from)/2
	for _, at := range []int{best.paragraph, best.line, best.sentence} {
		if at > half {
			return at
		}
	}

	for _, at := range []int{best.word, best.free, best.character} {
		if at > from {
			return at
		}
	}

	return limit
}

func (c cutter) breaks(from, limit int) breaks {
	locked := c.locked(from, limit)
	var best breaks

	first := from // a part must have a visible character
	for first < limit && invisible(c.text[first]) {
		first++
	}

	for at := limit; at > first; at-- {
		if joined(c.text, at) {
			continue
		}
		later(&best.character, at)
		if locked[at-from] {
			continue
		}
		later(&best.free, at)
		before, after := c.text[at-1], c.text[at]
		if !unicode.IsSpace(before) && !unicode.IsSpace(after) {
			continue
		}
		later(&best.word, at)
		if !unicode.IsSpace(before) || unicode.IsSpace(after) {
			continue // the white space stays together at the end of this part
		}

		switch {
		case before == '\n' && at-from > 1 && c.text[at-2] == '\n':
			later(&best.paragraph, at)
			return best // no earlier end is better
		case before == '\n':
			later(&best.line, at)
		case at-from > 1 && sentenceEnd(c.text[at-2]):
			later(&best.sentence, at)
		}
	}

	return best
}

func later(at *int, candidate int) {
	if *at == 0 {
		*at = candidate
	}
}

func sentenceEnd(char rune) bool {
	switch char {
	case '.', '!', '?', '…', ';', ':':
		return true
	}

	return false
}

// locked marks the places inside kept intervals that fit into a part. These places must not be cut. Places count from from.
func (c cutter) locked(from, limit int) []bool {
	locked := make([]bool, limit-from+1)
	for _, kept := range c.keep {
		if kept.to <= from || kept.from >= limit {
			continue
		}
		if kept.to > limit && (kept.from <= from || c.size(kept.from, kept.to) > c.max) {
			continue // longer than a part, so continued in the next part
		}

		for at := max(kept.from, from) + 1; at < min(kept.to, limit+1); at++ {
			locked[at-from] = true
		}
	}

	return locked
}
