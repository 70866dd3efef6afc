package chat

import (
	"errors"
	"fmt"
)

// ErrorKind is the class of an error that a user may see.
type ErrorKind string

// The kinds of errors that users see. Any other error is an internal fault.
const (
	Invalid      ErrorKind = "invalid"
	Unauthorized ErrorKind = "unauthorized"
	Forbidden    ErrorKind = "forbidden"
	NotFound     ErrorKind = "not_found"
	Conflict     ErrorKind = "conflict"
	TooMany      ErrorKind = "rate"
	Storage      ErrorKind = "storage" // not stored; try again later
)

// Error is an error that a user may see. Text is the English text. Reason (one of Reasons, or empty) and Params serve clients that show
// another text. For conflicts, Owner is the name of the operator who owns the conversation.
type Error struct {
	Kind   ErrorKind
	Text   string
	Reason string
	Params map[string]string // nil = none
	Owner  string
	Err    error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Text, e.Err)
	}

	return e.Text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fault makes an Error of a kind without a reason, for API clients and not for people.
func Fault(kind ErrorKind, format string, args ...any) *Error {
	return &Error{Kind: kind, Text: fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of an error, "" for an internal fault.
func KindOf(err error) ErrorKind {
	var failed *Error
	if errors.As(err, &failed) {
		return failed.Kind
	}

	return ""
}
