package faq

// distance counts the edits (insert, delete, replace, swap of neighbours) that turn a into b.
func distance(one, other []rune) int {
	before, row, next := make([]int, len(other)+1), make([]int, len(other)+1), make([]int, len(other)+1)
	for j := range row {
		row[j] = j
	}

	for i := 1; i <= len(one); i++ {
		next[0] = i

		for j := 1; j <= len(other); j++ {
			cost := 1
			if one[i-1] == other[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && one[i-1] == other[j-2] && one[i-2] == other[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}

	return row[len(other)]
}

// nearest returns the most likely intended name for a mistyped name, or "".
func nearest(typed string, names []string) string {
	const longest = 64 // a longer key is not a mistyped name
	best, least := "", 3
	letters := []rune(typed)
	if len(letters) > longest {
		return ""
	}

	for _, n := range names {
		if d := distance(letters, []rune(n)); d < least && d < len(n) {
			best, least = n, d
		}
	}

	return best
}
