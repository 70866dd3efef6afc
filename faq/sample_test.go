package faq

import (
	"os"
	"slices"
	"testing"
)

const samplePath = "../examples/faq.yaml"

func sample(t testing.TB) []Entry {
	t.Helper()
	data, err := os.ReadFile(samplePath)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := Load("faq.yaml", data)
	if err != nil {
		t.Fatal(err)
	}

	return entries
}

func TestSampleIsWhole(t *testing.T) {
	langs := map[string][]string{}
	owner := map[string]string{}

	for _, e := range sample(t) {
		langs[e.ID] = append(langs[e.ID], e.Lang)
		if len(e.Phrasings) < 3 {
			t.Errorf("%s/%s has %d phrasings, want 3 or more", e.ID, e.Lang, len(e.Phrasings))
		}
		own := map[string]bool{}

		for _, text := range asked(e) {
			ks := keys(text)
			if own[ks[0]] {
				t.Errorf("%s/%s says %q twice", e.ID, e.Lang, text)
			}

			own[ks[0]] = true
			for _, k := range ks {
				if id, ok := owner[k]; ok && id != e.ID {
					t.Errorf("%q belongs to %s and to %s", text, id, e.ID)
				}
				owner[k] = e.ID
			}
		}
	}
	if len(langs) < 40 {
		t.Errorf("%d ids, want 40 or more", len(langs))
	}

	for id, ls := range langs {
		slices.Sort(ls)
		if !slices.Equal(ls, []string{"en", "ru"}) {
			t.Errorf("%s is in %v, want en and ru", id, ls)
		}
	}
}

func TestSampleAnswersItsOwnPhrasings(t *testing.T) {
	entries := sample(t)

	b := New(entries, Options{})
	for _, e := range entries {
		for _, text := range asked(e) {
			r := b.Search(Query{Text: text, Lang: e.Lang})
			if r.Decision != Answer || !r.Exact || r.Hits[0].ID != e.ID || r.Hits[0].Lang != e.Lang ||
				r.Hits[0].P != 1 {
				t.Errorf("%q: %v %+v, want the answer of %s/%s", text, r.Decision, r.Hits, e.ID, e.Lang)
			}
		}
	}
}

// TestSampleUnseen asks questions in words missing from the base.
func TestSampleUnseen(t *testing.T) {
	b := New(sample(t), Options{})
	for _, c := range []struct{ lang, text, id string }{
		{"en", "how much is delivery to Kazan?", "delivery-kazan"},
		{"ru", "сколько стоит доставка в Казань?", "delivery-kazan"},
		{"ru", "Здравствуйте! Подскажите, пожалуйста, сколько будет стоить доставка в Казань", "delivery-kazan"},
		{"ru", "почем доставка в казань курьером", "delivery-kazan"},
		{"ru", "сколко стоит доствка в Казань", "delivery-kazan"},
		{"en", "Hello, could you please tell me the price of shipping to Kazan? Thanks!", "delivery-kazan"},
		{"en", "delivry cost to Kazan", "delivery-kazan"},
		{"ru", "Добрый день, как мне отследить мою посылку?", "tracking"},
		{"ru", "забыл пароль от аккаунта", "password-reset"},
		{"en", "I forgot the password to my account", "password-reset"},
		{"ru", "пришла разбитая чашка", "damaged"},
		{"en", "the cup arrived broken", "damaged"},
		{"ru", "хочу отписаться от вашей рассылки", "newsletter"},
		{"en", "please unsubscribe me from your newsletter", "newsletter"},
		{"ru", "какой у вас график работы в воскресенье", "hours"},
		{"en", "is the shop open on sunday", "hours"},
		{"ru", "можно купить подарочный сертификат", "gift-card"},
		{"en", "where do I enter a promo code", "promo-code"},
		{"ru", "как отменить подписку на чай", "subscription-cancel"},
		{"en", "can you gift wrap my present", "gift-wrap"},
		{"ru", "удалите мой аккаунт", "account-delete"},
		{"en", "payment was declined by card", "payment-failed"},
	} {
		r := b.Search(Query{Text: c.text, Lang: c.lang})
		offered := slices.ContainsFunc(r.Hits, func(h Hit) bool { return h.ID == c.id && h.Lang == c.lang })
		if r.Decision == Unsure || !offered {
			t.Errorf("%q: %v, want %s answered or offered; hits %v", c.text, r.Decision, c.id, brief(r))
		}
		if r.Decision == Answer && r.Hits[0].ID != c.id {
			t.Errorf("%q: answered by %s, want %s", c.text, r.Hits[0].ID, c.id)
		}
		t.Logf("%-60q %-7v %v", c.text, r.Decision, brief(r))
	}
}

// TestKazan checks a question with required answers in both languages, with and without courtesies.
func TestKazan(t *testing.T) {
	b := New(sample(t), Options{})

	for lang, texts := range map[string][]string{
		"en": {
			"how much is delivery to Kazan?",
			"Hello! How much is delivery to Kazan, please?",
			"HOW MUCH IS DELIVERY TO KAZAN",
		},
		"ru": {
			"сколько стоит доставка в Казань?",
			"Здравствуйте, подскажите пожалуйста, сколько стоит доставка в Казань?",
			"а сколько стоит доставка в казань",
		},
	} {
		for _, text := range texts {
			r := b.Search(Query{Text: text, Lang: lang})
			if r.Decision != Answer || r.Hits[0].ID != "delivery-kazan" || r.Hits[0].Lang != lang {
				t.Errorf("%q: %v %v", text, r.Decision, brief(r))
			}
		}
	}
}

// TestSampleHandsOver checks that questions about other subjects are never answered, and that the
// engine hardly ever asks back.
func TestSampleHandsOver(t *testing.T) {
	fresh := New(sample(t), Options{})
	b := fitted(t, fresh)
	asked := 0

	for _, c := range []struct{ lang, text string }{
		{"ru", "мой котик заболел, что делать"},
		{"en", "what is the meaning of life"},
		{"ru", "посоветуйте фильм"},
		{"ru", "какая сегодня погода в Москве"},
		{"en", "who won the football match yesterday"},
		{"en", "write a poem about the sea"},
		{"ru", "сколько лет вселенной"},
		{"ru", "как дела"},
		{"en", "how are you"},
		{"ru", "где купить шины для велосипеда"},
		{"en", "can you recommend a good dentist"},
		{"ru", "помогите решить уравнение"},
		{"en", "my neighbour's dog barks all night"},
		{"ru", "когда начнётся дождь"},
		{"ru", "сколько стоит ремонт машины"},
		{"en", "how do I change a tyre"},
		{"en", "how much does a flight to Tokyo cost"},
		{"ru", "сколько"},
		{"ru", "сколько будет 2+2"},
		{"ru", "Здравствуйте!"},
		{"ru", "12345"},
		{"en", "asdfgh qwerty"},
		{"en", "?!"},
		{"en", ""},
	} {
		for _, b := range []*Base{fresh, b} {
			switch r := b.Search(Query{Text: c.text, Lang: c.lang}); r.Decision {
			case Answer:
				t.Errorf("%q: answered by %v, want a hand-over", c.text, brief(r))
			case Ask:
				asked++
				t.Logf("%q: asks back with %v", c.text, brief(r))
			}
		}
	}
	if asked > 12 {
		t.Errorf("asked back %d times", asked)
	}
}

func fitted(t testing.TB, b *Base) *Base {
	t.Helper()
	f, err := b.Fit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}

	return b.With(f)
}

// TestOneCommonWordAsksBack checks that a word common to many entries is no question and gets no
// answer.
func TestOneCommonWordAsksBack(t *testing.T) {
	b := New(sample(t), Options{})
	for lang, text := range map[string]string{"ru": "доставка", "en": "tea"} {
		if r := b.Search(Query{Text: text, Lang: lang}); r.Decision == Answer {
			t.Errorf("%q: %v %v, want no answer", text, r.Decision, brief(r))
		}
	}
}

func brief(r Result) (out []any) {
	for _, h := range r.Hits {
		out = append(out, h.ID, float64(int(h.P*1000))/1000)
	}

	return out
}
