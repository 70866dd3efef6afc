package faq

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var exported = []Format{YAML, CSV, JSONL, Markdown}

// TestExportComesBack checks that Load reads every exported entry back unchanged.
func TestExportComesBack(t *testing.T) {
	for _, format := range exported {
		t.Run(string(format), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				want := nastyEntries(t)
				var b bytes.Buffer
				if err := Export(&b, format, want); err != nil {
					if format == Markdown && strings.Contains(err.Error(), answerEnd) {
						t.Skip("refused")
					}
					t.Fatal(err)
				}
				got, err := Load("x."+string(format), b.Bytes())
				if err != nil {
					t.Fatalf("%v\n%s", err, b.String())
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("(-want +got):\n%s\n%s", diff, b.String())
				}
			})
		})
	}
}

// nasty lists texts with a special meaning in some format.
var nasty = []string{
	`"`, `""`, `'`, "'=", `\`, `\n`, ",", ";", "\t", " | ", "|", "\n", "\n\n", "\n ", "\n    ", "  ", ":",
	": ", " #", "# ", "\n# a\n", "\n## b ##\n", "\n### c\n\n", "```", "\n```\n", "\n```go\n# d\n```\n",
	"\n~~~~\n",
	"- ", "\n- ", "=1+1", "@a", "+7", "> ", "\n> ", "<!--", "-->", "\n<!-- e -->\n", "<!-- id: f -->",
	"\n<!--\n", "\n<!-- answer -->\n", "\n<!-- /answer -->\n", "---", "\n---\n", "\n===\n", "...", "{}",
	"[a, b]", "&a", "*a", "!b", "%", "`",
	"null", "true", "no", "1", "1e3", "0x1", "2026-01-01", "~", "a: b", "<<", "entries:", "\uFEFF",
	"\u2028", "\u0085", "\u00a0", "\u0000", "\u001b", "\v", "\f", "\u200d", "sep=;",
	"Сколько?", "ёлка", "и\u0306", "👍🏽", "👩‍👩‍👧", "日本語", "1 000 ₽", "\U0010FFFF", "word", "two words",
	"**b**", "[l](https://x.y/?a=b&c)", "a_b", "&amp;",
}

func nastyText(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		pieces := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(nasty), rapid.StringN(0, 6, -1)), 1, most).
			Draw(t, "pieces")
		return clean(strings.ToValidUTF8(strings.Join(pieces, ""), "?"))
	}).Filter(func(s string) bool { return s != "" })
}

func nastyEntries(t *rapid.T) []Entry {
	n := rapid.IntRange(1, 3).Draw(t, "entries")
	entries := make([]Entry, n)
	moment := rapid.Map(rapid.Int64Range(-1e9, 4e9), func(s int64) time.Time { return time.Unix(s, 0).UTC() })
	day := rapid.Map(moment, func(t time.Time) time.Time { return t.Truncate(24 * time.Hour) })

	for i := range entries {
		e := &entries[i]
		e.ID = fmt.Sprintf("%s%d", rapid.StringMatching(`[A-Za-z0-9._-]{1,20}`).Draw(t, "id"), i)
		e.Lang = rapid.SampledFrom([]string{"ru", "en", "pt-br"}).Draw(t, "lang")
		e.Question = nastyText(4).Draw(t, "question")
		e.Answer = nastyText(12).Draw(t, "answer")
		e.Phrasings = rapid.SliceOfN(nastyText(3), 0, 3).Draw(t, "phrasings")
		e.Tags = rapid.SliceOfN(nastyText(3), 0, 3).Draw(t, "tags")
		if rapid.Bool().Draw(t, "bound") {
			e.Audience = nastyText(2).Draw(t, "audience")
			e.Off = rapid.Bool().Draw(t, "off")
			e.ValidFrom = rapid.OneOf(moment, day, rapid.Just(time.Time{})).Draw(t, "from")
			e.ValidTo = rapid.OneOf(moment, day, rapid.Just(time.Time{})).
				Filter(func(to time.Time) bool { return to.IsZero() || to.After(e.ValidFrom) }).
				Draw(t, "to")
		}
	}

	return entries
}

func sampleEntries() []Entry {
	return []Entry{
		{
			ID:        "delivery",
			Lang:      "en",
			Question:  "How much is delivery?",
			Phrasings: []string{"delivery price", "=SUM(A1)"},
			Answer:    "From **$4**:\n\n- post\n- courier",
			Tags:      []string{"price", "a, b"},
			ValidTo:   time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
		},
		{
			ID:        "steps",
			Lang:      "ru",
			Question:  "Как оплатить?",
			Phrasings: []string{"one | two"},
			Answer:    "- картой\n\n### Шаги\n\n1. Раз",
			Off:       true,
		},
	}
}

// TestExportLooks checks that exported files are readable.
func TestExportLooks(t *testing.T) {
	for format, want := range map[Format]string{
		YAML: `- id: delivery
  lang: en
  question: How much is delivery?
  phrasings:
    - delivery price
    - "=SUM(A1)"
  answer: |
    From **$4**:

    - post
    - courier
  tags:
    - price
    - a, b
  valid_to: 2026-12-31
- id: steps
  lang: ru
  question: Как оплатить?
  phrasings:
    - "one | two"
  answer: |
    - картой

    ### Шаги

    1. Раз
  off: true
`,
		CSV: "\uFEFFid;lang;question;phrasings;answer;tags;audience;off;valid_from;valid_to;phrasing\r\n" +
			"delivery;en;How much is delivery?;\"delivery price\n=SUM(A1)\";\"From **$4**:\n\n- post\n" +
			"- courier\";\"price\na, b\";;;;2026-12-31;\r\n" +
			"steps;ru;Как оплатить?;;\"'- картой\n\n### Шаги\n\n1. Раз\";;;true;;;one | two\r\n",
		JSONL: `{"id":"delivery","lang":"en","question":"How much is delivery?",` +
			`"phrasings":["delivery price","=SUM(A1)"],"answer":"From **$4**:\n\n- post\n- courier",` +
			`"tags":["price","a, b"],"valid_to":"2027-01-01T00:00:00Z"}
{"id":"steps","lang":"ru","question":"Как оплатить?","phrasings":["one | two"],"answer":"- картой\n\n### ` +
			`Шаги\n\n1. Раз","off":true}
`,
		Markdown: `## How much is delivery?
<!-- id: delivery; lang: en; tags: price, "a, b"; valid_to: 2026-12-31 -->
> delivery price
> =SUM(A1)

From **$4**:

- post
- courier

## Как оплатить?
<!-- id: steps; lang: ru; off: true -->
> one | two

<!-- answer -->
- картой

### Шаги

1. Раз
<!-- /answer -->
`,
	} {
		var b bytes.Buffer
		if err := Export(&b, format, sampleEntries()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", format, diff)
		}
	}
	if got := yamlScalar("a  \nb\u200b"); isBlock("a  \nb") || got != `"a  \nb\u200B"` {
		t.Errorf("white space at the end of a line: %s, block %t", got, isBlock("a  \nb"))
	}
	var b bytes.Buffer
	if err := Export(&b, CSV, sampleEntries()[:1]); err != nil || !strings.HasPrefix(b.String(), "\uFEFFid,lang,") {
		t.Errorf("English only: %v, %.20q, want commas", err, b.String())
	}
}

func TestExportRefuses(t *testing.T) {
	whole := Entry{ID: "a", Lang: "ru", Question: "q", Answer: "a"}
	for want, edit := range map[string]func(*Entry){
		`entry "a" in language "ru": answer: empty`: func(e *Entry) { e.Answer = " \n" },
		`entry "a b" in language "ru": id: "a b": expected 1 to 64 letters a-z, digits, dots, dashes or ` +
			`underscores`: func(e *Entry) { e.ID = "a b" },
		`entry "a" in language "ru": tags: empty item`:          func(e *Entry) { e.Tags = []string{""} },
		`entry "a" in language "ru": "x\xff" is not UTF-8 text`: func(e *Entry) { e.Answer = "x\xff" },
		`entry "a" in language "ru": the answer has a line "<!-- /answer -->", which Markdown files cannot ` +
			`hold; export it as YAML`: func(e *Entry) {
			e.Answer = "# a\n<!-- /answer -->\n# b"
		},
	} {
		e := whole
		edit(&e)
		err := Export(&bytes.Buffer{}, Markdown, []Entry{whole, e})
		if err == nil || err.Error() != want {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	if err := Export(&bytes.Buffer{}, "xml", nil); err == nil {
		t.Error("xml was exported")
	}
}
