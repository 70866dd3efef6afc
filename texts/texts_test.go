package texts

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"frontdesk/chat"
)

func TestEveryLanguageHasEveryKey(t *testing.T) {
	book, err := Open("ru", "")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string][]string{}

	for _, lang := range book.Langs() {
		data, err := files.ReadFile(lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := yaml.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}

		keys[lang] = slices.Sorted(maps.Keys(m))
		for _, k := range keys[lang] {
			args := map[string]string{"Name": "Анна", "Score": "4", "Person": "U1", "Reason": "?"}
			if got := book.Say(lang, k, args); got == k || got == "" {
				t.Errorf("%s %s: said %q", lang, k, got)
			}
		}
	}
	if !slices.Equal(keys["ru"], keys["en"]) {
		t.Errorf("ru and en differ:\nru %v\nen %v", keys["ru"], keys["en"])
	}
}

func TestUnknownLanguageFallsBackToTheInstallation(t *testing.T) {
	book, err := Open("en", "")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := book.Say("de", "csat.thanks", nil), book.Say("en", "csat.thanks", nil); got != want {
		t.Errorf("de says %q, want %q", got, want)
	}
	if _, err := Open("xx", ""); err == nil {
		t.Error("opened a book in a language that is not there")
	}
}

// TestCompany: the texts speak for the configured company, and for no company without a name. Arguments are no Markdown.
func TestCompany(t *testing.T) {
	for _, c := range []struct{ lang, company, key, want string }{
		{"ru", "", "smalltalk.who", "службы поддержки"},
		{"ru", "Чай_и_кофе", "smalltalk.who", `«Чай\_и\_кофе»`},
		{"en", "Tea & Co", "hello", "This is Tea & Co."},
		{"en", "", "hello", "Hello! Tell me"},
	} {
		book, err := Open(c.lang, c.company)
		if err != nil {
			t.Fatal(err)
		}
		if got := book.Markdown(c.lang, chat.Wording{Key: c.key}); !strings.Contains(got, c.want) {
			t.Errorf("%s for %q: %q, want %q", c.key, c.company, got, c.want)
		}
	}

	book, err := Open("en", "")
	if err != nil {
		t.Fatal(err)
	}
	greeting := chat.Wording{Key: "hello.person", Args: map[string]string{"Name": "**Ann** [x](y)\n# z"}}
	if got := book.Markdown("en", greeting); !strings.Contains(got, `\*\*Ann\*\* \[x\](y) \# z`) {
		t.Errorf("the name is not shown verbatim: %q", got)
	}
}
