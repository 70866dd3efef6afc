package adapters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"sync"

	"frontdesk/chat"
)

// maxTries is the number of failures of an update by its own fault before the update is parked.
const maxTries = 3

// Parking decides about updates that could not be stored. Create it with NewParking.
type Parking struct {
	env   Env
	mu    sync.Mutex
	tries map[string]int // failures by key
}

// NewParking parks with the services of the channel.
func NewParking(env Env) *Parking { return &Parking{env: env, tries: map[string]int{}} }

// Failed decides about an update after a failed storing. An error asks the platform for the update again. Nil means the update is parked,
// after three failures through its own fault. An update that comes only once is parked at once.
func (p *Parking) Failed(ctx context.Context, key string, raw []byte, once bool, err error) error {
	if Transient(err) || p.add(key) < maxTries && !once {
		return err
	}
	p.env.Log.Warn("update parked", "channel", p.env.ID, "update", key, "error", err)
	if err := p.env.Park(ctx, p.env.ID, key, string(raw), err.Error()); err != nil {
		return &chat.Error{Kind: chat.Storage, Text: "park an update", Err: err}
	}
	p.Forget(key)

	return nil
}

func (p *Parking) add(key string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.tries) > 10_000 {
		p.tries = map[string]int{}
	}
	p.tries[key]++

	return p.tries[key]
}

// Forget removes the failures of a stored update.
func (p *Parking) Forget(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.tries, key)
}

// Transient reports whether an error of Accept or Park has a passing cause outside of the update: the update was not stored, and a later
// try may work.
func Transient(err error) bool {
	return chat.KindOf(err) == chat.Storage || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded)
}

// Guarded turns a panic of fn into an error.
func Guarded(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()

	return fn()
}

// MaxPush limits the body of a pushed update, in bytes. An update of the longest text with its quote and entities is far smaller.
const MaxPush = 1 << 20

// retryPush is the number of seconds until the platform may try again.
const retryPush = "5"

// ReadPush reads the body of a pushed update. After a failure the request is answered and ok is false.
func ReadPush(w http.ResponseWriter, r *http.Request) (body []byte, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxPush))
	if err == nil {
		return body, true
	}

	status := http.StatusBadRequest
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		status = http.StatusRequestEntityTooLarge
	}
	w.WriteHeader(status)

	return nil, false
}

// Pushed is the HTTP status for a pushed update. The status is 200 only without an error: the update is stored or parked.
func (p *Parking) Pushed(key string, err error) int {
	switch {
	case err == nil:
		return http.StatusOK
	case Transient(err):
		p.env.Log.Error("update not stored", "channel", p.env.ID, "update", key, "error", err)
		return http.StatusServiceUnavailable
	}
	p.env.Log.Warn("update failed", "channel", p.env.ID, "update", key, "error", err)

	return http.StatusInternalServerError
}

// WritePushed writes the status of a pushed update. A platform that has to try again is told when.
func WritePushed(w http.ResponseWriter, status int) {
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryPush)
	}
	w.WriteHeader(status)
}
