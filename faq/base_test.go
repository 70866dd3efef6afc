package faq

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func shop() []Entry {
	return []Entry{
		{
			ID:        "price",
			Lang:      "en",
			Question:  "How much is delivery?",
			Phrasings: []string{"shipping price", "delivery fee"},
			Answer:    "5 euros",
		},
		{
			ID:        "price",
			Lang:      "ru",
			Question:  "Сколько стоит доставка?",
			Phrasings: []string{"цена доставки"},
			Answer:    "500 рублей",
		},
		{
			ID:        "time",
			Lang:      "en",
			Question:  "How long does delivery take?",
			Phrasings: []string{"delivery time"},
			Answer:    "3 days",
		},
		{
			ID:        "return",
			Lang:      "en",
			Question:  "How do I return a parcel?",
			Phrasings: []string{"refund", "send an unwanted purchase back"},
			Answer:    "By post",
		},
		{
			ID:        "salon",
			Lang:      "ru",
			Question:  "Где ваш салон красоты?",
			Phrasings: []string{"адрес салона"},
			Answer:    "На Ёлочной",
		},
		{
			ID:        "old",
			Lang:      "en",
			Question:  "Is there a summer sale?",
			Answer:    "Yes",
			ValidFrom: day(6, 1),
			ValidTo:   day(9, 1),
		},
		{ID: "off", Lang: "en", Question: "Do you sell unicorns?", Answer: "No", Off: true},
	}
}

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

func TestSearchNormalises(t *testing.T) {
	b := New(shop(), Options{})
	for _, c := range []struct{ lang, text, id string }{
		{"en", "  SHIPPING   price!!! ", "price"},
		{"en", "Hi, could you please tell me: how much is delivery? Thanks in advance", "price"},
		{"ru", "Добрый день. Подскажите, пожалуйста, цена доставки?", "price"},
		{"ru", "где ваш салон красо\u0301ты", "salon"},
		{"ru", "Где ваш салон красоты", "salon"},
	} {
		r := b.Search(Query{Text: c.text, Lang: c.lang})
		if !r.Exact || r.Decision != Answer || r.Hits[0].ID != c.id || r.Hits[0].P != 1 || len(r.Hits) != 1 {
			t.Errorf("%q: %+v, want the exact %s", c.text, r, c.id)
		}
	}
	if a, b := words("Всё Й")[0], words("все И\u0306"); a != "все" || b[1] != "й" {
		t.Errorf("ё or a composed letter is not folded: %q %q", a, b)
	}
}

func TestSearchExcludes(t *testing.T) {
	b := New(shop(), Options{})
	r := b.Search(Query{Text: "how much is delivery", Lang: "en", Exclude: []string{"price"}})
	if r.Exact || slices.ContainsFunc(r.Hits, func(h Hit) bool { return h.ID == "price" }) {
		t.Errorf("%+v returns an excluded entry", r)
	}
}

func TestSearchMindsTimeAndOff(t *testing.T) {
	b := New(shop(), Options{})
	for _, c := range []struct {
		text string
		now  time.Time
		want Decision
	}{
		{"is there a summer sale", day(7, 1), Answer},
		{"is there a summer sale", day(6, 1), Answer},
		{"is there a summer sale", day(9, 1), Unsure},
		{"is there a summer sale", day(1, 1), Unsure},
		{"is there a summer sale", time.Time{}, Answer},
		{"do you sell unicorns", day(7, 1), Unsure},
	} {
		if r := b.Search(Query{Text: c.text, Lang: "en", Now: c.now}); r.Decision != c.want {
			t.Errorf("%q at %v: %v %+v, want %v", c.text, c.now, r.Decision, r.Hits, c.want)
		}
	}
	if _, ok := b.Entry("off", "en"); !ok || b.Len() != len(shop()) {
		t.Errorf("an entry with Off is not kept")
	}
}

func TestLanguages(t *testing.T) {
	b := New(shop(), Options{})

	for _, c := range []struct{ name, lang, text, id, answerLang string }{
		{"own", "ru", "цена доставки", "price", "ru"},
		{"a variety of it", "en-GB", "delivery fee", "price", "en"},
		{"another, translated back", "ru", "delivery fee", "price", "ru"},
		{"another, not translated", "en", "адрес салона", "salon", "ru"},
		{"unknown", "", "цена доставки", "price", "ru"},
		{"absent", "de", "refund", "return", "en"},
		{"another, inexact", "ru", "the delivery price and fee", "price", "ru"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := b.Search(Query{Text: c.text, Lang: c.lang})
			if r.Decision == Unsure || r.Hits[0].ID != c.id || r.Hits[0].Lang != c.answerLang {
				t.Errorf("%v %+v, want %s in %s", r.Decision, r.Hits, c.id, c.answerLang)
			}
		})
	}

	for _, c := range []struct{ id, lang, want string }{
		{"price", "ru-RU", "ru"},
		{"price", "de", "en"},
		{"salon", "en", "ru"},
	} {
		if e, ok := b.Entry(c.id, c.lang); !ok || e.Lang != c.want {
			t.Errorf("Entry(%s, %s) is in %q, want %s", c.id, c.lang, e.Lang, c.want)
		}
	}
	if _, ok := b.Entry("none", "en"); ok {
		t.Error("found a missing entry")
	}
}

// TestFillers checks questions with different fillers. Such questions are the same question, unless
// two entries share the plain form.
func TestFillers(t *testing.T) {
	b := New([]Entry{
		{
			ID:       "pay",
			Lang:     "ru",
			Question: "Как можно оплатить заказ?",
		},
		{ID: "where", Lang: "ru", Question: "Где мой заказ?"},
		{ID: "can", Lang: "ru", Question: "Вы доставляете мебель?"},
		{ID: "may", Lang: "ru", Question: "Я могу доставить мебель?", Phrasings: []string{"доставляете мебель"}},
		{
			ID:       "when",
			Lang:     "ru",
			Question: "Когда?",
		},
		{ID: "name", Lang: "en", Question: "What is your name?"},
		{ID: "cancel", Lang: "en", Question: "Can I cancel the order?"},
	}, Options{})
	for text, want := range map[string]string{
		"а как мне оплатить заказ":        "pay",
		"Где ваш заказ":                   "",
		"где заказ":                       "",
		"can you please cancel an order?": "cancel",
		"cannot cancel the order":         "",
		"what is my name":                 "",
		"доставляете ли вы мебель":        "", "как": "", "можно": "", "а вы когда": "", "доставляете мебель": "may",
	} {
		r := b.Search(Query{Text: text, Lang: "ru"})
		if r.Exact != (want != "") || want != "" && r.Hits[0].ID != want {
			t.Errorf("%q: %+v, want %q", text, r, want)
		}
	}
	hidden := b.Search(Query{Text: "а как мне оплатить заказ", Lang: "ru", Exclude: []string{"pay"}})
	if hidden.Exact {
		t.Errorf("found an excluded entry: %+v", hidden)
	}
}

func TestSharedPhrasing(t *testing.T) {
	b := New([]Entry{
		{ID: "a", Lang: "en", Question: "first", Phrasings: []string{"same words"}, Answer: "1"},
		{ID: "b", Lang: "en", Question: "second", Phrasings: []string{"same words"}, Answer: "2"},
	}, Options{})
	if r := b.Search(Query{Text: "same words", Lang: "en"}); r.Decision != Answer || r.Hits[0].ID != "a" {
		t.Errorf("%+v, want the first entry with the phrasing", r)
	}
	if r := b.Search(Query{Text: "same words", Lang: "en", Exclude: []string{"a"}}); r.Decision != Answer ||
		r.Hits[0].ID != "b" {
		t.Errorf("%+v, want the next entry with the phrasing", r)
	}
}

func TestMaxWrongMovesTheThreshold(t *testing.T) {
	q := Query{Text: "what is the price of a delivery", Lang: "en"}
	if bold := New(shop(), Options{MaxWrong: 0.5}).Search(q); bold.Decision != Answer {
		t.Errorf("half of the answers may be wrong, p = %.3f: %v", bold.Hits[0].P, bold.Decision)
	}
	if shy := New(shop(), Options{MaxWrong: 0.001}).Search(q); shy.Decision == Answer {
		t.Errorf("hardly an answer may be wrong, p = %.3f: %v", shy.Hits[0].P, shy.Decision)
	}
}

func TestCallersCannotChangeTheBase(t *testing.T) {
	entries := shop()
	b := New(entries, Options{})
	entries[0].Phrasings[0] = "changed"
	e, _ := b.Entry("price", "en")
	e.Phrasings[1] = "changed"
	if e, _ := b.Entry("price", "en"); slices.Contains(e.Phrasings, "changed") {
		t.Error("the base shares its slices")
	}
}

func TestSearchIsConcurrent(t *testing.T) {
	b := New(sample(t), Options{})

	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				if r := b.Search(Query{Text: "delivery cost to Kazan", Lang: "en"}); len(r.Hits) == 0 ||
					r.Hits[0].ID != "delivery-kazan" {
					t.Errorf("%+v", r)
				}
			}
		})
	}
	wg.Wait()
}

func TestEmptyBase(t *testing.T) {
	for _, b := range []*Base{New(nil, Options{}), New([]Entry{{ID: "a", Lang: "en", Off: true}}, Options{})} {
		if r := b.Search(Query{Text: "anything", Lang: "en"}); r.Decision != Unsure || len(r.Hits) > 0 {
			t.Errorf("%+v, want a hand-over", r)
		}
	}
}

func FuzzSearch(f *testing.F) {
	b := New(sample(f), Options{})
	for _, s := range []string{
		"",
		"how much is delivery to Kazan?",
		"ДОСТАВКА в Каза́нь!!",
		"\xff\u0301",
		"çé 日本語 12345",
		strings.Repeat("доставка ", 300),
	} {
		f.Add(s, "ru")
		f.Add(s, "zz-ZZ--")
	}
	f.Fuzz(func(t *testing.T, text, lang string) {
		r := b.Search(Query{Text: text, Lang: lang, Exclude: []string{"receipt"}})
		if len(r.Hits) > maxMenu || r.Decision != Unsure && len(r.Hits) == 0 {
			t.Fatalf("%v with %d hits", r.Decision, len(r.Hits))
		}
		seen := map[string]bool{"receipt": true}

		last := 1.0
		for _, h := range r.Hits {
			if seen[h.ID] || !(h.P >= 0 && h.P <= last) {
				t.Fatalf("%+v: twice, excluded, or out of order", h)
			}
			seen[h.ID], last = true, h.P
		}
		if r.Decision == Answer && r.Hits[0].P < b.minAnswerP {
			t.Fatalf("answers with p = %v", r.Hits[0].P)
		}
	})
}

func TestMend(t *testing.T) {
	v := New(shop(), Options{}).index.vocabulary
	for _, c := range []struct{ typed, want string }{
		{"delivry", "delivery"},
		{"deliveery", "delivery"},
		{"dleivery", "delivery"},
		{"xelivery", "delivery"},
		{"dxlxvery", "delivery"},
		{"dxlxvxry", ""}, {"fex", ""}, {"time5", ""}, {"rxfxnd", ""},
	} {
		if got, _ := v.mend(c.typed); got != c.want {
			t.Errorf("mend(%q) = %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "", 3}, {"abc", "acb", 1}, {"abcd", "abd", 1}, {"кот", "код", 1}, {"answr", "answer", 1}} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
