package dialog

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"frontdesk/chat"
)

// meaning is the meaning of a short message apart from the FAQ.
type meaning int

const (
	meansNothing   meaning = iota // a question, or anything else for the FAQ
	meansAck                      // an acknowledgement: "ok", a thumb
	meansThanks                   //
	meansHello                    //
	meansBye                      //
	meansYes                      //
	meansNo                       // "no", "that did not help"
	meansNone                     // "none of these", "another one"
	wantsPerson                   // asks for a person and for nothing else
	wantsPersonToo                // asks for a person beside other content
	withdraws                     // takes the request back: "forget it, solved"
	mayWithdraw                   // perhaps takes the request back: "never mind"
	isAngry                       //
	asksWho                       // asks who the bot is
	asksStatus                    // asks whether a person comes: "anyone there?"
	asksHowAreYou                 //
	asksLanguage                  // asks whether the bot speaks a language
)

// words splits a text into lower-case words of letters and digits, with ё as е.
func words(text string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(text), "ё", "е"), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\''
	})
}

// meaningOf reads a message. Every word must belong to the meaning: a question that begins with thanks stays a question.
func meaningOf(text string) meaning {
	if len(text) > maxShortMessage {
		return meansNothing
	}
	text = withoutCodes(strings.ReplaceAll(text, "’", "'"))
	list := words(text)
	if len(list) == 0 {
		return meaningOfSigns(text)
	}
	// A bare small number that is no choice names nothing.
	if len(list) == 1 && len(list[0]) <= 2 && isNumber(list[0]) {
		return meansAck
	}
	phrase := strings.Join(list, " ")
	if m, ok := phrases[phrase]; ok {
		return m
	}
	// "No, that is not it" means the same without the "no".
	if denials[list[0]] && len(list) > 1 {
		if m := phrases[strings.Join(list[1:], " ")]; m == meansNo || m == meansNone {
			return m
		}
	}
	// "No operator is needed" takes the request back, so the withdrawal is read before the person.
	if m := withdrawalOf(text, list); m != meansNothing {
		return m
	}
	if m := personOf(text, list); m != meansNothing {
		return m
	}
	if angry(text, list) {
		return isAngry
	}
	if len(list) > maxTalkLength || strings.Contains(text, "?") && !greetsOnly(list) {
		return meansNothing
	}

	return talk(list)
}

// denials are first words of a "no" with its reason.
var denials = map[string]bool{"нет": true, "неа": true, "не": true, "no": true, "nope": true, "nah": true}

// maxShortMessage is the maximum number of bytes of a message with a meaning of its own. A longer message is a question or a story.
const maxShortMessage = 600

// maxTalkLength is the maximum number of words of small talk.
const maxTalkLength = 9

// talk reads small talk: every word must be known, and the weightiest word decides.
func talk(list []string) meaning {
	found := meansNothing

	for _, word := range list {
		meant, known := talkMeanings[word]
		if !known {
			return meansNothing
		}
		// Yes and no count only in very short messages: in longer ones they are fillers.
		if (meant == meansYes || meant == meansNo) && len(list) > 3 {
			meant = meansNothing
		}
		if talkWeight[meant] > talkWeight[found] {
			found = meant
		}
	}
	if found == meansNothing && len(list) <= 3 {
		return meansNothing
	}

	return found
}

// talkWeight orders the meanings of small talk. "Ok, thanks, bye" is thanks.
var talkWeight = map[meaning]int{meansAck: 1, meansYes: 2, meansHello: 3, meansBye: 4, meansNo: 5, meansThanks: 6}

func greetsOnly(list []string) bool {
	for _, w := range list {
		if m := talkMeanings[w]; m != meansHello && m != meansAck {
			return false
		}
	}

	return true
}

// meaningOfSigns returns the meaning of a text without a word. Emoji and punctuation acknowledge. A text with a
// question mark is a question.
func meaningOfSigns(text string) meaning {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text, "?") {
		return meansNothing
	}

	return meansAck
}

// withoutCodes removes Slack's names of emoji, such as :thumbsup::skin-tone-3:. A text of codes only becomes a sign.
func withoutCodes(text string) string {
	var out strings.Builder

	for {
		from := strings.IndexByte(text, ':')
		if from < 0 {
			break
		}
		to := strings.IndexByte(text[from+1:], ':')
		code := to > 0 && !strings.ContainsFunc(text[from+1:from+1+to], func(r rune) bool {
			return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '+')
		})
		if !code || isNumber(text[from+1:from+1+max(to, 0)]) {
			out.WriteString(text[:from+1])
			text = text[from+1:]
			continue
		}
		out.WriteString(text[:from] + "👌")
		text = text[from+to+2:]
	}

	return out.String() + text
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// withoutRequest returns the question of a message that also asks for a person. "Call the manager, how do I pay?" is a question about
// paying.
func withoutRequest(text string) string {
	var rest []string
	for _, clause := range clauses(text) {
		if personIn(words(clause)) != wantsPerson {
			rest = append(rest, strings.TrimSpace(clause))
		}
	}

	return strings.Join(rest, ", ")
}

// strong reports whether a word of the list names a person who serves customers, also without a verb.
func strong(list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return isPerson(w) && !weakPersons[w] })
}

// nearly reports whether two words differ by one letter that is missing, added, wrong or swapped with the next letter.
func nearly(one, other []rune) bool {
	if len(one) > len(other) {
		one, other = other, one
	}
	if len(other)-len(one) > 1 {
		return false
	}
	at := 0
	for at < len(one) && one[at] == other[at] {
		at++
	}
	if len(other) > len(one) {
		return slices.Equal(one[at:], other[at+1:])
	}
	if at == len(one) || slices.Equal(one[at+1:], other[at+1:]) {
		return true
	}

	return at+1 < len(one) && one[at] == other[at+1] && one[at+1] == other[at] && slices.Equal(one[at+2:], other[at+2:])
}

// angry reports whether a message is nothing but anger.
func angry(text string, list []string) bool {
	phrase := " " + strings.Join(list, " ") + " "
	for _, p := range angerPhrases {
		if strings.Contains(phrase, " "+p+" ") {
			return len(list) <= len(strings.Fields(p))+4
		}
	}
	shouting := strings.Contains(text, "!!!") || strings.ToUpper(text) == text && strings.ToLower(text) != text
	insult := slices.ContainsFunc(list, func(w string) bool { return insults[w] })

	return insult && (shouting || len(list) <= 4)
}

// choiceOf returns the offered choice that a typed text names: by number, by ordinal, by label, or by words of only one label.
func choiceOf(text string, offered []chat.Choice) (string, bool) {
	if len(text) > maxShortMessage {
		return "", false
	}
	list := words(text)
	if len(list) == 0 || len(list) > 12 {
		return "", false
	}

	for _, o := range offered {
		if slices.Equal(words(o.Label), list) {
			return o.Value, true
		}
	}
	picks := 0
	for picks < len(offered) && strings.HasPrefix(offered[picks].Value, pressPick) {
		picks++
	}
	if n, ok := ordinalOf(list, picks, len(offered)); ok {
		return offered[n].Value, true
	}

	return labelOf(list, offered)
}

// ordinalOf reads "2", "number two", "the second one" or "the last one" for count choices. The first picks choices are entries of the FAQ.
// The last one is the last entry.
func ordinalOf(list []string, picks, count int) (int, bool) {
	found := -1

	for _, word := range list {
		word = strings.Trim(word, "-'")
		at, known := ordinals[word]
		if number, err := strconv.Atoi(strings.TrimSuffix(word, "-й")); err == nil {
			at, known = number, true
		}

		switch {
		case known && found >= 0:
			return 0, false
		case known && at < 0:
			found = picks - 1
		case known:
			found = at - 1
		case !ordinalFillers[word]:
			return 0, false
		}
	}

	return found, found >= 0 && found < count
}

// labelOf finds the only choice whose label has all typed words. Words are compared by their first letters, because endings differ.
func labelOf(list []string, offered []chat.Choice) (string, bool) {
	value, content := "", false

	for _, w := range list {
		content = content || len([]rune(w)) >= labelStem
	}
	if !content {
		return "", false
	}

	for _, choice := range offered {
		label := words(choice.Label)
		if !strings.HasPrefix(choice.Value, pressPick) {
			continue
		}
		all := !slices.ContainsFunc(list, func(w string) bool {
			return !slices.ContainsFunc(label, func(l string) bool { return sameStart(w, l) })
		})

		switch {
		case all && value != "":
			return "", false
		case all:
			value = choice.Value
		}
	}

	return value, value != ""
}

// labelStem is the number of first letters by which a typed word and a word of a label are compared.
const labelStem = 4

func sameStart(one, other string) bool {
	left, right := []rune(one), []rune(other)
	length := min(len(left), len(right))
	if length < labelStem {
		return one == other
	}
	length = max(labelStem, length-2)

	return slices.Equal(left[:length], right[:min(length, len(right))])
}
