package fault

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

// Params reads the parameters of a call by name: from the query, and from a form, multipart or JSON body. JSON values of other types than
// string are kept as JSON. kind is the media type of the body. maxMemory bounds a multipart form in memory, in bytes.
func Params(r *http.Request, maxMemory int64) (params map[string]string, kind string, err error) {
	params = map[string]string{}
	for name, values := range r.URL.Query() {
		params[name] = values[0]
	}

	kind, _, _ = mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		return params, kind, readJSON(r.Body, params)
	case "multipart/form-data":
		err = r.ParseMultipartForm(maxMemory)
	default:
		err = r.ParseForm()
	}

	for name, values := range r.PostForm {
		params[name] = values[0]
	}

	return params, kind, err
}

func readJSON(body io.Reader, params map[string]string) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil && !errors.Is(err, io.EOF) {
		return err
	}

	for name, value := range fields {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		params[name] = text
	}

	return nil
}

// Begin takes the fault of a call and waits for the delay of the fault. accept reports whether the call is to be carried out. alive is
// false after the client has gone away.
func (s *Script) Begin(r *http.Request, call Call) (played Fault, accept, alive bool) {
	played, _ = s.Take(call)
	if played.Delay > 0 && Wait(r.Context(), played.Delay) != nil {
		return played, false, false
	}

	switch played.Kind {
	case "", Slow, HangAfter, ResetAfter, Truncated:
		return played, true, true
	}

	return played, played.Accept, true
}

// Status is the HTTP status that a client sees, 0 without an answer. usual is the status without a broken answer.
func (k Kind) Status(usual int) int {
	switch k {
	case HangBefore, HangAfter, ResetBefore, ResetAfter:
		return 0
	case BadGateway:
		return http.StatusBadGateway
	}

	return usual
}

// Answer breaks the answer of a call as the fault wants, or else calls write. With cut, write writes half of the body. closed ends a
// hanging answer.
func (k Kind) Answer(w http.ResponseWriter, r *http.Request, closed <-chan struct{}, write func(cut bool)) {
	switch k {
	case HangBefore, HangAfter:
		Hang(w, r, closed)
	case ResetBefore, ResetAfter:
		Reset(w)
	case BadGateway:
		HTML(w)
	default:
		write(k == Truncated)
	}
}
