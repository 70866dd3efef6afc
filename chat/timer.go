package chat

import "time"

// SubjectKind is the kind of owner of a timer.
type SubjectKind string

// Kinds of owners of timers.
const (
	SubjectConversation SubjectKind = "conversation"
	SubjectSurvey       SubjectKind = "survey"
	SubjectOperator     SubjectKind = "operator"
	SubjectInstallation SubjectKind = "installation"
)

// Subject is the owner of a timer: a kind and an id of that kind. An installation has the id "".
type Subject struct {
	Kind SubjectKind
	ID   string
}

// TimerName names the action at the firing of a timer.
type TimerName string

// Names of timers.
const (
	TimerTurn TimerName = "turn" // the bot answers
	TimerIdle TimerName = "idle" // the conversation closes after a long enough silence
	// TimerWake is from schema 5. Schema 5 had one time a conversation: the firing finds out whether a turn or the idle limit is due.
	TimerWake TimerName = "wake"
)

// Basis says how a timer behaves when the machine's clock goes back.
type Basis string

// Elapsed timers measure a duration. An elapsed timer moves back together with the clock. Wall timers stand for a moment of the calendar
// (snooze, schedule, opening, shift, SLA alarm). A wall timer never moves, and firing compares the timer with the clock.
const (
	Elapsed Basis = "elapsed"
	Wall    Basis = "wall"
)

// Timer is a stored alarm. A subject has at most one timer of a name. About names the occasion of the timer (a seq, an offer, a survey).
// Setting a timer for another occasion makes another timer: the firing of the old timer has no effect.
type Timer struct {
	Subject Subject
	Name    TimerName
	Due     time.Time
	Basis   Basis
	About   string
}

// OfConversation returns the subject of a conversation.
func OfConversation(id ConversationID) Subject {
	return Subject{Kind: SubjectConversation, ID: string(id)}
}
