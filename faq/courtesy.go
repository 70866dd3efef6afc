package faq

import "strings"

// courtesies lists greetings and polite frames around a question. A courtesy never carries the content
// of a question. core cuts courtesies off both ends of a text, the longest match first.
var courtesies = phraseSet(`
здравствуйте; здравствуй; здрасьте; здрасте; добрый день; добрый вечер; доброе утро; доброй ночи; доброго дня
доброго времени суток; доброго вечера
привет; приветствую; всем привет; приветик; салют; хай; алло; ау; уважаемые; коллеги; ребята; девушка; друзья
пожалуйста; пожалуйсто; пожалста; плиз; плз; пжлст; пж; пжл; будьте добры; будьте любезны; если можно
если не сложно; если не трудно; по возможности
подскажите; подскажи; подскажете; скажите; скажи; расскажите; расскажи; объясните; поясните; уточните
ответьте; сообщите; напишите
не подскажете; не подскажите ли; не могли бы вы; не могли бы; могли бы вы; вы не могли бы; можете подсказать
можете сказать; можете рассказать; не могли бы подсказать
можно узнать; можно уточнить; можно спросить; могу я узнать; могу узнать; могу ли я узнать; хотел узнать
хотела узнать; хотел бы узнать; хотела бы узнать
хочу узнать; хочу уточнить; хочу спросить; хотел спросить; хотела спросить; хотел уточнить; хотела уточнить
хотел бы уточнить; хотела бы уточнить
хотелось бы узнать; хотелось бы уточнить; подсказать; рассказать; у меня вопрос; есть вопрос; такой вопрос
вопрос такой; вопрос; у меня такой вопрос
интересует вопрос; меня интересует; интересует; интересно; спасибо; спасибо большое; большое спасибо
заранее спасибо; спасибо заранее; благодарю; заранее благодарю; спс
а; и; ну; так; вот; эм; ой; ах; же; ли; кстати; слушайте; смотрите; извините; простите; прошу прощения
извините за беспокойство
hello; hi; hey; hi there; hello there; hey there; good morning; good afternoon; good evening; good day
greetings; dear team; dear sir or madam; guys; team; folks
please; pls; plz; could you please; can you please; could you; can you; would you; would you please
would you mind; could someone; can someone; can anyone; could anyone
tell me; could you tell me; can you tell me; please tell me; let me know; please let me know; explain
please explain; can you explain; could you explain; help me understand; advise
i would like to know; id like to know; i want to know; i wanted to know; i would like to ask; id like to ask
i want to ask; i wanted to ask; i need to know; i wonder
i was wondering; i am wondering; im wondering; just wondering; wondering; do you know; may i ask; can i ask
could i ask; i have a question; i have a quick question; quick question; question
thanks; thank you; many thanks; thanks a lot; thank you very much; thanks in advance; thank you in advance
thx; ty; cheers; kindly; excuse me; sorry; sorry to bother you
so; well; ok; okay; and; um; uh; btw; by the way
`)

// longestCourtesy is the number of words in the longest courtesy.
const longestCourtesy = 6

func phraseSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, p := range strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == '\n' }) {
		set[strings.Join(words(p), " ")] = true
	}

	return set
}

// core returns a text without the courtesies around the question. A text of courtesies only gives an
// empty result.
func core(ws []string) []string {
	for {
		n := courtesy(ws, false)
		if n == 0 {
			break
		}
		ws = ws[n:]
	}

	for {
		n := courtesy(ws, true)
		if n == 0 {
			return ws
		}
		ws = ws[:len(ws)-n]
	}
}

// courtesy returns the number of words of the courtesy at the front or at the end.
func courtesy(ws []string, end bool) int {
	for size := min(longestCourtesy, len(ws)); size > 0; size-- {
		piece := ws[:size]
		if end {
			piece = ws[len(ws)-size:]
		}
		if courtesies[strings.Join(piece, " ")] {
			return size
		}
	}

	return 0
}

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}

	return set
}

// stopWords lists words without information about the subject of a question.
var stopWords = wordSet(`
а без бы в вам вами вас ведь во вот вы да для до его ее если есть еще же за и из или им их к как какая какие
какой какое каком каких какую ко
ли лишь меня мне мной мой моя мое мои моего моей моему моих моим можно может могу можем мы на нам нас наш над
не него нее нет ни них но ну о об
он она оно они от очень по под при про с сам сама свой своя свое свои своей своего себя со так также такое
такой там то тоже тот ту тут ты у уже
хочу хотел хотела хотелось чего чем что чтобы это этот эта эти этого этой этом этому я ваш ваша ваше ваши
вашей вашего ваших вашем вашу быть буду будет будут
был была были было надо нужно пожалуйста подскажите скажите спасибо здравствуйте только ж б вообще просто сейчас
a am an and are as at be been being but by can could did do does doing for from had has have having he her
here him his i id if ill im in into is it its
ive just me my of on onto or our please she should so than that the their them then there these they this
those to too us was we were will with would you
your yours youre thanks thank hello hi hey theres thats hows whats
`)

// fillers lists words that never change the meaning of a question, in any position. Negations,
// question words, possessives, and words of place, time and direction are no fillers.
var fillers = wordSet(`
а и ну же ли бы б вот вас вам нам мне мы вы я у можно могу можем просто вообще пожалуйста здесь тут
a an the i we you im id ive can could do does would will please just is are am be there
`)

// faintWords distinguish questions (when, where, how much) but name no subject. Faint words alone must
// not find an entry.
var faintWords = wordSet(`
где когда сегодня завтра вчера куда откуда сколько почему зачем кто чей кому кого делать сделать работает
узнать получить нельзя
when today tomorrow yesterday what which who whom let some such any get got tell know want need like about up
where how why whose much many long often not cant dont doesnt isnt wont didnt make use
`)
