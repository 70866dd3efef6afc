package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// call is what is known of one API call besides the library's error.
type call struct {
	adapters.CallRecord
	retry  time.Duration // Retry-After, 0 for none
	answer *answer       // nil when it was no answer of the Web API
}

// answer is the envelope of every Web API answer, and the ts that most have.
type answer struct {
	OK    bool   `json:"ok"`
	Error string `json:"error"`
	TS    string `json:"ts"`
	raw   []byte
}

// begin gives a call its limit and its witness.
func begin(ctx context.Context, limit time.Duration) (*call, context.Context, context.CancelFunc) {
	k := &call{}
	ctx, cancel := context.WithTimeout(adapters.Record(ctx, &k.CallRecord, k.read), limit)

	return k, ctx, cancel
}

func (k *call) read(h http.Header, body []byte) {
	if n, err := strconv.Atoi(h.Get("Retry-After")); err == nil && n > 0 {
		k.retry = time.Duration(n) * time.Second
	}
	a := answer{raw: body}
	if lenient(body, &a); a.OK || a.Error != "" {
		k.answer = &a
	}
}

// lenient decodes what fits and leaves the rest zero: encoding/json goes on after a field of the wrong type, and takes nothing of what is no JSON.
func lenient(raw []byte, into any) {
	if len(raw) > 0 {
		_ = json.Unmarshal(raw, into)
	}
}

// good says that Slack has carried the call out.
func (k *call) good() bool { return k.answer != nil && k.answer.OK }

// refusal is Slack's error code, "" if there is none.
func (k *call) refusal() string {
	if k.answer != nil && !k.answer.OK {
		return k.answer.Error
	}

	return ""
}

// limited says that the call was refused for its rate.
func (k *call) limited() bool {
	code := k.refusal()
	return k.Status == http.StatusTooManyRequests && !k.good() || code == "ratelimited" || code == "rate_limited" ||
		code == "message_limit_exceeded"
}

// patience is how long to wait after limited.
func (k *call) patience() time.Duration {
	if k.retry > 0 {
		return k.retry
	}

	return 5 * time.Second
}

// cause is an error that may be shown: no token, no message text. The library's own errors quote addresses and whole answers.
func (c *Channel) cause(k *call, err error) error {
	if code := k.refusal(); code != "" {
		return errors.New(c.redact(code))
	}
	var u *url.Error
	if errors.As(err, &u) {
		return errors.New(c.redact(u.Err.Error()))
	}
	if k.Status != 0 {
		return fmt.Errorf("the answer cannot be read (HTTP status %d)", k.Status)
	}

	return errors.New("no answer")
}

func (c *Channel) redact(text string) string {
	for _, secret := range []string{c.cfg.BotToken, c.cfg.AppToken, c.cfg.SigningSecret} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}

	return text
}

// Codes by which Slack says that people have to do something, from the methods' pages on docs.slack.dev. account_inactive can also speak of the
// addressee: see refuse.
var (
	tokenCodes = []string{
		"invalid_auth",
		"not_authed",
		"token_revoked",
		"token_expired",
		"account_inactive",
		"link_disabled",
	}
	setupCodes = []string{
		"missing_scope",
		"not_allowed_token_type",
		"no_permission",
		"access_denied",
		"team_access_not_granted",
		"org_login_required",
		"ekm_access_denied",
		"messages_tab_disabled",
		"accesslimited",
		"enterprise_is_restricted",
		"unknown_method",
	}
)

// trouble names what people have to look at for an error code: "token", "config", or "" for nothing.
func trouble(code string) string {
	switch {
	case slices.Contains(tokenCodes, code):
		return "token"
	case slices.Contains(setupCodes, code):
		return "config"
	}

	return ""
}

// longestHint bounds what a Retry-After can make us wait before the next try.
const longestHint = 5 * time.Minute

// repeated makes a call that receiving depends on until it works. After a 429 it waits as long as Slack says; anything else is adapters.Down.
func (c *Channel) repeated(ctx context.Context, fn func(context.Context) error) error {
	for {
		k, limited, cancel := begin(ctx, smallCallLimit)
		err := fn(limited)
		cancel()

		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case k.limited():
			if err := pause(ctx, min(k.patience(), longestHint)); err != nil {
				return err
			}
			continue
		}
		code := trouble(k.refusal())
		if code == "" && k.answer == nil && k.Status == http.StatusNotFound {
			code = "config" // the address of the API is wrong
		}
		if code == "" {
			code = "network"
		}

		return adapters.Down{Code: code, Err: c.cause(k, err)}
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

// transient says of an error of Accept or Park that it is not the event's own fault: nothing was kept, and it may work later.
func transient(err error) bool {
	return chat.KindOf(err) == chat.Storage || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded)
}
