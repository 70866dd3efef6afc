package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SplitSlack writes the document as mrkdwn. "&", "<" and ">" are escaped, so no text can mention a channel or a person. Slack has no escape
// for its own marks. A literal mark that could open or close a style gets a zero-width space beside the mark. A mark inside a word gets
// the space, too.
//
// SplitSlack cuts the message into parts of at most max characters of mrkdwn (code points; 3000 for a section block). Each part is
// complete: marks are closed and opened again, and no escape and no link is cut. The joined parts have the content of the whole message.
// White space is left out if it would be a part by itself. A link is shown only by its label if the address is longer than half a part.
// max should be 64 or more. A single character is still sent if the character and its marks do not fit.
func (d *Doc) SplitSlack(max int) []string {
	f := layout(d.blocks, slackShape)
	v := &rangeWriter{}
	nest(f.spans, slackMarks, v)
	c := cutter{text: f.text, max: max, keep: v.ranges, size: func(from, to int) int {
		return utf8.RuneCountInString(slackText(f.cut(from, to), max/2))
	}}

	var parts []string
	for _, r := range c.parts() {
		parts = append(parts, slackText(f.cut(r.from, r.to), max/2))
	}

	return parts
}

func slackText(f flat, maxAddress int) string {
	w := &slackWriter{content: f.text}
	nest(slackSpans(f, maxAddress), slackMarks, w)

	return w.out.String()
}

// slackMarks returns the marks of a span. Code and links hold no other marks, but a link keeps the styles around the link.
func slackMarks(s span) []mark {
	if s.pre != 0 {
		// Without a quote, because Slack cannot quote a code block.
		return []mark{{kind: "pre", box: s.pre}}
	}
	var out []mark
	if s.quote != 0 {
		out = append(out, mark{kind: "quote", box: s.quote})
	}

	switch {
	case s.link != nil:
		out = append(out, styleMarks(s.style&^mono)...)
		return append(out, mark{kind: "link", value: s.link.url, box: s.link})
	case s.style&mono != 0:
		return append(out, mark{kind: "code"})
	}

	return append(out, styleMarks(s.style)...)
}

// slackSpans adapts spans to Slack's rules. Marks end at the end of the line and touch no white space inside. A link has one style. Code
// has no backtick.
func slackSpans(f flat, maxAddress int) []span {
	var out []span

	for _, s := range oneStyleLinks(f.spans) {
		if s.link != nil && utf8.RuneCountInString(escapeSlack(s.link.url)) > maxAddress {
			s.link = nil
		}
		if s.pre != 0 {
			out = append(out, s)
			continue
		}
		if s.style&mono != 0 && strings.ContainsRune(string(f.text[s.from:s.to]), '`') {
			s.style &^= mono
		}
		out = append(out, slackPieces(f.text, s)...)
	}

	for i, s := range out {
		if s.pre == 0 && blankSpace(f.text[s.from:s.to]) {
			out[i].style &= wordStyle(f.text, out, i, -1) & wordStyle(f.text, out, i, +1)
		}
	}

	return out
}

// oneStyleLinks makes one span of each link, in the common style of the link's text.
func oneStyleLinks(spans []span) []span {
	var out []span
	for _, s := range spans {
		last := len(out) - 1
		if s.link != nil && last >= 0 && out[last].link == s.link && out[last].quote == s.quote {
			out[last].style &= s.style
			out[last].to = s.to
			continue
		}
		out = append(out, s)
	}

	return out
}

// slackPieces cuts a span at line ends and separates the white space at both ends. Line ends lose every mark. White space at the ends of
// a link moves out of the link.
func slackPieces(text []rune, s span) []span {
	var out []span

	add := func(from, to int, plain bool) {
		if from < to {
			piece := s
			piece.from, piece.to = from, to
			if plain {
				piece.style, piece.link = piece.style&^mono, nil
			}
			out = append(out, piece)
		}
	}
	for from := s.from; from < s.to; {
		to := from
		for to < s.to && text[to] != '\n' {
			to++
		}

		first, last := from, to
		for first < last && unicode.IsSpace(text[first]) {
			first++
		}

		for last > first && unicode.IsSpace(text[last-1]) {
			last--
		}
		add(from, first, true)
		add(first, last, false)
		add(last, to, true)
		if to < s.to {
			add(to, to+1, true)
			to++
		}
		from = to
	}

	return out
}

func blankSpace(text []rune) bool {
	for _, r := range text {
		if !unicode.IsSpace(r) {
			return false
		}
	}

	return true
}

// wordStyle returns the style of the nearest word before or after piece i on the same line. So white space between two bold words is
// bold, and white space at the edge of a bold word is not.
func wordStyle(text []rune, pieces []span, i, step int) style {
	for ; i >= 0 && i < len(pieces); i += step {
		p := pieces[i]
		if p.pre != 0 || text[p.from] == '\n' {
			return 0
		}
		if !blankSpace(text[p.from:p.to]) {
			return p.style &^ mono
		}
	}

	return 0
}

type slackWriter struct {
	content []rune
	out     strings.Builder
	last    rune // the last written character; 0 at the start
	closed  bool // the last write was a closing mark
	inQuote bool
	inCode  bool
	inPre   bool
	inLink  string // address of the current link
}

const zeroWidthSpace = '\u200B'

var slackSigns = map[string]rune{"bold": '*', "italic": '_', "strikethrough": '~', "code": '`'}

func (w *slackWriter) write(r rune) {
	w.out.WriteRune(r)
	w.last, w.closed = r, false
}

func (w *slackWriter) open(m mark) {
	if m.kind == "quote" {
		w.inQuote = true
		return
	}
	w.startLine()
	if m.kind == "link" {
		w.inLink = m.value
		w.out.WriteString("<" + escapeSlack(m.value))
		w.last, w.closed = '<', false

		return
	}
	if w.closed || wordRune(w.last) {
		w.write(zeroWidthSpace)
	}
	if m.kind == "pre" {
		w.out.WriteString("```\n")
		w.last, w.inPre = '\n', true

		return
	}
	w.inCode = m.kind == "code"
	w.out.WriteRune(slackSigns[m.kind])
	w.last, w.closed = slackSigns[m.kind], false
}

func (w *slackWriter) close(m mark) {
	switch m.kind {
	case "quote":
		w.inQuote = false
		return
	case "link":
		w.out.WriteRune('>')
		w.inLink, w.last, w.closed = "", '>', false

		return
	case "pre":
		w.out.WriteString("\n```")
		w.inPre, w.last = false, '`'
	default:
		w.out.WriteRune(slackSigns[m.kind])
		w.last, w.inCode = slackSigns[m.kind], false
	}
	w.closed = true
}

func (w *slackWriter) text(s span) {
	text := w.content[s.from:s.to]
	if w.inLink != "" {
		w.label(string(text))
		return
	}

	for i, r := range text {
		w.startLine()
		if w.closed && wordRune(r) {
			w.write(zeroWidthSpace)
		}

		switch {
		case w.inPre:
			if r == '`' && w.last == '`' { // "```" would end the block
				w.write(zeroWidthSpace)
			}
			w.literal(r)
		case w.inCode:
			w.literal(r)
		case strings.ContainsRune("*_~`", r):
			w.sign(r, next(w.content, s.from+i))
		default:
			w.literal(r)
		}
	}
}

// startLine marks a line of a quote. Slack quotes line by line.
func (w *slackWriter) startLine() {
	if w.inQuote && (w.last == 0 || w.last == '\n') {
		w.out.WriteString("> ")
		w.last = ' '
	}
}

// label writes "|label" unless the label equals the address.
func (w *slackWriter) label(text string) {
	escaped := escapeSlack(text)
	if escapeSlack(w.inLink) == escaped {
		return
	}
	w.out.WriteString("|" + escaped)
}

// sign writes a literal mark, so that Slack reads no markup.
func (w *slackWriter) sign(r, after rune) {
	before := w.last
	if wordRune(before) && wordRune(after) {
		w.write(r) // snake_case, 2*3
		return
	}
	if before != 0 && !unicode.IsSpace(before) {
		w.write(zeroWidthSpace)
	}
	w.write(r)
	if after != 0 && !unicode.IsSpace(after) {
		w.write(zeroWidthSpace)
	}
}

func (w *slackWriter) literal(r rune) {
	switch r {
	case '&', '<', '>':
		w.out.WriteString(escapeSlack(string(r)))
		w.last, w.closed = r, false
	default:
		w.write(r)
	}
}

func next(text []rune, at int) rune {
	if at+1 < len(text) {
		return text[at+1]
	}

	return 0
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

var slackEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escapeSlack escapes the three control characters of Slack (https://docs.slack.dev/messaging/formatting-message-text).
func escapeSlack(s string) string { return slackEscaper.Replace(s) }
