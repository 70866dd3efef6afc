// Package markup turns one Markdown text into what each channel shows: Telegram text with
// entities, Slack mrkdwn, safe HTML and plain text; and it splits long texts into parts.
//
// It never does I/O, never passes HTML through, never makes a link to anything but http, https,
// mailto and tel, and knows nothing about conversations. All functions are pure, and a Doc may
// be read by several goroutines.
package markup

import (
	"strings"
	"unicode"
)

// Doc is a parsed text. Its zero value is an empty one.
type Doc struct {
	blocks []*block
}

// Parse reads CommonMark with strikethrough and bare links. Every input is valid. Raw HTML and
// tables are kept as the text that was typed; an image becomes a link to it; a line break stays one.
func Parse(md string) *Doc {
	return &Doc{blocks: parseMarkdown([]byte(clean(md)))}
}

// Plain takes a text literally, as customers and operators type it: nothing in it is markup,
// line breaks stay, and bare http(s) addresses become links.
func Plain(text string) *Doc {
	runs := linkify(clean(text))
	if len(runs) == 0 {
		return &Doc{}
	}

	return &Doc{blocks: []*block{{kind: paragraph, runs: runs}}}
}

// Text returns the document as plain text: lists with bullets, quotes with "> ", links as
// "label (address)". White space around the whole is cut.
func (d *Doc) Text() string {
	return string(layout(d.blocks, plainShape).text)
}

type kind int

const (
	paragraph kind = iota
	heading
	code
	quote
	list
	item
	rule
)

// block is a node of the tree. Leaves (paragraph, heading, code) carry runs, the others children.
type block struct {
	kind     kind
	runs     []run
	children []*block
	language string // of a code block
	ordered  bool
	start    int // first number of an ordered list
}

type style uint8

const (
	bold style = 1 << iota
	italic
	strike
	mono
)

// run is a stretch of text in one style. A "\n" in it is a line break.
type run struct {
	text  string
	style style
	link  *link // nil outside links; the same pointer for all runs of one link
}

type link struct {
	url string
}

// clean makes a text that every channel accepts: valid UTF-8, "\n" line ends, no control
// characters. Telegram drops those silently, which would shift its entities.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")

	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case unicode.IsControl(r):
			return -1
		}

		return r
	}, s)
}
