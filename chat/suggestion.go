package chat

import (
	"strings"
	"time"
	"unicode"
)

// Suggestion is what somebody has taught the FAQ: that a customer's words ask for an entry. It becomes a phrasing when a person, or an admin's rule,
// accepts it, and remembers whose words they are.
type Suggestion struct {
	ID           string
	Entry, Lang  string // of the FAQ entry
	Text         string
	Source       SuggestionSource
	Conversation ConversationID
	Seq          int64 // of the entry that taught it
	Contact      ContactID
	Channel      ChannelID
	State        SuggestionState
	At           time.Time
}

// SuggestionSource says who taught it.
type SuggestionSource string

// What teaches.
const (
	SuggestedByMenu     SuggestionSource = "menu"     // the customer chose the entry from "did you mean"
	SuggestedByHelped   SuggestionSource = "helped"   // the customer said that the answer helped
	SuggestedByOperator SuggestionSource = "operator" // an operator named the entry that answers it
)

// SuggestionState is what has become of it.
type SuggestionState string

// States of a lesson.
const (
	SuggestionPending  SuggestionState = "pending"
	SuggestionAccepted SuggestionState = "accepted"
	SuggestionRejected SuggestionState = "rejected"
)

// Outcome is how a question turned out.
type Outcome struct {
	Contact  ContactID
	Channel  ChannelID
	Operator bool
	P        float64 // of the answer as it was given, 0 to 1
	Verdict  int     // 1 = the answer was right, -1 = wrong, 0 = there was none
	Scope    int     // 1 = some entry answers the question, -1 = none does, 0 = not said
}

// QuestionSample is a question as it was put to the FAQ.
type QuestionSample struct {
	Contact ContactID
	Near    float64 // probability that no entry answers though it belongs here, as the fit has it (faq.Result.None), 0 to 1
	Far     float64 // the same, because it is about something else altogether
}

// Bounds of words that can become a phrasing, in characters.
const (
	SuggestionMin = 4
	SuggestionMax = 300
)

// PhrasingOf is a text as a phrasing, in one line; "" if it cannot be one, because it is too short, too long, or names a person or an order: longer
// numbers, addresses.
func PhrasingOf(text string) string {
	text = strings.Join(strings.Fields(text), " ")

	n, digits := 0, 0
	for _, r := range text {
		n++
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if n < SuggestionMin || n > SuggestionMax || digits > 4 || strings.ContainsAny(text, "@<>") ||
		strings.Contains(text, "://") {
		return ""
	}

	return text
}

// SameWords is a text without what does not change a question: case, ё, spaces, punctuation at its ends. Lessons of the same words count together.
func SameWords(text string) string {
	text = strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(text), " ")), "ё", "е")
	return strings.TrimFunc(
		text,
		func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r) },
	)
}
