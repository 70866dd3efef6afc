package markup

import (
	"html"
	"strconv"
	"strings"
)

// HTML returns safe HTML with the tags p, br, strong, em, del, code, pre, blockquote, ul, ol, li, hr and a. The attributes are href, rel,
// target, start and the class "language-..." of code. Headings are bold paragraphs, so an answer never disturbs the outline of the page.
func (d *Doc) HTML() string {
	var b strings.Builder
	htmlBlocks(&b, d.blocks)

	return b.String()
}

func htmlBlocks(b *strings.Builder, blocks []*block) {
	for _, bl := range blocks {
		switch bl.kind {
		case paragraph:
			b.WriteString("<p>")
			htmlRuns(b, bl.runs, 0)
			b.WriteString("</p>\n")
		case heading:
			b.WriteString("<p>")
			htmlRuns(b, bl.runs, bold)
			b.WriteString("</p>\n")
		case code:
			htmlCode(b, bl)
		case rule:
			b.WriteString("<hr>\n")
		case quote:
			b.WriteString("<blockquote>\n")
			htmlBlocks(b, bl.children)
			b.WriteString("</blockquote>\n")
		case list:
			htmlList(b, bl)
		case item:
			htmlItem(b, bl)
		}
	}
}

func htmlCode(b *strings.Builder, bl *block) {
	b.WriteString("<pre><code")
	if bl.language != "" {
		b.WriteString(` class="language-` + html.EscapeString(bl.language) + `"`)
	}
	b.WriteString(">")

	for _, r := range bl.runs {
		b.WriteString(html.EscapeString(r.text))
	}
	b.WriteString("</code></pre>\n")
}

func htmlList(b *strings.Builder, bl *block) {
	tag := "ul"
	if bl.ordered {
		tag = "ol"
	}
	b.WriteString("<" + tag)
	if bl.ordered && bl.start != 1 {
		b.WriteString(` start="` + strconv.Itoa(bl.start) + `"`)
	}
	b.WriteString(">\n")
	htmlBlocks(b, bl.children)
	b.WriteString("</" + tag + ">\n")
}

// htmlItem writes an item without a paragraph around its first text. The lists of support answers are tight, and a p inside li would add
// space.
func htmlItem(b *strings.Builder, bl *block) {
	b.WriteString("<li>")
	rest := bl.children
	if len(rest) > 0 && rest[0].kind == paragraph {
		htmlRuns(b, rest[0].runs, 0)
		rest = rest[1:]
	}
	htmlBlocks(b, rest)
	b.WriteString("</li>\n")
}

func htmlRuns(b *strings.Builder, runs []run, extra style) {
	var f flat
	for _, r := range runs {
		f.append(r.text, span{style: r.style | extra, link: r.link})
	}
	nest(f.spans, htmlMarks, &htmlWriter{out: b, content: f.text})
}

func htmlMarks(s span) []mark {
	var out []mark
	if s.link != nil {
		out = append(out, mark{kind: "link", value: s.link.url, box: s.link})
	}

	return append(out, styleMarks(s.style)...)
}

type htmlWriter struct {
	out     *strings.Builder
	content []rune
}

var htmlTags = map[string]string{"bold": "strong", "italic": "em", "strikethrough": "del", "code": "code"}

func (w *htmlWriter) open(m mark) {
	if m.kind == "link" {
		w.out.WriteString(
			`<a href="` + html.EscapeString(m.value) + `" rel="noopener noreferrer nofollow" target="_blank">`,
		)
		return
	}
	w.out.WriteString("<" + htmlTags[m.kind] + ">")
}

func (w *htmlWriter) close(m mark) {
	if m.kind == "link" {
		w.out.WriteString("</a>")
		return
	}
	w.out.WriteString("</" + htmlTags[m.kind] + ">")
}

func (w *htmlWriter) text(s span) {
	escaped := html.EscapeString(string(w.content[s.from:s.to]))
	w.out.WriteString(strings.ReplaceAll(escaped, "\n", "<br>\n"))
}
