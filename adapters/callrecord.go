package adapters

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
)

// CallRecord is what is known of one API call besides the error of the platform's library: whether the request can have reached the platform, and the
// status of its answer (0 = there was none). Its zero value is ready.
type CallRecord struct {
	wrote  atomic.Bool
	Status int
}

// Wrote reports whether the request has begun to leave. If it has not, the platform surely has not accepted it.
func (s *CallRecord) Wrote() bool { return s.wrote.Load() }

type watch struct {
	seen *CallRecord
	read func(http.Header, []byte)
}

type watchKey struct{}

// Record makes the Recorder note in seen what happens to the call that is made with the context returned; read gets the whole answer.
func Record(ctx context.Context, seen *CallRecord, read func(http.Header, []byte)) context.Context {
	return context.WithValue(ctx, watchKey{}, watch{seen, read})
}

// Recorder is a transport that notes of each watched call whether its request was written, and reads the whole answer, so that one cut off is an
// error here. Libraries drop the body of a failed request, which may still say that nothing was done.
type Recorder struct{ Next http.RoundTripper }

// maxAnswer bounds an answer: 100 updates, or a page of 200 messages, of the longest texts stay far below.
const maxAnswer = 32 << 20

// RoundTrip implements http.RoundTripper.
func (w Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	k, ok := req.Context().Value(watchKey{}).(watch)
	if !ok {
		return w.Next.RoundTrip(req)
	}
	trace := &httptrace.ClientTrace{WroteHeaders: func() { k.seen.wrote.Store(true) }}
	resp, err := w.Next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil {
		return nil, err
	}
	k.seen.wrote.Store(true)
	k.seen.Status = resp.StatusCode
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return nil, err
	}
	if len(body) > maxAnswer {
		return nil, errors.New("the answer is too long")
	}
	k.read(resp.Header, body)
	resp.Body = io.NopCloser(bytes.NewReader(body))

	return resp, nil
}

// MaxTries is how often an update may fail through its own fault before it is parked.
const MaxTries = 3

// Tries counts the failures of updates by their keys. Its zero value is ready.
type Tries struct {
	mu sync.Mutex
	of map[string]int
}

// Add counts one more failure and returns how many there were.
func (t *Tries) Add(key string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil || len(t.of) > 10_000 {
		t.of = map[string]int{}
	}
	t.of[key]++

	return t.of[key]
}

// Forget ends the count of a key.
func (t *Tries) Forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, key)
}
