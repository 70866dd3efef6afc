package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"frontdesk/adapters"
)

// call records one API call: the bytes on the wire and the decoded answer. The library's error alone does not say enough.
type call struct {
	adapters.CallRecord
	answer *answer // nil without an answer of the Bot API
}

// answer is the envelope of every Bot API answer.
type answer struct {
	OK     bool            `json:"ok"`
	Result json.RawMessage `json:"result"`
	Code   int             `json:"error_code"`
	Text   string          `json:"description"`
	Params struct {
		RetryAfter int   `json:"retry_after"` // seconds
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// begin gives a call its time limit and its recorder.
func begin(ctx context.Context, limit time.Duration) (*call, context.Context, context.CancelFunc) {
	k := &call{}
	ctx, cancel := context.WithTimeout(adapters.Record(ctx, &k.CallRecord, k.read), limit)

	return k, ctx, cancel
}

func (k *call) read(_ http.Header, body []byte) {
	var a answer
	if json.Unmarshal(body, &a) == nil && (a.OK || a.Code != 0) {
		k.answer = &a
	}
}

// unanswered is the failure of a call without an answer. The text is safe to show.
type unanswered string

func (e unanswered) Error() string { return string(e) }

// caller is the library's HTTP client. caller never returns a *url.Error: a *url.Error holds the token, and the library changes the error
// while its own goroutine still reads it.
type caller struct {
	http    *http.Client
	secrets adapters.Secrets
}

func (c caller) Do(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req)
	if err == nil {
		return resp, nil
	}
	var failed *url.Error
	if errors.As(err, &failed) {
		err = failed.Err
	}

	return nil, unanswered(c.secrets.Redact(err.Error()))
}

// refusal is the platform's own error, or nil without an error.
func (k *call) refusal() *answer {
	if k.answer != nil && !k.answer.OK {
		return k.answer
	}

	return nil
}

// cause is an error without tokens and without message texts. The library's own errors quote addresses and whole answers.
func (c *Channel) cause(record *call, err error) error {
	if a := record.refusal(); a != nil {
		return fmt.Errorf("%d %s", a.Code, c.secrets.Redact(a.Text))
	}
	var no unanswered
	if errors.As(err, &no) {
		return no
	}

	return record.Unread()
}

// setback turns a failed call into adapters.Down. Receiving depends on such a call. After a 429 setback waits for the time the platform
// names, and returns nil: try again.
func (c *Channel) setback(ctx context.Context, record *call, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	why := c.cause(record, err)

	refusal := record.refusal()
	switch {
	case refusal == nil:
	case refusal.Code == http.StatusUnauthorized, refusal.Code == http.StatusNotFound:
		return adapters.Down{Code: "token", Err: why}
	case refusal.Code == http.StatusConflict:
		c.contested.Store(true)
		if strings.Contains(strings.ToLower(refusal.Text), "webhook") {
			return adapters.Down{Code: "webhook", Err: why}
		}

		return adapters.Down{Code: "conflict", Err: why}
	case refusal.Code == http.StatusTooManyRequests:
		hint := max(time.Duration(refusal.Params.RetryAfter)*time.Second, time.Second)
		return adapters.Pause(ctx, min(hint, adapters.LongestHint))
	case refusal.Code == http.StatusBadRequest:
		return adapters.Down{Code: "config", Err: why}
	}

	return adapters.Down{Code: "network", Err: why}
}

// repeated makes a call until the call works or must not be repeated.
func (c *Channel) repeated(ctx context.Context, fn func(context.Context) error) error {
	for {
		record, limited, cancel := begin(ctx, smallCallLimit)
		err := fn(limited)
		cancel()
		if err == nil {
			return nil
		}
		if err := c.setback(ctx, record, err); err != nil {
			return err
		}
	}
}
