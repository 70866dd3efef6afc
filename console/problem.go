package console

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"frontdesk/chat"
)

// Problem is an RFC 9457 problem with our code. A conflict also has the name of the conversation's owner. Detail is in English. Reason
// and Params carry the same information for clients in other languages.
type Problem struct {
	huma.ErrorModel
	Code   chat.ErrorKind    `json:"code"`
	Reason string            `json:"reason,omitempty"`
	Params map[string]string `json:"params,omitempty"`
	Owner  string            `json:"owner,omitempty"`
	Errors []*Detail         `json:"errors,omitempty"` // replaces the Errors of the model
}

// Detail is one mistake in a request, or in a row of a file. Line and Column count from 1. Zero means the mistake is not in a file.
type Detail struct {
	huma.ErrorDetail
	Line   int               `json:"line,omitempty"`
	Column int               `json:"column,omitempty"`
	Field  string            `json:"field,omitempty"`
	Reason string            `json:"reason,omitempty"`
	Params map[string]string `json:"params,omitempty"`
}

// statusOf and statusOfReason are the only tables from errors to HTTP statuses.
var statusOf = map[chat.ErrorKind]int{
	chat.Invalid:      http.StatusUnprocessableEntity,
	chat.Unauthorized: http.StatusUnauthorized,
	chat.Forbidden:    http.StatusForbidden,
	chat.NotFound:     http.StatusNotFound,
	chat.Conflict:     http.StatusConflict,
	chat.TooMany:      http.StatusTooManyRequests,
	chat.Storage:      http.StatusServiceUnavailable,
}

// statusOfReason has the reasons with a status of their own.
var statusOfReason = map[string]int{"file_too_large": http.StatusRequestEntityTooLarge}

// notStored is the error of a request after a failure of the store or of the files' folder.
func notStored(cause error) error {
	refusal := chat.Refuse(chat.Storage, "not_stored")
	refusal.Err = cause

	return refusal
}

func init() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		problem := &Problem{
			ErrorModel: huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: message},
			Code:       codeOf(status),
		}

		for _, err := range errs {
			var detailer huma.ErrorDetailer
			if errors.As(err, &detailer) {
				detail := *detailer.ErrorDetail()
				code, params := refusal(detail.Message)
				problem.Errors = append(problem.Errors, &Detail{ErrorDetail: detail, Reason: code, Params: params})
			}
		}

		return problem
	}
}

func codeOf(status int) chat.ErrorKind {
	for kind, s := range statusOf {
		if s == status {
			return kind
		}
	}
	if status >= 400 && status < 500 {
		return chat.Invalid
	}

	return ""
}

// problem turns an error into a problem for the caller. Internal faults are logged here, and the caller gets a general text instead.
func (s *Server) problem(ctx context.Context, err error) error {
	var known *chat.Error
	if errors.As(err, &known) && known.Kind != chat.Storage {
		return problemOf(known)
	}
	var answered huma.StatusError
	if errors.As(err, &answered) {
		return err
	}
	if ctx.Err() == nil {
		s.Log.Error("operator api", "error", err)
	}

	retry := http.Header{"Retry-After": {"2"}}
	switch {
	case known == nil:
		return huma.ErrorWithHeaders(huma.NewError(http.StatusInternalServerError, notDone), retry)
	case known.Reason != "":
		return huma.ErrorWithHeaders(problemOf(known), retry)
	}

	return huma.ErrorWithHeaders(huma.NewError(http.StatusServiceUnavailable, notDone), retry)
}

const notDone = "not done, try again later"

func problemOf(refusal *chat.Error) *Problem {
	status := cmp.Or(statusOfReason[refusal.Reason], statusOf[refusal.Kind])

	return &Problem{
		ErrorModel: huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: refusal.Text},
		Code:       refusal.Kind,
		Reason:     refusal.Reason,
		Params:     refusal.Params,
		Owner:      refusal.Owner,
	}
}

// refuse answers a request outside package huma with the problem of an error.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	err = s.problem(r.Context(), err)
	var with huma.HeadersError
	if errors.As(err, &with) {
		for name, values := range with.GetHeaders() {
			w.Header()[name] = values
		}
	}

	status := http.StatusInternalServerError
	var body huma.StatusError
	if errors.As(err, &body) {
		status = body.GetStatus()
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
