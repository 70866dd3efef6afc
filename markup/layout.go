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
func (w *writer) put(text string, where place, sp span) {
	for line := range strings.Lines(text) {
		if w.lineStart && where.indent != "" && line != "\n" {
			w.append(where.indent, span{quote: where.quote})
		}
		sp.quote = where.quote
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
	if at := len(f.spans) - 1; at >= 0 {
		last := f.spans[at]
		last.from, last.to = sp.from, sp.to
		if last == sp {
			f.spans[at].to = sp.to
			return
		}
	}
	f.spans = append(f.spans, sp)
}

func (w *writer) blocks(blocks []*block, where place, separator string) {
	for i, node := range blocks {
		if i > 0 {
			w.put(separator, where, span{})
		}

		switch node.kind {
		case paragraph:
			w.runs(node.runs, where, 0)
		case heading:
			w.runs(node.runs, where, bold)
		case rule:
			w.put("———", where, span{})
		case code:
			w.code(node, where)
		case quote:
			w.quote(node, where)
		case list:
			w.list(node, where)
		case item:
			w.blocks(node.children, where, "\n")
		}
	}
}

func (w *writer) runs(runs []run, where place, extra style) {
	for i, piece := range runs {
		w.put(piece.text, where, span{style: piece.style | extra, link: piece.link})
		endsLink := piece.link != nil && (i+1 == len(runs) || runs[i+1].link != piece.link)
		if endsLink && w.address(piece.link.url) && !saysAddress(label(runs[:i+1], piece.link), piece.link.url) {
			w.put(" ("+shownAddress(piece.link.url)+")", where, span{style: (piece.style | extra) &^ mono})
		}
	}
}

// label returns the text of the link at the end of the runs.
func label(runs []run, target *link) string {
	from := len(runs)
	for from > 0 && runs[from-1].link == target {
		from--
	}

	var out strings.Builder
	for _, r := range runs[from:] {
		out.WriteString(r.text)
	}

	return out.String()
}

func (w *writer) code(node *block, where place) {
	w.boxes++
	if w.quoteMark == "" {
		where.indent = "" // readers copy code from the message, so no characters are added
	}

	for _, r := range node.runs {
		w.put(r.text, where, span{pre: w.boxes, language: node.language})
	}
}

func (w *writer) quote(node *block, where place) {
	w.boxes++
	if where.quote == 0 { // Telegram and Slack cannot nest quotes
		where.quote = w.boxes
	}
	where.indent += w.quoteMark
	w.blocks(node.children, where, "\n\n")
}

func (w *writer) list(node *block, where place) {
	for i, child := range node.children {
		if i > 0 {
			w.put("\n", where, span{})
		}
		marker := "• "
		if node.ordered {
			marker = strconv.Itoa(node.start+i) + ". "
		}
		w.put(marker, where, span{})
		inner := where
		inner.indent += strings.Repeat(" ", utf8.RuneCountInString(marker))
		w.blocks(child.children, inner, "\n")
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

	first, _ := slices.BinarySearchFunc(f.spans, from, func(sp span, at int) int {
		if sp.to <= at {
			return -1
		}

		return 1
	})
	for _, sp := range f.spans[first:] {
		if sp.from >= to {
			break
		}
		sp.from, sp.to = max(sp.from, from)-from, min(sp.to, to)-from
		out.spans = append(out.spans, sp)
	}

	return out
}
