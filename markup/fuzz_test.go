package markup

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

var seeds = []string{
	"",
	"**a *b* c** ~~d~~ `e` [f](https://g.h) ![i](j) <k@l.m> https://n.o",
	"> a\n> - b\n>   1. c\n\n```d\ne\n```\n---\n# f",
	"<script>alert(1)</script> <a href=\"javascript:x\">",
	"[x](javascript:alert(1)) [x](&#106;avascript:x) [x]( java\tscript:x)",
	"[a]: javascript:x\n[a]",
	"\xff\x00\u202e&#0;&#x0;&#xD800;",
	"```\n``` `\n`` ` ``",
	"👩‍👩‍👧 🇷🇺 e\u0301 \ud7ff",
	"[<b>](https://a.b/\"onclick=x)",
	"* * *\n* -\n  * +",
	"a\\\nb  \nc\r\nd",
}

// allowedTag matches every tag HTML may write, with the exact attributes.
var allowedTag = regexp.MustCompile(
	`^<(/?(p|strong|em|del|code|pre|blockquote|ul|ol|li|a)|br|hr|ol start="\d+"|` +
		`code class="language-[A-Za-z0-9+#_.-]+"|` +
		`a href="(?i:https?://|mailto:|tel:)[^"<>\s]*" rel="noopener noreferrer nofollow" target="_blank")>$`,
)

var anyTag = regexp.MustCompile(`<[^>]*>?`)

func checkHTML(t *testing.T, out string) {
	var open []string

	for _, tag := range anyTag.FindAllString(out, -1) {
		if !allowedTag.MatchString(tag) {
			t.Fatalf("tag %q in %q", tag, out)
		}

		name := strings.FieldsFunc(tag, func(r rune) bool { return strings.ContainsRune("</> ", r) })[0]
		switch {
		case name == "br" || name == "hr":
		case strings.HasPrefix(tag, "</"):
			if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("%s closes %v in %q", tag, open, out)
			}
			open = open[:len(open)-1]
		default:
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		t.Fatalf("%v left open in %q", open, out)
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, md string) {
		for _, d := range []*Doc{Parse(md), Plain(md)} {
			checkHTML(t, d.HTML())
			text, entities := d.Telegram()
			checkEntities(t, text, entities)

			slack := d.Slack()
			for _, out := range []string{text, slack, d.Text()} {
				if !utf8.ValidString(out) {
					t.Fatalf("invalid UTF-8 in %q", out)
				}
			}
			checkSlackControls(t, slack)
		}
	})
}

var slackEscape = regexp.MustCompile(`&(amp|lt|gt);|<(?i:https?://|mailto:|tel:)[^<>]*>`)

// checkSlackControls fails on "&", "<" or ">" outside of an escape or a link. A line of a quote may start with one ">".
func checkSlackControls(t *testing.T, s string) {
	for line := range strings.Lines(s) {
		if rest := slackEscape.ReplaceAllString(strings.TrimPrefix(line, "> "), ""); strings.ContainsAny(rest, "&<>") {
			t.Fatalf("control character in line %q of %q", line, s)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, 10)
	}
	f.Fuzz(func(t *testing.T, md string, limit int) {
		limit = 2 + (limit&0x7fff)%300
		d := Parse(md)
		whole, _ := d.Telegram()
		var joined strings.Builder

		for _, p := range d.SplitTelegram(limit) {
			if utf16Len(p.Text) > limit || blank([]rune(p.Text)) {
				t.Fatalf("part %q is blank or longer than %d", p.Text, limit)
			}
			checkEntities(t, p.Text, p.Entities)
			joined.WriteString(p.Text)
		}
		// Only white space may be missing.
		if got, want := visible(joined.String()), visible(whole); got != want {
			t.Fatalf("joined %q, want %q", got, want)
		}

		for _, p := range d.SplitSlack(max(limit, 64)) {
			checkSlackControls(t, p)
			if utf8.RuneCountInString(p) > max(limit, 64) {
				t.Fatalf("part %q is longer than %d", p, max(limit, 64))
			}
		}
		if got := visible(strings.Join(SplitText(md, limit, nil), "")); got != visible(string([]rune(md))) {
			t.Fatalf("SplitText lost something of %q: %q", md, got)
		}
	})
}

func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}

		return r
	}, s)
}
