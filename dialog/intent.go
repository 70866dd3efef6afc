package dialog

import (
	"strings"
	"unicode"
)

// intent is the meaning of a short message apart from the FAQ.
type intent int

const (
	none intent = iota
	wantsPerson
	saysHello
	saysThanks
	saysBye
	asksWho
	saysYes
	saysNo
)

// words splits a text into lower-case words of letters and digits, with ё as е.
func words(text string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(text), "ё", "е"), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\''
	})
}

// set makes a lookup table from words separated by spaces.
func set(text string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(text) {
		m[w] = true
	}

	return m
}

var (
	// persons are stems of words for a human operator.
	persons = []string{
		"оператор",
		"человек",
		"менеджер",
		"консультант",
		"сотрудник",
		"специалист",
		"администратор",
		"поддержк",
		"живой",
		"живым",
		"живого",
		"коллег",
		"operator",
		"human",
		"person",
		"agent",
		"manager",
		"representative",
		"someone",
		"somebody",
		"colleague",
		"staff",
		"support",
	}
	// calls are stems of words that request a human.
	calls = []string{
		"позов",
		"соедин",
		"переключ",
		"перевед",
		"свяж",
		"нужен",
		"нужн",
		"хочу",
		"дайт",
		"дай",
		"можно",
		"подключ",
		"пригласи",
		"вызов",
		"поговор",
		"пообщ",
		"пожалуйст",
		"живо",
		"реальн",
		"есть",
		"talk",
		"speak",
		"connect",
		"call",
		"get",
		"want",
		"need",
		"please",
		"transfer",
		"real",
		"live",
		"chat",
		"contact",
		"give",
		"fetch",
		"can",
	}
	// personOnly are words that request a human without a verb, if the message has no other words.
	personOnly = set(
		"оператор оператора человек человека менеджер менеджера консультант консультанта " +
			"поддержка живой operator human agent person representative",
	)

	// fillers never change the intent of a greeting or of thanks.
	fillers = set(
		"вам тебе вас большое огромное за помощь все всем очень ребята и день добрый доброе утро вечер " +
			"доброго дня you so much very a lot the for your help there again team " +
			"всего доброго хорошего very good morning afternoon evening day ok okay " +
			"ок окей хорошо понятно ясно понял поняла все вопросов нет больше " +
			"great nice got it that is all",
	)
	hellos = set(
		"привет приветик приветствую здравствуйте здравствуй здрасте здрасьте хай " +
			"hello hi hey привет! privet hola добрый доброе доброго morning afternoon evening",
	)
	thanks = set("спасибо благодарю спс пасиб спасибки мерси thanks thank thx cheers супер отлично")
	byes   = set("пока свидания до встречи бай bye goodbye cya")
	yes    = set("да ага угу помогло помог yes yep yeah yup sure")
	no     = set("нет неа не no nope")
)

// who holds the questions about the bot's identity. Only whole phrases match.
var who = map[string]bool{
	"кто ты":          true,
	"ты кто":          true,
	"кто вы":          true,
	"вы кто":          true,
	"ты бот":          true,
	"вы бот":          true,
	"это бот":         true,
	"ты робот":        true,
	"это робот":       true,
	"are you a bot":   true,
	"who are you":     true,
	"are you human":   true,
	"are you a robot": true,
	"is this a bot":   true,
}

// intentOf reads short messages. Every word must belong to the intent: a question that starts with a greeting stays a question.
func intentOf(text string) intent {
	list := words(text)
	if len(list) == 0 {
		return none
	}
	if who[strings.Join(list, " ")] {
		return asksWho
	}
	if person(list) {
		return wantsPerson
	}
	if len(list) > 6 {
		return none
	}
	found := none

	for _, w := range list {
		switch {
		case thanks[w]:
			found = saysThanks
		case byes[w] && found == none:
			found = saysBye
		case hellos[w] && found == none:
			found = saysHello
		case fillers[w] || hellos[w] || byes[w]:
		case yes[w] && len(list) <= 3 && (found == none || found == saysYes):
			found = saysYes
		case no[w] && len(list) <= 3 && (found == none || found == saysNo):
			found = saysNo
		default:
			return none
		}
	}

	return found
}

// person reports whether a longer message requests a human. A long text that merely mentions a person ("the manager told me ...") is no
// request.
func person(list []string) bool {
	if len(list) == 1 {
		return personOnly[list[0]]
	}
	if len(list) > 9 {
		return false
	}

	return mentions(list, persons) && mentions(list, calls)
}

func mentions(list, stems []string) bool {
	for _, w := range list {
		for _, s := range stems {
			if strings.HasPrefix(w, s) {
				return true
			}
		}
	}

	return false
}

// Language guesses "ru" or "en" by the script. Without letters the result is empty. Russian wins in mixed texts, because product names
// are Latin everywhere.
func Language(text string) string {
	cyrillic, latin := 0, 0

	for _, r := range text {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}

	switch {
	case cyrillic > 0 && cyrillic*3 >= latin:
		return "ru"
	case latin > 1:
		return "en"
	}

	return ""
}
