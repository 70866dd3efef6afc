package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	fake "frontdesk/adapters/fakes/slack"
	"frontdesk/chat"
)

func rendered(t *testing.T, e chat.Entry) (list []payload) {
	t.Helper()
	parts, err := (&Channel{}).Render(e)
	if err != nil {
		t.Fatal(err)
	}

	for _, s := range parts {
		var p payload
		if err := json.Unmarshal([]byte(s), &p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}

	return list
}

func TestRender(t *testing.T) {
	var choices []chat.Choice
	for i := range 12 {
		choices = append(choices, chat.Choice{Value: fmt.Sprint("v", i), Label: strings.Repeat("Ж", 70+i)})
	}
	e := chat.Entry{
		Text:    "**hi** <b> & [l](https://example.org)\n\n" + strings.Repeat("word ", 1000),
		Format:  chat.Markdown,
		Choices: choices,
		Files:   []chat.File{{Name: "pending", State: chat.FilePending}, {Name: "here", State: chat.FileReady}},
	}
	list := rendered(t, e)
	if len(list) != 3 || !strings.HasPrefix(list[0].Text, "*hi* &lt;b&gt; &amp; <https://example.org|l>") ||
		len(list[0].Buttons) != 0 ||
		len(list[1].Buttons) != 12 ||
		list[2].File != 2 {
		t.Fatalf("%+v", list)
	}
	blocks := list[1].blocks()
	if len(blocks) != 1+3 { // five in a row
		t.Errorf("%d blocks", len(blocks))
	}

	for _, b := range list[1].Buttons {
		if n := utf8.RuneCountInString(b.Label); n > 75 || n < 70 {
			t.Errorf("label of %d characters", n)
		}
	}
	if p := rendered(t, chat.Entry{Text: "*literal* <!channel>"}); strings.Contains(p[0].Text, "<") {
		t.Errorf("plain text makes marks: %q", p[0].Text)
	}

	for name, bad := range map[string]chat.Entry{
		"nothing":       {},
		"blank":         {Text: " \n"},
		"buttons alone": {Choices: choices},
		"no value":      {Text: "x", Choices: []chat.Choice{{Label: "x"}}},
		"too many":      {Text: "x", Choices: make([]chat.Choice, 1000)},
	} {
		if _, err := (&Channel{}).Render(bad); err == nil {
			t.Errorf("%s was rendered", name)
		}
	}
}

// Slack takes every rendered text.
func TestRenderedIsAccepted(t *testing.T) {
	r := newRig(t, fake.Options{}, nil)

	peer := r.dm()
	for _, s := range []string{
		strings.Repeat("\x01", 2990),
		strings.Repeat("a\u2028", 1490),
		strings.Repeat("\x7f\"", 1490),
		strings.Repeat("\xff", 2990),
	} {
		if _, err := r.send(peer, chat.Entry{Text: "x" + s}, nil); err != nil {
			t.Errorf("%.10q: %v", s, err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		piece := rapid.OneOf(
			rapid.String(),
			rapid.SampledFrom(
				[]string{
					"\x00\x01\u2028",
					"&<>",
					"**b** `c` [l](https://e.org/?q=1&r=2) ",
					"\n\n",
					strings.Repeat("\"", 4000),
					strings.Repeat("\u2028", 3500),
					"<!channel>",
					"\xff",
				},
			),
		)
		text := "x" + strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(rt, "text"), "")
		label := rapid.String().Draw(rt, "label")
		e := chat.Entry{
			Text:    text,
			Format:  rapid.SampledFrom([]chat.Format{chat.Plain, chat.Markdown}).Draw(rt, "format"),
			Choices: []chat.Choice{{Value: "v", Label: label}, {Value: "w", Label: "W"}},
		}
		if _, err := r.send(peer, e, nil); err != nil {
			rt.Fatal(err)
		}
	})
}
