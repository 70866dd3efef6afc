package chat

import (
	"strings"
	"time"
	"unicode"
)

// Suggestion is a proposed phrasing for the FAQ: the customer's message in Text asks for the entry Entry. The suggestion becomes a
// phrasing when an admin, or an admin's rule, accepts the suggestion. The suggestion remembers the author of the message.
type Suggestion struct {
	ID           string
	Entry, Lang  string // of the FAQ entry
	Text         string
	Source       SuggestionSource
	Conversation ConversationID
	Seq          int64 // of the entry behind the suggestion
	Contact      ContactID
	Channel      ChannelID
	State        SuggestionState
	At           time.Time
}

// SuggestionSource is the act that made the suggestion.
type SuggestionSource string

// The sources of suggestions.
const (
	SuggestedByMenu     SuggestionSource = "menu"     // the customer chose the entry from "did you mean"
	SuggestedByHelped   SuggestionSource = "helped"   // the customer called the answer helpful
	SuggestedByOperator SuggestionSource = "operator" // an operator named the entry with the answer
)

// SuggestionState is the state of review of a suggestion.
type SuggestionState string

// States of a suggestion.
const (
	SuggestionPending  SuggestionState = "pending"
	SuggestionAccepted SuggestionState = "accepted"
	SuggestionRejected SuggestionState = "rejected"
)

// Outcome is the outcome of a question to the FAQ.
type Outcome struct {
	Contact  ContactID
	Channel  ChannelID
	Operator bool
	P        float64 // probability of the given answer, 0 to 1
	Verdict  Verdict
	Scope    Scope
}

// Verdict is the judgement on the given answer. The numbers are stored.
type Verdict int

// The verdicts. VerdictNone means that no answer was given, or that no judgement is known.
const (
	VerdictWrong Verdict = -1
	VerdictNone  Verdict = 0
	VerdictRight Verdict = 1
)

// Scope says whether the FAQ has an answer to the question. The numbers are stored.
type Scope int

// The scopes of a question.
const (
	ScopeUnanswerable Scope = -1 // no entry answers the question
	ScopeUnknown      Scope = 0
	ScopeAnswered     Scope = 1 // an entry answers the question
)

// QuestionSample is a question to the FAQ.
type QuestionSample struct {
	Contact ContactID
	// Near is the probability (0 to 1) of a question on topic without an answer in the FAQ. The fit computes the figure
	// (faq.Result.None).
	Near float64
	// Far is the probability (0 to 1) of a question off topic.
	Far float64
}

// Bounds of the length of a phrasing, in characters.
const (
	SuggestionMin = 4
	SuggestionMax = 300
)

// PhrasingOf returns a text as a phrasing in one line. The result is "" for an unsuitable text: too short, too long, or with personal
// data such as an address or a longer number of a person or an order.
func PhrasingOf(text string) string {
	text = strings.Join(strings.Fields(text), " ")

	count, digits := 0, 0
	for _, r := range text {
		count++
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if count < SuggestionMin || count > SuggestionMax || digits > 4 || strings.ContainsAny(text, "@<>") ||
		strings.Contains(text, "://") {
		return ""
	}

	return text
}

// SameWords normalises a text for comparison: case, ё, spaces, and punctuation at both ends do not change a question. Suggestions with
// the same normalised text count together.
func SameWords(text string) string {
	text = strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(text), " ")), "ё", "е")
	return strings.TrimFunc(
		text,
		func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r) },
	)
}
