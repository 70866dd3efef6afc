package faq

import (
	"strings"
	"unicode/utf8"
)

// cursor goes through a text and knows where it is.
type cursor struct {
	text string
	next int // byte
	at   position
}

func newCursor(text string, at position) *cursor { return &cursor{text: text, at: at} }

func (c *cursor) rest() string { return c.text[c.next:] }

// skip goes n bytes on and returns them. A line ends in "\n", "\r\n" or "\r".
func (c *cursor) skip(n int) string {
	s := c.text[c.next : c.next+n]
	c.next += n
	start := 0

	for i := range len(s) {
		last := i == len(s)-1 && (c.next == len(c.text) || c.text[c.next] != '\n') || i < len(s)-1 && s[i+1] != '\n'
		if s[i] == '\n' || s[i] == '\r' && last {
			c.at = position{c.at.line + 1, 1}
			start = i + 1
		}
	}
	c.at.column += utf8.RuneCountInString(s[start:])

	return s
}

// lineEnd is how many bytes of line end come next.
func (c *cursor) lineEnd() int {
	switch rest := c.rest(); {
	case strings.HasPrefix(rest, "\r\n"):
		return 2
	case rest != "" && (rest[0] == '\n' || rest[0] == '\r'):
		return 1
	}

	return 0
}

// cell is one of a table, without its quotes.
type cell struct {
	at   position
	text string
}

// csvText reads the records of RFC 4180, of any separator and with any line ends. Unlike
// encoding/csv it counts columns in characters and goes on after a broken quote.
type csvText struct {
	*cursor
	separator byte
	broken    int
}

// mostBroken bounds the broken quotes that are named: each may cost another look at the rest.
const mostBroken = 100

// brokenQuote is a quote that does not end where a cell does.
type brokenQuote struct {
	at     position
	reason reason
}

func (e brokenQuote) Error() string { return e.reason.String() }

// record reads the cells up to the end of the line. After a broken quote it goes on in the line
// behind the one where the quote is opened.
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
		c.skip(1) // the separator
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
	var b strings.Builder
	c.skip(1)

	for {
		end := strings.IndexByte(c.rest(), '"')
		if end < 0 {
			return one, brokenQuote{one.at, because("csv_open_quote")}
		}
		b.WriteString(c.skip(end))
		c.skip(1)
		if !strings.HasPrefix(c.rest(), `"`) {
			break
		}
		b.WriteString(c.skip(1))
	}
	one.text = b.String()
	closed := c.at
	if behind := c.skip(c.plain()); strings.Trim(behind, " \t") != "" {
		return one, brokenQuote{one.at, because("csv_after_quote", "line", closed.line, "column", closed.column-1)}
	}

	return one, nil
}

// plain is how many bytes come before the next separator or line end.
func (c *csvText) plain() int {
	if n := strings.IndexAny(c.rest(), string([]byte{c.separator, '\r', '\n'})); n >= 0 {
		return n
	}

	return len(c.rest())
}

// separatorOf finds out what separates the cells: what a first line "sep=;" says, which is not
// part of the table, or the most frequent of ";", "," and tab outside the quotes of the first
// line.
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
