package faq

import (
	"slices"
	"strings"
	"unicode/utf8"

	"frontdesk/faq/wordform"
)

// polarity holds the words of a text that stand under a negation of the customer's wish. "I don't want to cancel" denies "cancel".
// A negated event denies nothing: "I can't log in" and "the card does not work" are about logging in and about the card.
type polarity struct {
	denied  map[string]bool // the customer does not want the thing
	without map[string]bool // the thing must be absent: "pay without a card"
}

// maxDenied is the maximum number of words under one negation.
const maxDenied = 4

var (
	// wishes follow a negation word: "не хочу", "don't need".
	wishes = wordSet(`
хочу хотим хочется хотел хотела хотели надо нужно нужен нужна нужны собираюсь собираемся планирую планируем
желаю желаем буду будем прошу требуется
просил просила
интересует interested want wanna need wish plan planning intend intending looking trying going asking wanted asked
`)
	negations = wordSet(`не not dont doesnt didnt never no isnt wasnt arent нет`)
	// turns end the reach of a negation.
	turns = wordSet(`а но просто только лишь хочу хотим надо нужно нужен нужна лучше зато вместо
but just only instead rather want need`)
	// others start the wish about another person or thing: "I don't want you to charge my card" asks how to stop the charges.
	others = wordSet(`чтобы чтоб you your it them they my this that people anyone anybody`)
	// aims before a negated verb: "how not to pay", "can I not come".
	aims = wordSet(`как можно чтобы чтоб лучше могу how to can`)
	// speakers before a negated plan: "we are not cancelling".
	speakers = wordSet(`i im am we were are`)
	// failures of things are no plans: "not working".
	failures = wordSet(`working loading opening responding charging connecting showing arriving coming getting
receiving seeing
syncing starting`)
	// contrasts begin the wanted side: "not the plan but the card".
	contrasts = wordSet(`а but just`)
	// articles between a negation and the denied word.
	articles = wordSet(`a an the any your my to ваш ваша ваше ваши мой моя мое мои этот эта это эти`)
)

// polarityOf reads the negations of a text, clause by clause.
func polarityOf(text string) polarity {
	out := polarity{denied: map[string]bool{}, without: map[string]bool{}}
	affirmed := map[string]bool{}
	clauses := clausesOf(text)

	for at, ws := range clauses {
		before := len(out.denied) + len(out.without)
		contrast := at+1 < len(clauses) && contrasts[clauses[at+1][0]]
		out.read(ws, contrast)
		if len(out.denied)+len(out.without) == before {
			for _, w := range ws {
				affirmed[w] = true
			}
		}
	}

	for w := range affirmed {
		delete(out.denied, w)
	}

	return out
}

// clausesOf splits a text at its punctuation into clauses of words. A clause has at least one word.
func clausesOf(text string) (out [][]string) {
	isMark := func(r rune) bool { return strings.ContainsRune(",.;:!?()—–\n", r) }
	for c := range strings.FieldsFuncSeq(text, isMark) {
		if ws := words(c); len(ws) > 0 {
			out = append(out, ws)
		}
	}

	return out
}

// read finds the negations of one clause. contrast tells that the next clause names the wanted thing: "not the plan, but the card".
func (p *polarity) read(ws []string, contrast bool) {
	for i, word := range ws {
		rest := ws[i+1:]

		switch {
		case word == "без" || word == "without":
			p.deny(p.without, rest, 1)
		case !negations[word] || len(rest) == 0:
		case wishes[rest[0]]:
			p.wish(ws[:i], rest[1:])
		case word == "not" && strings.HasSuffix(rest[0], "ing") && (i == 0 || speakers[ws[i-1]]) && !failures[rest[0]]:
			p.deny(p.denied, rest, 1)
		case (word == "не" || word == "not") && isInfinitive(rest[0]) && i > 0 && aims[ws[i-1]]:
			p.deny(p.without, rest, 1)
		case (word == "не" || word == "not") && (contrast || slices.ContainsFunc(rest[:min(3, len(rest))], isContrast)):
			p.deny(p.denied, rest, 2)
		}
	}
}

// wish denies the words after a negated wish, or the verb before the negation: "отменять не хочу".
func (p *polarity) wish(before, after []string) {
	for len(after) > 0 && articles[after[0]] {
		after = after[1:]
	}
	if len(after) > 0 && others[after[0]] {
		return
	}
	for i := len(before) - 1; i >= max(0, len(before)-maxDenied); i-- {
		if before[i][0] >= utf8.RuneSelf && isInfinitive(before[i]) {
			p.deny(p.denied, before[i:], maxDenied)
			return
		}
	}
	p.deny(p.denied, after, maxDenied)
}

// deny adds the first limit words of a subject to a set, up to a turn.
func (p *polarity) deny(set map[string]bool, ws []string, limit int) {
	for _, word := range ws {
		if turns[word] || limit == 0 {
			return
		}
		if stopWords[word] || faintWords[word] || articles[word] {
			continue
		}
		set[word] = true
		limit--
	}
}

// isInfinitive reports whether a word looks like an infinitive of Russian. English has no such ending, and every English word counts.
func isInfinitive(word string) bool {
	if word[0] < utf8.RuneSelf {
		return true
	}
	for _, end := range []string{"ть", "ться", "ти", "тись", "чь"} {
		if strings.HasSuffix(word, end) {
			return true
		}
	}

	return false
}

func isContrast(word string) bool { return contrasts[word] }

// opposes reports whether a question and an entry's question speak of the same thing with opposite polarity.
func (x *index) opposes(ofQuestion polarity, question string, title string) bool {
	ofTitle := polarityOf(title)
	if len(ofQuestion.denied)+len(ofQuestion.without)+len(ofTitle.without)+len(ofTitle.denied) == 0 {
		return false
	}

	return x.affirms(title, ofTitle, ofQuestion.denied) || x.affirms(title, ofTitle, ofQuestion.without) ||
		x.affirms(question, ofQuestion, ofTitle.without) || x.affirms(question, ofQuestion, ofTitle.denied)
}

// affirms reports whether a text holds one of the words, or a word with a common concept, outside of its own negations.
func (x *index) affirms(text string, said polarity, words map[string]bool) bool {
	if len(words) == 0 {
		return false
	}
	has := x.senses(text, said)

	for word := range words {
		for _, h := range x.sensesOf(word) {
			if slices.Contains(has, h) {
				return true
			}
		}
	}

	return false
}

// senses lists the stems and concepts of the affirmed words of a text.
func (x *index) senses(text string, said polarity) (out []uint64) {
	for _, w := range words(text) {
		if !said.denied[w] && !said.without[w] && !stopWords[w] {
			out = append(out, x.sensesOf(w)...)
		}
	}

	return out
}

// sensesOf lists the stem and the concepts of a word.
func (x *index) sensesOf(word string) []uint64 {
	out := []uint64{stemTerm.hash(wordform.Stem(word))}
	x.thesaurus.find(out[:1], func(c concept, _, _ int) { out = append(out, c.hash) })

	return out
}
