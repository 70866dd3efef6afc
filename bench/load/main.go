// Command load is the client of the benchmark: visitors and one operator of a Frontdesk or of the floor, in a separate process.
//
// The client measures from outside only: from the due instant of a message to the frames that the client reads. The client talks to
// 127.0.0.1 only. Every run is bounded in time and in messages. The result is one line of JSON on stdout.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// options of one run.
type options struct {
	Mode     string
	Addr     string
	Password string // password of the operator; "" means the floor, a target without sign-in and dialog
	Rate     float64
	Seconds  float64
	Warm     float64
	Visitors int
	Person   bool // the operator owns the conversations; false means that the bot answers
	Cap      int  // limit of unacknowledged messages per visitor; 0 means no limit
	Verify   bool
	PID      int
	Ask      bool // visitors ask questions of the sample FAQ, and the run measures the bot's answers
}

// result is the result of one run. Times are milliseconds.
type result struct {
	Mode       string  `json:"mode"`
	Seconds    float64 `json:"seconds"`
	Offered    int     `json:"offered"`
	Shed       int     `json:"shed"`     // not sent, because the visitor's own queue was full
	Messages   int     `json:"messages"` // all sent messages, including the preparation
	Sent       int     `json:"sent"`     // sent in the counted time, as are all fields below
	Acked      int     `json:"acked"`
	Refused    int     `json:"refused"`
	Unanswered int     `json:"unanswered"` // neither acknowledged nor refused
	Unhinted   int     `json:"unhinted"`   // acknowledged, but no operator frame was read
	Missing    int     `json:"missing"`    // acknowledged, but not found afterwards (with -verify)
	Doubled    int     `json:"doubled"`
	Cuts       int     `json:"cuts"` // operator's or visitors' sockets closed by the server
	PerSecond  float64 `json:"per_second"`
	Late       spread  `json:"late"` // lateness of the client itself
	Ack        spread  `json:"ack"`
	Deliver    spread  `json:"deliver"`
	Answer     spread  `json:"answer"`
	Drained    float64 `json:"drained_s"` // from the end of the load until no message was outstanding
	RSSBefore  int64   `json:"rss_before"`
	RSSMost    int64   `json:"rss_most"`
	RSSAfter   int64   `json:"rss_after"`
	CPU        float64 `json:"cpu"` // CPU of the server as a share of one core
	Sockets    int     `json:"sockets"`
}

func main() {
	var opts options
	flag.StringVar(&opts.Mode, "mode", "open", "open, closed, post or idle")
	flag.StringVar(&opts.Addr, "addr", "", "HOST:PORT on this machine")
	flag.StringVar(&opts.Password, "password", "", "password of the operator admin; empty for the floor")
	flag.Float64Var(&opts.Rate, "rate", 200, "messages a second (open)")
	flag.Float64Var(&opts.Seconds, "seconds", 5, "length of the load in seconds")
	flag.Float64Var(&opts.Warm, "warm", 1, "uncounted seconds before the load (open)")
	flag.IntVar(&opts.Visitors, "visitors", 50, "number of visitors")
	flag.BoolVar(&opts.Person, "person", true, "the operator owns the conversations")
	flag.IntVar(&opts.Cap, "cap", 0, "limit of unacknowledged messages per visitor (open)")
	flag.BoolVar(&opts.Verify, "verify", false, "look every acknowledged message up afterwards")
	flag.IntVar(&opts.PID, "pid", 0, "process id of the server, for memory and CPU time")
	flag.BoolVar(&opts.Ask, "ask", false, "ask questions of the sample FAQ")
	flag.Parse()
	result, err := run(opts)
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(result)
}

// Bounds of any run. No flag can exceed the bounds.
const (
	mostSeconds  = 120
	mostVisitors = 12_000
	mostMessages = 3_000_000
)

func run(opts options) (*result, error) {
	if host, _, err := net.SplitHostPort(opts.Addr); err != nil || !net.ParseIP(host).IsLoopback() {
		return nil, fmt.Errorf("-addr %q: want an address of this machine, such as 127.0.0.1:8080", opts.Addr)
	}
	if opts.Seconds <= 0 || opts.Seconds > mostSeconds || opts.Visitors < 1 || opts.Visitors > mostVisitors ||
		opts.Rate*opts.Seconds > mostMessages {
		return nil, fmt.Errorf(
			"want at most %d s, %d visitors and %d messages",
			mostSeconds,
			mostVisitors,
			mostMessages,
		)
	}
	if err := raiseFiles(); err != nil {
		return nil, err
	}

	switch opts.Mode {
	case "open":
		return openLoop(opts)
	case "closed":
		return closedLoop(opts)
	case "post":
		return postLoop(opts)
	case "idle":
		return idle(opts)
	}

	return nil, fmt.Errorf(
		"-mode %q: want %s",
		opts.Mode,
		strings.Join([]string{"open", "closed", "post", "idle"}, ", "),
	)
}

// raiseFiles raises the limit of open files to the allowed maximum.
func raiseFiles() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("limit of open files: %w", err)
	}
	limit.Cur = limit.Max

	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

// sleepUntil sleeps in the kernel, because a timer of the Go runtime may be a millisecond late. A millisecond is more than the measured
// latencies. The caller has locked the thread.
func sleepUntil(t time.Time) {
	for d := time.Until(t); d > 0; d = time.Until(t) {
		ts := syscall.NsecToTimespec(int64(d))
		_ = syscall.Nanosleep(&ts, nil)
	}
}
