package faq

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const goodYAML = `# comment
- id: a
  lang: RU
  question: Сколько?
  phrasings: [почём, "24/7"]
  answer: |
    **Даром**

    - да
  tags:
    - цена
- id: a
  lang: en
  question: How much?
  answer: Free
  off: true
  audience: vip
  valid_from: 2026-01-01
  valid_to: 2026-01-31
`

const goodJSONL = "\uFEFF" + `{"id":"a","lang":"ru","question":"Сколько?","phrasings":["почём","24/7"],` +
	`"answer":"**Даром**\n\n- да","tags":["цена"]}

{"id":"a","lang":"en","question":"How much?","phrasings":[],"answer":"Free","off":true,"audience":"vip",` +
	`"valid_from":"2026-01-01T00:00:00Z","valid_to":"2026-02-01T00:00:00Z","tags":null}
`

func TestLoad(t *testing.T) {
	want := []Entry{
		{
			ID:        "a",
			Lang:      "ru",
			Question:  "Сколько?",
			Phrasings: []string{"почём", "24/7"},
			Answer:    "**Даром**\n\n- да",
			Tags:      []string{"цена"},
		},
		{ID: "a", Lang: "en", Question: "How much?", Answer: "Free", Off: true, Audience: "vip",
			ValidFrom: time.Date(
				2026,
				1,
				1,
				0,
				0,
				0,
				0,
				time.UTC,
			), ValidTo: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)},
	}

	for name, data := range map[string]string{
		"a.yaml":     goodYAML,
		"dir/A.YML":  "entries:\n" + goodYAML,
		"a.jsonl":    goodJSONL,
		"crlf.jsonl": strings.ReplaceAll(goodJSONL, "\n", "\r\n"),
	} {
		got, err := Load(name, []byte(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}

	for _, name := range []string{"empty.yaml", "empty.jsonl"} {
		if got, err := Load(name, nil); len(got) != 0 || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestLoadNamesEveryBadRow(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{{
		name: "bad.yaml",
		data: `- id: ok
  lang: ru
  question: q
  answer: a
- id: no-answer
  lang: ru
  question: q
- lang: ru
  question: ""
  answer: |
    text
  qestion: typo
- id: ok
  lang: ru
  question: again
  answer: a
- id: types
  lang: Klingon!
  question: 12
  phrasings: one
  answer: [x]
  off: maybe
  tags: [ok, 5, ""]
  colour: red
  valid_from: soon
- just text
- id: two words
  lang: ru
  id: twice
  question: q
  answer:
`,
		want: `bad.yaml:5:3: answer: missing
bad.yaml:8:3: id: missing
bad.yaml:9:3: question: empty
bad.yaml:12:3: qestion: unknown field; did you mean "question"?
bad.yaml:13:3: id: "ok" in language "ru" is already in line 1
bad.yaml:18:9: lang: "klingon!" is not a language; expected a code like "ru" or "en"
bad.yaml:19:13: question: expected text, found number; put it in quotes
bad.yaml:20:14: phrasings: expected a list, found text
bad.yaml:21:11: answer: expected text, found a list
bad.yaml:22:8: off: expected true or false, found text
bad.yaml:23:14: tags: expected text, found number; put it in quotes
bad.yaml:23:17: tags: empty item
bad.yaml:24:3: colour: unknown field; there are id, lang, question, phrasings, answer, tags, audience, ` +
			`off, valid_from, valid_to
bad.yaml:25:15: valid_from: "soon": expected a day like 2026-01-31 or a time like 2026-01-31T18:00:00+03:00
bad.yaml:26:3: expected an entry with id, lang, question and answer
bad.yaml:27:7: id: "two words": expected 1 to 64 letters a-z, digits, dots, dashes or underscores
bad.yaml:29:3: id: given twice
bad.yaml:31:3: answer: empty`,
	}, {
		name: "bad.jsonl",
		data: `{"id":"ok","lang":"ru","question":"вопрос","answer":"a"}

{"id":"x","lang":"ru","question":"вопрос", "answr":"a"}
{"id":"ok", "lang":"ru","question":"q","answer":"a"}
{"id":"t","lang":"ru","question":"вопрос","answer":5}
{"id":"y","lang":"ru" "question":"q"}
[1]
{"id":"z","lang":"ru","question":"q","answer":"a"} {}
{"id":"u","lang":"ru",
{"id":"v","lang":"ru","question":"q","answer":"a","phrasings":["ок",{"x":[1]},null],"tags":{"a":1},"id":"w"}
`,
		want: `bad.jsonl:3:1: answer: missing
bad.jsonl:3:44: answr: unknown field; did you mean "answer"?
bad.jsonl:4:1: id: "ok" in language "ru" is already in line 1
bad.jsonl:5:52: answer: expected text, found number; put it in quotes
bad.jsonl:6:23: invalid character '"' after object key:value pair
bad.jsonl:7:1: expected an object {...}
bad.jsonl:8:52: more text after the object; each line must hold one entry
bad.jsonl:9:23: not a whole JSON object; each line must hold one
bad.jsonl:10:69: phrasings: expected text, found a list or map
bad.jsonl:10:79: phrasings: empty item
bad.jsonl:10:92: tags: expected a list, found map
bad.jsonl:10:100: id: given twice`,
	}, {
		name: "syntax.yaml",
		data: "- id: a\n  lang: ru\n  question: \"open\n",
		want: "syntax.yaml:3:13: could not find end character of double-quoted text",
	}, {
		name: "map.yaml",
		data: "entires:\n  - id: a\n",
		want: `map.yaml:1:1: entires: unknown field; expected a list of entries, or "entries:" above it`,
	}, {
		name: "text.yaml", data: "hello", want: "text.yaml:1:1: expected a list of entries",
	}, {
		name: "latin1.jsonl", data: "{}\n\xe9", want: "latin1.jsonl:2:1: not UTF-8 text",
	}, {
		name: "faq.txt",
		data: "",
		want: "faq.txt:1:1: unknown format: the name must end in .yaml, .yml, .csv, .jsonl, .json, .md or .markdown",
	}} {
		t.Run(c.name, func(t *testing.T) {
			entries, err := Load(c.name, []byte(c.data))
			if len(entries) > 0 {
				t.Errorf("%d entries were imported beside errors", len(entries))
			}
			var rows Errors
			if !errors.As(err, &rows) {
				t.Fatalf("error is %T, want Errors", err)
			}
			if diff := cmp.Diff(c.want, rows.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestYAMLLines checks the line of a fault after all kinds of preceding text.
func TestYAMLLines(t *testing.T) {
	const bad = "- id: z\n  lang: ru\n  question: q\n  anser: a\n"

	for name, before := range map[string]string{
		"literal":   "- id: a\n  lang: ru\n  question: q\n  answer: |\n    one\n\n\n    two\n\n",
		"stripped":  "- id: a\n  lang: ru\n  question: q\n  answer: |-\n    one\n    two\n\n# comment\n",
		"folded":    "- id: a\n  lang: ru\n  question: q\n  answer: >-\n    one\n\n    two\n",
		"quoted":    "- id: a\n  lang: ru\n  question: q\n  answer: \"one\n\n    two\"\n",
		"plain":     "- id: a\n  lang: ru\n  question: q\n  answer: one\n    two\n",
		"comments":  "# one\n\n# two\n- id: a # here\n  lang: ru\n  # there\n  question: q\n  answer: a\n\n\n",
		"flow":      "- {id: a, lang: ru,\n   question: q,\n   answer: a}\n",
		"non-latin": "- id: a\n  lang: ru\n  question: Сколько 👍🏽?\n  answer: |\n    Вот так\n",
	} {
		for _, end := range []string{"\n", "\r\n"} {
			data := strings.ReplaceAll(before+bad, "\n", end)
			_, err := Load("a.yaml", []byte(data))
			var rows Errors
			if !errors.As(err, &rows) || len(rows) != 2 {
				t.Errorf("%s: %v, want two errors", name, err)
				continue
			}
			first := strings.Count(before, "\n") + 1
			if rows[0].Line != first || rows[1].Line != first+3 || rows[1].Field != "anser" {
				t.Errorf("%s %q: %v, want lines %d and %d", name, end, rows, first, first+3)
			}
		}
	}
}

// TestYAMLPieces checks that a file read in pieces gives the same entries and lines as a file read at
// once.
func TestYAMLPieces(t *testing.T) {
	var b strings.Builder

	const n = 6000
	for i := range n {
		fmt.Fprintf(
			&b,
			"- id: e%d\n  lang: ru\n  question: Вопрос %d?\n  answer: |\n    Ответ\n\n    - %d\n\n",
			i,
			i,
			i,
		)
	}
	good := b.String()
	if len(good) < 2*yamlPiece {
		t.Fatal("the file is one piece")
	}
	entries, err := Load("a.yaml", []byte(good))
	if err != nil || len(entries) != n || entries[n-1].ID != "e5999" || entries[n-1].Answer != "Ответ\n\n- 5999" {
		t.Errorf("%d entries, %v", len(entries), err)
	}

	for bad, want := range map[string]string{
		"- id: z\n  lang: ru\n  question: q\n": "a.yaml:48001:3: answer: missing",
		"- id: e0\n  lang: ru\n  question: q\n  answer: a\n": "" +
			`a.yaml:48001:3: id: "e0" in language "ru" is already in line 1`,
		"- id: z\n  lang: ru\n  question: q\n  answer: \"a\n" + good: "" +
			"a.yaml:48004:11: could not find end character of double-quoted text",
	} {
		if _, err := Load("a.yaml", []byte(good+bad)); err == nil || err.Error() != want {
			t.Errorf("%.200v, want %s", err, want)
		}
	}
	long := "- id: z\n  lang: ru\n  question: q\n  answer: \"a" + strings.Repeat("\n- b", yamlPiece/2) + "\"\n"
	if entries, err := Load("a.yaml", []byte(long+good)); err != nil || len(entries) != n+1 {
		t.Errorf("a quoted text with lines like items: %d entries, %.200v", len(entries), err)
	}
}

func FuzzLoadYAML(f *testing.F) {
	f.Add(goodYAML)
	f.Add("- &a {id: *a}\n- <<: *a\n? {a: b}\n: c\n--- !!map\n")
	f.Add("entries: [{id: a, lang: ru, question: q, answer: a}]")
	f.Fuzz(func(t *testing.T, data string) { checkLoad(t, "f.yaml", data) })
}

func FuzzLoadJSONL(f *testing.F) {
	f.Add(goodJSONL)
	f.Add(`{"id":{"a":[{}]},"lang":1e999}` + "\n{")
	f.Fuzz(func(t *testing.T, data string) { checkLoad(t, "f.jsonl", data) })
}

// checkLoad accepts valid entries, or errors with positions inside the file.
func checkLoad(t *testing.T, name, data string) {
	entries, err := Load(name, []byte(data))
	if err != nil {
		var rows Errors
		if !errors.As(err, &rows) || len(rows) == 0 || entries != nil {
			t.Fatalf("%T, %d entries", err, len(entries))
		}

		lines := 1 + strings.Count(data, "\n") + strings.Count(data, "\r")
		for _, r := range rows {
			if r.Line < 1 || r.Column < 1 || r.Line > lines || r.Reason == "" || Reasons[r.Code] == "" {
				t.Fatalf("%+v does not point into %d lines", r, lines)
			}
		}
	}

	for _, e := range entries {
		if e.ID == "" || e.Lang == "" || e.Question == "" || e.Answer == "" {
			t.Fatalf("half an entry: %+v", e)
		}
	}
}

// TestReasonsOfRows checks that every reason used by the loaders exists, and that the loaders use
// every existing reason.
func TestReasonsOfRows(t *testing.T) {
	files, err := filepath.Glob("load*.go")
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]bool{}

	for _, name := range append(files, "check.go") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "loadreason.go" || strings.HasSuffix(name, "_test.go") {
			continue
		}

		for _, m := range regexp.MustCompile(`"(\w+)"`).FindAllStringSubmatch(string(text), -1) {
			given[m[1]] = true
		}

		codes := regexp.MustCompile(`(?:fail\(.*?, |newReason\()"([a-z]+_\w+)"`)
		for _, m := range codes.FindAllStringSubmatch(string(text), -1) {
			if Reasons[m[1]] == "" && !slices.Contains(fieldNames, m[1]) {
				t.Errorf("%s: no reason %q", name, m[1])
			}
		}
	}

	for code := range Reasons {
		if !given[code] {
			t.Errorf("no loader gives the reason %s", code)
		}
	}
}
