//go:build faults

package main

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"frontdesk/program"
)

// withFaults makes the process kill itself (-9) when it reaches a named point for the n-th time
// (FRONTDESK_CRASH=POINT:N), and its clock as wrong as a file says (FRONTDESK_CLOCK=FILE).
func withFaults(o program.Options) program.Options {
	if file := os.Getenv("FRONTDESK_CLOCK"); file != "" {
		o.Now = func() time.Time { return skewed(file) }
	}
	name, count, ok := strings.Cut(os.Getenv("FRONTDESK_CRASH"), ":")
	n, err := strconv.ParseInt(count, 10, 64)
	if !ok || err != nil {
		return o
	}
	var hits atomic.Int64
	point := func(at string) {
		if at == name && hits.Add(1) == n {
			fmt.Fprintln(os.Stderr, "crash at", at, n)
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal is on its way; nothing may happen any more
		}
	}
	o.Faults = program.Faults{Point: point, Transport: pointedTransport{at: point}}
	return o
}

// skewed is the time of a wall clock that is as many milliseconds off as a file says. It has no monotonic part, as times that were stored have none.
func skewed(file string) time.Time {
	now := time.Now().Round(0)
	text, err := os.ReadFile(file)
	if err != nil {
		return now
	}
	off, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return now
	}
	return now.Add(time.Duration(off) * time.Millisecond)
}

// pointedTransport names the steps of a call to a platform, but for the long poll, which is always under way.
type pointedTransport struct{ at func(string) }

func (t pointedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/getUpdates") {
		t.at("poll-before")
		return http.DefaultTransport.RoundTrip(r)
	}
	t.at("call-before")
	resp, err := http.DefaultTransport.RoundTrip(r)
	t.at("call-after")
	return resp, err
}
