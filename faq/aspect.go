package faq

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

// aspects is a set of the sides of a subject that a question asks for, or that an entry tells: "how much is delivery" and "how long does
// delivery take" ask for different sides.
type aspects uint8

const (
	priceAspect aspects = 1 << iota
	durationAspect
	whenAspect
	placeAspect
	permissionAspect
	stepsAspect
	amountAspect
)

// askedBy lists phrases of questions by the asked aspect. A longer phrase hides the shorter ones within.
var askedBy = aspectPhrases(map[aspects]string{
	priceAspect: `сколько стоит; сколько стоят; сколько будет стоить; сколько будут стоить; сколько стоить
стоимость; цена; цену; цены; цене; почем
сколько выйдет; сколько платить; сколько заплатить; сколько надо заплатить; во сколько обойдется; дорого
бесплатно; бесплатный; бесплатная; бесплатное
платно; платный; платная; скока стоит; скока; тариф; тарифы; расценки; прайс
how much; how much does; how much is; cost; costs; price; prices; pricing; fee; fees; charge; charged; expensive
free; free of charge; rate; rates`,
	durationAspect: `сколько времени; сколько длится; сколько длятся; сколько идет; сколько идут; сколько ждать
сколько дней; сколько часов; сколько минут
сколько недель; сколько месяцев; сколько лет; сколько делается; сколько делаются; как долго; как быстро; срок
сроки; длительность; сколько едет; сколько действует
how long; how many days; how many hours; how many weeks; how many months; how soon; how fast; how quickly
how much time; duration`,
	whenAspect: `когда; во сколько; до скольки; со скольки; в какое время; до какого; до какого числа; часы работы
график; режим работы; по каким дням; по выходным
what time; when; until when; till when; opening hours; working hours; business hours; on sunday; on saturday
on weekends`,
	placeAspect: `где; куда; откуда; адрес; адреса; как добраться; как доехать; как пройти; как проехать
where; address; location; directions; how to get there; how do i get there`,
	permissionAspect: `можно; можно ли; нельзя; нельзя ли; разрешено; разрешено ли; допускается; запрещено
обязательно ли; обязан; обязаны
can i; can we; may i; may we; allowed; am i allowed; is it allowed; is it possible; do i have to; do we have to
must i; permitted`,
	stepsAspect: `как; каким образом; how do i; how to; how can i; how do we; how should i; how does one`,
	amountAspect: `сколько; максимум; лимит; лимиты; не больше; how many; maximum; limit; limits; how big
how large; how often; как часто; сколько раз`,
})

func aspectPhrases(by map[aspects]string) map[string]aspects {
	out := map[string]aspects{}
	for a, list := range by {
		for p := range phraseSet(list) {
			out[p] |= a
		}
	}

	return out
}

// longestAspect is the number of words in the longest phrase of askedBy.
const longestAspect = 4

// asksFor returns the aspects that a question asks for.
func asksFor(ws []string) (wanted aspects) {
	for i := 0; i < len(ws); {
		step := 1
		for size := min(longestAspect, len(ws)-i); size > 0; size-- {
			if found, ok := askedBy[strings.Join(ws[i:i+size], " ")]; ok {
				wanted |= found
				step = size
				break
			}
		}
		i += step
	}

	return wanted
}

// toldBy lists parts of answers by the told aspect. A part may be the start of a word.
var toldBy = map[aspects][]string{
	priceAspect: parts(`₽; $; €; £; руб; бесплатн; стоит; стоят; цена; стоимост; usd; eur; gbp; free; cost; price
% `),
	whenAspect: parts(`ежедневно; круглосуточно; 24/7; понедельник; вторник; сред; четверг; пятниц; суббот
воскресень; будн
выходн;  утра;  вечера; daily; every day; monday; friday; saturday; sunday; weekday; weekend;  am;  pm; midnight
noon`),
	placeAspect: parts(`ул.; улиц; проспект; пр-т; шоссе; переул; метро; этаж; адрес; вход с
street; road; avenue; floor; station; address; entrance; next to; building; square; postcode`),
	permissionAspect: parts(`да,; да.; да ; нет,; нет.; можно; нельзя; запрещ; разреш; не обязат; обязат
yes; no,; no.; you can; cannot; can't; allowed; must; not possible; required; optional; welcome`),
	stepsAspect: parts(`нажмите; откройте; перейдите; выберите; зайдите; введите; позвоните; напишите; заполните
отправьте
скачайте; 1.; настройк; раздел; кнопк; click; open ; go to; select; tap; press; choose; enter ; call ; fill; send 
settings`),
}

var timeUnits = parts(`минут; час; дн; ден; сут; недел; месяц; год; лет; секунд
minute; hour; day; week; month; year; second; night`)

// maxTimeUnit is the maximum number of words between a number and its unit of time.
const maxTimeUnit = 3

// parts splits a list at "; " and at line ends.
func parts(list string) []string { return strings.Split(strings.ReplaceAll(list, "\n", "; "), "; ") }

// tells returns the aspects that the answer of an entry holds.
func tells(answer string) (told aspects) {
	text := " " + strings.ToLower(answer) + " "
	for aspect, marks := range toldBy {
		if slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(text, m) }) {
			told |= aspect
		}
	}

	fields := strings.Fields(text)
	for i, part := range fields {
		if !strings.ContainsFunc(part, unicode.IsDigit) {
			continue
		}
		told |= amountAspect
		if strings.Contains(part, ":") && len(part) >= 4 && unicode.IsDigit(rune(part[0])) {
			told |= whenAspect
		}
		for _, next := range fields[i+1 : min(i+1+maxTimeUnit, len(fields))] {
			if slices.ContainsFunc(timeUnits, func(u string) bool { return strings.HasPrefix(next, u) }) {
				told |= durationAspect
			}
		}
	}

	return told
}

// shareOf returns the share of the asked aspects that an entry tells, and the share that the entry lacks. Both are 0 without an asked
// aspect.
func (asked aspects) shareOf(told aspects) (held, missing float32) {
	count := bits.OnesCount8(uint8(asked))
	if count == 0 {
		return 0, 0
	}
	held = float32(bits.OnesCount8(uint8(asked&told))) / float32(count)

	return held, 1 - held
}
