package chat

import "time"

// SubjectKind says what a timer belongs to.
type SubjectKind string

// Subjects of timers.
const (
	SubjectConversation SubjectKind = "conversation"
	SubjectSurvey       SubjectKind = "survey"
	SubjectOperator     SubjectKind = "operator"
	SubjectInstallation SubjectKind = "installation"
)

// Subject is the thing that a timer belongs to: a kind and an id of that kind. An installation has the id "".
type Subject struct {
	Kind SubjectKind
	ID   string
}

// TimerName says what happens when the timer fires.
type TimerName string

// Names of timers.
const (
	TimerTurn TimerName = "turn" // the bot answers
	TimerIdle TimerName = "idle" // the conversation closes if it has been silent for long enough
	TimerWake TimerName = "wake" // from schema 5, which had one time a conversation: its firing finds out which of the two it is
)

// Basis says what happens to a timer when the machine's clock goes back.
type Basis string

// Elapsed timers measure a stretch of time, so they move with a clock that goes back. Wall timers stand for a moment of the calendar (snooze,
// schedule, opening, shift, SLA alarm), so they never move, and firing checks them against the clock.
const (
	Elapsed Basis = "elapsed"
	Wall    Basis = "wall"
)

// Timer is a stored alarm. A subject has at most one timer of a name. About names the thing that the timer was set for (a seq, an offer, a
// survey): a timer that was set anew for something else is another timer, and the firing of the old one does nothing.
type Timer struct {
	Subject Subject
	Name    TimerName
	Due     time.Time
	Basis   Basis
	About   string
}

// OfConversation is the subject for a conversation.
func OfConversation(id ConversationID) Subject {
	return Subject{Kind: SubjectConversation, ID: string(id)}
}
