package slack

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

// call is one Web API request: the parameters by name, for every encoding. JSON values of other types than string are kept as JSON.
type call struct {
	ctx     context.Context
	method  string
	token   string
	params  map[string]string
	channel string    // the call's channel, for the journal and the faults
	result  string    // ts or id of the new object
	echo    *envelope // the event of the app's own post
}

// failure is an error answer: HTTP 200 unless status says otherwise.
type failure struct {
	code     string
	status   int
	retry    int // seconds
	messages []string
}

func no(code string) *failure { return &failure{code: code} }

// ok holds the other fields of a good answer.
type ok map[string]any

func (c *call) str(name string) string { return c.params[name] }

func (c *call) number(name string, otherwise int) int {
	value, err := strconv.Atoi(c.params[name])
	if err != nil {
		return otherwise
	}

	return value
}

func (c *call) truth(name string) bool {
	switch strings.ToLower(c.params[name]) {
	case "true", "1":
		return true
	}

	return false
}

const maxBody = 2 << 20

// readCall takes the parameters from the query and from a form, multipart or JSON body. The token comes from the Authorization header or
// from a parameter.
func readCall(r *http.Request, method string) (*call, *failure) {
	params, kind, err := fault.Params(r, maxBody)
	request := &call{ctx: r.Context(), method: method, params: params}
	// to the very end, because otherwise net/http may not notice the end of a client
	_, _ = io.Copy(io.Discard, r.Body)
	bearer, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	request.token = request.params["token"]
	if given {
		request.token = bearer
	}
	delete(request.params, "token")
	if err != nil {
		if kind == "application/json" {
			return request, no("invalid_json")
		}

		return request, no("invalid_form_data")
	}

	return request, nil
}

func (c *call) summary() map[string]string {
	out := make(map[string]string, len(c.params))
	for k, v := range c.params {
		out[k] = fault.Cut(v)
	}

	return out
}

// write answers a call.
func write(w http.ResponseWriter, result ok, refused *failure, cut bool) {
	status := http.StatusOK

	out := map[string]any{"ok": refused == nil}
	for k, v := range result {
		out[k] = v
	}
	if refused != nil {
		out = map[string]any{"ok": false, "error": refused.code}
		if refused.status != 0 {
			status = refused.status
		}
		if refused.retry > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(refused.retry))
		}
		if len(refused.messages) > 0 {
			out["response_metadata"] = map[string]any{"messages": refused.messages}
		}
	}
	body, err := json.Marshal(out)
	if err != nil {
		body = []byte(fmt.Sprintf(`{"ok":false,"error":"internal_error","detail":%q}`, err))
	}
	fault.JSON(w, status, body, cut)
}
