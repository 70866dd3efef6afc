package faq

import (
	"slices"
	"testing"
)

func TestReading(t *testing.T) {
	x := New(sample(t), Options{}).index
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"ljcnfdrf d rfpfym", []string{"доставка", "в", "казань"}},
		{"Crjkmrj cnjbn ljcnfdrf?", []string{"сколько", "стоит", "доставка"}},
		{"skolko stoit dostavka", []string{"сколько", "стоит", "доставка"}},
		{"зфыыцщкв", []string{"password"}},
		{"delivery to Kazan", []string{"delivery", "to", "kazan"}},
		{"доставка в казань", []string{"доставка", "в", "казань"}},
		{"order 12345", []string{"order", "12345"}},
		{"qwerty zxcvb", []string{"qwerty", "zxcvb"}},
	} {
		if got := x.read(c.typed); !slices.Equal(got.words[:got.plain], c.want) {
			t.Errorf("read(%q) = %q, want %q", c.typed, got.words[:got.plain], c.want)
		}
	}
}

// TestReadingLeavesWordsOfTheLanguage: a word of the language never becomes a similar word of the base. A mistyped word does. Words may be
// joined or split as the base has them.
func TestReadingLeavesWordsOfTheLanguage(t *testing.T) {
	x := New([]Entry{
		{ID: "a", Lang: "ru", Question: "возврат товара"},
		{ID: "b", Lang: "ru", Question: "обменять заказ, самовывоз"},
		{ID: "c", Lang: "en", Question: "how to pay in cash over Wi-Fi"},
		{ID: "d", Lang: "en", Question: "SOC 2 report"},
	}, Options{}).index

	for typed, want := range map[string][]string{
		"отменить":   {"отменить"},
		"возраста":   {"возраста"},
		"show wash":  {"show", "wash"},
		"возвратт":   {"возврат"},
		"обмнеять":   {"обменять"},
		"wifi":       {"wi", "fi"},
		"soc2":       {"soc", "2"},
		"само вывоз": {"самовывоз"},
	} {
		got := x.read(typed)
		if !slices.Equal(got.words[:got.plain], want) {
			t.Errorf("read(%q) = %q, want %q", typed, got.words[:got.plain], want)
		}
	}
}
