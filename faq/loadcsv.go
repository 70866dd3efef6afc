package faq

import (
	"strings"
	"unicode/utf8"
)

// cursor is a reading position in a text, with line and column.
type cursor struct {
	text string
	next int // in bytes
	at   position
}

func newCursor(text string, at position) *cursor { return &cursor{text: text, at: at} }

func (c *cursor) rest() string { return c.text[c.next:] }

// skip moves size bytes forward and returns the skipped bytes. A line ends in "\n", "\r\n" or "\r".
func (c *cursor) skip(size int) string {
	skipped := c.text[c.next : c.next+size]
	c.next += size
	start := 0

	for i := range len(skipped) {
		last := i == len(skipped)-1 && (c.next == len(c.text) || c.text[c.next] != '\n') ||
			i < len(skipped)-1 && skipped[i+1] != '\n'
		if skipped[i] == '\n' || skipped[i] == '\r' && last {
			c.at = position{line: c.at.line + 1, column: 1}
			start = i + 1
		}
	}
	c.at.column += utf8.RuneCountInString(skipped[start:])

	return skipped
}

// lineEnd returns the number of bytes of the line end at the cursor.
func (c *cursor) lineEnd() int {
	switch rest := c.rest(); {
	case strings.HasPrefix(rest, "\r\n"):
		return 2
	case rest != "" && (rest[0] == '\n' || rest[0] == '\r'):
		return 1
	}

	return 0
}

// cell is a cell of a table, without quotes.
type cell struct {
	at   position
	text string
}

// csvText reads the records of RFC 4180 with any separator and any line ends. Unlike encoding/csv,
// csvText counts columns in characters and continues after a broken quote.
type csvText struct {
	*cursor
	separator byte
	broken    int
}

// maxBroken is the maximum number of reported broken quotes. Each broken quote may cost another scan
// of the rest of the file.
const maxBroken = 100

// brokenQuote is the error for a quote without an end at the end of a cell.
type brokenQuote struct {
	at     position
	reason reason
}

func (e brokenQuote) Error() string { return e.reason.String() }

// record reads the cells up to the end of the line. After a broken quote, reading continues in the
// line after the opening quote.
func (c *csvText) record() ([]cell, error) {
	var cells []cell

	for {
		before := *c.cursor
		one, err := c.cell()
		if err != nil {
			*c.cursor = before
			c.nextLine()
			c.broken++

			return nil, err
		}
		cells = append(cells, one)
		if n := c.lineEnd(); n > 0 || c.rest() == "" {
			c.skip(n)
			return cells, nil
		}
		c.skip(1) // skips the separator
	}
}

func (c *csvText) nextLine() {
	if end := strings.IndexAny(c.rest(), "\r\n"); end >= 0 {
		c.skip(end)
		c.skip(c.lineEnd())

		return
	}
	c.skip(len(c.rest()))
}

// cell reads up to a separator or the end of a line.
func (c *csvText) cell() (cell, error) {
	one := cell{at: c.at}
	if !strings.HasPrefix(c.rest(), `"`) {
		one.text = c.skip(c.plain())
		return one, nil
	}
	var out strings.Builder
	c.skip(1)

	for {
		end := strings.IndexByte(c.rest(), '"')
		if end < 0 {
			return one, brokenQuote{at: one.at, reason: newReason("csv_open_quote")}
		}
		out.WriteString(c.skip(end))
		c.skip(1)
		if !strings.HasPrefix(c.rest(), `"`) {
			break
		}
		out.WriteString(c.skip(1))
	}
	one.text = out.String()
	closed := c.at
	if behind := c.skip(c.plain()); strings.Trim(behind, " \t") != "" {
		why := newReason("csv_after_quote", "line", closed.line, "column", closed.column-1)
		return one, brokenQuote{at: one.at, reason: why}
	}

	return one, nil
}

// plain returns the number of bytes before the next separator or line end.
func (c *csvText) plain() int {
	if n := strings.IndexAny(c.rest(), string([]byte{c.separator, '\r', '\n'})); n >= 0 {
		return n
	}

	return len(c.rest())
}

// separatorOf returns the separator of the cells. A first line like "sep=;" names the separator and is
// not part of the table. Otherwise the separator is the most frequent of ";", "," and tab outside of
// quotes in the first line.
func separatorOf(text string) (separator byte, said bool) {
	line := text
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		line = text[:end]
	}
	if s := strings.Trim(line, `"`); len(s) == len("sep=;") && strings.EqualFold(s[:4], "sep=") {
		return s[4], true
	}
	var count [256]int
	quoted := false

	for i := range len(line) {
		if line[i] == '"' {
			quoted = !quoted
		}
		if !quoted {
			count[line[i]]++
		}
	}

	separator = ','
	for _, c := range []byte{';', '\t'} {
		if count[c] > count[separator] {
			separator = c
		}
	}

	return separator, false
}
