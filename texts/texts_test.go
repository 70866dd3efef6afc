package texts

import (
	"maps"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
)

func TestEveryLanguageHasEveryKey(t *testing.T) {
	book, err := Open("ru")
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
	book, err := Open("en")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := book.Say("de", "csat.thanks", nil), book.Say("en", "csat.thanks", nil); got != want {
		t.Errorf("de says %q, want %q", got, want)
	}
	if _, err := Open("xx"); err == nil {
		t.Error("opened a book in a language that is not there")
	}
}
