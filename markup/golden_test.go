package markup

import (
	"html"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var golden = []struct {
	name, md                     string
	nodes, text, telegram, slack string
	entities                     []Entity
}{{
	name:     "soft and hard breaks",
	md:       "one\ntwo  \nthree\n\nfour",
	nodes:    "<p>one<br>two<br>three</p><p>four</p>",
	text:     "one\ntwo\nthree\n\nfour",
	telegram: "one\ntwo\nthree\n\nfour",
	slack:    "one\ntwo\nthree\n\nfour",
}, {
	name:     "styles nest",
	md:       "**жирный *оба*** ~~нет~~ `x<y`",
	nodes:    "<p><strong>жирный <em>оба</em></strong> <del>нет</del> <code>x&lt;y</code></p>",
	text:     "жирный оба нет x<y",
	telegram: "жирный оба нет x<y",
	slack:    "*жирный _оба_* ~нет~ `x&lt;y`",
	entities: []Entity{
		{Type: "bold", Length: 10},
		{Type: "italic", Offset: 7, Length: 3},
		{Type: "strikethrough", Offset: 11, Length: 3},
		{Type: "code", Offset: 15, Length: 3},
	},
}, {
	name:     "offsets are UTF-16 units",
	md:       "👍🏽 **да**",
	nodes:    "<p>👍🏽 <strong>да</strong></p>",
	text:     "👍🏽 да",
	telegram: "👍🏽 да",
	slack:    "👍🏽 *да*",
	entities: []Entity{{Type: "bold", Offset: 5, Length: 2}},
}, {
	name:     "heading is a bold line",
	md:       "## Доставка\nзавтра",
	nodes:    "<h>Доставка</h><p>завтра</p>",
	text:     "Доставка\n\nзавтра",
	telegram: "Доставка\n\nзавтра",
	slack:    "*Доставка*\n\nзавтра",
	entities: []Entity{{Type: "bold", Length: 8}},
}, {
	name:     "links",
	md:       "[Тарифы](https://e.com/?a=1&b=2) [x](javascript:alert(1)) [нам](mailto:a@b.ru) [rel](/a)",
	nodes:    `<p><a href="https://e.com/?a=1&amp;b=2">Тарифы</a> x <a href="mailto:a@b.ru">нам</a> rel</p>`,
	text:     "Тарифы (https://e.com/?a=1&b=2) x нам (a@b.ru) rel",
	telegram: "Тарифы x нам (a@b.ru) rel",
	slack:    "<https://e.com/?a=1&amp;b=2|Тарифы> x <mailto:a@b.ru|нам> rel",
	entities: []Entity{{Type: "text_link", Length: 6, URL: "https://e.com/?a=1&b=2"}},
}, {
	name:     "bare link and mail",
	md:       "см. https://e.com/x или a@b.ru.",
	nodes:    `<p>см. <a href="https://e.com/x">https://e.com/x</a> или <a href="mailto:a@b.ru">a@b.ru</a>.</p>`,
	text:     "см. https://e.com/x или a@b.ru.",
	telegram: "см. https://e.com/x или a@b.ru.",
	slack:    "см. <https://e.com/x> или <mailto:a@b.ru|a@b.ru>.",
	entities: []Entity{{Type: "text_link", Offset: 4, Length: 15, URL: "https://e.com/x"}},
}, {
	name:     "image is a link",
	md:       "![чайник](https://e.com/a.png) ![](https://e.com/b.png)",
	nodes:    `<p><a href="https://e.com/a.png">чайник</a> <a href="https://e.com/b.png">https://e.com/b.png</a></p>`,
	text:     "чайник (https://e.com/a.png) https://e.com/b.png",
	telegram: "чайник https://e.com/b.png",
	slack:    "<https://e.com/a.png|чайник> <https://e.com/b.png>",
	entities: []Entity{
		{Type: "text_link", Length: 6, URL: "https://e.com/a.png"},
		{Type: "text_link", Offset: 7, Length: 19, URL: "https://e.com/b.png"},
	},
}, {
	name:     "styled link has one style in Slack",
	md:       "[a **b** c](https://e.com)",
	nodes:    `<p><a href="https://e.com">a <strong>b</strong> c</a></p>`,
	text:     "a b c (https://e.com)",
	telegram: "a b c",
	slack:    "<https://e.com|a b c>",
	entities: []Entity{{Type: "text_link", Length: 5, URL: "https://e.com"}, {Type: "bold", Offset: 2, Length: 1}},
}, {
	name:     "lists",
	md:       "- раз\n- два\n\n  3. a\n  4. b\n\n     c\n- три",
	nodes:    "<ul><li>раз</li><li>два<ol start=\"3\"><li>a</li><li>b<p>c</p></li></ol></li><li>три</li></ul>",
	text:     "• раз\n• два\n  3. a\n  4. b\n     c\n• три",
	telegram: "• раз\n• два\n  3. a\n  4. b\n     c\n• три",
	slack:    "• раз\n• два\n  3. a\n  4. b\n     c\n• три",
}, {
	name: "quote",
	md:   "> one\n> **two**\n>\n> > three\n\nfour",
	nodes: "<blockquote><p>one<br><strong>two</strong></p>" +
		"<blockquote><p>three</p></blockquote></blockquote><p>four</p>",
	text:     "> one\n> two\n\n> > three\n\nfour",
	telegram: "one\ntwo\n\nthree\n\nfour",
	slack:    "> one\n> *two*\n> \n> three\n\nfour",
	entities: []Entity{{Type: "blockquote", Length: 14}, {Type: "bold", Offset: 4, Length: 3}},
}, {
	name:     "code block",
	md:       "```go\nif a < b {\n```\n\n    x\n",
	nodes:    "<pre lang=\"go\">if a &lt; b {</pre><pre>x</pre>",
	text:     "if a < b {\n\nx",
	telegram: "if a < b {\n\nx",
	slack:    "```\nif a &lt; b {\n```\n\n```\nx\n```",
	entities: []Entity{{Type: "pre", Length: 10, Language: "go"}, {Type: "pre", Offset: 12, Length: 1}},
}, {
	name: "raw HTML is text",
	md:   "<b>x</b> <img src=x onerror=alert(1)>\n\n<script>\nalert(1)\n</script>",
	nodes: "<p>&lt;b&gt;x&lt;/b&gt; &lt;img src=x onerror=alert(1)&gt;</p>" +
		"<p>&lt;script&gt;<br>alert(1)<br>&lt;/script&gt;</p>",
	text:     "<b>x</b> <img src=x onerror=alert(1)>\n\n<script>\nalert(1)\n</script>",
	telegram: "<b>x</b> <img src=x onerror=alert(1)>\n\n<script>\nalert(1)\n</script>",
	slack:    "&lt;b&gt;x&lt;/b&gt; &lt;img src=x onerror=alert(1)&gt;\n\n&lt;script&gt;\nalert(1)\n&lt;/script&gt;",
}, {
	name:     "escapes and entities",
	md:       `\*нет\* &amp; \&copy; &copy; <!channel>`,
	nodes:    "<p>*нет* &amp; &amp;copy; © &lt;!channel&gt;</p>",
	text:     "*нет* & &copy; © <!channel>",
	telegram: "*нет* & &copy; © <!channel>",
	slack:    "*\u200Bнет\u200B* &amp; &amp;copy; © &lt;!channel&gt;",
}, {
	name:     "thematic break",
	md:       "a\n\n---\n\nb",
	nodes:    "<p>a</p><hr><p>b</p>",
	text:     "a\n\n———\n\nb",
	telegram: "a\n\n———\n\nb",
	slack:    "a\n\n———\n\nb",
}, {
	name:     "mark within a word, spaces kept out of marks",
	md:       "**при**ставка snake_case 2*3 **a  \nb**",
	nodes:    "<p><strong>при</strong>ставка snake_case 2*3 <strong>a<br>b</strong></p>",
	text:     "приставка snake_case 2*3 a\nb",
	telegram: "приставка snake_case 2*3 a\nb",
	slack:    "*при*\u200Bставка snake_case 2*3 *a*\n*b*",
	entities: []Entity{{Type: "bold", Length: 3}, {Type: "bold", Offset: 25, Length: 3}},
}}

// tags writes nodes with tags, so that a test can show a tree in one line.
func tags(nodes []Node) string {
	var b strings.Builder

	for _, node := range nodes {
		switch node.T {
		case "text":
			b.WriteString(html.EscapeString(node.V))
		case "br", "hr":
			b.WriteString("<" + node.T + ">")
		default:
			b.WriteString("<" + node.T)
			if node.Lang != "" {
				b.WriteString(` lang="` + html.EscapeString(node.Lang) + `"`)
			}
			if node.Start != 0 {
				b.WriteString(` start="` + strconv.Itoa(node.Start) + `"`)
			}
			if node.Href != "" {
				b.WriteString(` href="` + html.EscapeString(node.Href) + `"`)
			}
			b.WriteString(">" + html.EscapeString(node.V) + tags(node.C) + "</" + node.T + ">")
		}
	}

	return b.String()
}

// unlimited is longer than every document of the tests.
const unlimited = 1 << 30

// whole returns the document as one Telegram message. The document has at most maxEntities entities.
func whole(d *Doc) TelegramPart {
	parts := d.SplitTelegram(unlimited)
	if len(parts) == 0 {
		return TelegramPart{}
	}

	return parts[0]
}

// wholeSlack returns the document as one Slack message.
func wholeSlack(d *Doc) string { return strings.Join(d.SplitSlack(unlimited), "") }

func TestGolden(t *testing.T) {
	for _, c := range golden {
		t.Run(c.name, func(t *testing.T) {
			d := Parse(c.md)

			telegram := whole(d)
			for _, x := range []struct{ what, got, want string }{
				{"Nodes", tags(d.Nodes()), c.nodes},
				{"Text", d.Text(), c.text},
				{"Telegram", telegram.Text, c.telegram},
				{"Slack", wholeSlack(d), c.slack},
			} {
				if diff := cmp.Diff(x.want, x.got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", x.what, diff)
				}
			}
			if diff := cmp.Diff(c.entities, telegram.Entities); diff != "" {
				t.Errorf("entities (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlainIsLiteral(t *testing.T) {
	d := Plain("  **не жирный**, <b>\r\n1. см. https://e.com/a_(b)), да\x00\n\n\n# x ")
	telegram := whole(d)
	want := "**не жирный**, <b>\n1. см. https://e.com/a_(b)), да\n\n\n# x"
	if telegram.Text != want || d.Text() != want {
		t.Errorf("Telegram = %q, Text = %q, want %q", telegram.Text, d.Text(), want)
	}
	if entities := telegram.Entities; len(entities) != 1 || entities[0].URL != "https://e.com/a_(b)" {
		t.Errorf("entities = %+v, want the one link", entities)
	}
	if got := tags(d.Nodes()); !strings.Contains(got, "**не жирный**, &lt;b&gt;<br>") {
		t.Errorf("Nodes = %s", got)
	}
	if got := wholeSlack(d); !strings.Contains(got, "<https://e.com/a_(b)>") || !strings.Contains(got, "&lt;b&gt;") {
		t.Errorf("Slack = %s", got)
	}
	if got := Plain(" \n\t").Text(); got != "" {
		t.Errorf("blank text = %q, want nothing", got)
	}
}

func TestUnsafeLinks(t *testing.T) {
	for _, u := range []string{
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:x", " javascript:x",
		"data:text/html,x", "vbscript:x", "file:///etc/passwd",
		"//e.com", "/a", "#a", "a@b.ru", "http:", "http://", "https:e.com", "mailto:", "ftp://e.com", "http://[::1", "",
		"https://e.com/" + strings.Repeat("a", maxURL),
	} {
		if got := safeURL(u); got != "" {
			t.Errorf("safeURL(%q) = %q, want none", u, got)
		}
	}

	for raw, want := range map[string]string{
		"https://e.com/a b?c=\"d\"|e": "https://e.com/a%20b?c=%22d%22%7Ce",
		"HTTP://пример.рф/путь":       "HTTP://пример.рф/путь",
		"tel:+78005553535":            "tel:+78005553535",
		"https://e.com/\u202Efdp":     "https://e.com/%E2%80%AEfdp",
	} {
		if got := safeURL(raw); got != want {
			t.Errorf("safeURL(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestDeepNestingIsBounded(t *testing.T) {
	d := Parse(strings.Repeat("> ", 500) + "x\n\n" + strings.Repeat("- ", 300) + "y")
	nodes := tags(d.Nodes())
	if n := strings.Count(nodes, "<blockquote>") + strings.Count(nodes, "<ul"); n > 2*maxDepth {
		t.Errorf("%d boxes, want at most %d", n, 2*maxDepth)
	}
	if got := d.Text(); !strings.HasSuffix(got, "y") || !strings.Contains(got, "x") {
		t.Errorf("Text = %q lost the content", got)
	}
}
