package faq

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"frontdesk/faq/wordform"
)

func TestThesaurusIsWhole(t *testing.T) {
	groups, seen := 0, map[string]bool{}

	for line := range strings.Lines(thesaurusText) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		source, list, ok := strings.Cut(line, " | ")
		source = strings.TrimSuffix(source, ", light")
		if !ok || source != "general" && !strings.HasPrefix(source, "own-") {
			t.Errorf("%q: a line is \"source | phrase, phrase\"", line)
			continue
		}
		groups++
		phrases := strings.Split(list, ", ")
		if len(phrases) < 2 || seen[list] {
			t.Errorf("%q: a group has at least two phrases and stands once", line)
		}
		seen[list] = true
		for i, p := range phrases {
			if strings.Join(words(p), " ") != p || slices.Contains(phrases[:i], p) {
				t.Errorf("%q: %q is not in normal form, or stands twice", line, p)
			}
		}
	}
	if t.Logf("%d groups", groups); groups < 400 {
		t.Errorf("%d groups, want 400", groups)
	}
}

func TestThesaurusFinds(t *testing.T) {
	th := readThesaurus("# comment\ngeneral | refund, money back\nown-x, light | ask, question\n")
	find := func(th *Thesaurus, text string) (found []string) {
		var stems []uint64
		for _, w := range words(text) {
			stems = append(stems, stemTerm.hash(wordform.Stem(w)))
		}
		th.find(stems, func(c concept, at, n int) {
			kind := "full"
			if c.light {
				kind = "light"
			}
			found = append(found, kind+" "+strings.Join(words(text)[at:at+n], " "))
		})

		return found
	}

	for text, want := range map[string][]string{
		"i want my money back":         {"full money back"},
		"refunds and another question": {"full refunds", "light question"},
		"my money":                     nil,
		"back money":                   nil,
	} {
		if got := find(th, text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := find(th.WithoutSource("own-x"), "question about a refund"); !slices.Equal(got, []string{"full refund"}) {
		t.Errorf("without a source: %q", got)
	}
	if got := find(&Thesaurus{}, "refund"); got != nil {
		t.Errorf("an empty thesaurus finds %q", got)
	}
}

// TestSynonymsFind asks in words that no entry has.
func TestSynonymsFind(t *testing.T) {
	entries := []Entry{
		{ID: "register", Lang: "ru", Question: "Как создать аккаунт?", Answer: "Нажмите «Регистрация»."},
		{ID: "crash", Lang: "ru", Question: "Приложение закрывается само", Answer: "Обновите приложение."},
		{ID: "refund", Lang: "ru", Question: "Возврат средств", Answer: "Деньги приходят за 5 дней."},
		{ID: "pickup", Lang: "ru", Question: "Самовывоз", Answer: "Пункт выдачи открыт ежедневно."},
	}
	b := New(entries, Options{})

	for text, want := range map[string]string{
		"хочу зарегаться": "register", "прога крашится": "crash", "отдайте деньги": "refund",
		"где забрать заказ": "pickup",
	} {
		if r := b.Search(Query{Text: text, Lang: "ru"}); len(r.Hits) == 0 || r.Hits[0].ID != want {
			t.Errorf("%q finds %v, want %s", text, brief(r), want)
		}
		if r := New(entries, Options{Thesaurus: &Thesaurus{}}).Search(Query{Text: text,
			Lang: "ru"}); len(r.Hits) > 0 && r.Hits[0].P > 0.5 {
			t.Errorf("%q finds %v without the thesaurus: the test shows nothing", text, brief(r))
		}
	}
}

// TestThesaurusOwesNothingToCases checks the sources of the thesaurus. A phrase of a "general" line that stands in a question of an
// evaluation set must also stand in a training text or in another set.
func TestThesaurusOwesNothingToCases(t *testing.T) {
	const shared = "../../shared/"
	questions, _ := filepath.Glob(shared + "data/own-*.cases.jsonl")
	texts, _ := filepath.Glob(shared + "encoder/*.tsv.gz")
	monos, _ := filepath.Glob(shared + "encoder/*.txt.gz")
	if testing.Short() || len(questions) == 0 || len(texts) == 0 {
		t.Skip("the evaluation sets and training texts are absent, or the test run is short")
	}
	others, _ := filepath.Glob(shared + "data/[bchrv]*.jsonl")
	bases, _ := filepath.Glob(shared + "data/own-*.base.jsonl")
	c := newPhraseCounter()

	owed := map[string]string{}
	for _, path := range questions {
		eachLine(t, path, func(line string) {
			var q struct{ Text string }
			if err := json.Unmarshal([]byte(line), &q); err != nil {
				t.Fatal(err)
			}
			c.find(q.Text, func(phrase string) { owed[phrase] = q.Text })
		})
	}
	for _, path := range slices.Concat(texts, monos, others, bases) {
		eachLine(t, path, func(line string) {
			if len(owed) > 0 {
				c.find(line, func(phrase string) { delete(owed, phrase) })
			}
		})
	}
	for phrase, question := range owed {
		t.Errorf("%q stands in the question %q of an evaluation set only: its line must name the set as the source",
			phrase, question)
	}
}

// phraseCounter finds the phrases of the general lines in texts.
type phraseCounter struct {
	stems   map[string]string   // by word
	phrases map[string][]string // by the stem of the first word: phrases as stems
	text    map[string]string   // by phrase as stems: as written
}

func newPhraseCounter() *phraseCounter {
	c := &phraseCounter{stems: map[string]string{}, phrases: map[string][]string{}, text: map[string]string{}}
	for _, g := range General().groups {
		if g.source != "general" {
			continue
		}
		for _, p := range g.phrases {
			stems := c.of(p)
			key := strings.Join(stems, " ")
			if _, ok := c.text[key]; !ok {
				c.phrases[stems[0]] = append(c.phrases[stems[0]], key)
			}
			c.text[key] = p
		}
	}

	return c
}

func (c *phraseCounter) of(text string) (out []string) {
	for _, w := range words(text) {
		s, ok := c.stems[w]
		if !ok {
			s = wordform.Stem(w)
			c.stems[w] = s
		}
		out = append(out, s)
	}

	return out
}

func (c *phraseCounter) find(text string, f func(phrase string)) {
	stems := c.of(text)
	for i, s := range stems {
		for _, key := range c.phrases[s] {
			if n := 1 + strings.Count(key, " "); i+n <= len(stems) && strings.Join(stems[i:i+n], " ") == key {
				f(c.text[key])
			}
		}
	}
}

func eachLine(t *testing.T, path string, f func(line string)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	s := bufio.NewScanner(in)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		f(s.Text())
	}
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
}
