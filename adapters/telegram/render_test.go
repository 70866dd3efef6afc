package telegram

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"frontdesk/chat"
)

func rendered(t testing.TB, e chat.Entry) (out []payload) {
	t.Helper()
	list, err := (&Channel{}).Render(e)
	if err != nil {
		t.Fatal(err)
	}

	for _, s := range list {
		var p payload
		if err := json.Unmarshal([]byte(s), &p); err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}

	return out
}

func TestRender(t *testing.T) {
	long := strings.Repeat("слово ", 1000)
	list := rendered(
		t,
		chat.Entry{
			Text:    "**" + strings.TrimSpace(long) + "**\n\nend",
			Format:  chat.Markdown,
			Choices: []chat.Choice{{Value: "a", Label: "A"}},
			Files:   []chat.File{{State: chat.FileFailed}, {State: chat.FileReady}},
		},
	)
	if len(list) != 3 || list[0].Buttons != nil || list[1].Buttons == nil || list[2].File != 2 ||
		list[0].Entities[0].Type != "bold" ||
		list[1].Entities[0].Type != "bold" {
		t.Errorf("parts: %+v", list)
	}
	if p := rendered(t, chat.Entry{Text: "2 * 3 * 4 _x_ **y**"}); p[0].Text != "2 * 3 * 4 _x_ **y**" ||
		p[0].Entities != nil {
		t.Errorf("plain text was marked up: %+v", p)
	}

	for name, e := range map[string]chat.Entry{
		"nothing":       {Text: " \n "},
		"long value":    {Text: "x", Choices: []chat.Choice{{Value: strings.Repeat("я", 33), Label: "x"}}},
		"no value":      {Text: "x", Choices: []chat.Choice{{Label: "x"}}},
		"only buttons":  {Choices: []chat.Choice{{Value: "x", Label: "x"}}},
		"file not here": {Files: []chat.File{{State: chat.FilePending}}},
	} {
		if list, err := (&Channel{}).Render(e); err == nil {
			t.Errorf("%s: got %q", name, list)
		}
	}
}

func TestKeyboard(t *testing.T) {
	for _, tt := range []struct{ labels, want string }{
		{"1|2|3|4|5", "1|2|3|4|5"},
		{"Да, спасибо|Нет|Позвать человека", "Да, спасибо|Нет / Позвать человека"},
		{
			"Сколько стоит доставка?|Как вернуть чай?|Ничего из этого",
			"Сколько стоит доставка? / Как вернуть чай? / Ничего из этого",
		},
		{"Русский|English", "Русский|English"},
		{"1|2|3|4|5|6", "1|2|3|4|5 / 6"},
	} {
		var choices []chat.Choice
		for _, l := range strings.Split(tt.labels, "|") {
			choices = append(choices, chat.Choice{Value: "v", Label: l})
		}
		rows, err := keyboard(choices)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string

		for _, row := range rows {
			var line []string
			for _, b := range row {
				line = append(line, b.Text)
			}
			lines = append(lines, strings.Join(line, "|"))
		}
		if diff := cmp.Diff(tt.want, strings.Join(lines, " / ")); diff != "" {
			t.Error(diff)
		}
	}
}

// Splitting loses and changes no text except white space between parts.
func TestRenderKeepsTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(
			rapid.StringOfN(rapid.RuneFrom([]rune("ab я\n😀.")), 1, 40, -1).Draw(t, "piece"),
			rapid.IntRange(1, 600).Draw(t, "times"),
		)
		list, err := (&Channel{}).Render(chat.Entry{Text: text})
		if err != nil {
			if strings.TrimSpace(text) != "" {
				t.Fatal(err)
			}

			return
		}
		var joined strings.Builder

		for _, s := range list {
			var p payload
			if err := json.Unmarshal([]byte(s), &p); err != nil {
				t.Fatal(err)
			}
			if n := len(utf16.Encode([]rune(p.Text))); n == 0 || n > maxText {
				t.Fatalf("a part of %d units", n)
			}
			joined.WriteString(p.Text)
		}
		if strings.Join(strings.Fields(joined.String()), "") != strings.Join(strings.Fields(text), "") {
			t.Fatal("text lost")
		}
	})
}
