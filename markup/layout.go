package markup

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// flat is a document laid out as lines of text for messengers. The spans cover the text in order and without gaps.
type flat struct {
	text  []rune
	spans []span
}

// span is text[from:to) with one style. quote and pre number the boxes, so two adjacent boxes stay separate. Zero means outside a box.
type span struct {
	from, to int
	style    style
	link     *link
	quote    int
	pre      int
	language string
}

// shape describes the markup a channel needs as text.
type shape struct {
	quoteMark string // before each line of a quote
	// address reports whether " (address)" is written after the label.
	address func(url string) bool
}

var (
	plainShape = shape{quoteMark: "> ", address: func(string) bool { return true }}
	// Telegram links only http(s) addresses.
	telegramShape = shape{address: func(u string) bool { return !isWeb(u) }}
	slackShape    = shape{address: func(string) bool { return false }}
)

// layout writes the blocks as lines. White space at both ends is cut, because messengers trim the text and then reject an entity that
// reaches into the trimmed space.
func layout(blocks []*block, s shape) flat {
	w := writer{shape: s, lineStart: true}
	w.blocks(blocks, place{}, "\n\n")

	return w.flat.trim()
}

type writer struct {
	shape
	flat
	lineStart bool
	boxes     int // number of quotes and code blocks so far
}

// place is the position of a block in the tree.
type place struct {
	indent string
	quote  int
}

// put appends text. The indent is written before the first character of a line.
func (w *writer) put(text string, p place, sp span) {
	for line := range strings.Lines(text) {
		if w.lineStart && p.indent != "" && line != "\n" {
			w.append(p.indent, span{quote: p.quote})
		}
		sp.quote = p.quote
		w.append(line, sp)
		w.lineStart = strings.HasSuffix(line, "\n")
	}
}

func (f *flat) append(text string, sp span) {
	sp.from, sp.to = len(f.text), len(f.text)+utf8.RuneCountInString(text)
	if sp.from == sp.to {
		return
	}
	f.text = append(f.text, []rune(text)...)
	if i := len(f.spans) - 1; i >= 0 {
		last := f.spans[i]
		last.from, last.to = sp.from, sp.to
		if last == sp {
			f.spans[i].to = sp.to
			return
		}
	}
	f.spans = append(f.spans, sp)
}

func (w *writer) blocks(blocks []*block, p place, separator string) {
	for i, b := range blocks {
		if i > 0 {
			w.put(separator, p, span{})
		}

		switch b.kind {
		case paragraph:
			w.runs(b.runs, p, 0)
		case heading:
			w.runs(b.runs, p, bold)
		case rule:
			w.put("———", p, span{})
		case code:
			w.code(b, p)
		case quote:
			w.quote(b, p)
		case list:
			w.list(b, p)
		case item:
			w.blocks(b.children, p, "\n")
		}
	}
}

func (w *writer) runs(runs []run, p place, extra style) {
	for i, r := range runs {
		w.put(r.text, p, span{style: r.style | extra, link: r.link})
		endsLink := r.link != nil && (i+1 == len(runs) || runs[i+1].link != r.link)
		if endsLink && w.address(r.link.url) && !saysAddress(label(runs[:i+1], r.link), r.link.url) {
			w.put(" ("+shownAddress(r.link.url)+")", p, span{style: (r.style | extra) &^ mono})
		}
	}
}

// label returns the text of the link at the end of the runs.
func label(runs []run, l *link) string {
	from := len(runs)
	for from > 0 && runs[from-1].link == l {
		from--
	}

	var b strings.Builder
	for _, r := range runs[from:] {
		b.WriteString(r.text)
	}

	return b.String()
}

func (w *writer) code(b *block, p place) {
	w.boxes++
	if w.quoteMark == "" {
		p.indent = "" // readers copy code from the message, so no characters are added
	}

	for _, r := range b.runs {
		w.put(r.text, p, span{pre: w.boxes, language: b.language})
	}
}

func (w *writer) quote(b *block, p place) {
	w.boxes++
	if p.quote == 0 { // Telegram and Slack cannot nest quotes
		p.quote = w.boxes
	}
	p.indent += w.quoteMark
	w.blocks(b.children, p, "\n\n")
}

func (w *writer) list(b *block, p place) {
	for i, c := range b.children {
		if i > 0 {
			w.put("\n", p, span{})
		}
		marker := "• "
		if b.ordered {
			marker = strconv.Itoa(b.start+i) + ". "
		}
		w.put(marker, p, span{})
		inner := p
		inner.indent += strings.Repeat(" ", utf8.RuneCountInString(marker))
		w.blocks(c.children, inner, "\n")
	}
}

func (f flat) trim() flat {
	from, to := 0, len(f.text)
	for from < to && unicode.IsSpace(f.text[from]) {
		from++
	}

	for to > from && unicode.IsSpace(f.text[to-1]) {
		to--
	}

	return f.cut(from, to)
}

// cut returns text[from:to) with its spans. The offsets of the spans start at 0 again.
func (f flat) cut(from, to int) flat {
	out := flat{text: f.text[from:to]}

	first, _ := slices.BinarySearchFunc(f.spans, from, func(s span, at int) int {
		if s.to <= at {
			return -1
		}

		return 1
	})
	for _, s := range f.spans[first:] {
		if s.from >= to {
			break
		}
		s.from, s.to = max(s.from, from)-from, min(s.to, to)-from
		out.spans = append(out.spans, s)
	}

	return out
}
