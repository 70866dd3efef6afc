package slack

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"frontdesk/adapters"
)

// call records one API call: the bytes on the wire, the Retry-After header and the decoded answer. The library's error alone does not say
// enough.
type call struct {
	adapters.CallRecord
	retry  time.Duration // Retry-After; zero means none
	answer *answer       // nil without an answer of the Web API
}

// answer is the envelope of every Web API answer. Most answers also have a ts.
type answer struct {
	OK    bool   `json:"ok"`
	Error string `json:"error"`
	TS    string `json:"ts"`
	raw   []byte
}

// begin gives a call its time limit and its recorder.
func begin(ctx context.Context, limit time.Duration) (*call, context.Context, context.CancelFunc) {
	k := &call{}
	ctx, cancel := context.WithTimeout(adapters.Record(ctx, &k.CallRecord, k.read), limit)

	return k, ctx, cancel
}

func (k *call) read(header http.Header, body []byte) {
	if n, err := strconv.Atoi(header.Get("Retry-After")); err == nil && n > 0 {
		k.retry = time.Duration(n) * time.Second
	}
	result := answer{raw: body}
	if adapters.Lenient(body, &result); result.OK || result.Error != "" {
		k.answer = &result
	}
}

// good reports whether Slack has carried the call out.
func (k *call) good() bool { return k.answer != nil && k.answer.OK }

// refusal is Slack's error code, or "" without an error.
func (k *call) refusal() string {
	if k.answer != nil && !k.answer.OK {
		return k.answer.Error
	}

	return ""
}

// limited reports whether Slack has refused the call because of the rate limit.
func (k *call) limited() bool {
	code := k.refusal()
	return k.Status == http.StatusTooManyRequests && !k.good() || code == "ratelimited" || code == "rate_limited" ||
		code == "message_limit_exceeded"
}

// patience is the pause before the next try of a limited call.
func (k *call) patience() time.Duration {
	if k.retry > 0 {
		return k.retry
	}

	return 5 * time.Second
}

// cause is an error without tokens and without message texts. The library's own errors quote addresses and whole answers.
func (c *Channel) cause(record *call, err error) error {
	if code := record.refusal(); code != "" {
		return errors.New(c.secrets.Redact(code))
	}
	var failed *url.Error
	if errors.As(err, &failed) {
		return errors.New(c.secrets.Redact(failed.Err.Error()))
	}

	return record.Unread()
}

// Error codes of Slack for faults of the installation, from the methods' pages on docs.slack.dev. An administrator has to repair the
// fault. account_inactive can also mean the account of the addressee: see refuse.
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

// trouble names the part of the installation with the fault: "token", "config", or "" for no fault.
func trouble(code string) string {
	switch {
	case slices.Contains(tokenCodes, code):
		return "token"
	case slices.Contains(setupCodes, code):
		return "config"
	}

	return ""
}

// repeated makes a call again until the call works. Receiving depends on such a call. After a 429 the pause is the one Slack names; any
// other failure is adapters.Down.
func (c *Channel) repeated(ctx context.Context, fn func(context.Context) error) error {
	for {
		record, limited, cancel := begin(ctx, smallCallLimit)
		err := fn(limited)
		cancel()

		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case record.limited():
			if err := adapters.Pause(ctx, min(record.patience(), adapters.LongestHint)); err != nil {
				return err
			}
			continue
		}
		code := trouble(record.refusal())
		if code == "" && record.answer == nil && record.Status == http.StatusNotFound {
			code = "config" // the address of the API is wrong
		}
		if code == "" {
			code = "network"
		}

		return adapters.Down{Code: code, Err: c.cause(record, err)}
	}
}
