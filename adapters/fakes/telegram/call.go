package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"frontdesk/adapters/fakes/fault"
)

// maxBody is the public server's limit for one request: 50 MB of file and the rest of the form.
const maxBody = 51 << 20

// apiError is the error answer of the Bot API.
type apiError struct {
	code      int
	text      string
	retry     int   // seconds
	migrateTo int64 // the chat's new id
}

func bad(text string) *apiError      { return &apiError{code: 400, text: "Bad Request: " + text} }
func forbid(text string) *apiError   { return &apiError{code: 403, text: "Forbidden: " + text} }
func conflict(text string) *apiError { return &apiError{code: 409, text: "Conflict: " + text} }
func slowDown(seconds int) *apiError {
	return &apiError{code: 429, text: fmt.Sprintf("Too Many Requests: retry after %d", seconds), retry: seconds}
}

// call is one request of a bot: the parameters by name, for every encoding. JSON values of other types than string are kept as JSON.
type call struct {
	ctx    context.Context
	method string
	params map[string]string
	upload map[string]upload
	result string // id of the new message, for the journal
}

type upload struct {
	name string
	data []byte
}

func (c *call) str(name string) string { return c.params[name] }

func (c *call) integer(name string) int64 {
	value, err := strconv.ParseInt(strings.TrimSpace(c.params[name]), 10, 64)
	if err != nil {
		return 0
	}

	return value
}

func (c *call) truth(name string) bool {
	switch strings.ToLower(c.params[name]) {
	case "true", "yes", "1":
		return true
	}

	return false
}

// object decodes a JSON parameter into dst. object returns false without the parameter.
func (c *call) object(name string, dst any) (bool, *apiError) {
	value := c.params[name]
	if value == "" || value == "null" {
		return false, nil
	}
	if err := json.Unmarshal([]byte(value), dst); err != nil {
		return false, bad("can't parse " + name + " JSON object")
	}

	return true, nil
}

// readCall takes the parameters and the files of a call.
func readCall(r *http.Request, method string) (*call, *apiError) {
	params, kind, err := fault.Params(r, maxBody)
	request := &call{ctx: r.Context(), method: method, params: params, upload: map[string]upload{}}

	switch {
	case err != nil && kind == "application/json":
		return request, bad("can't parse JSON object")
	case err != nil && kind != "multipart/form-data":
		return request, bad("can't parse the form")
	case err != nil && (err == io.EOF || strings.Contains(err.Error(), "NextPart: EOF")):
		return request, nil // a form without fields, because clients send such a form for getMe
	case err != nil:
		return request, &apiError{code: 413, text: "Request Entity Too Large"}
	case kind == "multipart/form-data":
		return request, request.readFiles(r)
	}

	return request, nil
}

func (c *call) readFiles(r *http.Request) *apiError {
	for k, headers := range r.MultipartForm.File {
		opened, err := headers[0].Open()
		if err != nil {
			return bad("can't read the file")
		}
		data, err := io.ReadAll(opened)
		_ = opened.Close()
		if err != nil {
			return bad("can't read the file")
		}
		c.upload[k] = upload{name: headers[0].Filename, data: data}
	}

	return nil
}

// summary is the journal's short form of the parameters.
func (c *call) summary() map[string]string {
	out := make(map[string]string, len(c.params)+len(c.upload))
	for k, v := range c.params {
		if k == "secret_token" {
			v = "***"
		}
		out[k] = fault.Cut(v)
	}

	for k, u := range c.upload {
		out[k] = fmt.Sprintf("file %s, %d bytes", u.name, len(u.data))
	}

	return out
}

// answer encodes a result or an error in the shape of the Bot API.
func answer(result any, refused *apiError) (int, []byte) {
	if refused == nil {
		body, err := json.Marshal(map[string]any{"ok": true, "result": result})
		if err == nil {
			return http.StatusOK, body
		}
		refused = &apiError{code: 500, text: "Internal Server Error"}
	}
	out := map[string]any{"ok": false, "error_code": refused.code, "description": refused.text}
	params := map[string]any{}
	if refused.retry > 0 {
		params["retry_after"] = refused.retry
	}
	if refused.migrateTo != 0 {
		params["migrate_to_chat_id"] = refused.migrateTo
	}
	if len(params) > 0 {
		out["parameters"] = params
	}
	body, err := json.Marshal(out)
	if err != nil {
		body = []byte(`{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
	}

	return refused.code, body
}
