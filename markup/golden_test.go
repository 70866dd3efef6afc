package markup

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const rel = ` rel="noopener noreferrer nofollow" target="_blank"`

var golden = []struct {
	name, md                    string
	html, text, telegram, slack string
	entities                    []Entity
}{{
	name:     "soft and hard breaks",
	md:       "one\ntwo  \nthree\n\nfour",
	html:     "<p>one<br>\ntwo<br>\nthree</p>\n<p>four</p>\n",
	text:     "one\ntwo\nthree\n\nfour",
	telegram: "one\ntwo\nthree\n\nfour",
	slack:    "one\ntwo\nthree\n\nfour",
}, {
	name:     "styles nest",
	md:       "**жирный *оба*** ~~нет~~ `x<y`",
	html:     "<p><strong>жирный <em>оба</em></strong> <del>нет</del> <code>x&lt;y</code></p>\n",
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
	html:     "<p>👍🏽 <strong>да</strong></p>\n",
	text:     "👍🏽 да",
	telegram: "👍🏽 да",
	slack:    "👍🏽 *да*",
	entities: []Entity{{Type: "bold", Offset: 5, Length: 2}},
}, {
	name:     "heading is a bold line",
	md:       "## Доставка\nзавтра",
	html:     "<p><strong>Доставка</strong></p>\n<p>завтра</p>\n",
	text:     "Доставка\n\nзавтра",
	telegram: "Доставка\n\nзавтра",
	slack:    "*Доставка*\n\nзавтра",
	entities: []Entity{{Type: "bold", Length: 8}},
}, {
	name:     "links",
	md:       "[Тарифы](https://e.com/?a=1&b=2) [x](javascript:alert(1)) [нам](mailto:a@b.ru) [rel](/a)",
	html:     `<p><a href="https://e.com/?a=1&amp;b=2"` + rel + `>Тарифы</a> x <a href="mailto:a@b.ru"` + rel + ">нам</a> rel</p>\n",
	text:     "Тарифы (https://e.com/?a=1&b=2) x нам (a@b.ru) rel",
	telegram: "Тарифы x нам (a@b.ru) rel",
	slack:    "<https://e.com/?a=1&amp;b=2|Тарифы> x <mailto:a@b.ru|нам> rel",
	entities: []Entity{{Type: "text_link", Length: 6, URL: "https://e.com/?a=1&b=2"}},
}, {
	name:     "bare link and mail",
	md:       "см. https://e.com/x или a@b.ru.",
	html:     `<p>см. <a href="https://e.com/x"` + rel + `>https://e.com/x</a> или <a href="mailto:a@b.ru"` + rel + ">a@b.ru</a>.</p>\n",
	text:     "см. https://e.com/x или a@b.ru.",
	telegram: "см. https://e.com/x или a@b.ru.",
	slack:    "см. <https://e.com/x> или <mailto:a@b.ru|a@b.ru>.",
	entities: []Entity{{Type: "text_link", Offset: 4, Length: 15, URL: "https://e.com/x"}},
}, {
	name:     "image is a link",
	md:       "![чайник](https://e.com/a.png) ![](https://e.com/b.png)",
	html:     `<p><a href="https://e.com/a.png"` + rel + `>чайник</a> <a href="https://e.com/b.png"` + rel + ">https://e.com/b.png</a></p>\n",
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
	html:     `<p><a href="https://e.com"` + rel + ">a <strong>b</strong> c</a></p>\n",
	text:     "a b c (https://e.com)",
	telegram: "a b c",
	slack:    "<https://e.com|a b c>",
	entities: []Entity{{Type: "text_link", Length: 5, URL: "https://e.com"}, {Type: "bold", Offset: 2, Length: 1}},
}, {
	name:     "lists",
	md:       "- раз\n- два\n\n  3. a\n  4. b\n\n     c\n- три",
	html:     "<ul>\n<li>раз</li>\n<li>два<ol start=\"3\">\n<li>a</li>\n<li>b<p>c</p>\n</li>\n</ol>\n</li>\n<li>три</li>\n</ul>\n",
	text:     "• раз\n• два\n  3. a\n  4. b\n     c\n• три",
	telegram: "• раз\n• два\n  3. a\n  4. b\n     c\n• три",
	slack:    "• раз\n• два\n  3. a\n  4. b\n     c\n• три",
}, {
	name:     "quote",
	md:       "> one\n> **two**\n>\n> > three\n\nfour",
	html:     "<blockquote>\n<p>one<br>\n<strong>two</strong></p>\n<blockquote>\n<p>three</p>\n</blockquote>\n</blockquote>\n<p>four</p>\n",
	text:     "> one\n> two\n\n> > three\n\nfour",
	telegram: "one\ntwo\n\nthree\n\nfour",
	slack:    "> one\n> *two*\n> \n> three\n\nfour",
	entities: []Entity{{Type: "blockquote", Length: 14}, {Type: "bold", Offset: 4, Length: 3}},
}, {
	name:     "code block",
	md:       "```go\nif a < b {\n```\n\n    x\n",
	html:     "<pre><code class=\"language-go\">if a &lt; b {</code></pre>\n<pre><code>x</code></pre>\n",
	text:     "if a < b {\n\nx",
	telegram: "if a < b {\n\nx",
	slack:    "```\nif a &lt; b {\n```\n\n```\nx\n```",
	entities: []Entity{{Type: "pre", Length: 10, Language: "go"}, {Type: "pre", Offset: 12, Length: 1}},
}, {
	name:     "raw HTML is text",
	md:       "<b>x</b> <img src=x onerror=alert(1)>\n\n<script>\nalert(1)\n</script>",
	html:     "<p>&lt;b&gt;x&lt;/b&gt; &lt;img src=x onerror=alert(1)&gt;</p>\n<p>&lt;script&gt;<br>\nalert(1)<br>\n&lt;/script&gt;</p>\n",
	text:     "<b>x</b> <img src=x onerror=alert(1)>\n\n<script>\nalert(1)\n</script>",
	telegram: "<b>x</b> <img src=x onerror=alert(1)>\n\n<script>\nalert(1)\n</script>",
	slack:    "&lt;b&gt;x&lt;/b&gt; &lt;img src=x onerror=alert(1)&gt;\n\n&lt;script&gt;\nalert(1)\n&lt;/script&gt;",
}, {
	name:     "escapes and entities",
	md:       `\*нет\* &amp; \&copy; &copy; <!channel>`,
	html:     "<p>*нет* &amp; &amp;copy; © &lt;!channel&gt;</p>\n",
	text:     "*нет* & &copy; © <!channel>",
	telegram: "*нет* & &copy; © <!channel>",
	slack:    "*\u200Bнет\u200B* &amp; &amp;copy; © &lt;!channel&gt;",
}, {
	name:     "thematic break",
	md:       "a\n\n---\n\nb",
	html:     "<p>a</p>\n<hr>\n<p>b</p>\n",
	text:     "a\n\n———\n\nb",
	telegram: "a\n\n———\n\nb",
	slack:    "a\n\n———\n\nb",
}, {
	name:     "mark within a word, spaces kept out of marks",
	md:       "**при**ставка snake_case 2*3 **a  \nb**",
	html:     "<p><strong>при</strong>ставка snake_case 2*3 <strong>a<br>\nb</strong></p>\n",
	text:     "приставка snake_case 2*3 a\nb",
	telegram: "приставка snake_case 2*3 a\nb",
	slack:    "*при*\u200Bставка snake_case 2*3 *a*\n*b*",
	entities: []Entity{{Type: "bold", Length: 3}, {Type: "bold", Offset: 25, Length: 3}},
}}

func TestGolden(t *testing.T) {
	for _, c := range golden {
		t.Run(c.name, func(t *testing.T) {
			d := Parse(c.md)

			telegram, entities := d.Telegram()
			for _, x := range []struct{ what, got, want string }{
				{"HTML", d.HTML(), c.html},
				{"Text", d.Text(), c.text},
				{"Telegram", telegram, c.telegram},
				{"Slack", d.Slack(), c.slack},
			} {
				if diff := cmp.Diff(x.want, x.got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", x.what, diff)
				}
			}
			if diff := cmp.Diff(c.entities, entities); diff != "" {
				t.Errorf("entities (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlainIsLiteral(t *testing.T) {
	d := Plain("  **не жирный**, <b>\r\n1. см. https://e.com/a_(b)), да\x00\n\n\n# x ")
	telegram, entities := d.Telegram()
	want := "**не жирный**, <b>\n1. см. https://e.com/a_(b)), да\n\n\n# x"
	if telegram != want || d.Text() != want {
		t.Errorf("Telegram = %q, Text = %q, want %q", telegram, d.Text(), want)
	}
	if len(entities) != 1 || entities[0].URL != "https://e.com/a_(b)" {
		t.Errorf("entities = %+v, want the one link", entities)
	}
	if got := d.HTML(); !strings.Contains(got, "**не жирный**, &lt;b&gt;<br>") {
		t.Errorf("HTML = %s", got)
	}
	if got := d.Slack(); !strings.Contains(got, "<https://e.com/a_(b)>") || !strings.Contains(got, "&lt;b&gt;") {
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
	if n := strings.Count(d.HTML(), "<blockquote>") + strings.Count(d.HTML(), "<ul>"); n > 2*maxDepth {
		t.Errorf("%d boxes, want at most %d", n, 2*maxDepth)
	}
	if got := d.Text(); !strings.HasSuffix(got, "y") || !strings.Contains(got, "x") {
		t.Errorf("Text = %q lost the content", got)
	}
}
