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

	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		switch node := node.(type) {
		case *ast.Heading:
			out = append(out, &block{kind: heading, runs: r.inlines(node)})
		case *ast.FencedCodeBlock:
			out = append(out, r.codeBlock(node, string(node.Language(r.source))))
		case *ast.CodeBlock:
			out = append(out, r.codeBlock(node, ""))
		case *ast.HTMLBlock:
			out = append(out, r.htmlBlock(node))
		case *ast.ThematicBreak:
			out = append(out, &block{kind: rule})
		case *ast.Blockquote:
			out = r.nested(out, &block{kind: quote}, node, depth)
		case *ast.List:
			out = r.nested(out, &block{kind: list, ordered: node.IsOrdered(), start: node.Start}, node, depth)
		case *ast.ListItem:
			out = append(out, &block{kind: item, children: r.blocks(node, depth)})
		case *ast.LinkReferenceDefinition:
		default: // Paragraph, TextBlock
			out = append(out, &block{kind: paragraph, runs: r.inlines(node)})
		}
	}

	return out
}

func (r reader) nested(out []*block, node *block, child ast.Node, depth int) []*block {
	children := r.blocks(child, depth+1)
	if depth < maxDepth {
		node.children = children
		return append(out, node)
	}

	for _, inner := range children {
		if inner.kind == item { // without a list, the item's content moves up
			out = append(out, inner.children...)
			continue
		}
		out = append(out, inner)
	}

	return out
}

func (r reader) codeBlock(node ast.Node, language string) *block {
	body := strings.TrimRight(string(node.Lines().Value(r.source)), "\n")
	child := &block{kind: code, language: codeLanguage(language)}
	if body != "" {
		child.runs = []run{{text: body, style: mono}}
	}

	return child
}

// codeLanguage keeps only names that are valid in an HTML class and in a Telegram entity.
func codeLanguage(info string) string {
	for _, c := range info {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("+#-_.", c)) {
			return ""
		}
	}
	if len(info) > 32 {
		return ""
	}

	return info
}

func (r reader) htmlBlock(node *ast.HTMLBlock) *block {
	body := string(node.Lines().Value(r.source))
	if node.HasClosure() {
		body += string(node.ClosureLine.Value(r.source))
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

func (in *inliner) add(text string, st style, target *link) {
	text = clean(text)
	if text == "" {
		return
	}
	if i := len(in.runs) - 1; i >= 0 && in.runs[i].style == st && in.runs[i].link == target {
		in.runs[i].text += text
		return
	}
	in.runs = append(in.runs, run{text: text, style: st, link: target})
}

func (in *inliner) children(parent ast.Node, st style, l *link) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		in.inline(n, st, l)
	}
}

func (in *inliner) inline(node ast.Node, st style, target *link) {
	switch node := node.(type) {
	case *ast.Text:
		in.text(node, st, target)
	case *ast.String:
		in.add(string(node.Value), st, target)
	case *ast.CodeSpan:
		in.add(in.codeSpan(node), st|mono, target)
	case *ast.Emphasis:
		if node.Level == 2 {
			in.children(node, st|bold, target)
		} else {
			in.children(node, st|italic, target)
		}
	case *east.Strikethrough:
		in.children(node, st|strike, target)
	case *ast.Link:
		in.link(node, node.Destination, st, target)
	case *ast.Image:
		in.link(node, node.Destination, st, target)
	case *ast.AutoLink:
		in.autoLink(node, st, target)
	case *ast.RawHTML:
		in.add(string(node.Segments.Value(in.source)), st, target)
	default:
		in.children(node, st, target)
	}
}

func (in *inliner) text(node *ast.Text, st style, target *link) {
	value := string(node.Value(in.source))
	if !node.IsRaw() {
		value = unescape(node.Value(in.source))
	}

	switch {
	// In a chat, a typed line break is intended as a line break.
	case node.HardLineBreak(), node.SoftLineBreak():
		value += "\n"
	}
	in.add(value, st, target)
}

// codeSpan joins the lines of a code span with spaces, as CommonMark requires.
func (in *inliner) codeSpan(node ast.Node) string {
	var out strings.Builder

	for c := node.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			out.Write(t.Value(in.source))
		}
	}

	return strings.ReplaceAll(out.String(), "\n", " ")
}

func (in *inliner) link(node ast.Node, destination []byte, st style, outer *link) {
	target := outer
	if target == nil {
		if url := safeURL(string(resolve(destination))); url != "" {
			target = &link{url: url}
		}
	}
	before := len(in.runs)
	in.children(node, st, target)
	if target != nil && target != outer && blankRuns(in.runs[before:]) {
		in.runs = in.runs[:before]
		in.add(shownAddress(target.url), st, target)
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

func (in *inliner) autoLink(node *ast.AutoLink, st style, outer *link) {
	url := string(node.URL(in.source))
	if node.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(url), "mailto:") {
		url = "mailto:" + url
	}
	l := outer
	if safe := safeURL(url); l == nil && safe != "" {
		l = &link{url: safe}
	}
	in.add(string(node.Label(in.source)), st, l)
}

// unescape resolves backslash escapes and entities. goldmark resolves both only in its HTML output, so the output is read back. The
// output escapes every "&", so reading back is exact.
func unescape(value []byte) string {
	if !bytes.ContainsAny(value, `\&`) {
		return string(value)
	}
	var buffer bytes.Buffer
	writer := bufio.NewWriter(&buffer)
	ghtml.DefaultWriter.Write(writer, value)
	if err := writer.Flush(); err != nil { // a bytes.Buffer never fails
		return string(value)
	}

	return html.UnescapeString(buffer.String())
}

func resolve(destination []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(destination)))
}
