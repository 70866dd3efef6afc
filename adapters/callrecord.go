package adapters

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// CallRecord records one API call beside the error of the platform's library. The record says whether the request may have reached the
// platform. Status is the HTTP status of the answer, and zero means no answer. The zero value is ready.
type CallRecord struct {
	wrote  atomic.Bool
	Status int
}

// Wrote reports whether the request was at least partly written. Without a written request the platform has certainly not accepted the
// message.
func (s *CallRecord) Wrote() bool { return s.wrote.Load() }

type watch struct {
	seen *CallRecord
	read func(http.Header, []byte)
}

type watchKey struct{}

// Record returns a context for one call. The Recorder writes the facts of the call into seen and passes the whole answer to read.
func Record(ctx context.Context, seen *CallRecord, read func(http.Header, []byte)) context.Context {
	return context.WithValue(ctx, watchKey{}, watch{seen: seen, read: read})
}

// Recorder is a transport that fills the CallRecord of a call. The Recorder reads the whole answer, so a truncated answer is an error of
// the call. Libraries drop the body of a failed request, but the body may prove that the call had no effect.
type Recorder struct{ Next http.RoundTripper }

// maxAnswer limits an answer in bytes. 100 updates, or a page of 200 messages, of the longest texts stay far below the limit.
const maxAnswer = 32 << 20

// RoundTrip implements http.RoundTripper.
func (w Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	watching, ok := req.Context().Value(watchKey{}).(watch)
	if !ok {
		return w.Next.RoundTrip(req)
	}
	trace := &httptrace.ClientTrace{WroteHeaders: func() { watching.seen.wrote.Store(true) }}
	resp, err := w.Next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil {
		return nil, err
	}
	watching.seen.wrote.Store(true)
	watching.seen.Status = resp.StatusCode
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return nil, err
	}
	if len(body) > maxAnswer {
		return nil, errors.New("the answer is too long")
	}
	watching.read(resp.Header, body)
	resp.Body = io.NopCloser(bytes.NewReader(body))

	return resp, nil
}
