package console

import (
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

// statusOf is the only table from kinds of errors to HTTP statuses.
var statusOf = map[chat.ErrorKind]int{
	chat.Invalid:      http.StatusUnprocessableEntity,
	chat.Unauthorized: http.StatusUnauthorized,
	chat.Forbidden:    http.StatusForbidden,
	chat.NotFound:     http.StatusNotFound,
	chat.Conflict:     http.StatusConflict,
	chat.TooMany:      http.StatusTooManyRequests,
	chat.Storage:      http.StatusServiceUnavailable,
}

func init() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := &Problem{
			ErrorModel: huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: message},
			Code:       codeOf(status),
		}

		for _, err := range errs {
			var d huma.ErrorDetailer
			if errors.As(err, &d) {
				detail := *d.ErrorDetail()
				code, params := refusal(detail.Message)
				p.Errors = append(p.Errors, &Detail{ErrorDetail: detail, Reason: code, Params: params})
			}
		}

		return p
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
	var e *chat.Error
	if errors.As(err, &e) && e.Kind != chat.Storage {
		return &Problem{
			ErrorModel: huma.ErrorModel{
				Status: statusOf[e.Kind],
				Title:  http.StatusText(statusOf[e.Kind]),
				Detail: e.Text,
			},
			Code:   e.Kind,
			Reason: e.Reason,
			Params: e.Params,
			Owner:  e.Owner,
		}
	}

	var se huma.StatusError
	if errors.As(err, &se) {
		return err
	}
	status := http.StatusInternalServerError
	if e != nil {
		status = http.StatusServiceUnavailable
	}
	if ctx.Err() == nil {
		s.Log.Error("operator api", "error", err)
	}

	return huma.ErrorWithHeaders(huma.NewError(status, "not done, try again later"), http.Header{"Retry-After": {"2"}})
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

func writeProblem(w http.ResponseWriter, status int, e *chat.Error) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(Problem{
		ErrorModel: huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: e.Text},
		Code:       e.Kind,
		Reason:     e.Reason,
		Params:     e.Params,
	})
}
