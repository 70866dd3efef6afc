package faq

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMadeIDs checks generated ids. An id is readable, has the shape of an id, and is the same for the
// same question only.
func TestMadeIDs(t *testing.T) {
	for question, want := range map[string]string{
		"Сколько стоит доставка?":      "skolko-stoit-dostavka",
		"  What's  the price (in €)? ": "whats-the-price-in",
		"Ещё щи, объём №5":             "eshche-shchi-obem-5",
		"Café à la carte":              "cafe-a-la-carte",
		"ёлка":                         "elka", "24/7?": "24-7",
	} {
		if got := idOf(question); got != want {
			t.Errorf("%q: %q, want %q", question, got, want)
		}
	}
	seen := map[string]string{}

	long := strings.Repeat("очень длинный вопрос ", 9)
	for _, question := range []string{
		"", "?", "日本", "中国", "日本 abc", "中国 abc", "abc", long + "один", long + "два", "👍",
	} {
		id := idOf(question)
		if !idShape.MatchString(id) {
			t.Errorf("%q: %q is no id", question, id)
		}
		if other, twice := seen[id]; twice {
			t.Errorf("%q and %q are both %q", question, other, id)
		}
		seen[id] = question
	}
}

func TestDuplicates(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 1, d, 0, 0, 0, 0, time.UTC) }
	got := Duplicates([]Entry{
		{ID: "a", Lang: "ru", Question: "Сколько стоит?", Phrasings: []string{"почём", "ПОЧЁМ!"}},
		{ID: "b", Lang: "ru", Question: "Подскажите, почем?", Phrasings: []string{"сколько стоит"}},
		{ID: "c", Lang: "en", Question: "почём"},
		{ID: "d", Lang: "ru", Question: "почём", Off: true},
		{ID: "e", Lang: "ru", Question: "Зимой?", ValidTo: day(5)},
		{ID: "f", Lang: "ru", Question: "зимой", ValidFrom: day(5)},
		{ID: "g", Lang: "ru", Question: "Для кого?", Audience: "vip"},
		{ID: "h", Lang: "ru", Question: "для кого", Audience: "staff"},
		{ID: "i", Lang: "ru", Question: "для кого"},
	})
	want := []Duplicate{{"ru", "a", "b", "Подскажите, почем?"}, {"ru", "g", "i", "для кого"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := want[0].String(); got != `"a" and "b" (ru) are asked in the same words: "Подскажите, почем?"` {
		t.Error(got)
	}
}

func TestMergeAndCompare(t *testing.T) {
	entry := func(id, lang, answer string) Entry { return Entry{ID: id, Lang: lang, Question: "q", Answer: answer} }
	old := []Entry{entry("a", "ru", "1"), entry("b", "ru", "1"), entry("a", "en", "1")}
	fresh := []Entry{entry("c", "ru", "1"), entry("b", "ru", "2"), entry("a", "en", "1")}
	if got, want := Compare(old, fresh), (Changes{Added: 1, Changed: 1, Removed: 1, Unchanged: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	merged := Merge(old, fresh)
	if diff := cmp.Diff([]Entry{old[0], fresh[1], old[2], fresh[0]}, merged); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := Compare(old, merged), (Changes{Added: 1, Changed: 1, Unchanged: 2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
