package faq

import (
	"bufio"
	"slices"
	"strings"
)

func encodeCSV(out *bufio.Writer, entries []Entry) error {
	phrasings, tags := 0, 0 // numbers of columns with one item each
	separator := ","

	for _, e := range entries {
		if isLong(e.Phrasings) {
			phrasings = max(phrasings, len(e.Phrasings))
		}
		if isLong(e.Tags) {
			tags = max(tags, len(e.Tags))
		}
		if e.Lang != "en" && !strings.HasPrefix(e.Lang, "en-") {
			separator = ";"
		}
	}
	line := func(cells []string) {
		for i, s := range cells {
			if i > 0 {
				_, _ = out.WriteString(separator) // out keeps the first error
			}
			_, _ = out.WriteString(csvCell(s))
		}
		_, _ = out.WriteString("\r\n")
	}
	_, _ = out.WriteString("\uFEFF")
	line(
		slices.Concat(fieldNames, slices.Repeat([]string{"phrasing"}, phrasings), slices.Repeat([]string{"tag"}, tags)),
	)

	for _, e := range entries {
		off := ""
		if e.Off {
			off = "true"
		}
		list, each := csvList(e.Phrasings, phrasings)
		tagList, eachTag := csvList(e.Tags, tags)
		line(
			slices.Concat(
				[]string{
					e.ID,
					e.Lang,
					e.Question,
					list,
					e.Answer,
					tagList,
					e.Audience,
					off,
					timeText(e.ValidFrom, false),
					timeText(e.ValidTo, true),
				},
				each,
				eachTag,
			),
		)
	}

	return nil
}

// isLong reports whether a list has items that must not share a cell.
func isLong(items []string) bool {
	return slices.ContainsFunc(
		items,
		func(s string) bool { return strings.Contains(s, "\n") || strings.Contains(s, itemBreak) },
	)
}

// csvList puts a list into one cell, or puts each item into a separate cell.
func csvList(items []string, columns int) (together string, each []string) {
	each = make([]string, columns)
	if isLong(items) {
		copy(each, items)
		return "", each
	}

	return strings.Join(items, "\n"), each
}

// csvCell quotes a cell if necessary, and marks a cell that a spreadsheet would calculate. A list in
// an answer begins with "-". A customer's message can become a phrasing, and must not run as a formula
// in the editor's Excel.
func csvCell(s string) string {
	if isCalculated(s) {
		s = "'" + s
	}
	if !strings.ContainsAny(s, "\",;\t\n\r") {
		return s
	}

	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
