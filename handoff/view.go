package handoff

import (
	"frontdesk/chat"
	"frontdesk/survey"
)

// View has the verbs' queries in a transaction besides the timelines. Finders return nil for a missing row.
type View struct {
	Operators Operators
	Entries   Entries
	Files     Files
	Parts     Parts
	Surveys   survey.Rows
	Lessons   Lessons
}

// Operators finds operators.
type Operators interface {
	Operator(chat.OperatorID) (*chat.Operator, error)
}

// Entries finds entries of a timeline.
type Entries interface {
	EntryByClient(author, clientID string) (*chat.Entry, error)
	Entries(c chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
}

// Files stores the state of uploads.
type Files interface {
	File(id string) (*chat.Upload, error)
	SaveFile(chat.Upload) error
}

// Parts settles deliveries with an uncertain outcome by the word of an operator.
type Parts interface {
	// Resend queues the uncertain or failed parts of an entry once more and returns the number of these parts.
	Resend(c chat.ConversationID, seq int64) (int64, error)
	// Arrived settles the uncertain parts of an entry as sent and returns the number of these parts.
	Arrived(c chat.ConversationID, seq int64) (int64, error)
}

// Lessons stores the suggestions of operators for the FAQ.
type Lessons interface {
	Learn(...chat.Suggestion) error
	Judge(chat.Outcome) error
}
