package handoff

import (
	"frontdesk/chat"
	"frontdesk/survey"
)

// View is what the verbs need of a transaction besides the timelines. Finders return nil where there is none.
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

// Files keeps what is known of uploads.
type Files interface {
	File(id string) (*chat.Upload, error)
	SaveFile(chat.Upload) error
}

// Parts settles deliveries whose outcome only a person can know.
type Parts interface {
	// Resend queues the uncertain or failed parts of an entry once more and returns how many there were.
	Resend(c chat.ConversationID, seq int64) (int64, error)
	// Arrived settles the uncertain parts of an entry as sent and returns how many there were.
	Arrived(c chat.ConversationID, seq int64) (int64, error)
}

// Lessons keeps what operators teach the FAQ.
type Lessons interface {
	Learn(...chat.Suggestion) error
	Judge(chat.Outcome) error
}
