package markup

import (
	"regexp"
	"slices"
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

// allowedTypes are the node types of docs/widget-protocol.md.
var allowedTypes = strings.Fields("text br hr p h pre blockquote ul ol li strong em del code a")

var safeAddress = regexp.MustCompile(`^(?i:https?://|mailto:|tel:)[^"<>\s]*$`)

var safeLanguage = regexp.MustCompile(`^[A-Za-z0-9+#_.-]*$`)

func checkNodes(t *testing.T, nodes []Node) {
	for _, node := range nodes {
		switch {
		case !slices.Contains(allowedTypes, node.T):
			t.Fatalf("unknown node %+v", node)
		case node.Href != "" && (node.T != "a" || !safeAddress.MatchString(node.Href)):
			t.Fatalf("unsafe address in %+v", node)
		case !safeLanguage.MatchString(node.Lang):
			t.Fatalf("unsafe language in %+v", node)
		case !utf8.ValidString(node.V):
			t.Fatalf("invalid UTF-8 in %+v", node)
		}
		checkNodes(t, node.C)
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, md string) {
		for _, d := range []*Doc{Parse(md), Plain(md)} {
			checkNodes(t, d.Nodes())
			outputs := []string{d.Text(), wholeSlack(d)}
			checkSlackControls(t, wholeSlack(d))

			for _, part := range d.SplitTelegram(unlimited) {
				checkEntities(t, part.Text, part.Entities)
				outputs = append(outputs, part.Text)
			}

			for _, out := range outputs {
				if !utf8.ValidString(out) {
					t.Fatalf("invalid UTF-8 in %q", out)
				}
			}
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
		whole := string(layout(d.blocks, telegramShape).text)
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
		got := visible(strings.Join(cutText(md, limit, utf8.RuneCountInString), ""))
		if got != visible(string([]rune(md))) {
			t.Fatalf("the cutter lost something of %q: %q", md, got)
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
