package dialog

import (
	"slices"
	"testing"
)

// personExamples are messages with and without a request for a person, as customers type them. Each language has at least 60 requests and
// 60 messages that merely mention a person.
var personExamples = map[string]map[meaning][]string{
	"ru": {
		wantsPerson: {
			"оператор", "ОПЕРАТОР!!!", "оператора позовите", "позовите пожалуйста оператора", "Оператора на линию",
			"опертора", "апператора",
			"апператора позовите", "аператор нужен", "нужен оператор", "мне нужен живой оператор",
			"хочу живого оператора", "дайте оператора",
			"переключите на оператора", "переведите на оператора пожалуйста", "соедините меня с оператором",
			"связаться с оператором",
			"как связаться с оператором", "как позвать оператора?", "а можно оператора?", "можно мне оператора плиз",
			"оператор, ау",
			"оператор ответьте", "живой человек нужен", "человека позовите", "дайте живого человека",
			"нужен человек а не робот",
			"можно с живым человеком поговорить?", "могу я поговорить с человеком", "хочу общаться с человеком",
			"с человеком соедините",
			"переключи на человека", "живые люди есть?", "тут есть живые люди?", "есть тут кто живой",
			"позовите кого-нибудь живого",
			"соедините с кем-нибудь", "менеджера", "позови менеджера", "свяжите с менеджером",
			"хочу поговорить с вашим менеджером",
			"можно менеджера в чат?", "специалиста позовите", "нужна помощь специалиста", "консультант нужен",
			"позовите консультанта",
			"переведите меня на специалиста поддержки", "свяжите с техподдержкой", "мне в поддержку",
			"соедините с поддержкой",
			"администратора позовите", "можно администратора?", "начальника позовите", "позовите старшего",
			"руководителя позовите",
			"хочу говорить с человеком, не с ботом", "робот, позови человека", "не хочу общаться с ботом",
			"мне бы живого сотрудника",
			"свяжите меня с сотрудником", "позовите уже человека наконец",
		},
		wantsPersonToo: {
			"позовите менеджера, хочу вернуть деньги", "соедините с оператором, не приходит смс",
			"нужен оператор, списали дважды",
			"дайте человека, ваш бот не понимает про рассрочку", "переключите на оператора по поводу возврата чайника",
			"хочу поговорить с менеджером насчёт оптового заказа", "свяжите меня с оператором, посылка потерялась",
			"добрый день, позовите специалиста, не могу зайти в кабинет",
			"можно поговорить с человеком о моём заказе 4512",
			"мне нужен живой человек, курьер нагрубил", "бот тупой, позови менеджера",
			"позовите оператора! где мой заказ?",
			"опять одно и то же, дайте оператора", "мне не отвечают третий день, соедините с руководителем",
		},
		meansNothing: {
			"сколько человек можно пригласить", "не зовите менеджера, где мой заказ 123?",
			"есть поддержка карты мир?", "нужен ли паспорт каждому человеку",
			"как стать оператором",
			"вакансия оператора есть?", "нужны ли вам менеджеры", "какой у вас оператор связи",
			"смс от оператора не приходит",
			"мобильный оператор блокирует смс", "оператор сказал что деньги вернут", "ваш оператор мне нахамил",
			"менеджер обещал перезвонить и не перезвонил", "менеджер не отвечает на почту", "как зовут моего менеджера",
			"у меня есть личный менеджер?", "набор на 4 человека", "стол на шесть человек",
			"церемония для двух человек сколько стоит",
			"можно привести ещё одного человека?", "может ли другой человек забрать заказ",
			"получить посылку может другой человек?",
			"передать подписку другому человеку", "скидка для людей с инвалидностью", "пожилым людям есть скидка",
			"у вас есть поддержка по выходным?", "до скольки работает поддержка", "телефон поддержки",
			"какой номер у поддержки",
			"поддержка входит в тариф?", "приложение поддерживает ios 12?", "сайт без поддержки темной темы",
			"живая музыка бывает?",
			"живой чай это что", "доставка живых цветов", "специалист по чаю проводит дегустации?",
			"сертификат специалиста выдаёте?",
			"консультация специалиста платная?", "нужен ли сотруднику пропуск", "скидка сотрудникам",
			"как добавить сотрудника в кабинет",
			"как удалить администратора", "права администратора", "сменить администратора аккаунта",
			"нужен чайник на 10 человек",
			"нужна доставка для юрлица", "хочу заказать самовар", "дайте ссылку на оплату", "дай промокод",
			"переведите деньги на карту",
			"перевести заказ на другой адрес", "соедините два заказа в один", "подключите мне подписку",
			"пригласить друга и получить баллы",
			"вызвать курьера на завтра", "можно вызвать курьера?", "связаться с продавцом чайника на маркетплейсе",
			"кто принимает возвраты",
			"есть кто принимает самовары в ремонт", "хочу изменить личные данные",
			"почему коллега получил скидку а я нет",
			"нужна помощь с выбором чая", "оператор электронного чека какой", "живу за городом, довезёте?",
			"человек на фото в рекламе кто",
			"дайте скидку постоянному человеку",
		},
	},
	"en": {
		wantsPerson: {
			"human", "HUMAN", "human please", "a human pls", "huamn please", "operater", "operater please", "oprator",
			"operator!",
			"operator now", "agent", "agent please", "live agent", "live chat agent", "speak to an agent",
			"can I talk to an agent",
			"i want to speak to an agent", "connect me with an agent please", "transfer me to a human",
			"transfer to agent",
			"real person please", "I want to talk to a real person", "can i speak with a real human",
			"can I talk to someone",
			"can i talk to somebody please", "is there anyone I can talk to", "let me talk to a human being",
			"I need to speak to someone",
			"i'd like to speak with a person", "I would like to talk to a human", "get me a human",
			"get me a person please", "give me a human",
			"put me through to someone", "put me through to a person", "let me speak to your manager",
			"manager please", "i want a manager",
			"I want to speak to the manager", "can I get a manager", "supervisor", "let me speak with a supervisor",
			"representative",
			"speak to a representative", "customer service rep please", "i need a rep", "talk to support",
			"contact support",
			"connect me to customer service", "put me through to customer support", "not a bot please, a human",
			"i don't want a bot",
			"I don't want to talk to a robot", "stop, get me a real human", "hello, can I speak to a human?",
			"hi, human please",
			"could you connect me to a person", "may i speak to a member of staff", "can someone help me",
			"could i please chat to somebody",
			"how do i talk to a person", "how can I reach a human", "any humans here?",
		},
		wantsPersonToo: {
			"can I speak to someone about my refund", "connect me to an agent, I was charged twice",
			"I want to talk to a human about my broken teapot",
			"let me speak to a manager, this delivery is three weeks late", "get me a human, your bot can't read",
			"agent please, my parcel is lost",
			"need to talk to a person regarding order 5512",
			"please transfer me to an operator, the payment page is broken",
			"this is useless, give me a person", "I've asked three times now, put me through to a supervisor",
			"hi, can I talk to somebody about a wholesale price?", "speak to a rep about cancelling the club",
		},
		meansNothing: {
			"I want to change my personal details", "can someone else pick up my order",
			"is support included in the plan",
			"how many people can come", "how many people does the samovar serve", "do you support apple pay",
			"does the app support dark mode",
			"support hours", "what is the support phone number", "support email address", "is phone support free",
			"live tracking of my order",
			"is the tasting live or online", "real silver or plated?", "real tea samples",
			"human rights policy of your suppliers",
			"travel agent discount", "do i need an agent to import this", "cleaning agent for samovars",
			"estate agent gift set",
			"the agent told me I'd get a refund", "your operator hung up on me", "the operator was rude",
			"your manager never called me back",
			"my account manager left, who is the new one", "how do I add a manager to my account",
			"password manager does not fill the form",
			"remove an operator from our workspace", "what can an operator see", "tour operator rates",
			"who is your shop manager",
			"are you hiring operators", "i want to be a sales representative", "staff discount",
			"do your staff speak german",
			"the staff were lovely", "can I bring a person to the ceremony", "can I add a person to my booking",
			"one more person for saturday",
			"price per person", "gift for a person who likes coffee", "can a different person return it",
			"does someone have to sign for it",
			"someone stole my parcel", "someone logged in to my account", "somebody opened the box before me",
			"anyone under 18 allowed?",
			"can anyone join the tea club", "is anyone allowed to bring dogs",
			"can i give it to someone as a present", "i need a refund",
			"call me tomorrow about my order", "can you call the courier", "give me a discount", "get me the invoice",
			"transfer my points",
			"connect my google account", "put the parcel through the neighbour's door", "can I speak at your event",
			"talk me through the return",
			"need help choosing tea", "I want to speak english", "people say it leaks, is it true",
			"chat history export",
			"consultant fees", "who is your supervisor", "can i be the operator", "how do I contact the courier",
		},
	},
}

// TestPersonExamples reads the table of requests for a person.
func TestPersonExamples(t *testing.T) {
	checkExamples(t, personExamples, 60, wantsPerson, wantsPersonToo)
}

// checkExamples reads tables by language. A message under meansNothing has none of the meanings of. Each language has at least the number
// least of messages with and without the meanings.
func checkExamples(t *testing.T, tables map[string]map[meaning][]string, least int, of ...meaning) {
	t.Helper()

	for lang, table := range tables {
		with, seen := 0, map[string]bool{}
		for _, m := range of {
			with += len(table[m])
		}
		if n := len(table[meansNothing]); with < least || n < least {
			t.Errorf("%s: %d messages with the meanings and %d without, want %d of each", lang, with, n, least)
		}

		for want, list := range table {
			for _, text := range list {
				if seen[text] {
					t.Errorf("%q stands twice in the table", text)
				}
				seen[text] = true
				got := meaningOf(text)
				if got != want && (want != meansNothing || slices.Contains(of, got)) {
					t.Errorf("%q is %d, want %d", text, got, want)
				}
			}
		}
	}
}
