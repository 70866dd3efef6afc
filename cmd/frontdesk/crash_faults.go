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

// withFaults adds two faults. FRONTDESK_CRASH=POINT:N makes the process kill itself (-9) at the n-th passage of a named point.
// FRONTDESK_CLOCK=FILE shifts the clock by the number of milliseconds in a file.
func withFaults(options program.Options) program.Options {
	if file := os.Getenv("FRONTDESK_CLOCK"); file != "" {
		options.Now = func() time.Time { return skewed(file) }
	}
	name, count, ok := strings.Cut(os.Getenv("FRONTDESK_CRASH"), ":")
	limit, err := strconv.ParseInt(count, 10, 64)
	if !ok || err != nil {
		return options
	}
	var hits atomic.Int64
	point := func(at string) {
		if at == name && hits.Add(1) == limit {
			fmt.Fprintln(os.Stderr, "crash at", at, limit)
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal is on the way, and no further code may run
		}
	}
	options.Faults = program.Faults{Point: point, Transport: pointedTransport{at: point}}
	return options
}

// skewed is the time of a wrong wall clock. A file has the error in milliseconds. The time has no monotonic part, because stored times
// have none.
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

// pointedTransport names the steps of a call to a platform. The long poll has no named steps, because a long poll is always open.
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
