package faq

import "testing"

func TestAspectsAskedAndTold(t *testing.T) {
	for text, want := range map[string]aspects{
		"сколько стоит доставка":         priceAspect,
		"сколько времени идёт доставка":  durationAspect,
		"как долго ждать":                durationAspect,
		"когда привезут":                 whenAspect,
		"где забрать заказ":              placeAspect,
		"можно ли с собакой":             permissionAspect,
		"как отменить заказ":             stepsAspect,
		"сколько вещей можно взять":      amountAspect | permissionAspect,
		"how much is delivery":           priceAspect,
		"how long does delivery take":    durationAspect,
		"what time do you open":          whenAspect,
		"where is my parcel":             placeAspect,
		"can i bring a dog":              permissionAspect,
		"how do i cancel":                stepsAspect,
		"how many people can i invite":   amountAspect | permissionAspect,
		"delivery":                       0,
		"до какого числа можно оплатить": whenAspect | permissionAspect,
	} {
		if got := asksFor(words(text)); got != want {
			t.Errorf("%q asks for %07b, want %07b", text, got, want)
		}
	}

	for text, want := range map[string]aspects{
		"Доставка по городу стоит 300 ₽.":       priceAspect | amountAspect,
		"Курьер приедет в течение 2 дней.":      durationAspect | amountAspect,
		"Мы работаем ежедневно с 9:00 до 21:00": whenAspect | amountAspect,
		"Наш адрес: ул. Ленина, вход со двора.": placeAspect,
		"Да, с собакой можно.":                  permissionAspect,
		"Откройте настройки и нажмите кнопку.":  stepsAspect,
		"It takes 3 business days.":             durationAspect | amountAspect,
		"Delivery is free.":                     priceAspect,
		"Thank you.":                            0,
	} {
		if got := tells(text); got != want {
			t.Errorf("%q tells %07b, want %07b", text, got, want)
		}
	}
}

// TestAspectDecides asks for two sides of one subject. The answer that tells the asked side comes first.
func TestAspectDecides(t *testing.T) {
	entries := []Entry{
		{ID: "price", Lang: "ru", Question: "Условия доставки",
			Answer: "Доставка курьером: 300 ₽, от 3000 ₽ бесплатно."},
		{ID: "time", Lang: "ru", Question: "Доставка: сроки",
			Answer: "Курьер привезёт заказ за 2 дня, в регионы за 5 дней."},
		{ID: "pay", Lang: "ru", Question: "Оплата заказа", Answer: "Картой на сайте или наличными курьеру."},
		{ID: "return", Lang: "ru", Question: "Возврат товара", Answer: "Принесите товар в магазин вместе с чеком."},
	}
	b := New(entries, Options{})

	for text, want := range map[string]string{"сколько стоит доставка": "price", "сколько дней идёт доставка": "time"} {
		if r := b.Search(Query{Text: text, Lang: "ru"}); len(r.Hits) == 0 || r.Hits[0].ID != want {
			t.Errorf("%q finds %v, want %s first", text, brief(r), want)
		}
	}
}

// TestAspectAloneDecides asks for two sides of one subject. The titles hold the same words of the question, and the answers hold none: only
// the told sides differ.
func TestAspectAloneDecides(t *testing.T) {
	entries := []Entry{
		{ID: "price", Lang: "ru", Question: "Доставка: условия", Answer: "Курьер берёт 300 ₽."},
		{ID: "time", Lang: "ru", Question: "Доставка: порядок", Answer: "Курьер едет 2 суток."},
		{ID: "pay", Lang: "ru", Question: "Оплата заказа", Answer: "Картой на сайте."},
	}

	for text, want := range map[string]string{"почем доставка": "price", "как долго доставка": "time"} {
		for range 2 {
			r := New(entries, Options{}).Search(Query{Text: text, Lang: "ru"})
			if len(r.Hits) == 0 || r.Hits[0].ID != want {
				t.Errorf("%q finds %v, want %s first", text, brief(r), want)
			}
			entries[0], entries[1] = entries[1], entries[0]
		}
	}
}
