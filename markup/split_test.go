package markup

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// cutText cuts a text without marks. length measures a part.
func cutText(s string, max int, length func(string) int) []string {
	text := []rune(s)
	c := cutter{text: text, max: max, size: func(from, to int) int { return length(string(text[from:to])) }}

	var parts []string
	for _, part := range c.parts() {
		parts = append(parts, string(text[part.from:part.to]))
	}

	return parts
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		name, text string
		max        int
		want       []string
	}{
		{"fits", "да", 2, []string{"да"}},
		{"words", "один два три", 9, []string{"один два ", "три"}},
		{"space at the limit", "aaaa bbbb", 4, []string{"aaaa", " bbb", "b"}},
		{"line before word", "one two\nthree four", 14, []string{"one two\n", "three four"}},
		{"paragraph before line", "one two\n\na\nb cccccc", 13, []string{"one two\n\n", "a\nb cccccc"}},
		{"sentence before word", "Раз два. Три четыре", 14, []string{"Раз два. ", "Три четыре"}},
		{"long word", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"combining mark stays", "abe\u0301x", 3, []string{"ab", "e\u0301x"}},
		{"family stays", "ab👩‍👩‍👧c", 4, []string{"ab", "👩‍👩‍", "👧c"}},
		{"flags stay", "a🇷🇺🇰🇿", 4, []string{"a🇷🇺", "🇰🇿"}},
		{"no blank part", "a" + strings.Repeat(" ", 9) + "b", 3, []string{"a  ", " b"}},
		{"nothing", "", 3, nil},
		{"blank", " \n ", 1, nil},
		{"too wide goes alone", "ab", 0, []string{"a", "b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, cutText(c.text, c.max, utf8.RuneCountInString)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSplitTelegramKeepsEntitiesWhole(t *testing.T) {
	parts := Parse("aaaa bbbb **cccc dddd** eeee").SplitTelegram(15)
	want := []TelegramPart{
		{Text: "aaaa bbbb "},
		{Text: "cccc dddd eeee", Entities: []Entity{{Type: "bold", Length: 9}}},
	}
	if diff := cmp.Diff(want, parts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSplitTelegramContinuesLongEntity(t *testing.T) {
	parts := Parse("x **aaaa bbbb cccc** y").SplitTelegram(8)

	var texts []string
	for _, p := range parts {
		texts = append(texts, fmt.Sprint(p.Text, p.Entities))
	}
	want := []string{"x aaaa [{bold 2 5  }]", "bbbb [{bold 0 5  }]", "cccc y[{bold 0 4  }]"}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSplitTelegramBoundsEntities(t *testing.T) {
	parts := Parse(strings.Repeat("**a** b ", 250)).SplitTelegram(4096)
	total := 0

	for _, p := range parts {
		if len(p.Entities) > maxEntities {
			t.Errorf("%d entities in a part, want at most %d", len(p.Entities), maxEntities)
		}
		total += len(p.Entities)
	}
	if total != 250 || len(parts) != 3 {
		t.Errorf("%d entities in %d parts, want 250 in 3", total, len(parts))
	}
}

func TestSplitSlack(t *testing.T) {
	for _, c := range []struct {
		name, md string
		max      int
		want     []string
	}{
		{"marks are balanced", "**aaaa bbbb cccc**", 12, []string{"*aaaa bbbb* ", "*cccc*"}},
		{"escape stays whole", "a&b&c&d", 8, []string{"a&amp;b", "&amp;c", "&amp;d"}},
		{
			"link moves on whole",
			"aaaaaaaaaa [bb bb](https://e.com)",
			30,
			[]string{"aaaaaaaaaa ", "<https://e.com|bb bb>"},
		},
		{"address too long", "[label](https://e.com/aaaaaaaaaaaaaaaaaaaaaaa) b", 40, []string{"label b"}},
		{"quote goes on", "> aaaa bbbb", 8, []string{"> aaaa ", "> bbbb"}},
		{"code goes on", "```\naaaa\nbbbb\n```", 14, []string{"```\naaaa\n\n```", "```\nbbbb\n```"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Parse(c.md).SplitSlack(c.max)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// word draws a word of a paragraph without characters of Slack's or Markdown's markup.
func word() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-zа-яё]{1,12}`),
		rapid.SampledFrom(
			[]string{"👍🏽", "👩‍👩‍👧", "🇷🇺", "e\u0301", "и\u0306", "a & b", "x &lt; y", "日本語", "1000 ₽", "да!", "нет."},
		),
	)
}

func phrase(t *rapid.T) string {
	words := rapid.SliceOfN(word(), 1, 12).Draw(t, "words")
	s := strings.Join(words, " ")

	switch rapid.IntRange(0, 7).Draw(t, "dress") {
	case 0:
		return "**" + s + "**"
	case 1:
		return "*" + s + "*"
	case 2:
		return "~~" + s + "~~"
	case 3:
		return "`" + s + "`"
	case 4:
		return "[" + s + "](https://example.com/a?b=1&c=2)"
	case 5:
		return "**" + s + " *" + s + "* [" + s + "](https://e.com)**"
	}

	return s
}

func document(t *rapid.T) string {
	var b strings.Builder

	for range rapid.IntRange(1, 6).Draw(t, "blocks") {
		s := phrase(t)
		for range rapid.IntRange(0, 4).Draw(t, "phrases") {
			s += rapid.SampledFrom([]string{" ", ", ", "\n", "  \n"}).Draw(t, "gap") + phrase(t)
		}
		lines := strings.Split(s, "\n")

		switch rapid.IntRange(0, 6).Draw(t, "block") {
		case 0:
			s = "> " + strings.Join(lines, "\n> ")
		case 1:
			s = "- " + strings.Join(lines, "\n- ")
		case 2:
			s = "7. " + strings.Join(lines, "\n   - ")
		case 3:
			s = "```sh\n" + s + "\n```"
		case 4:
			s = "# " + lines[0]
		}
		b.WriteString(s + "\n\n")
	}

	return b.String()
}

func TestSplitTelegramProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Parse(document(t))
		limit := rapid.IntRange(12, 300).Draw(t, "max")
		laid := layout(d.blocks, telegramShape)
		whole := string(laid.text)
		checkEntities(t, whole, telegramEntities(laid))
		var joined strings.Builder

		for _, p := range d.SplitTelegram(limit) {
			if n := utf16Len(p.Text); n > limit {
				t.Fatalf("a part has %d units, more than %d: %q", n, limit, p.Text)
			}
			if blank([]rune(p.Text)) {
				t.Fatalf("blank part %q", p.Text)
			}
			checkEntities(t, p.Text, p.Entities)
			joined.WriteString(p.Text)
		}
		if joined.String() != whole {
			t.Fatalf("parts joined:\n%q\nwhole:\n%q", joined.String(), whole)
		}
	})
}

type fataler interface{ Fatalf(string, ...any) }

// checkEntities checks bounds, whole characters, order and nesting.
func checkEntities(t fataler, text string, entities []Entity) {
	units := utf16.Encode([]rune(text))
	var open []Entity
	last := 0

	for _, e := range entities {
		end := e.Offset + e.Length
		if e.Offset < last || e.Length <= 0 || end > len(units) {
			t.Fatalf("entity %+v out of order or bounds of %d units", e, len(units))
		}
		last = e.Offset
		if low(units[e.Offset]) || end < len(units) && low(units[end]) {
			t.Fatalf("entity %+v cuts a surrogate pair", e)
		}

		for len(open) > 0 && open[len(open)-1].Offset+open[len(open)-1].Length <= e.Offset {
			open = open[:len(open)-1]
		}
		if n := len(open); n > 0 {
			outer := open[n-1]
			if end > outer.Offset+outer.Length {
				t.Fatalf("entity %+v crosses %+v", e, outer)
			}
			if outer.Type == "code" || outer.Type == "pre" {
				t.Fatalf("entity %+v inside of %+v", e, outer)
			}
		}
		open = append(open, e)
	}
}

func low(unit uint16) bool { return unit >= 0xDC00 && unit <= 0xDFFF }

func utf16Len(s string) int { return len(utf16.Encode([]rune(s))) }

func TestSplitSlackProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Parse(document(t))
		limit := rapid.IntRange(64, 400).Draw(t, "max")
		whole := string(layout(d.blocks, slackShape).text)
		if got := readSlack(t, wholeSlack(d)); got != whole {
			t.Fatalf("Slack shows:\n%q\nwant:\n%q", got, whole)
		}
		var joined strings.Builder

		for _, p := range d.SplitSlack(limit) {
			if n := utf8.RuneCountInString(p); n > limit {
				t.Fatalf("a part has %d characters, more than %d: %q", n, limit, p)
			}
			shown := readSlack(t, p)
			if blank([]rune(shown)) {
				t.Fatalf("blank part %q", p)
			}
			joined.WriteString(shown)
		}
		if joined.String() != whole {
			t.Fatalf("parts joined:\n%q\nwhole:\n%q", joined.String(), whole)
		}
	})
}

// readSlack returns the visible text of mrkdwn without literal marks. An unbalanced mark or a bare control character fails the test.
func readSlack(t fataler, s string) string {
	var b strings.Builder

	for i, piece := range strings.Split(s, "```") {
		if i%2 == 1 {
			b.WriteString(strings.TrimSuffix(strings.TrimPrefix(piece, "\n"), "\n"))
			continue
		}

		for line := range strings.Lines(piece) {
			for _, sign := range "*_~`" {
				if strings.Count(line, string(sign))%2 != 0 {
					t.Fatalf("unbalanced %c in %q", sign, line)
				}
			}
			b.WriteString(readSlackLine(t, strings.TrimPrefix(line, "> ")))
		}
	}

	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(b.String())
}

func readSlackLine(t fataler, line string) string {
	var b strings.Builder

	for line != "" {
		before, rest, found := strings.Cut(line, "<")
		b.WriteString(strings.NewReplacer("*", "", "_", "", "~", "", "`", "", "\u200B", "").Replace(before))
		if !found {
			break
		}
		inner, after, closed := strings.Cut(rest, ">")
		_, label, hasLabel := strings.Cut(inner, "|")
		if !closed || !hasLabel || !strings.HasPrefix(inner, "https://") {
			t.Fatalf("broken link %q", rest)
		}
		b.WriteString(label)
		line = after
	}

	return b.String()
}

func TestCutProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(
			rapid.SliceOf(word()).Draw(t, "words"),
			rapid.SampledFrom([]string{" ", "\n", "\n\n", ""}).Draw(t, "gap"),
		)
		limit := rapid.IntRange(16, 80).Draw(t, "max")
		parts := cutText(s, limit, utf16Len)
		if got := strings.Join(parts, ""); got != s {
			t.Fatalf("joined %q, want %q", got, s)
		}

		for i, p := range parts {
			if utf16Len(p) > limit {
				t.Fatalf("part %q is longer than %d", p, limit)
			}
			if i > 0 {
				both := []rune(parts[i-1] + p)
				if joinedAt := utf8.RuneCountInString(parts[i-1]); joined(both, joinedAt) {
					t.Fatalf("a character is cut between %q and %q", parts[i-1], p)
				}
			}
		}
	})
}
