package dialog

import "testing"

// withdrawalExamples are messages that take a request back, certainly or perhaps, and messages that merely use the same words. Each
// language has at least 40 of both.
var withdrawalExamples = map[string]map[meaning][]string{
	"ru": {
		withdraws: {
			"не надо, сам разобрался", "уже не нужно, всё заработало", "никого не зовите, я нашёл",
			"отмена, вопрос решён", "всё, разобрался сам",
			"уже разобралась, спасибо", "спасибо, разобрались", "ой всё, нашла",
			"нашёл сам, извините за беспокойство", "не актуально, уже решил",
			"вопрос снят, всё работает", "всё заработало, спасибо!", "заработало!", "ура, заработало",
			"уже всё ок, спасибо", "всё получилось, спасибо большое",
			"получилось, не надо никого", "сама справилась, спасибо", "решилось само собой", "проблема решилась",
			"проблема исчезла сама",
			"уже помогли, спасибо", "мне уже ответили по телефону", "дозвонилась, вопрос закрыт",
			"всё, уже не надо, дозвонился",
			"оператора не надо, всё понял", "не зовите оператора, сам нашел", "можете не отвечать, разобрался",
			"закрывайте заявку, всё работает",
			"вопрос закрыт", "отбой тревоги, всё нашлось", "нашлось, спасибо", "всё нормально, уже пришло",
			"деньги пришли, вопрос решен",
			"уже сам допёр, спс", "передумала, не надо", "разабрался сам", "заказ приехал, спасибо, вопрос снят",
		},
		mayWithdraw: {
			"не надо", "не нужно", "отмена", "неважно", "уже не надо", "ладно, не надо", "да не надо уже",
			"не надо никого звать", "не нужен оператор",
			"забудьте", "проехали", "передумал", "я передумала", "уже не важно",
		},
		meansNothing: {
			"не надо мне звонить, напишите", "заказ отменить не надо?", "не нужно ли доплачивать",
			"что делать если чайник не нужен",
			"товар не нужен, как вернуть", "подписка больше не нужна, как отключить", "отмена заказа",
			"отмена подписки", "как сделать отмену",
			"отменить заказ", "отменяю заказ 4512", "забыл пароль", "забыл номер заказа", "не надо пакет в заказ",
			"чек не нужен",
			"упаковка не нужна, будет дешевле?", "мне не нужна доставка, заберу сам",
			"нужно или не нужно платить пошлину", "не надо ли подписывать акт",
			"паспорт нужен или не нужен", "вопрос не решён", "ничего не решилось", "так и не заработало",
			"не заработало", "не получилось оплатить",
			"всё равно не работает", "не разобрался с возвратом", "нашёл брак в чайнике",
			"нашла дешевле, вернёте разницу?", "не нашёл ответа",
			"нашел ошибку на сайте", "когда решится мой вопрос", "кто решил что доставка платная",
			"важно чтобы привезли до обеда",
			"не важно какой цвет, есть в наличии?", "получилось две одинаковых заявки", "всё работает кроме оплаты",
			"работает ли магазин завтра",
			"деньги пришли не все", "заказ приехал разбитый", "вопрос решён?", "уже нашли мою посылку?",
			"заказ не нужен", "закройте мой аккаунт", "закройте мою подписку", "пришло не то",
			"почему закрыли мой заказ",
		},
	},
	"en": {
		withdraws: {
			"forget it, solved", "nvm figured it out", "i'm good, no need", "never mind, found it",
			"nevermind, got it working", "solved it myself, thanks",
			"ok it works now", "it's working again, thanks", "it works now never mind", "all sorted now",
			"sorted, cheers", "no need anymore, it's fixed",
			"fixed it, sorry for the bother", "please ignore my last message, I found it",
			"you can close this, it's resolved", "close the ticket please, solved",
			"problem solved, thanks a lot", "my bad, found the button", "oh wait, I see it now", "nvm i see it",
			"cancel that, works now", "i worked it out",
			"got it sorted", "all fixed thank you", "resolved", "it's resolved", "no worries, i managed",
			"we managed to fix it ourselves",
			"never mind, it came back on its own", "don't bother, i did it myself", "issue resolved, please close",
			"no longer an issue", "no longer a problem, thanks",
			"false alarm, it works", "false alarm", "found it!", "my parcel just arrived, never mind",
			"someone already helped me, thanks", "already got an answer by phone", "it resolved itself",
		},
		mayWithdraw: {
			"never mind", "nvm", "forget it", "no need", "don't need help anymore, thanks", "no thanks, forget it",
			"ok never mind then", "don't worry about it", "doesn't matter", "scratch that",
			"not needed anymore", "changed my mind", "cancel that", "it doesn't matter anymore",
		},
		meansNothing: {
			"forget password", "i forgot my password", "forgot my order number", "i need to cancel my order",
			"cancel my subscription", "cancel order 4512",
			"cancellation policy", "how do i cancel", "no need for a bag", "i don't need the receipt, is that ok",
			"don't need it any more, how do i return it",
			"do i need to sign for it", "is a passport needed", "not solved yet", "it is not fixed",
			"still not working", "it doesn't work", "this didn't fix it",
			"i can't figure it out", "how do i figure out my size", "found a crack in my cup",
			"i found it cheaper elsewhere", "where can i find my invoice",
			"never received my parcel", "never got the email", "i mind the smell, can i return it",
			"does the lid matter", "is it a problem if i open the box",
			"the problem is with the lid", "problem with payment", "close my account", "close to the metro?",
			"works with induction?", "it works but it is slow",
			"it worked yesterday and now it does not", "my order arrived broken",
			"my parcel arrived but one cup is missing", "the wrong item arrived",
			"can you ignore the first order and send the second", "already paid, where is my order", "is it fixed?",
			"never mind the colour, is it in stock", "i already did that", "change my address",
			"i changed my mind about the order, can i return it", "fixed price or not", "fixed line phone",
			"it solved nothing", "sorted by price please",
		},
	},
}

// TestWithdrawalExamples reads the table of requests that are taken back. A bare "resolved" ends the matter. A bare "never mind" is asked
// back.
func TestWithdrawalExamples(t *testing.T) {
	checkExamples(t, withdrawalExamples, 40, withdraws, mayWithdraw)
}
