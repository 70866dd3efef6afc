package dialog

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/texts"
)

// followUp is a question that needs the question before, or a question about two entries.
type followUp struct {
	Text    string   `json:"text"`
	Context string   `json:"context"` // the customer's question before; empty for a compound
	Expect  []string `json:"expect"`
	Kind    string   `json:"kind"` // followup or compound
}

// TestFollowUps plays the follow-ups and compounds over the sample FAQ. Every expected entry must be answered or offered in most cases.
func TestFollowUps(t *testing.T) {
	if testing.Short() {
		t.Skip("the fit of the sample FAQ takes seconds")
	}
	base := SampleBase(t, nil)
	fit, err := base.Fit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	base = base.With(fit)

	for _, lang := range []string{"ru", "en"} {
		cases := readFollowUps(t, "testdata/acts/followups."+lang+".cases.jsonl")
		reached := map[string]int{}

		for _, c := range cases {
			for _, id := range c.Expect {
				if _, ok := base.Entry(id, lang); !ok {
					t.Errorf("%s: %q: no entry %q", lang, c.Text, id)
				}
			}
			got := playFollowUp(t, base, c, lang)
			if !slices.ContainsFunc(c.Expect, func(id string) bool { return !slices.Contains(got, id) }) {
				reached[c.Kind]++
			} else {
				t.Logf("%s: %q after %q: want %v, got %v", lang, c.Text, c.Context, c.Expect, got)
			}
		}
		t.Logf("%s: every expected entry is answered or offered for %v of %d cases", lang, reached, len(cases))
		if n := reached["followup"] + reached["compound"]; 10*n < 7*len(cases) {
			t.Errorf("%s: every expected entry is reached for %d of %d cases, want seven of ten", lang, n, len(cases))
		}
	}
}

// readFollowUps reads 30 cases. A follow-up has a context and one expected entry, a compound has no context and two.
func readFollowUps(t *testing.T, path string) []followUp {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []followUp

	for line := range bytes.Lines(data) {
		var c followUp
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		followup := c.Kind == "followup" && c.Context != "" && len(c.Expect) == 1
		compound := c.Kind == "compound" && c.Context == "" && len(c.Expect) == 2
		if c.Text == "" || !followup && !compound {
			t.Errorf("%s: %q is neither a follow-up nor a compound", path, c.Text)
		}
		list = append(list, c)
	}
	if len(list) != 30 {
		t.Errorf("%s: %d cases, want 30", path, len(list))
	}

	return list
}

// playFollowUp plays the questions of a case and returns the entries of the newest answer or menu.
func playFollowUp(t *testing.T, base *faq.Base, c followUp, lang string) []string {
	t.Helper()
	book, err := texts.Open("ru", "")
	if err != nil {
		t.Fatal(err)
	}
	p := actPlayer{base: base, book: book, now: time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC), lang: lang}
	p.open("nothing")
	var ids []string

	for _, text := range []string{c.Context, c.Text} {
		if text == "" {
			continue
		}
		p.customer(text)
		s := Stimulus{Now: p.now, Words: []chat.Entry{p.newest}}
		lookUp(base, book.Lang(p.c.Lang), needs(p.c, s.Words, p.now), &s)
		v := Decide(p.c, s, DefaultRules)
		p.say(v)
		ids = entriesOf(v)
	}

	return ids
}

func entriesOf(v Verdict) []string {
	var ids []string

	for _, l := range v.Say {
		if l.Refs.FAQ != "" {
			ids = append(ids, l.Refs.FAQ)
		}
		for _, o := range l.Choices {
			if id, ok := strings.CutPrefix(o.Value, pressPick); ok {
				ids = append(ids, id)
			}
		}
	}

	return ids
}
