package dialog

import (
	"slices"
	"strings"
)

// clauses splits a text at its punctuation marks.
func clauses(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",.;!?\n", r) })
}

// personOf finds a request for a person in a message. A clause that is a request makes the whole message a request with other content.
func personOf(text string, list []string) meaning {
	if len(list) > 1 && list[0] == "am" && list[1] == "i" {
		return meansNothing // "am I speaking with a person": a question about the bot
	}
	if m := personIn(list); m != meansNothing {
		return m
	}

	for _, clause := range clauses(text) {
		part := words(clause)
		if len(part) > 1 && personIn(part) == wantsPerson && (strong(part) || slices.ContainsFunc(part, isTalkVerb)) {
			return wantsPersonToo
		}
	}

	return meansNothing
}

// personIn finds a request for a person. Only a request counts: a sentence that merely mentions a person is no request. A customer who
// wants no bot wants a person.
func personIn(list []string) meaning {
	var persons, calls, others int
	refused := 0 // number of denied calls
	list = joinedNames(list)

	for i, word := range list {
		switch {
		case isPerson(word):
			persons++
		case callVerbs[word], nearCall(word):
			calls++
			if i > 0 && isNegation(list[i-1]) {
				refused++
			}
		case !requestFillers[word]:
			others++
		}
	}
	denies := slices.Contains(list, "no") || slices.ContainsFunc(list, isNegation)
	noBot := denies && slices.ContainsFunc(list, func(w string) bool { return botNouns[w] })

	switch {
	case persons == 0 && noBot && others == 0 && calls > 0:
		return wantsPerson
	case persons == 0, refused > 0 && refused == calls: // "do not call the manager"
		return meansNothing
	case others == 0 && (calls > 0 || len(list) <= 4 && strong(list)):
		return wantsPerson
	case others > 0 && calledNearby(list):
		return wantsPersonToo
	}

	return meansNothing
}

// joinedNames writes "customer service" and the like as one word.
func joinedNames(list []string) []string {
	var out []string

	for i := 0; i < len(list); i++ {
		if i+1 < len(list) && personPairs[list[i]+" "+list[i+1]] {
			out = append(out, "support")
			i++

			continue
		}
		out = append(out, list[i])
	}

	return out
}

func isTalkVerb(w string) bool { return talkVerbs[w] }
func isNegation(w string) bool { return negations[w] || strings.HasSuffix(w, "n't") }

// isPerson reports whether a word names a person, with up to one typing mistake in a long word. A word that is spelled by ear counts, too.
func isPerson(word string) bool {
	if personNouns[word] {
		return true
	}
	if len([]rune(word)) < 5 {
		return false
	}
	typed, heard := []rune(word), []rune(byEar(word))

	return slices.ContainsFunc(longNouns, func(p longWord) bool {
		return nearly(typed, p.typed) || len(p.typed) >= heardFrom && nearly(heard, p.heard)
	})
}

// heardFrom is the number of letters from which a word may be spelled by ear and have a typing mistake, too.
const heardFrom = 7

// longWord is a word that is compared with possible typing mistakes.
type longWord struct{ typed, heard []rune }

// longNouns are the nouns for a person of five letters or more, without the weak nouns. longCalls are the Russian verbs of a request of
// seven letters or more.
var (
	longNouns = longFrom(personNouns, 5, func(w string) bool { return !weakPersons[w] })
	longCalls = longFrom(strongCalls, heardFrom, func(w string) bool { return strings.ContainsFunc(w, isCyrillic) })
)

func longFrom(list map[string]bool, from int, wanted func(string) bool) []longWord {
	var out []longWord

	for w := range list {
		if len([]rune(w)) >= from && wanted(w) {
			out = append(out, longWord{typed: []rune(w), heard: []rune(byEar(w))})
		}
	}

	return out
}

// byEar writes a word as customers hear the word: with a for o, with i for e, and without double letters.
func byEar(word string) string {
	var out []rune

	for _, r := range strings.NewReplacer("о", "а", "е", "и").Replace(word) {
		if len(out) == 0 || out[len(out)-1] != r {
			out = append(out, r)
		}
	}

	return string(out)
}

// nearCall reports whether a long word is a Russian verb of a request with one typing mistake.
func nearCall(w string) bool {
	typed := []rune(w)

	return len(typed) >= heardFrom &&
		slices.ContainsFunc(longCalls, func(c longWord) bool { return nearly(typed, c.typed) })
}

// calledNearby reports whether a verb of a request stands before a person with nothing but fillers between the two. "Do I need an agent"
// and "do not call an agent" are no requests.
func calledNearby(list []string) bool {
	called, talks := false, false

	for i, word := range list {
		switch {
		case strongCalls[word]:
			called = !(i > 0 && isNegation(list[i-1])) && !(i > 1 && (list[i-2] == "do" || list[i-2] == "does"))
			talks = talkVerbs[word]
		case word == "ли":
			called = false
		case isPerson(word) && called && (talks || !weakPersons[word]):
			return true
		case !requestFillers[word] && !callVerbs[word] && !weakPersons[word]:
			called = false
		}
	}

	return false
}

// maxBeside is the maximum number of words of a clause beside a withdrawal.
const maxBeside = 5

// withdrawalOf finds a request that is taken back. "The matter is settled" decides also beside a short remark, unless the message asks,
// denies or wishes. A question takes nothing back.
func withdrawalOf(text string, list []string) meaning {
	if strings.Contains(text, "?") {
		return meansNothing
	}
	if m := withdrawalIn(list); m != meansNothing {
		return m
	}
	settled := false

	for _, clause := range clauses(text) {
		part := words(clause)
		found := withdrawalIn(part)
		remark := len(part) <= maxBeside && !slices.ContainsFunc(part, opensMatter)

		switch {
		case holdsPhrase(part, settledPhrases) && (found == withdraws || remark):
			settled = true
		case found == meansNothing && !remark:
			return meansNothing
		}
	}
	if settled {
		return withdraws
	}

	return meansNothing
}

// opensMatter reports whether a word keeps a matter open: a question, a denial or a wish.
func opensMatter(w string) bool { return openMarks[w] || callVerbs[w] || isNegation(w) }

func holdsPhrase(list, phrases []string) bool {
	text := " " + strings.Join(list, " ") + " "

	return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(text, " "+p+" ") })
}

// withdrawalIn finds a request that is taken back: a phrase of "not needed" or of "solved", and nothing else.
func withdrawalIn(list []string) meaning {
	phrase := " " + strings.Join(corrected(list), " ") + " "
	needless, phrase := without(phrase, needlessPhrases)
	solved, phrase := without(phrase, solvedPhrases)
	came, thanks, understood := false, false, false

	for word := range strings.FieldsSeq(phrase) {
		switch {
		case isNegation(word), botNouns[word]:
			return meansNothing
		case arrivals[word]:
			came = true
		case understandings[word]:
			understood = true
		case withdrawFillers[word], requestFillers[word], isPerson(word):
			thanks = thanks || lateMarks[word]
		case !matterNouns[word]:
			return meansNothing
		case solved == 0:
			// "The order is not needed" is about the order. A matter that came or that is solved may be named.
			if !holdsAny(phrase, arrivals) {
				return meansNothing
			}
		}
	}

	switch {
	case solved > 0, needless > 1, came && (thanks || needless > 0), understood && needless > 0:
		return withdraws
	case needless > 0:
		return mayWithdraw
	}

	return meansNothing
}

// without removes phrases from a text that has a space at both ends, and counts the different phrases.
func without(text string, list []string) (int, string) {
	count := 0

	for _, part := range list {
		if !strings.Contains(text, " "+part+" ") {
			continue
		}
		count++

		for strings.Contains(text, " "+part+" ") {
			text = strings.Replace(text, " "+part+" ", " ", 1)
		}
	}

	return count, text
}

func holdsAny(text string, list map[string]bool) bool {
	return slices.ContainsFunc(strings.Fields(text), func(w string) bool { return list[w] })
}

// corrected mends one typing mistake in the long words of a solved matter.
func corrected(list []string) []string {
	out := slices.Clone(list)

	for i, word := range out {
		if len([]rune(word)) < 6 || solvedVerbs[word] {
			continue
		}
		for p := range solvedVerbs {
			if nearly([]rune(word), []rune(p)) {
				out[i] = p
			}
		}
	}

	return out
}
