// Package markup turns one Markdown text into the format of each channel: Telegram text with entities, Slack mrkdwn, nodes for web clients
// and plain text. The package also splits long texts into parts.
//
// The package does no I/O, never passes HTML through and knows no conversations. Links go only to http, https, mailto and tel. All
// functions are pure. Several goroutines may read one Doc.
package markup

import (
	"strings"
	"unicode"
)

// Doc is a parsed text. The zero value is an empty text.
type Doc struct {
	blocks []*block
}

// Parse reads CommonMark with strikethrough and bare links. Every input is valid. Raw HTML and tables stay as literal text. An image
// becomes a link to the image. A line break stays a line break.
func Parse(md string) *Doc {
	return &Doc{blocks: parseMarkdown([]byte(clean(md)))}
}

// Plain takes a text literally, as customers and operators type. The text has no markup, line breaks stay, and bare http(s) addresses
// become links.
func Plain(text string) *Doc {
	runs := linkify(clean(text))
	if len(runs) == 0 {
		return &Doc{}
	}

	return &Doc{blocks: []*block{{kind: paragraph, runs: runs}}}
}

// Text returns the document as plain text: lists with bullets, quotes with "> ", links as "label (address)". White space at both ends is
// cut.
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

// block is a node of the tree. Leaves (paragraph, heading, code) have runs. The other kinds have children.
type block struct {
	kind     kind
	runs     []run
	children []*block
	language string // language of a code block
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

// run is a stretch of text in one style. A "\n" in the text is a line break.
type run struct {
	text  string
	style style
	link  *link // nil outside links; the same pointer for all runs of one link
}

type link struct {
	url string
}

// clean makes a text every channel accepts: valid UTF-8, "\n" line ends and no control characters. Telegram drops control characters
// silently, and the entities would then be shifted.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.ReplaceAll(text, "\r\n", "\n")

	return strings.Map(func(char rune) rune {
		switch {
		case char == '\n' || char == '\t':
			return char
		case char == '\r' || char == '\u2028' || char == '\u2029' || char == '\u0085':
			return '\n'
		case unicode.IsControl(char):
			return -1
		}

		return char
	}, text)
}
