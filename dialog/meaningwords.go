package dialog

import "strings"

// set makes a lookup table from words separated by spaces.
func set(lists ...string) map[string]bool {
	members := map[string]bool{}
	for _, text := range lists {
		for w := range strings.FieldsSeq(text) {
			members[w] = true
		}
	}

	return members
}

// personNouns are words for a person who serves customers, in the forms customers type.
var personNouns = set(
	"оператор оператора оператору оператором операторы операторов операторша",
	"менеджер менеджера менеджеру менеджером менеджеры менеджеров",
	"консультант консультанта консультанту консультантом специалист специалиста специалисту специалистом",
	"руководитель руководителя руководителю руководителем начальник начальника начальнику начальником начальство",
	"директора директором",
	"старший старшего старшему старшим техподдержка техподдержку техподдержкой техподдержки саппорту",
	"кто-нибудь кого-нибудь кем-нибудь кому-нибудь кого-то кем-то",
	"сотрудник сотрудника сотруднику сотрудником администратор администратора администратору администратором",
	"админ админа админу админом управляющий управляющего коллега коллегу коллеге коллегой",
	"человек человека человеку человеком человечек людей люди людьми кожаный кожаного",
	"живой живого живым живому живая живую живые поддержка поддержку поддержкой поддержки саппорт саппорта",
	"operator operators human humans person people agent agents manager managers representative representatives rep",
	"reception receptionist advisor adviser supervisor colleague staff consultant specialist someone somebody",
	"anyone support",
)

// weakPersons have other uses in questions. Alone, without a verb of a request, a weak word is no request.
var weakPersons = set(
	"люди людей людьми поддержка поддержки поддержкой техподдержка техподдержки техподдержкой",
	"старший старшего старшему старшим кто-нибудь кого-нибудь кем-нибудь кому-нибудь кого-то кем-то",
	"директора директором начальство someone somebody anyone people support staff коллега живой живая живые",
)

// callVerbs are the verbs and adjectives of a request for a person. strongCalls are enough beside other content.
var (
	strongCalls = set(
		"позови позовите зови зовите позвать соедини соедините соединить переключи переключите переключить",
		"переведи переведите перевести свяжи свяжите связать связаться подключи подключите подключить пригласи",
		"пригласите вызови вызовите",
		"поговорить пообщаться дай дайте давай давайте нужен нужна нужны хочу требую",
		"talk speak talking speaking connect transfer forward escalate chat get fetch give want need call put",
	)
	callVerbs = set(
		"позови позовите зови зовите позвать соедини соедините соединить переключи переключите переключить",
		"переведи переведите перевести свяжи свяжите связаться свяжитесь подключи подключите подключить пригласи",
		"пригласите",
		"связать соединять переключать переводить вызови вызовите вызвать поговорить пообщаться общаться говорить",
		"дай дайте давай давайте дадите нужен нужна нужны нужно надо хочу хотел хотела",
		"хотелось требую прошу можно могу можете можешь пожалуйста реальный реального реальным настоящий",
		"настоящего настоящим",
		"ответит ответил ответьте ответить есть будет где кто кто-то нужна нужны помощь",
		"talk speak talking speaking connect transfer forward escalate chat chatting get fetch give want wanna",
		"need call put through",
		"contact reach please pls plz real live actual can could may let have bring pass hand where is where's",
	)
	// talkVerbs need no name of a job: "talk to someone" is a request, "get someone" may be none.
	talkVerbs = set(
		"поговорить пообщаться соедини соедините соединить свяжи свяжите",
		"connect talk speak talking speaking chat",
	)
	requestFillers = set(
		"не бот робот робота роботом автоответчик я мне меня нам с со к на до бы же а и ну вы ты уже все-таки ли это",
		"тут здесь сейчас срочно лучше просто только хоть какой-нибудь",
		"вашим вашего вашему вашу ваш какого-нибудь какого-то не-ботом бота ботом здравствуйте привет добрый день алло",
		"сюда возможность консультация консультацию куда делся пропал ваших какой-то нормальным нормального",
		"нормальный адекватного адекватным",
		"как уже наконец плиз ау линию от из отдела чате чат линии связи первой помощью в из-за",
		"me i i'd i'm you would like a an the to with of on in from your this now just some us my hi hello hey",
		"dear directly instead",
		"how any i may being member stop do don't dont enough bots robots",
		"not bot robot machine rather it will there here team customer service care desk help line no answer reply",
		"this so sorry",
	)
)

// personPairs are names of two words for the staff. botNouns and negations tell a customer who wants no bot.
var (
	personPairs = map[string]bool{
		"customer service": true, "customer care": true, "help desk": true, "customer support": true,
		"customer services": true, "кто нибудь": true, "кого нибудь": true, "кем нибудь": true,
	}
	botNouns = set(
		"бот бота ботом боту боты ботами робот робота роботом роботу автоответчик",
		"bot bots robot robots machine",
	)
	negations = set("не ни not never dont doesnt didnt isnt cant wont without")
)

// phrases are whole messages with one meaning.
var phrases = phraseTable(map[meaning][]string{
	asksWho: {
		"кто ты", "ты кто", "кто вы", "вы кто", "ты бот", "вы бот", "это бот", "ты робот", "вы робот",
		"это робот", "ты человек", "вы человек",
		"как тебя зовут", "я говорю с ботом", "это живой человек", "are you a bot", "who are you",
		"are you human", "are you a human",
		"are you a robot", "are you real", "is this a bot", "am i talking to a bot",
		"am i speaking with a real person", "am i talking to a real person", "am i talking to a human",
		"are you a real person", "is this a real person",
		"what is your name", "what's your name",
	},
	asksHowAreYou: {
		"как дела", "как ты", "как вы", "как жизнь", "как поживаете", "как настроение", "привет как дела",
		"здравствуйте как дела",
		"how are you", "how are you doing", "how's it going", "hi how are you", "hello how are you", "what's up",
		"how do you do",
	},
	asksLanguage: {
		"do you speak english", "do you speak russian", "can you speak english", "english please",
		"in english please", "speak english",
		"вы говорите по-русски", "говорите по-русски", "вы говорите по русски", "по-русски пожалуйста",
		"можно по-русски", "можно по-английски",
		"вы говорите по-английски", "ты говоришь по-русски", "can we switch to english", "switch to english",
	},
	asksStatus: {
		"есть кто", "есть кто живой", "кто-нибудь есть", "есть кто-нибудь", "вы тут", "вы здесь", "вы где",
		"где вы", "алло", "ау", "эй",
		"долго еще", "долго ждать", "сколько ждать", "сколько еще ждать", "когда ответите", "когда ответят",
		"когда мне ответят", "ну что там",
		"ну что", "что там", "что с моим вопросом", "есть новости", "какие новости", "мне ответят",
		"мне кто-нибудь ответит", "ответьте",
		"ответьте пожалуйста", "ответит кто-нибудь", "почему молчите", "чего молчите", "алло есть кто",
		"тут есть кто-нибудь", "жду ответа",
		"anyone there", "hello anyone there", "is anyone there", "anybody there", "is anybody there",
		"are you there", "you there",
		"how long", "how much longer", "how long will it take", "how long do i wait", "any news", "any update",
		"any updates", "still waiting",
		"i'm still waiting", "when will you answer", "when will someone answer", "will someone answer",
		"hello is anyone there", "hello hello",
	},
	meansNone: {
		"ничего из этого", "ни то ни другое", "ни одно", "ни один", "ни одного", "никакой", "никакое", "не то",
		"не это", "нет не то", "не про то", "не о том", "это не о том", "это не про то",
		"я про другое", "это про другое",
		"я о другом", "мимо", "не туда", "не в ту степь", "вы не поняли", "ты не понял", "вы меня не поняли",
		"нет не это", "это не то", "не подходит", "не подходят", "ничего не подходит", "ни одно не подходит",
		"другое", "другой", "другой вопрос",
		"нет другое", "не про это", "не об этом", "я не об этом", "я не про это", "вообще не то", "все не то",
		"нет ничего", "мимо", "не оно",
		"не то что нужно", "не то что надо", "нету тут", "тут нет", "здесь нет", "нет нужного",
		"нет моего вопроса", "моего вопроса нет",
		"none", "none of these", "none of those", "none of them", "none of the above", "neither",
		"neither of them", "neither of these",
		"not that", "not this", "not these", "not those", "not it", "that's not it", "no that's not it",
		"no not that", "something else", "not about that", "not about this", "wrong one", "wrong answer", "wrong topic",
		"i meant something else", "that's about something else", "you misunderstood", "you got me wrong",
		"something different", "another", "another one", "other", "a different one", "different question",
		"nope none of these",
		"that's not what i meant", "not what i meant", "not what i asked", "that's not what i asked",
		"wrong one", "none fit",
	},
	meansNo: {
		"не помогло", "не помог", "нет не помогло", "это не помогло", "ответ не помог", "не то что я спрашивал",
		"не то что я спрашивала",
		"не ответили", "вы не ответили", "ты не ответил", "не решило", "не работает так", "непонятно",
		"нет не работает",
		"didn't help", "did not help", "no it didn't", "that didn't help", "that did not help", "it didn't help",
		"not helpful", "doesn't help",
		"didn't work", "that doesn't help", "no help", "not really", "no it didn't help", "this is not helpful",
		"it doesn't help",
	},
	meansYes: {
		"да помогло", "спасибо помогло", "все верно", "это оно", "то что нужно",
		"that's it", "that's the one", "it helped", "yes it did",
	},
	meansThanks: {
		"спасибо все понятно", "спасибо большое за помощь", "thanks a lot", "that's all thanks",
		"great service thanks", "appreciate it",
		"much appreciated", "you're the best", "очень помогли", "вы очень помогли",
	},
	meansAck: {
		"ок жду", "хорошо жду", "жду", "буду ждать", "хорошо подожду", "подожду", "ладно подожду", "я подожду",
		"не спешите", "не к спеху",
		"i'll wait", "ok i'll wait", "i will wait", "waiting", "ok waiting", "no rush", "no problem",
		"no worries", "take your time", "all good",
		"all clear", "makes sense", "good to know", "fair enough", "sounds good", "got it", "i see", "will do",
		"will try", "let me try",
		"сейчас попробую", "попробую", "щас попробую", "сейчас проверю", "проверю", "буду знать", "все ясно",
		"все понятно", "так и сделаю",
		"пойдет", "сойдет", "ну ок", "ну ладно", "ну хорошо", "ясно понятно", "так себе", "и так сойдет",
		"could be better", "not bad", "it's ok",
	},
})

func phraseTable(lists map[meaning][]string) map[string]meaning {
	table := map[string]meaning{}

	for of, list := range lists {
		for _, p := range list {
			table[p] = of
		}
	}

	return table
}

// talkMeanings are the words of small talk. A word with meansNothing is a filler.
var talkMeanings = talkTable(map[meaning][]string{
	meansThanks: {
		"спасибо спасибочки спасибки спс пасиб пасибо пасибки благодарю благодарна благодарен мерси сенкс",
		"thanks thank thx thankyou tnx ty cheers appreciated",
	},
	meansHello: {
		"привет приветик приветствую здравствуйте здравствуй здрасте здрасьте хай добрый доброе доброго ку дарова",
		"hello hi hey hola hiya",
		"morning afternoon evening greetings",
	},
	meansBye: {"пока свидания бай прощайте bye goodbye cya farewell"},
	meansYes: {"да ага угу помогло помог верно точно именно yes yep yeah yup sure correct exactly да-да"},
	meansNo:  {"нет неа не no nope нету nah"},
	meansAck: {
		"ок окей окэй оки ok okay okey okie k kk хорошо понятно ясно понял поняла поняли ладно принято",
		"договорились отлично супер класс круто",
		"нормально норм ясненько понятненько збс огонь спокойно замечательно прекрасно fine great nice good",
		"brilliant excellent wonderful fantastic amazing lovely cool perfect awesome understood",
		"alright right noted meh gotcha wow oh ah хм мда ого эх ну такое молодцы молодец умницы четко шикарно",
		"идеально великолепно чудесно роджер roger done",
	},
	meansNothing: {
		"вам тебе вас тебя большое огромное огромная за помощь ответ информацию все всем очень ребята и день",
		"доброе утро вечер доброго дня до",
		"встречи всего хорошего больше вопросов так вот уже теперь мне то что это пожалуйста дорогие коллеги",
		"девушка у меня менеджеру менеджерам оператору операторам поддержке сотруднику заработало получилось",
		"you so much very a lot the for your help there again team that is all it got i that's it's in day have",
		"info answer now one not",
		"im i'm then well to see will anyway guys service quick",
	},
})

func talkTable(lists map[meaning][]string) map[string]meaning {
	table := map[string]meaning{}

	for of, list := range lists {
		for w := range set(list...) {
			table[w] = of
		}
	}

	return table
}

// needlessPhrases say that the customer needs nothing any more. solvedPhrases say that the matter is settled.
var (
	needlessPhrases = []string{
		"уже не надо", "уже не нужно", "больше не надо", "больше не нужно", "не надо", "не нужно", "не нужен",
		"не нужна", "не требуется",
		"не зовите", "никого не зовите", "не ждите", "не беспокойте", "не беспокойтесь", "отмена", "отбой", "отменяю",
		"забудьте", "забудь", "неважно",
		"не важно", "передумал", "передумала", "проехали", "можете не отвечать", "не актуально", "неактуально",
		"не актуален", "не актуальна", "неактуален", "вопрос снят", "снимаю вопрос", "можно не отвечать",
		"не отвечайте", "ненадо",
		"never mind", "nevermind", "nvm", "forget it", "forget about it", "no need", "no longer needed",
		"not needed", "don't bother",
		"cancel that", "cancel my request", "cancel the request", "i'm good", "im good", "scratch that",
		"not necessary", "don't need",
		"doesn't matter", "does not matter", "don't worry about it", "changed my mind", "not needed anymore",
		"no longer need", "ignore that", "ignore me", "ignore my message", "don't worry", "cancel my question",
		"it's ok now", "ignore my last message", "please ignore", "disregard", "you can close this",
		"close the ticket",
	}
	solvedPhrases = []string{
		"сам разобрался", "сама разобралась", "разобрался", "разобралась", "разобрались", "сам справился",
		"справился", "справилась", "справились",
		"уже решил", "решил сам", "решила сама", "решил", "решила", "решилось", "все решилось", "само решилось",
		"вопрос решен", "вопрос решился",
		"проблема решена", "решено", "все заработало", "заработало", "уже заработало", "все работает",
		"уже работает", "уже нашел", "уже нашла",
		"нашел", "нашла", "нашел сам", "нашла сама", "нашел ответ", "нашла ответ", "получилось",
		"все получилось", "уже получилось", "понял сам",
		"поняла сама", "сам понял", "дозвонился", "дозвонилась", "вопрос закрыт", "закрыл вопрос",
		"можно закрывать", "закрывайте",
		"все в порядке", "все хорошо уже", "все ок уже", "уже все", "уже помогли", "уже подсказали", "мне подсказали",
		"мне помогли", "уже ответили", "мне ответили", "допер", "доперла", "починилось", "починили", "починил",
		"исправилось",
		"наладилось", "вопрос исчерпан", "ложная тревога", "дальше сам", "дальше сама", "можно закрыть",
		"можете закрыть", "снято",
		"нашлось", "нашелся", "нашлась", "нашлись", "разобралось", "проблема решилась", "проблема исчезла",
		"проблема ушла", "проблема пропала",
		"solved", "solved it", "it's solved", "is solved", "resolved", "it's resolved", "sorted", "all sorted",
		"sorted it", "figured it out",
		"i figured it out", "figured out", "found it", "i found it", "found the answer", "it works now",
		"works now", "working now",
		"it's working now", "it works", "fixed it", "fixed", "it's fixed", "got it working", "managed it",
		"managed to do it",
		"no longer an issue", "no longer a problem", "not an issue anymore", "not a problem anymore", "false alarm",
		"i see it", "i see it now",
		"worked it out", "managed", "managed to fix it", "came back", "already helped", "helped me",
		"got an answer by phone", "got an answer", "started working", "all fine now", "fine now",
		"can close my ticket", "close my ticket", "that fixed it", "all working", "working again",
		"works again", "works fine now", "it's back up", "back up again", "found", "got it sorted", "all fixed",
		"resolved itself",
		"sorted itself", "did it ourselves", "did it myself", "fixed itself", "already done", "problem solved",
		"problem is gone", "it's fine now", "all good now", "it worked",
	}
	withdrawFillers = set(
		"спасибо уже все я сам сама мы тогда ну ок ладно хорошо извините простите нет да же это вопрос проблема",
		"тут само и больше то пока",
		"за ожидание что побеспокоил побеспокоила ой ура но сорян ребята кстати только что по собой мне меня тревоги",
		"беспокойство телефону почте нормально можете большое огромное спс благодарю закрыть закрывать вопросы",
		"звать вызывать вам беспокоить ждать ответа отвечать никого никто сама мой запрос заявку обращение",
		"thanks thank ok okay sorry it i i've we it's actually already all now no yes myself ourselves by my",
		"itself anymore any more",
		"cheers wait oh its then bad yay but just actually fine alarm faq site close help helped out in bother lot",
		"last message working to fix someone worries again",
		"that is was issue problem question request ticket for the a just got please you we've have everything",
		"and so on own anyone",
	)
)

// settledPhrases settle a matter also beside a short remark. arrivals, understandings and lateMarks settle a matter together with thanks or
// with "not needed". matterNouns name the thing that came or was found.
var (
	settledPhrases = []string{
		"починилось", "наладилось", "разобрался", "разобралась", "разобрались", "справился", "справилась",
		"справились", "вопрос решен", "вопрос решился", "вопрос снят",
		"вопрос закрыт", "проблема решена", "проблема решилась", "решилось", "заработало", "нашел сам", "нашла сама",
		"сам нашел", "сама нашла",
		"figured it out", "sorted", "solved", "resolved", "works now", "works again", "working now", "working again",
		"false alarm",
		"no longer an issue", "no longer a problem", "worked it out", "came back", "got it working", "it's fixed",
	}
	arrivals = set(
		"пришел пришла пришло пришли приехал приехала приехало приехали привезли доставили дошло дошел дошла arrived",
		"came",
	)
	understandings = set("понял поняла поняли понятно ясно understood")
	lateMarks      = set("спасибо спс благодарю уже thanks thank cheers already")
	matterNouns    = set(
		"заказ посылка посылку деньги чек письмо код смс кнопку ссылку страницу настройку ответ",
		"order parcel package money email mail code invoice refund payment button link page setting answer",
	)
	openMarks = set(
		"ничего нигде nothing nobody как где когда почему зачем сколько какой какая какое какие кто что куда ли но",
		"кроме а",
		"how where when why which who what but except and or if is are was do does did will",
	)
	solvedVerbs = set(
		"разобрался разобралась разобрались справился справилась заработало получилось решилось решено solved",
		"resolved figured sorted",
	)
)

// angerPhrases and insults show that the customer is angry.
var (
	angerPhrases = []string{
		"вы издеваетесь", "ты издеваешься", "вы что издеваетесь", "что за бред", "что за ерунда", "что за фигня",
		"какой бред", "это бред",
		"сколько можно", "да сколько можно", "достали", "вы достали", "надоело", "надоели", "тупой бот",
		"глупый бот", "бесполезный бот",
		"ужасный сервис", "отвратительный сервис", "кошмар какой-то", "безобразие", "вы серьезно",
		"это несерьезно", "бот тупой", "толку ноль",
		"this is ridiculous", "ridiculous", "are you kidding", "are you kidding me", "you must be joking",
		"what a joke", "this is a joke",
		"useless bot", "stupid bot", "dumb bot", "you are useless", "you're useless", "this is useless",
		"terrible service", "awful service",
		"worst service", "this is unacceptable", "unacceptable", "fed up", "i'm fed up", "waste of time",
		"sick of this", "are you serious",
	}
	insults = set(
		"бред ерунда фигня достали издевательство безобразие кошмар позор тупость тупые идиоты дебилы бесит",
		"задолбали капец",
		"useless ridiculous stupid idiots wtf nonsense garbage pathetic crap terrible horrible awful",
	)
)

// ordinals are the words for places in a menu. A negative place is the last.
var ordinals = map[string]int{
	"первый": 1, "первое": 1, "первая": 1, "первую": 1, "первого": 1, "первом": 1, "второй": 2, "второе": 2,
	"вторая": 2, "вторую": 2, "второго": 2,
	"третий": 3, "третье": 3, "третья": 3, "третью": 3, "четвертый": 4, "четвертое": 4, "четвертая": 4, "четвертую": 4,
	"пятый": 5, "пятое": 5, "пятая": 5, "пятую": 5, "последний": -1, "последнее": -1, "последняя": -1, "последнюю": -1,
	"два": 2, "три": 3, "четыре": 4, "пять": 5, "first": 1, "1st": 1, "second": 2, "2nd": 2, "two": 2,
	"third": 3, "3rd": 3, "three": 3,
	"fourth": 4, "4th": 4, "four": 4, "fifth": 5, "5th": 5, "five": 5, "last": -1, "1-й": 1, "2-й": 2, "3-й": 3,
	"1-е": 1, "2-е": 2, "3-е": 3,
}

var ordinalFillers = set(
	"номер вариант пункт вопрос под цифра давайте мне нужен нужно про вот это пожалуйста выбираю наверное думаю скорее",
	"the one number option choice please no question i mean i'd say it's that's think pick choose",
)
