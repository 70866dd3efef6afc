package faq_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk/faq"
	"frontdesk/faq/score"
	"frontdesk/knowledge"
)

// fitted loads and fits the base of a file. The test is skipped without the file.
func fitted(t *testing.T, path string) *faq.Base {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("the base is absent: %v", err)
	}
	entries, err := faq.Load(filepath.Base(path), data)
	if err != nil {
		t.Fatal(err)
	}
	base := faq.New(entries, faq.Options{MaxWrong: 0.05, Embedder: knowledge.Meaning()})
	fit, err := base.Fit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}

	return base.With(fit)
}

func casesOf(t *testing.T, path string) []score.Case {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := score.ReadCases(filepath.Base(path), data)
	if err != nil {
		t.Fatal(err)
	}

	return cases
}

// shown writes a reading as text: the answered entry after "=", the entries of a menu after "?", "-" for no understanding. Parts are
// separated by "+". "~" marks a reading with the question before.
func shown(reading faq.Reading) string {
	parts := []faq.Part{{Result: reading.Result}}
	if len(reading.Parts) > 0 {
		parts = reading.Parts
	}

	var list []string
	for _, part := range parts {
		text := "-"
		switch part.Decision {
		case faq.Answer:
			text = "=" + part.Hits[0].ID
		case faq.Ask:
			text = "?"
			for i, hit := range part.Hits[:part.Menu] {
				if i > 0 {
					text += ","
				}
				text += hit.ID
			}
		}
		list = append(list, text)
	}
	text := strings.Join(list, " + ")
	if reading.Subject != "" {
		text = "~" + text
	}

	return text
}

// TestRead reads messages over the sample FAQ: alone, after a question, and in parts.
func TestRead(t *testing.T) {
	if testing.Short() {
		t.Skip("the fit of the sample FAQ takes seconds")
	}
	base := fitted(t, "../examples/faq.yaml")

	for _, c := range []struct{ before, text, want string }{
		// A message with a subject of its own stands alone.
		{"как заварить улун", "как удалить аккаунт", "=account-delete"},
		{"which cards do you take", "can i pick it up myself", "=pickup"},
		{"сколько стоит доставка", "а если самому забрать", "=pickup"},
		// A message without a subject continues the question before.
		{"вы сегодня до скольки", "а в воскресенье?", "~=hours"},
		{"do you sell gift cards", "how long are they good for?", "~=gift-card"},
		{"сколько баллов дают за покупку", "а сгорают они когда?", "~=loyalty"},
		{"у вас есть электрические самовары", "а сколько это стоит?", "~?"},
		{"", "а сколько это стоит?", "?"},
		// Two entries may be meant: a menu of both.
		{"в казань доставляете?", "а за границу тоже?", "~?delivery-kazan,delivery-abroad,payment-cash"},
		{"which cards do you take", "what about cash?", "~?payment-methods,payment-cash"},
		{"почём доставка в москву", "а в питер?", "~?delivery-spb,delivery-moscow"},
		// Two and three questions.
		{"", "где ваш магазин и до скольки работаете", "=address + =hours"},
		{"", "отпишите от рассылки и удалите мой акк", "=newsletter + =account-delete"},
		{"", "stop the emails and delete my account", "=newsletter + =account-delete"},
		{"", "есть пробники? и в подарок завернёте?", "=samples + =gift-wrap"},
		{"", "where do i type the promo code and can i use points too", "=promo-code + ?loyalty,payment-cash"},
		{"", "где ваш магазин, до скольки работаете и есть ли пробники", "=address + =hours + =samples"},
		// A sure answer to the whole message wins.
		{"", "how much is delivery to kazan and how many days", "=delivery-kazan"},
	} {
		query := faq.Query{Text: c.text, Lang: langOf(c.text)}
		got := shown(base.Read(faq.Message{Query: query, Before: c.before}))
		if got != c.want && !(strings.HasSuffix(c.want, "?") && strings.HasPrefix(got, c.want)) {
			t.Errorf("%q after %q: %s, want %s", c.text, c.before, got, c.want)
		}
	}

	for _, text := range []string{
		"можно оплатить картой и наличными?",
		"доставка в москву и питер",
		"cash and card?",
		"заварник и чашка разбились",
		"привет, подскажите, как заварить улун",
		"здравствуйте. где мой заказ?",
		"i ordered a teapot, and it has not come",
		"купил чай, хочу вернуть",
		"hello, how do i delete my account, please",
	} {
		if reading := base.Read(faq.Message{Query: faq.Query{Text: text}}); len(reading.Parts) > 0 {
			t.Errorf("%q is one question, got %s", text, shown(reading))
		}
	}
}

func langOf(text string) string {
	if strings.ContainsAny(text, "аеиоуыяю") {
		return "ru"
	}

	return "en"
}

// TestOwnSets holds the figures of the invented companies' bases, with the shipped weights. The bounds are a little below the measured
// figures. The test is skipped where the sets are absent.
func TestOwnSets(t *testing.T) {
	if testing.Short() {
		t.Skip("five fits take seconds")
	}
	var sum score.Customer

	for _, name := range []string{"clinic-ru", "isp-ru", "school-ru", "saas-en", "hotel-en"} {
		path := "../../shared/data/own-" + name
		base, cases := fitted(t, path+".base.jsonl"), casesOf(t, path+".cases.jsonl")

		var said []score.Prediction
		for _, item := range cases {
			query := faq.Query{Text: item.Text, Most: 10}
			said = append(said, score.PredictReading(base.Read(faq.Message{Query: query, Before: item.Context})))
		}
		sum = sum.Plus(score.Of(cases, said).Customer)
	}
	t.Logf("%+v", sum)

	answered := sum.Right + sum.Wrong
	for _, bound := range []struct {
		name     string
		got, all int
		least    float64 // share; negative = at most
	}{
		{"answered right", sum.Right, sum.InScope, 0.24},
		{"answered right, or the right entry in the menu", sum.Right + sum.Menu, sum.InScope, 0.58},
		{"wrong answers of all answers", sum.Wrong, answered, -0.05},
		{"menus without the right entry", sum.MenuMissed, sum.InScope, -0.05},
		{"answers without an entry", sum.NoneAnswered, sum.None, -0.02},
		{"menus without an entry", sum.NoneMenu, sum.None, -0.15},
		{"follow-ups and compounds", sum.Whole, sum.Continued, 0.5},
	} {
		share := float64(bound.got) / float64(bound.all)
		if bound.least >= 0 && share < bound.least || bound.least < 0 && share > -bound.least {
			t.Errorf("%s: %d of %d, bound %v", bound.name, bound.got, bound.all, bound.least)
		}
	}
}
