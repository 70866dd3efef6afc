package faq

// distance counts the edits (insert, delete, replace, swap of neighbours) that turn a into b.
func distance(a, b []rune) int {
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}

	for i := 1; i <= len(a); i++ {
		next[0] = i

		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}

	return row[len(b)]
}

// nearest returns the most likely intended name for a mistyped name, or "".
func nearest(typed string, names []string) string {
	const longest = 64 // a longer key is not a mistyped name
	best, least := "", 3
	r := []rune(typed)
	if len(r) > longest {
		return ""
	}

	for _, n := range names {
		if d := distance(r, []rune(n)); d < least && d < len(n) {
			best, least = n, d
		}
	}

	return best
}
