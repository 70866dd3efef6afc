package faq

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const goodCSV = "\uFEFF" + `Question;id;Answer;lang;phrasings;phrasing;phrasing;tags;off;valid_from;valid_to;
Сколько?;a;"**Даром**

- да";RU;"почём
24/7";;;цена;;;;
;;;;;;;;;;;
"How ""much""?";a;Free;en;one | two;"three | four";five;;ИСТИНА;01.01.2026;2026-01-31;
`

const goodMarkdown = `---
title: FAQ
lang: RU
---
<!-- from the wiki
# not a heading -->

# Цены

## Сколько? ##
> почём
>
> 24/7

**Даром**

- да

## Как платить?
<!-- id: pay; tags: "a, b", card;
     off: yes; valid_to: 2026-01-31 -->

Картой:

` + "```sh\n# not a heading\n```" + `

### Which cards?
<!-- lang: en; audience: vip -->
Any #1 card.

# Прочее
Текст
`

func TestLoadCSV(t *testing.T) {
	want := []Entry{
		{
			ID:        "a",
			Lang:      "ru",
			Question:  "Сколько?",
			Phrasings: []string{"почём", "24/7"},
			Answer:    "**Даром**\n\n- да",
			Tags:      []string{"цена"},
		},
		{
			ID:        "a",
			Lang:      "en",
			Question:  `How "much"?`,
			Phrasings: []string{"one", "two", "three | four", "five"},
			Answer:    "Free",
			Off:       true,
			ValidFrom: time.Date(
				2026,
				1,
				1,
				0,
				0,
				0,
				0,
				time.UTC,
			),
			ValidTo: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC),
		},
	}
	comma := strings.NewReplacer(";", ",")

	tab := strings.NewReplacer(";", "\t")
	for name, data := range map[string]string{
		"semicolon.csv": goodCSV,
		"comma.csv":     comma.Replace(goodCSV),
		"TAB.CSV":       tab.Replace(goodCSV),
		"said.csv":      "sep=;\n" + strings.TrimPrefix(goodCSV, "\uFEFF"),
		"crlf.csv":      strings.ReplaceAll(goodCSV, "\n", "\r\n"),
		"mac.csv":       strings.ReplaceAll(goodCSV, "\n", "\r"),
		"short.csv":     strings.TrimSuffix(goodCSV, ";\n"),
	} {
		got, err := Load(name, []byte(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestLoadMarkdown(t *testing.T) {
	want := []Entry{
		{
			ID:        "skolko",
			Lang:      "ru",
			Question:  "Сколько?",
			Phrasings: []string{"почём", "24/7"},
			Answer:    "**Даром**\n\n- да",
			Tags:      []string{"Цены"},
		},
		{
			ID:       "pay",
			Lang:     "ru",
			Question: "Как платить?",
			Answer:   "Картой:\n\n```sh\n# not a heading\n```",
			Tags:     []string{"Цены", "a, b", "card"},
			Off:      true,
			ValidTo:  time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC),
		},
		{
			ID:       "which-cards",
			Lang:     "en",
			Question: "Which cards?",
			Answer:   "Any #1 card.",
			Tags:     []string{"Цены"},
			Audience: "vip",
		},
		{ID: "prochee", Lang: "ru", Question: "Прочее", Answer: "Текст"},
	}

	for name, data := range map[string]string{
		"a.md":       goodMarkdown,
		"A.MARKDOWN": strings.ReplaceAll(goodMarkdown, "\n", "\r\n"),
	} {
		got, err := Load(name, []byte(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestLoadWithLanguage checks that the language of the options applies only to rows without a
// language.
func TestLoadWithLanguage(t *testing.T) {
	for name, data := range map[string]string{
		"a.csv": "question,answer,lang\nq,a,\nr,a,ru\n",
		"b.md":  "# q\na\n# r\n<!-- lang: ru -->\na\n",
		"c.csv": "answer,lang,question\na,en,q\na,ru,r",
	} {
		got, err := LoadWith(name, []byte(data), LoadOptions{Lang: "en"})
		want := []Entry{
			{ID: "q", Lang: "en", Question: "q", Answer: "a"},
			{ID: "r", Lang: "ru", Question: "r", Answer: "a"},
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestLoadWithUnknownLanguage(t *testing.T) {
	_, err := LoadWith("a.md", []byte("# q\na\n# r\na\n"), LoadOptions{Lang: "klingon!"})
	if want := `a.md:1:1: lang: "klingon!" is not a language; expected a code like "ru" or "en"`; err == nil ||
		err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestProgress checks that every format counts up to the end of the file and of the entries.
func TestProgress(t *testing.T) {
	for _, format := range exported {
		entries := make([]Entry, 3*stride)
		for i := range entries {
			entries[i] = Entry{
				ID:       fmt.Sprint("e", i),
				Lang:     "ru",
				Question: "Сколько?",
				Answer:   strings.Repeat("Много. ", 100),
			}
		}
		var b strings.Builder
		if err := Export(&b, format, entries); err != nil {
			t.Fatal(err)
		}
		calls, last := map[string]int{}, -1
		step := func(name string, done, total int) {
			if calls[name] == 0 {
				last = -1
			}
			if calls[name]++; done < last || done > total {
				t.Errorf("%s: %s %d of %d after %d", format, name, done, total, last)
			}
			last = done
		}
		if _, err := LoadWith("a."+string(format), []byte(b.String()), LoadOptions{Progress: step}); err != nil {
			t.Fatal(err)
		}
		if calls["reading"] < 3 || calls["checking"] < 3 || last != len(entries) {
			t.Errorf("%s: %v, the last was %d", format, calls, last)
		}
	}
}

func TestLoadFilesNameEveryBadRow(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{{
		name: "bad.csv",
		data: "id;lang;qestion;question;answer;off;valid_to;tag;phrasings;id;\nok;ru;;вопрос;a;;;;;\n" +
			";ru;;\"два\nстроки\";;maybe;soon;;\nx;;;q;a\nok;ru;;q;a;;;;;;лишнее;\ny;ru;;\"q\"x;a\nz;ru;;q;a;2\n" +
			"w w;ru;;q;a\nu;ru;;\"open;a\nv;ru;;;a\n",
		want: `bad.csv:1:9: qestion: unknown field; did you mean "question"?
bad.csv:1:60: id: given twice
bad.csv:4:9: answer: empty
bad.csv:4:10: off: expected true or false, found text
bad.csv:4:16: valid_to: "soon": expected a day like 2026-01-31 or a time like 2026-01-31T18:00:00+03:00
bad.csv:5:3: lang: empty
bad.csv:6:1: id: "ok" in language "ru" is already in line 2
bad.csv:6:17: "лишнее" stands in a column without a name
bad.csv:7:7: the quote that begins this cell is closed in line 7, column 9, but text follows; a quote in ` +
			`a quoted cell is written ""
bad.csv:8:11: off: expected true or false, found text
bad.csv:9:1: id: "w w": expected 1 to 64 letters a-z, digits, dots, dashes or underscores
bad.csv:10:7: the quote that begins this cell is never closed
bad.csv:11:7: question: empty`,
	}, {
		name: "columns.csv", data: "вопрос,ответ\nq,a\n",
		want: `columns.csv:1:1: вопрос: unknown field; there are id, lang, question, phrasings, answer, tags, ` +
			`audience, off, valid_from, valid_to
columns.csv:1:1: lang: there is no such column
columns.csv:1:1: question: there is no such column
columns.csv:1:1: answer: there is no such column
columns.csv:1:8: ответ: unknown field; there are id, lang, question, phrasings, answer, tags, audience, ` +
			`off, valid_from, valid_to`,
	}, {
		name: "made.csv", data: "lang,question,answer\nru,Сколько?,a\nru,Сколько,b\nru,,c\nru,,d\n",
		want: `made.csv:3:1: id: "skolko" (made from the question) in language "ru" is already in line 2
made.csv:4:4: question: empty
made.csv:5:4: question: empty`,
	}, {
		name: "ansi.csv",
		data: "lang,question,answer\nru,\xd1\xea,a",
		want: `ansi.csv:2:1: not UTF-8 text; Excel saves it as "CSV UTF-8"`,
	}, {
		name: "bad.md",
		data: "hello\n\n# Section\n## no answer\n## q\n<!-- id: ok; langs: ru; lang: ru; lang: en -->\na\n" +
			"## q2\n<!-- id: ok; lang: ru; off: maybe; tags: \"a\"b -->\na\n" +
			"## q3\n<!--\nlang: ru;\n  valid_from: soon; nonsense -->\na\n##\n<!-- lang: ru -->\na\n## q4\n" +
			"<!-- lang: ru -->\n<!-- answer -->\na\n<!-- /answer -->\nb\n" +
			"## q5\n> only asked\n## q6\n<!-- lang: ru -->\n~~~\n## q7\n",
		want: `bad.md:1:1: text above the first question; a question is a heading like "## How much is delivery?"
bad.md:4:1: answer: empty
bad.md:4:1: lang: missing
bad.md:6:14: langs: unknown field; did you mean "lang"?
bad.md:6:35: lang: given twice
bad.md:8:1: id: "ok" in language "ru" is already in line 5
bad.md:9:29: off: expected true or false, found text
bad.md:9:45: "b": expected one of ",;" after the quoted text
bad.md:14:15: valid_from: "soon": expected a day like 2026-01-31 or a time like 2026-01-31T18:00:00+03:00
bad.md:14:21: "nonsense": expected a field like "lang: ru"
bad.md:16:1: question: empty
bad.md:24:1: answer: text between <!-- /answer --> and the next heading
bad.md:25:1: answer: empty
bad.md:25:1: lang: missing
bad.md:29:1: the code block ~~~ is never closed`,
	}, {
		name: "open.md", data: "---\nlang: Klingon!\n---\n# q\n<!-- answer -->\n# a\n",
		want: `open.md:2:1: lang: "klingon!" is not a language; expected a code like "ru" or "en"
open.md:5:1: answer: <!-- answer --> is never followed by <!-- /answer -->`,
	}, {
		name: "front.md",
		data: "---\nlang: ru\n# q\na\n",
		want: "front.md:1:1: the front matter is never closed by a line \"---\"",
	}, {
		name: "bad.json",
		data: "[\n  {\"id\": \"a\", \"lang\": \"ru\",\n   \"question\": " +
			"5, \"answer\": \"ответ\", \"off\": \"да\"},\n  7\n]",
		want: `bad.json:3:16: question: expected text, found number; put it in quotes
bad.json:3:45: off: expected true or false, found text
bad.json:4:3: expected an object {...}`,
	}, {
		name: "open.json",
		data: "[{\"id\": \"a\"}",
		want: "open.json:1:2: lang: missing\nopen.json:1:2: question: missing\nopen.json:1:2: answer: missing\n" +
			"open.json:1:13: the list of entries is not closed",
	}, {
		name: "map.json", data: "{\"id\": \"a\"}", want: "map.json:1:1: expected a list of entries [{...}, ...]",
	}} {
		t.Run(c.name, func(t *testing.T) {
			entries, err := Load(c.name, []byte(c.data))
			if len(entries) > 0 {
				t.Errorf("%d entries were imported beside errors", len(entries))
			}
			var rows Errors
			if !errors.As(err, &rows) {
				t.Fatalf("error is %T %v, want Errors", err, err)
			}
			if diff := cmp.Diff(c.want, rows.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestLoadTimes checks that times are in UTC and can be stored again.
func TestLoadTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-31":                "2026-02-01T00:00:00Z",
		"31.01.2026":                "2026-02-01T00:00:00Z",
		"2026-01-31T18:00:00+03:00": "2026-01-31T15:00:00Z",
		"9999-12-31":                "0001-01-01T00:00:00Z",
		"9999-12-31T23:00:00-03:00": `"9999-12-31T23:00:00-03:00" is out of range`,
		"0000-01-01T00:00:00+03:00": `"0000-01-01T00:00:00+03:00" is out of range`,
	} {
		entries, err := Load("a.md", []byte("# q\n<!-- lang: ru -->\n<!-- valid_to: "+text+" -->\na\n"))
		switch {
		case err != nil && !strings.HasSuffix(err.Error(), want):
			t.Errorf("%s: %v", text, err)
		case err == nil && entries[0].ValidTo.Format(time.RFC3339) != want:
			t.Errorf("%s: %v, want %s", text, entries[0].ValidTo, want)
		}
	}
}

// TestHostileFilesAreLinear checks that unclosed quotes, comments and blocks do not cause repeated
// scans to the end of the file.
func TestHostileFilesAreLinear(t *testing.T) {
	const n = 100_000
	for name, data := range map[string]string{
		"comments.md": "# q\n" + strings.Repeat("<!--\n", n),
		"fields.md":   strings.Repeat("# q\n<!-- id: a\n", n),
		"fences.md":   strings.Repeat("# q\n```\n", n),
		"answers.md":  strings.Repeat("# q\n<!-- answer -->\n", n),
		"quotes.csv":  "question,answer,lang\n" + strings.Repeat("\"\"\"\n", n),
		"open.csv":    strings.Repeat("\"", n),
		"rows.json":   strings.Repeat("[", n),
		"items.yaml":  strings.Repeat("- \"\n", 3000),
	} {
		if _, err := Load(name, []byte(data)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

func FuzzLoadCSV(f *testing.F) {
	f.Add(goodCSV)
	f.Add("question,answer,lang\n\"a\n\"b\"\",\r\"")
	f.Fuzz(func(t *testing.T, data string) { checkComesBack(t, "f.csv", CSV, data) })
}

func FuzzLoadMarkdown(f *testing.F) {
	f.Add(goodMarkdown)
	f.Add(
		"---\nlang: ru\n---\n# q\n<!-- tags: \"a\\u003e\", b; -->\n<!-- answer -->\n# a\n<!-- /answer -->\n" +
			"## #\n> p\n```\n",
	)
	f.Fuzz(func(t *testing.T, data string) { checkComesBack(t, "f.md", Markdown, data) })
}

func FuzzLoadJSON(f *testing.F) {
	f.Add(`[{"id":"a","lang":"ru","question":"q","answer":"a","tags":["b"]},` + "\n" + `{"off":1e999,"x":{"y":[]}}]`)
	f.Fuzz(func(t *testing.T, data string) { checkLoad(t, "f.json", data) })
}

// checkComesBack runs checkLoad, and checks that an export of the entries has the same content.
func checkComesBack(t *testing.T, name string, format Format, data string) {
	checkLoad(t, name, data)
	entries, err := LoadWith(name, []byte(data), LoadOptions{Lang: "ru"})
	if err != nil {
		return
	}
	var b strings.Builder
	if err := Export(&b, format, entries); err != nil {
		if strings.Contains(err.Error(), answerEnd) {
			return
		}
		t.Fatal(err)
	}
	again, err := Load(name, []byte(b.String()))
	if diff := cmp.Diff(entries, again); err != nil || diff != "" && len(entries)+len(again) > 0 {
		t.Fatalf("%v (-want +got):\n%s\n%s", err, diff, b.String())
	}
}
