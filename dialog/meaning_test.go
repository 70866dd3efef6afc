package dialog

import (
	"strings"
	"testing"

	"frontdesk/chat"
)

// TestMeanings reads short messages as customers type them.
func TestMeanings(t *testing.T) {
	for want, list := range map[meaning][]string{
		wantsPerson: {
			"оператор", "позовите оператора", "Оператора!", "можно живого человека?",
			"соедините с оператором пожалуйста", "нужен человек",
			"хочу поговорить с менеджером", "дайте человека", "переключите на специалиста", "опертора позовите",
			"менеджера мне", "живой человек",
			"можно поговорить с живым человеком?", "мне нужен живой человек, а не бот",
			"let me speak to reception", "мне нужен ваш сотрудник", "свяжите меня с поддержкой",
			"не хочу с ботом, дайте оператора",
			"human", "human please", "I want to talk to a real person", "agent", "operator please",
			"get me a human", "can I speak to someone",
			"let me talk to a person", "connect me to an agent", "I need a representative",
			"put me through to support", "real person please",
			"talk to a huamn operator", "can i chat with a live agent",
		},
		wantsPersonToo: {
			"позовите менеджера, хочу вернуть деньги", "соедините с оператором, заказ 12345 не пришёл",
			"нужен оператор по поводу оплаты картой",
			"can I speak to someone real about my refund", "connect me to an agent, my card was charged twice",
			"talk to a human about my order", "хватит отписок, давайте оператора",
			"this is ridiculous, put me through to a manager",
		},
		withdraws: {
			"не надо, сам разобрался", "уже не нужно, всё заработало", "никого не зовите, я нашёл",
			"вопрос решён, спасибо", "отмена, вопрос решён",
			"спасибо, уже разобралась", "всё, заработало", "нашел сам, спасибо", "forget it, solved",
			"nvm figured it out", "never mind, found it",
			"no need, it works now", "solved, thanks", "it's fixed now, thank you", "I figured it out myself",
		},
		mayWithdraw: {"не надо", "не нужно", "отмена", "never mind", "forget it", "nvm", "no need"},
		meansAck: {
			"ok", "ок", "хорошо", "понятно", "ок 👌", "👍🏽", "🙏", "❤️", "+", "...", ":thumbsup::skin-tone-3:",
			"ок жду", "ладно", "принято",
			"нормально", "meh", "4", "ну такое", "okay", "got it", "👨‍👩‍👧", "ясно",
		},
		meansThanks: {
			"спасибо", "ясно, спасибо большое за помощь", "благодарю за помощь", "thanks", "got it, cheers",
			"всё отлично, спасибо менеджеру", "brilliant, thanks", "great service, thanks",
		},
		meansNone: {
			"ничего из этого", "ни то ни другое", "другое", "не то", "нет, я не об этом", "не про то", "nope, not about that",
			"neither", "none of these", "something else",
			"that's not it",
		},
		meansNo:    {"нет", "не помогло", "no", "nope", "that didn't help"},
		isAngry:    {"вы издеваетесь", "this is ridiculous", "ДА СКОЛЬКО МОЖНО!!!", "что за бред", "useless bot"},
		asksStatus: {"hello?? anyone there?", "долго ещё?", "ну что там?", "алло, есть кто?"},
		meansHello: {"привет", "добрый день", "Здравствуйте!", "hi there", "good morning"},
		asksWho:    {"ты бот?", "are you a bot?"},
		meansNothing: {
			"I want to change my personal details", "есть поддержка карты мир?",
			"сколько человек можно пригласить", "спасибо, а доставка?",
			"can someone else pick up my order", "нужен ли паспорт каждому человеку",
			"is support included in the plan", "как стать менеджером",
			"не надо мне звонить, напишите", "заказ отменить не надо?", "не нужно ли доплачивать",
			"forget password", "ГДЕ МОЙ ЗАКАЗ",
			"привет, сколько стоит доставка", "can I add a person to my booking", "how many people can come",
			"отменить заказ",
			"ok how do I pay", "нет, а сколько стоит самовар", "what is your phone number",
			"почему не работает кнопка", "need a refund",
			"хочу вернуть товар", "can i call you", "how do i contact the seller",
		},
	} {
		for _, text := range list {
			if got := meaningOf(text); got != want {
				t.Errorf("%q is %d, want %d", text, got, want)
			}
		}
	}
}

// TestChoiceOf names a choice of a menu by number, by ordinal, by label and by words of only one label.
func TestChoiceOf(t *testing.T) {
	menu := []chat.Choice{
		{Value: "p:price", Label: "Сколько стоит доставка?"},
		{Value: "p:free", Label: "Когда доставка бесплатная?"},
		{Value: "p:back", Label: "How do I return an item?"},
		{Value: pressNone, Label: "Ничего из этого"},
		{Value: pressPerson, Label: "Позвать человека"},
	}
	for text, want := range map[string]string{
		"2": "p:free", "2.": "p:free", "№2": "p:free", "номер два": "p:free", "вариант 2": "p:free",
		"второе": "p:free", "последний": "p:back",
		"the second one": "p:free", "last one": "p:back", "бесплатная": "p:free", "бесплатно": "p:free",
		"return": "p:back", "сколько стоит": "p:price",
		"Когда доставка бесплатная": "p:free", "ничего из этого": pressNone, "позвать человека": pressPerson,
		"5":        pressPerson,
		"доставка": "", "7": "", "1 и 2": "", "сколько стоит самовар": "", "": "",
	} {
		if got, _ := choiceOf(text, menu); got != want {
			t.Errorf("%q chooses %q, want %q", text, got, want)
		}
	}
}

// TestLanguageOfText ignores links, addresses, codes, emoji and names of products.
func TestLanguageOfText(t *testing.T) {
	for text, want := range map[string]string{
		"https://shop.example/returns?id=7": "", "anna@example.com": "", "AB-1234": "", "😀": "", "iPhone": "",
		"доставка": "ru", "hello": "en",
		"my wifi drops": "en", "sso setup": "en", "pdf invoice pls": "en", "не работает Wi-Fi": "ru",
		"Samsung Galaxy не включается": "ru",
		"rfr jgkfnbnm pfrfp":           "ru", "kak oplatit zakaz": "ru", "how do I pay": "en", "ghbdtn": "ru",
		"12345": "",
		"@anna": "", "SKU-77 где": "ru",
	} {
		if got := Language(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestLongMessagesAreCut: a flood of long messages costs one short search, and the question in the memory stays short.
func TestLongMessagesAreCut(t *testing.T) {
	var flood []chat.Entry
	for range 200 {
		flood = append(flood, chat.Entry{Purpose: chat.PurposeMessage,
			Text: strings.Repeat("и ещё немного слов ", 400)})
	}
	if n := len(Join(flood)); n > 4200 || n < 2000 {
		t.Errorf("%d bytes of a flood, want about 4,000", n)
	}
}
