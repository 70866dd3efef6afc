package faq

import (
	"bufio"
	"slices"
	"strings"
)

func encodeCSV(out *bufio.Writer, entries []Entry) error {
	phrasings, tags := 0, 0 // numbers of columns with one item each
	separator := ","

	for _, entry := range entries {
		if isLong(entry.Phrasings) {
			phrasings = max(phrasings, len(entry.Phrasings))
		}
		if isLong(entry.Tags) {
			tags = max(tags, len(entry.Tags))
		}
		if entry.Lang != "en" && !strings.HasPrefix(entry.Lang, "en-") {
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

	for _, entry := range entries {
		off := ""
		if entry.Off {
			off = "true"
		}
		list, each := csvList(entry.Phrasings, phrasings)
		tagList, eachTag := csvList(entry.Tags, tags)
		line(
			slices.Concat(
				[]string{
					entry.ID,
					entry.Lang,
					entry.Question,
					list,
					entry.Answer,
					tagList,
					entry.Audience,
					off,
					timeText(entry.ValidFrom, false),
					timeText(entry.ValidTo, true),
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
func csvCell(text string) string {
	if isCalculated(text) {
		text = "'" + text
	}
	if !strings.ContainsAny(text, "\",;\t\n\r") {
		return text
	}

	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}
