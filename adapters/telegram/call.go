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
	"frontdesk/chat"
)

// call is what is known of one API call besides the library's error.
type call struct {
	adapters.CallRecord
	answer *answer // nil when it was no answer of the Bot API
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

// begin gives a call its limit and its witness.
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

// unanswered is the failure of a call that got no answer; its text is safe to show.
type unanswered string

func (e unanswered) Error() string { return string(e) }

// caller is the library's HTTP client. It returns no *url.Error: those hold the token, and the library changes them while its own goroutine
// still reads them.
type caller struct {
	http   *http.Client
	redact func(string) string
}

func (c caller) Do(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req)
	if err == nil {
		return resp, nil
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}

	return nil, unanswered(c.redact(err.Error()))
}

// refusal is the platform's own error, nil if there is none.
func (k *call) refusal() *answer {
	if k.answer != nil && !k.answer.OK {
		return k.answer
	}

	return nil
}

// cause is an error that may be shown: no token, no message text. The library's own errors quote addresses and whole answers.
func (c *Channel) cause(k *call, err error) error {
	if a := k.refusal(); a != nil {
		return fmt.Errorf("%d %s", a.Code, c.redact(a.Text))
	}
	var no unanswered
	if errors.As(err, &no) {
		return no
	}
	if k.Status != 0 {
		return fmt.Errorf("the answer cannot be read (HTTP status %d)", k.Status)
	}

	return errors.New("no answer")
}

func (c *Channel) redact(text string) string { return strings.ReplaceAll(text, c.cfg.Token, "***") }

// longestHint bounds what a retry_after can make us wait before the next poll.
const longestHint = 5 * time.Minute

// setback turns the failure of a call that receiving depends on into adapters.Down. After a 429 it waits as long as the platform says, then
// returns nil: try again.
func (c *Channel) setback(ctx context.Context, k *call, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	why := c.cause(k, err)

	a := k.refusal()
	switch {
	case a == nil:
	case a.Code == http.StatusUnauthorized, a.Code == http.StatusNotFound:
		return adapters.Down{Code: "token", Err: why}
	case a.Code == http.StatusConflict:
		c.contested.Store(true)
		if strings.Contains(strings.ToLower(a.Text), "webhook") {
			return adapters.Down{Code: "webhook", Err: why}
		}

		return adapters.Down{Code: "conflict", Err: why}
	case a.Code == http.StatusTooManyRequests:
		return pause(ctx, min(max(time.Duration(a.Params.RetryAfter)*time.Second, time.Second), longestHint))
	case a.Code == http.StatusBadRequest:
		return adapters.Down{Code: "config", Err: why}
	}

	return adapters.Down{Code: "network", Err: why}
}

// repeated makes a call until it works or must not be repeated.
func (c *Channel) repeated(ctx context.Context, fn func(context.Context) error) error {
	for {
		k, limited, cancel := begin(ctx, smallCallLimit)
		err := fn(limited)
		cancel()
		if err == nil {
			return nil
		}
		if err := c.setback(ctx, k, err); err != nil {
			return err
		}
	}
}

// pause waits for d, or until ctx ends; then it returns ctx's error.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()

	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// transient says of an error of Accept or Park that it is not the update's own fault: nothing was kept, and it may work later.
func transient(err error) bool {
	return chat.KindOf(err) == chat.Storage || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded)
}
