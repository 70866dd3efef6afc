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
	flow := layout(d.blocks, slackShape)
	ranges := &rangeWriter{}
	nest(flow.spans, slackMarks, ranges)
	cut := cutter{text: flow.text, max: max, keep: ranges.ranges, size: func(from, to int) int {
		return utf8.RuneCountInString(slackText(flow.cut(from, to), max/2))
	}}

	var parts []string
	for _, r := range cut.parts() {
		parts = append(parts, slackText(flow.cut(r.from, r.to), max/2))
	}

	return parts
}

func slackText(f flat, maxAddress int) string {
	w := &slackWriter{content: f.text}
	nest(slackSpans(f, maxAddress), slackMarks, w)

	return w.out.String()
}

// slackMarks returns the marks of a span. Code and links hold no other marks, but a link keeps the styles around the link.
func slackMarks(sp span) []mark {
	if sp.pre != 0 {
		// Without a quote, because Slack cannot quote a code block.
		return []mark{{kind: "pre", box: sp.pre}}
	}
	var out []mark
	if sp.quote != 0 {
		out = append(out, mark{kind: "quote", box: sp.quote})
	}

	switch {
	case sp.link != nil:
		out = append(out, styleMarks(sp.style&^mono)...)
		return append(out, mark{kind: "link", value: sp.link.url, box: sp.link})
	case sp.style&mono != 0:
		return append(out, mark{kind: "code"})
	}

	return append(out, styleMarks(sp.style)...)
}

// slackSpans adapts spans to Slack's rules. Marks end at the end of the line and touch no white space inside. A link has one style. Code
// has no backtick.
func slackSpans(flow flat, maxAddress int) []span {
	var out []span

	for _, sp := range oneStyleLinks(flow.spans) {
		if sp.link != nil && utf8.RuneCountInString(escapeSlack(sp.link.url)) > maxAddress {
			sp.link = nil
		}
		if sp.pre != 0 {
			out = append(out, sp)
			continue
		}
		if sp.style&mono != 0 && strings.ContainsRune(string(flow.text[sp.from:sp.to]), '`') {
			sp.style &^= mono
		}
		out = append(out, slackPieces(flow.text, sp)...)
	}

	for i, s := range out {
		if s.pre == 0 && blankSpace(flow.text[s.from:s.to]) {
			out[i].style &= wordStyle(flow.text, out, i, -1) & wordStyle(flow.text, out, i, +1)
		}
	}

	return out
}

// oneStyleLinks makes one span of each link, in the common style of the link's text.
func oneStyleLinks(spans []span) []span {
	var out []span
	for _, sp := range spans {
		last := len(out) - 1
		if sp.link != nil && last >= 0 && out[last].link == sp.link && out[last].quote == sp.quote {
			out[last].style &= sp.style
			out[last].to = sp.to
			continue
		}
		out = append(out, sp)
	}

	return out
}

// slackPieces cuts a span at line ends and separates the white space at both ends. Line ends lose every mark. White space at the ends of
// a link moves out of the link.
func slackPieces(text []rune, sp span) []span {
	var out []span

	add := func(from, to int, plain bool) {
		if from < to {
			piece := sp
			piece.from, piece.to = from, to
			if plain {
				piece.style, piece.link = piece.style&^mono, nil
			}
			out = append(out, piece)
		}
	}
	for from := sp.from; from < sp.to; {
		to := from
		for to < sp.to && text[to] != '\n' {
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
		if to < sp.to {
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
func wordStyle(text []rune, pieces []span, at, step int) style {
	for ; at >= 0 && at < len(pieces); at += step {
		sp := pieces[at]
		if sp.pre != 0 || text[sp.from] == '\n' {
			return 0
		}
		if !blankSpace(text[sp.from:sp.to]) {
			return sp.style &^ mono
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

func (w *slackWriter) open(style mark) {
	if style.kind == "quote" {
		w.inQuote = true
		return
	}
	w.startLine()
	if style.kind == "link" {
		w.inLink = style.value
		w.out.WriteString("<" + escapeSlack(style.value))
		w.last, w.closed = '<', false

		return
	}
	if w.closed || wordRune(w.last) {
		w.write(zeroWidthSpace)
	}
	if style.kind == "pre" {
		w.out.WriteString("```\n")
		w.last, w.inPre = '\n', true

		return
	}
	w.inCode = style.kind == "code"
	w.out.WriteRune(slackSigns[style.kind])
	w.last, w.closed = slackSigns[style.kind], false
}

func (w *slackWriter) close(style mark) {
	switch style.kind {
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
		w.out.WriteRune(slackSigns[style.kind])
		w.last, w.inCode = slackSigns[style.kind], false
	}
	w.closed = true
}

func (w *slackWriter) text(sp span) {
	text := w.content[sp.from:sp.to]
	if w.inLink != "" {
		w.label(string(text))
		return
	}

	for i, char := range text {
		w.startLine()
		if w.closed && wordRune(char) {
			w.write(zeroWidthSpace)
		}

		switch {
		case w.inPre:
			if char == '`' && w.last == '`' { // "```" would end the block
				w.write(zeroWidthSpace)
			}
			w.literal(char)
		case w.inCode:
			w.literal(char)
		case strings.ContainsRune("*_~`", char):
			w.sign(char, next(w.content, sp.from+i))
		default:
			w.literal(char)
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
func (w *slackWriter) sign(char, after rune) {
	before := w.last
	if wordRune(before) && wordRune(after) {
		w.write(char) // snake_case, 2*3
		return
	}
	if before != 0 && !unicode.IsSpace(before) {
		w.write(zeroWidthSpace)
	}
	w.write(char)
	if after != 0 && !unicode.IsSpace(after) {
		w.write(zeroWidthSpace)
	}
}

func (w *slackWriter) literal(char rune) {
	switch char {
	case '&', '<', '>':
		w.out.WriteString(escapeSlack(string(char)))
		w.last, w.closed = char, false
	default:
		w.write(char)
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
