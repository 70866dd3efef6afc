package markup

import (
	"bufio"
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxDepth limits the nesting of quotes and lists. Deeper levels join their parent, so a hostile text cannot make a page of nested boxes.
const maxDepth = 8

// grammar is safe for concurrent use, because goldmark keeps the state of a parse in its context.
var grammar = goldmark.New(goldmark.WithExtensions(
	extension.Strikethrough,
	extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"})),
)).Parser()

func parseMarkdown(source []byte) []*block {
	root := grammar.Parse(text.NewReader(source), parser.WithContext(parser.NewContext()))
	r := reader{source: source}

	return r.blocks(root, 0)
}

// reader converts goldmark's tree into the tree of this package.
type reader struct {
	source []byte
}

func (r reader) blocks(parent ast.Node, depth int) []*block {
	var out []*block

	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			out = append(out, &block{kind: heading, runs: r.inlines(n)})
		case *ast.FencedCodeBlock:
			out = append(out, r.codeBlock(n, string(n.Language(r.source))))
		case *ast.CodeBlock:
			out = append(out, r.codeBlock(n, ""))
		case *ast.HTMLBlock:
			out = append(out, r.htmlBlock(n))
		case *ast.ThematicBreak:
			out = append(out, &block{kind: rule})
		case *ast.Blockquote:
			out = r.nested(out, &block{kind: quote}, n, depth)
		case *ast.List:
			out = r.nested(out, &block{kind: list, ordered: n.IsOrdered(), start: n.Start}, n, depth)
		case *ast.ListItem:
			out = append(out, &block{kind: item, children: r.blocks(n, depth)})
		case *ast.LinkReferenceDefinition:
		default: // Paragraph, TextBlock
			out = append(out, &block{kind: paragraph, runs: r.inlines(n)})
		}
	}

	return out
}

func (r reader) nested(out []*block, b *block, n ast.Node, depth int) []*block {
	children := r.blocks(n, depth+1)
	if depth < maxDepth {
		b.children = children
		return append(out, b)
	}

	for _, c := range children {
		if c.kind == item { // without a list, the item's content moves up
			out = append(out, c.children...)
			continue
		}
		out = append(out, c)
	}

	return out
}

func (r reader) codeBlock(n ast.Node, language string) *block {
	body := strings.TrimRight(string(n.Lines().Value(r.source)), "\n")
	b := &block{kind: code, language: codeLanguage(language)}
	if body != "" {
		b.runs = []run{{text: body, style: mono}}
	}

	return b
}

// codeLanguage keeps only names that are valid in an HTML class and in a Telegram entity.
func codeLanguage(s string) string {
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("+#-_.", c)) {
			return ""
		}
	}
	if len(s) > 32 {
		return ""
	}

	return s
}

func (r reader) htmlBlock(n *ast.HTMLBlock) *block {
	body := string(n.Lines().Value(r.source))
	if n.HasClosure() {
		body += string(n.ClosureLine.Value(r.source))
	}

	return &block{kind: paragraph, runs: []run{{text: strings.Trim(body, "\n")}}}
}

func (r reader) inlines(parent ast.Node) []run {
	in := inliner{reader: r}
	in.children(parent, 0, nil)

	return in.runs
}

type inliner struct {
	reader
	runs []run
}

func (in *inliner) add(text string, st style, l *link) {
	text = clean(text)
	if text == "" {
		return
	}
	if i := len(in.runs) - 1; i >= 0 && in.runs[i].style == st && in.runs[i].link == l {
		in.runs[i].text += text
		return
	}
	in.runs = append(in.runs, run{text: text, style: st, link: l})
}

func (in *inliner) children(parent ast.Node, st style, l *link) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		in.inline(n, st, l)
	}
}

func (in *inliner) inline(n ast.Node, st style, l *link) {
	switch n := n.(type) {
	case *ast.Text:
		in.text(n, st, l)
	case *ast.String:
		in.add(string(n.Value), st, l)
	case *ast.CodeSpan:
		in.add(in.codeSpan(n), st|mono, l)
	case *ast.Emphasis:
		if n.Level == 2 {
			in.children(n, st|bold, l)
		} else {
			in.children(n, st|italic, l)
		}
	case *east.Strikethrough:
		in.children(n, st|strike, l)
	case *ast.Link:
		in.link(n, n.Destination, st, l)
	case *ast.Image:
		in.link(n, n.Destination, st, l)
	case *ast.AutoLink:
		in.autoLink(n, st, l)
	case *ast.RawHTML:
		in.add(string(n.Segments.Value(in.source)), st, l)
	default:
		in.children(n, st, l)
	}
}

func (in *inliner) text(n *ast.Text, st style, l *link) {
	value := string(n.Value(in.source))
	if !n.IsRaw() {
		value = unescape(n.Value(in.source))
	}

	switch {
	// In a chat, a typed line break is intended as a line break.
	case n.HardLineBreak(), n.SoftLineBreak():
		value += "\n"
	}
	in.add(value, st, l)
}

// codeSpan joins the lines of a code span with spaces, as CommonMark requires.
func (in *inliner) codeSpan(n ast.Node) string {
	var b strings.Builder

	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Value(in.source))
		}
	}

	return strings.ReplaceAll(b.String(), "\n", " ")
}

func (in *inliner) link(n ast.Node, destination []byte, st style, outer *link) {
	l := outer
	if l == nil {
		if url := safeURL(string(resolve(destination))); url != "" {
			l = &link{url: url}
		}
	}
	before := len(in.runs)
	in.children(n, st, l)
	if l != nil && l != outer && blankRuns(in.runs[before:]) {
		in.runs = in.runs[:before]
		in.add(shownAddress(l.url), st, l)
	}
}

func blankRuns(runs []run) bool {
	for _, r := range runs {
		if !blank([]rune(r.text)) {
			return false
		}
	}

	return true
}

func (in *inliner) autoLink(n *ast.AutoLink, st style, outer *link) {
	url := string(n.URL(in.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(url), "mailto:") {
		url = "mailto:" + url
	}
	l := outer
	if safe := safeURL(url); l == nil && safe != "" {
		l = &link{url: safe}
	}
	in.add(string(n.Label(in.source)), st, l)
}

// unescape resolves backslash escapes and entities. goldmark resolves both only in its HTML output, so the output is read back. The
// output escapes every "&", so reading back is exact.
func unescape(value []byte) string {
	if !bytes.ContainsAny(value, `\&`) {
		return string(value)
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	ghtml.DefaultWriter.Write(w, value)
	if err := w.Flush(); err != nil { // a bytes.Buffer never fails
		return string(value)
	}

	return html.UnescapeString(b.String())
}

func resolve(destination []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(destination)))
}
