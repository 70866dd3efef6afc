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
