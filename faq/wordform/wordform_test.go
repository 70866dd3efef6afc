package wordform

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestStem(t *testing.T) {
	for word, want := range map[string]string{
		"доставки": "доставк", "оплатить": "оплат", "deliveries": "deliveri", "soc2": "soc2", "wi-fi": "wi-fi",
		"смартfon": "смартfon", "": "",
	} {
		if got := Stem(word); got != want {
			t.Errorf("Stem(%q) = %q, want %q", word, got, want)
		}
	}
	if long := strings.Repeat("ing", 100); Stem(long) != long {
		t.Error("a very long word has an ending")
	}
}

func TestKnown(t *testing.T) {
	for _, word := range strings.Fields("возраста отменить показать обменять зарегаться приложуха дискорд show " +
		"wash how cash gimme dont refund") {
		if !Known(word) {
			t.Errorf("%q is unknown", word)
		}
	}
	for _, word := range strings.Fields("доствака возвратт отмнить delivry paymnet qwertyuio йцукенгш") {
		if Known(word) {
			t.Errorf("%q is known", word)
		}
	}
}

// TestFilter checks that a filter has all of its strings and hardly any other string.
func TestFilter(t *testing.T) {
	const n = 20_000
	name := func(i int) string { return strings.Repeat("я", i%5) + string(rune('а'+i%32)) + string(rune(i)) }
	f := NewFilter(n)
	for i := range n {
		f.Add(name(2 * i))
	}

	wrong := 0
	for i := range n {
		if !f.Has(name(2 * i)) {
			t.Fatalf("string %d is missing", i)
		}
		if f.Has(name(2*i + 1)) {
			wrong++
		}
	}
	if wrong > n/200 {
		t.Errorf("%d of %d other strings are in the filter", wrong, n)
	}
	if Filter(nil).Has("word") || NewFilter(0).Has("word") {
		t.Error("an empty filter has a word")
	}
}

// TestKnownShare counts the known words of the correctly spelt questions of the evaluation sets.
func TestKnownShare(t *testing.T) {
	for _, lang := range []string{"ru", "en"} {
		paths, _ := filepath.Glob("../../../shared/data/own-*-" + lang + ".cases.jsonl")
		if len(paths) == 0 {
			t.Skip("the evaluation sets are absent")
		}
		all, known := 0, 0

		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(data)) {
				for _, w := range correctWords(t, line) {
					all++
					if Known(w) {
						known++
					}
				}
			}
		}
		t.Logf("%s: %d of %d words are known, %.1f %%", lang, known, all, 100*float64(known)/float64(all))
		if float64(known) < 0.97*float64(all) {
			t.Errorf("%s: %d of %d words are known, want 97 %%", lang, known, all)
		}
	}
}

// correctWords lists the words of at least four letters of a case, unless the case is mistyped on purpose or in a foreign language.
func correctWords(t *testing.T, line string) (out []string) {
	var c struct{ Text, Kind string }
	if err := json.Unmarshal([]byte(line), &c); err != nil {
		t.Fatal(err)
	}
	switch c.Kind {
	case "typo", "translit", "layout", "lang":
		return nil
	}
	text := strings.NewReplacer("ё", "е", "'", "", "’", "").Replace(strings.ToLower(c.Text))

	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(w) >= 4 {
			out = append(out, w)
		}
	}

	return out
}
