package chat

import (
	"strings"
	"time"
	"unicode"
)

// Lesson is what somebody has taught the FAQ: that a customer's words ask for an entry. It becomes a phrasing when a person, or an admin's rule,
// accepts it, and remembers whose words they are.
type Lesson struct {
	ID           string
	Entry, Lang  string // of the FAQ entry
	Text         string
	Source       LessonSource
	Conversation ConversationID
	Seq          int64 // of the entry that taught it
	Contact      ContactID
	Channel      ChannelID
	State        LessonState
	At           time.Time
}

// LessonSource says who taught it.
type LessonSource string

// What teaches.
const (
	LessonMenu     LessonSource = "menu"     // the customer chose the entry from "did you mean"
	LessonHelped   LessonSource = "helped"   // the customer said that the answer helped
	LessonOperator LessonSource = "operator" // an operator named the entry that answers it
)

// LessonState is what has become of it.
type LessonState string

// States of a lesson.
const (
	LessonPending  LessonState = "pending"
	LessonAccepted LessonState = "accepted"
	LessonRejected LessonState = "rejected"
)

// Judged is how a question turned out.
type Judged struct {
	Contact  ContactID
	Channel  ChannelID
	Operator bool
	P        float64 // of the answer as it was given, 0 to 1
	Verdict  int     // 1 = the answer was right, -1 = wrong, 0 = there was none
	Scope    int     // 1 = some entry answers the question, -1 = none does, 0 = not said
}

// Asked is a question as it was put to the FAQ.
type Asked struct {
	Contact ContactID
	Near    float64 // probability that no entry answers though it belongs here, as the fit has it (faq.Result.None), 0 to 1
	Far     float64 // the same, because it is about something else altogether
}

// Bounds of words that can become a phrasing, in characters.
const (
	LessonLeast = 4
	LessonMost  = 300
)

// Teachable is a text as a phrasing, in one line; "" if it cannot be one, because it is too short, too long, or names a person or an order: longer
// numbers, addresses.
func Teachable(text string) string {
	text = strings.Join(strings.Fields(text), " ")

	n, digits := 0, 0
	for _, r := range text {
		n++
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if n < LessonLeast || n > LessonMost || digits > 4 || strings.ContainsAny(text, "@<>") ||
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
