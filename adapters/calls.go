package adapters

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync/atomic"
	"time"

	"frontdesk/chat"
)

// The parts below are shared by the channels that call the API of a platform.

const (
	// LongestHint limits the pause after one hint of a platform, so that a wrong hint does not stop the receiving for hours.
	LongestHint = 5 * time.Minute
	// tokenPause is the pause of a channel while an administrator has to repair the token or the setup.
	tokenPause = time.Minute
)

// Pause waits for d. When ctx ends first, Pause returns the error of ctx.
func Pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()

	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Lenient decodes the fields with the right type and leaves the other fields zero. encoding/json goes on after a field of the wrong type.
// From invalid JSON encoding/json takes no field at all.
func Lenient(raw []byte, into any) {
	if len(raw) > 0 {
		_ = json.Unmarshal(raw, into)
	}
}

// Secrets are the texts that no error and no log line may hold.
type Secrets []string

// Redact returns the text without the secrets.
func (s Secrets) Redact(text string) string {
	for _, secret := range s {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}

	return text
}

// Unread is the error of a call without a readable answer.
func (s *CallRecord) Unread() error {
	if s.Status != 0 {
		return fmt.Errorf("the answer cannot be read (HTTP status %d)", s.Status)
	}

	return errors.New("no answer")
}

// Standing reports the health of a channel to the board.
type Standing struct {
	Board   *Board
	ID      chat.ChannelID
	Type    string
	refused atomic.Bool // a send has found the token refused
}

// Up reports a working channel.
func (s *Standing) Up() { s.Board.Report(Health{ID: s.ID, Type: s.Type, State: Up}) }

// Broken reports a fault for a person to repair. Code is a word of the console's dictionary.
func (s *Standing) Broken(code, text string) {
	s.Board.Report(Health{ID: s.ID, Type: s.Type, State: Broken, Code: code, Detail: text})
}

// Refused reports a send that was refused for a fault of the installation, and lets the whole channel wait.
func (s *Standing) Refused(code string, cause error) RetryAfter {
	s.refused.Store(true)
	s.Broken(code, cause.Error())

	return RetryAfter{Wait: tokenPause, Channel: true, Err: cause}
}

// Trusted withdraws the report of Refused after a send has worked.
func (s *Standing) Trusted() {
	if s.refused.CompareAndSwap(true, false) {
		s.Up()
	}
}

// SoftCalls make calls with an unimportant outcome beside the important calls. The limit of each call bounds the wait of Rest.
type SoftCalls struct {
	slots chan struct{}
	limit time.Duration
}

// NewSoftCalls allows a number of calls at the same time. limit bounds each call.
func NewSoftCalls(atOnce int, limit time.Duration) SoftCalls {
	return SoftCalls{slots: make(chan struct{}, atOnce), limit: limit}
}

// Go makes a call without waiting. When too many calls are running, the new call is left out.
func (s SoftCalls) Go(call func(context.Context)) {
	select {
	case s.slots <- struct{}{}:
	default:
		return
	}

	go func() {
		defer func() { <-s.slots }()
		ctx, cancel := context.WithTimeout(context.Background(), s.limit)
		defer cancel()
		call(ctx)
	}()
}

// Rest waits for the running calls.
func (s SoftCalls) Rest() {
	for range cap(s.slots) {
		s.slots <- struct{}{}
	}

	for range cap(s.slots) {
		<-s.slots
	}
}

// TooLarge is the refusal of a file over the limit of a channel, in bytes.
func TooLarge(size, limit int64) Rejected {
	return Rejected{Reason: fmt.Sprintf("the file has %d bytes, the channel hands out at most %d", size, limit)}
}

// File returns the file of a part. number counts from 1.
func (p Outgoing) File(number int) (chat.File, error) {
	if number > len(p.Entry.Files) || p.Files == nil {
		return chat.File{}, Rejected{Reason: "the file of the part is gone"}
	}

	return p.Entry.Files[number-1], nil
}

// Open opens the bytes of a file. The caller closes the reader.
func (p Outgoing) Open(file chat.File) (io.ReadCloser, error) {
	data, err := p.Files(file.Hash)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, Rejected{Reason: "the file is gone", Err: err}
	case err != nil:
		return nil, RetryAfter{Err: fmt.Errorf("open the file: %w", err)}
	}

	return data, nil
}
