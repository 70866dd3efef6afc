package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"frontdesk/adapters"
)

const (
	signatureHeader = "X-Slack-Signature"
	timeHeader      = "X-Slack-Request-Timestamp"
	maxSkew         = 5 * time.Minute
)

// Register adds the routes of the Events API. Socket mode has no routes.
func (c *Channel) Register(handle func(pattern string, h http.Handler)) {
	if c.cfg.Mode != Events {
		return
	}
	at := "POST /slack/" + string(c.cfg.ID)
	handle(at+"/events", c.inlet(c.pushed))
	handle(at+"/interactive", c.inlet(c.pressed))
}

// inlet reads the body once. Only a body with Slack's signature goes to next: before the check no part of the body is parsed.
func (c *Channel) inlet(next func(context.Context, []byte) (status int, answer any)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(signatureHeader) == "" || r.Header.Get(timeHeader) == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		body, ok := adapters.ReadPush(w, r)
		if !ok {
			return
		}

		if !c.genuine(r.Header, body) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}

		status, answer := next(r.Context(), body)
		if answer != nil {
			w.Header().Set("Content-Type", "application/json")
		}
		adapters.WritePushed(w, status)
		if answer != nil {
			_ = json.NewEncoder(w).Encode(answer) // on a failed write Slack asks again
		}
	})
}

// genuine checks the signature first and the time second. The signature is v0= and the HMAC-SHA256 of "v0:time:body", compared in constant
// time. The library's verifier is not used. The library checks the time first and by its own clock, so a wrong clock looks like a forgery
// to the library. A wrong clock needs an alarm. A stranger may send any time, so only a wrong time with Slack's signature is worth an
// alarm.
func (c *Channel) genuine(header http.Header, body []byte) bool {
	given, found := strings.CutPrefix(header.Get(signatureHeader), "v0=")
	sum, err := hex.DecodeString(given)
	at := header.Get(timeHeader)
	mac := hmac.New(sha256.New, []byte(c.cfg.SigningSecret))
	mac.Write([]byte("v0:" + at + ":"))
	mac.Write(body)

	if !hmac.Equal(mac.Sum(nil), sum) || !found || err != nil {
		return false
	}

	sec, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return false
	}
	if skew := c.env.Now().Sub(time.Unix(sec, 0)); skew.Abs() > maxSkew {
		c.skewed.Store(true)
		c.env.Log.Error(
			"a request signed by Slack has a wrong time: the clock is wrong, or the request is replayed",
			"channel", c.cfg.ID,
			"skew", skew,
		)
		c.standing.Broken("clock", "requests from Slack are off by "+skew.Round(time.Minute).String())

		return false
	}
	if c.skewed.CompareAndSwap(true, false) {
		c.standing.Up()
	}

	return true
}

// pushed takes one event.
func (c *Channel) pushed(ctx context.Context, body []byte) (int, any) {
	var envelope outer
	if adapters.Lenient(body, &envelope); envelope.Type == "url_verification" {
		return http.StatusOK, map[string]string{"challenge": envelope.Challenge}
	}

	return c.answer(ctx, c.reader().event(body)), nil
}

// pressed takes one interaction: a form with JSON in the field payload. The form is read from the signed body alone, never from the query.
func (c *Channel) pressed(ctx context.Context, body []byte) (int, any) {
	form, err := url.ParseQuery(string(body))
	switch {
	case err == nil && form.Get("payload") != "":
		return c.answer(ctx, c.reader().interact([]byte(form.Get("payload")))), nil
	// an administrator has added a slash command in the app's settings
	case err == nil && form.Get("command") != "":
		c.env.Unknown("slash_commands")
		return http.StatusOK, nil
	}
	c.env.Unknown("garbage")

	return http.StatusBadRequest, nil
}

// answer stores an event in the line of its person. The status is 200 only after the event is stored or parked. After any other status
// Slack sends an event again. The retry header of Slack changes no step: the first try may have died before the commit.
func (c *Channel) answer(ctx context.Context, d decoded) int {
	result := make(chan error, 1)
	c.lines.add(d.person, func() { result <- c.take(ctx, d) })

	return c.parking.Pushed(d.key, <-result)
}
