package faq

import (
	"slices"
	"strings"
	"testing"
)

// TestPolarity reads the negations of questions. A line is "text = denied words / words that must be absent".
func TestPolarity(t *testing.T) {
	for line := range strings.Lines(`
я не хочу отменять заказ = заказ отменять
не хочу отменять, хочу перенести = отменять
не надо отменять бронь, просто поменяйте дату = бронь отменять
мне не нужна доставка, заберу сам = доставка
переносить не хочу = переносить
отменять не надо = отменять
не нужен возврат, нужен обмен = возврат
не собираюсь удалять аккаунт = аккаунт удалять
не хочу возвращать деньги, нужна пауза = возвращать деньги
не планирую продлевать подписку = подписку продлевать
не буду платить картой = картой платить
мне не требуется чек = чек
не карта, а наличные = карта
не доставка, а самовывоз = доставка
не вечером, а утром = вечером
заказать не доставку а самовывоз = доставку
мы не хотим менять тариф = менять тариф
не прошу вернуть деньги, прошу обменять = вернуть деньги
не интересует рассрочка = рассрочка
не желаю получать рассылку = получать рассылку
можно ли оплатить без карты = / карты
вернуть товар без чека = / чека
вход без пароля = / пароля
заказать без регистрации = / регистрации
доставка без предоплаты = / предоплаты
как не платить комиссию = / платить
можно не приходить лично = / приходить
i dont want to delete my account = account delete
i don't want to cancel, just move it to friday = cancel
we do not want a refund = refund
not cancelling, we just need a few months off = cancelling
i do not need delivery = delivery
i dont need a receipt = receipt
not looking to change the plan = change plan
i never asked for a subscription = subscription
not planning to leave, only a question = leave
i am not trying to return it, i want an exchange = return
not the monthly plan, but the yearly one = monthly plan
not a refund, just an exchange = refund
i didnt want to buy insurance = buy insurance
dont wanna pay by card = card pay
we are not going to renew = renew
pay without a card = / card
can i return it without the receipt = / receipt
log in without a password = / password
order without registration = / registration
how to not pay the fee = / pay
how not to lose my points = / lose
i dont need the invoice anymore = anymore invoice
not interested but = 
я не хочу чтобы с карты списывали деньги = 
i do not want you to charge my card = 
не могу войти =
не могу оплатить заказ =
не получается отменить заказ =
не приходит код =
не пришла посылка =
не работает оплата =
нет интернета =
почему не прошла оплата =
деньги не вернули =
не помню пароль =
не вижу свой заказ =
заказ ещё не отправлен? =
нет чека, что делать =
кнопка не нажимается =
card does not work =
i cant log in =
i can't cancel my order =
the refund has not arrived =
my parcel didnt come =
payment not working =
the app wont open =
i do not see my booking =
i have not received the code =
no internet =
why is it not delivered yet =
not sure how to pay =
i did not get a receipt =
i don't know how to change the plan =
я не знаю, как отменить подписку =
`) {
		text, want, ok := strings.Cut(strings.TrimSpace(line), " =")
		if !ok {
			continue
		}
		denied, without, _ := strings.Cut(want, "/")
		p := polarityOf(text)
		if got := sorted(p.denied); !slices.Equal(got, sortedWords(denied)) {
			t.Errorf("%q denies %q, want %q", text, got, sortedWords(denied))
		}
		if got := sorted(p.without); !slices.Equal(got, sortedWords(without)) {
			t.Errorf("%q wants %q absent, want %q", text, got, sortedWords(without))
		}
	}
}

func sorted(set map[string]bool) []string {
	var out []string
	for w := range set {
		out = append(out, w)
	}
	slices.Sort(out)

	return out
}

func sortedWords(list string) []string {
	out := strings.Fields(list)
	slices.Sort(out)
	if len(out) == 0 {
		return nil
	}

	return out
}

// TestDeniedIsNoAnswer asks a base for what the customer does not want. Such an entry is at most an option of a menu, and the entry for the
// rest of the question comes first where there is one.
func TestDeniedIsNoAnswer(t *testing.T) {
	entries := []Entry{
		{ID: "cancel", Lang: "en", Question: "How do I cancel my order?", Answer: "Open the order and press Cancel."},
		{ID: "move", Lang: "en", Question: "How do I move my order to another day?",
			Answer: "Open the order and choose a day."},
		{ID: "delete", Lang: "en", Question: "How to delete my account", Answer: "Open the settings and press Delete."},
		{ID: "card", Lang: "en", Question: "Can I pay without a card?", Answer: "Yes, in cash."},
		{ID: "login", Lang: "en", Question: "I can't log in", Answer: "Reset the password."},
		{ID: "ru-cancel", Lang: "ru", Question: "Как отменить заказ?", Answer: "Откройте заказ и нажмите «Отменить»."},
		{ID: "ru-move", Lang: "ru", Question: "Как перенести заказ на другой день?",
			Answer: "Откройте заказ и выберите день."},
		{ID: "ru-login", Lang: "ru", Question: "Не могу войти в кабинет", Answer: "Сбросьте пароль."},
	}
	b := New(entries, Options{MaxWrong: 0.5})

	for _, c := range []struct{ lang, text, first, never string }{
		{"en", "i dont want to cancel my order, just move it to another day", "move", "cancel"},
		{"en", "i dont want to delete my account", "", "delete"},
		{"en", "can i pay with a card", "", "card"},
		{"ru", "не хочу отменять заказ, хочу перенести на другой день", "ru-move", "ru-cancel"},
		{"ru", "отменять заказ не надо", "", "ru-cancel"},
	} {
		r := b.Search(Query{Text: c.text, Lang: c.lang})
		if len(r.Hits) == 0 {
			t.Errorf("%q finds no entry", c.text)
			continue
		}
		if c.first != "" && r.Hits[0].ID != c.first {
			t.Errorf("%q: first %v, want %s", c.text, brief(r), c.first)
		}
		if r.Decision == Answer && r.Hits[0].ID == c.never {
			t.Errorf("%q is answered by %v", c.text, brief(r))
		}
	}
	for _, c := range []struct{ lang, text, want string }{
		{"en", "i cannot log in", "login"}, {"ru", "никак не могу войти в кабинет", "ru-login"},
		{"en", "can i pay without a card please", "card"},
	} {
		if r := b.Search(Query{Text: c.text, Lang: c.lang}); r.Decision != Answer || r.Hits[0].ID != c.want {
			t.Errorf("%q: %v %v, want the answer %s", c.text, r.Decision, brief(r), c.want)
		}
	}
}

// TestDeniedWordsHardlyCount: a denied word keeps a small weight, and its concepts are left out. A mistyped denied word counts as the
// corrected word.
func TestDeniedWordsHardlyCount(t *testing.T) {
	x := New([]Entry{
		{ID: "cancel", Lang: "ru", Question: "отменить заказ", Answer: "Да."},
		{ID: "move", Lang: "ru", Question: "перенести заказ", Answer: "Да."},
	}, Options{}).index
	concepts := func(text string) int {
		read := x.read(text)
		return len(read.stems) - read.plain
	}

	for _, text := range []string{"не хочу отменить, хочу перенести", "не хочу отмнеить, хочу перенести"} {
		read := x.read(text)
		at := slices.Index(read.words, "отменить")
		if at < 0 || read.share(at) != deniedShare {
			t.Errorf("%q: the words %q, want the weight %v for the denied word", text, read.words, deniedShare)
		}
		if got, want := concepts(text), concepts("хочу перенести"); got != want {
			t.Errorf("%q has %d concepts, want %d: those of the other words", text, got, want)
		}
	}
	if concepts("отменить") == 0 {
		t.Error("the denied word has no concept: the test shows nothing")
	}
}
