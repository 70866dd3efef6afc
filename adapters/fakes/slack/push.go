package slack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// push sends an envelope over HTTP. Events are JSON with retries. Presses and commands are a form and are sent once. The first tries of
// one channel keep their order. The caller holds the lock.
func (s *Server) push(sent *envelope) {
	if s.ctx.Err() != nil {
		return
	}
	turn := make(chan struct{})
	before := s.tails[sent.record.Channel]
	s.tails[sent.record.Channel] = turn
	s.running.Go(func() {
		if before != nil {
			select {
			case <-before:
			case <-s.ctx.Done():
			}
		}
		again := s.post(sent)
		close(turn)

		for again && sent.attempt < len(s.opt.HTTPRetries) {
			wait := s.opt.HTTPRetries[sent.attempt]
			sent.attempt++
			if s.opt.Sleep(s.ctx, wait) != nil {
				return
			}
			again = s.post(sent)
		}
		s.mu.Lock()
		s.settle(sent, false) // no effect after an ack
		s.mu.Unlock()
		s.signal.Fire()
	})
}

// post makes one try and reports whether another is due.
func (s *Server) post(sent *envelope) bool {
	s.mu.Lock()
	sent.record.Deliveries++
	sent.record.Reason = sent.reason
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(s.ctx, s.opt.AckDeadline)
	defer cancel()

	resp, err := s.signed(ctx, sent)
	switch {
	case err == nil && resp.StatusCode/100 == 2:
		s.acked(sent.id)
		return false
	case err == nil:
		sent.reason = "http_error"
		if resp.Header.Get("X-Slack-No-Retry") == "1" {
			return false
		}
	default:
		sent.reason = reasonOf(err)
	}
	s.signal.Fire()

	return sent.kind == "events_api" && s.ctx.Err() == nil
}

func reasonOf(err error) string {
	var netErr net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &netErr) && netErr.Timeout():
		return "http_timeout"
	case strings.Contains(err.Error(), "tls:"):
		return "ssl_error"
	}

	return "connection_failed"
}

// signed posts the envelope with Slack's signature; the body of the answer is
// read and closed.
func (s *Server) signed(ctx context.Context, sent *envelope) (*http.Response, error) {
	target, kind, body := s.opt.EventsURL, "application/json", []byte(sent.payload)
	switch sent.kind {
	case "interactive":
		target, kind = s.opt.InteractivityURL, "application/x-www-form-urlencoded"
		body = []byte(url.Values{"payload": {string(sent.payload)}}.Encode())
	case "slash_commands":
		target, kind = s.opt.InteractivityURL, "application/x-www-form-urlencoded"
		var fields map[string]string
		_ = json.Unmarshal(sent.payload, &fields) // the payload is made of strings

		form := url.Values{}
		for k, v := range fields {
			form.Set(k, v)
		}
		body = []byte(form.Encode())
	}
	header := http.Header{"Content-Type": {kind}}
	if sent.attempt > 0 {
		header.Set("X-Slack-Retry-Num", strconv.Itoa(sent.attempt))
		header.Set("X-Slack-Retry-Reason", sent.reason)
	}
	resp, _, err := s.postSigned(ctx, target, header, body)

	return resp, err
}

func (s *Server) postSigned(
	ctx context.Context,
	target string,
	header http.Header,
	body []byte,
) (*http.Response, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	req.Header = header
	ts := strconv.FormatInt(s.now().Unix(), 10)
	req.Header.Set("X-Slack-Request-Timestamp", ts)
	req.Header.Set("X-Slack-Signature", Sign(s.opt.SigningSecret, ts, body))
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))

	return resp, answer, err
}

// Sign is the v0 signature of a body; ts in Unix seconds.
func Sign(secret, ts string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + ts + ":"))
	mac.Write(body)

	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// VerifyURL asks the events URL for a proof with url_verification, as Slack does on saving the URL in the app's settings.
func (s *Server) VerifyURL(ctx context.Context) error {
	s.mu.Lock()
	challenge := s.newID("challenge")
	s.mu.Unlock()
	body, err := json.Marshal(
		map[string]string{"token": "fake-verification-token", "type": "url_verification", "challenge": challenge},
	)
	if err != nil {
		return fmt.Errorf("url_verification: %w", err)
	}
	resp, answer, err := s.postSigned(ctx, s.opt.EventsURL, http.Header{"Content-Type": {"application/json"}}, body)
	if err != nil {
		return fmt.Errorf("url_verification: %w", err)
	}
	var echoed struct {
		Challenge string `json:"challenge"`
	}
	plain := strings.TrimPrefix(strings.TrimSpace(string(answer)), "challenge=")
	if json.Unmarshal(answer, &echoed) == nil {
		plain = echoed.Challenge
	}
	if resp.StatusCode != http.StatusOK || plain != challenge {
		return fmt.Errorf("url_verification: status %d, the challenge did not come back", resp.StatusCode)
	}

	return nil
}
