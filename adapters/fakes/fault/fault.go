// Package fault holds the shared parts of the fake platforms: a script of faults to play, the ways to break an HTTP answer, a journal of
// calls, and a signal. With the signal a test waits for a change without sleeping.
//
// The package knows no rule of Telegram or Slack and never decides about the effect of a call. The package only says which call goes wrong
// and how.
package fault

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// Kind is one way for a call to go wrong.
type Kind string

// The kinds. "Accepted" means the call was carried out although its answer is bad or missing.
const (
	RateLimited  Kind = "429"            // refused; RetryAfter gives the pause
	ServerError  Kind = "500"            // JSON error; accepted only with Fault.Accept
	BadGateway   Kind = "502"            // an HTML page; accepted only with Fault.Accept
	Blocked      Kind = "403"            // the customer refuses the bot
	BadRequest   Kind = "400"            // refused; Fault.Text gives the reason
	Unauthorized Kind = "401"            // token revoked
	Conflict     Kind = "409"            // another poller
	HangBefore   Kind = "timeout-before" // no answer, not accepted
	HangAfter    Kind = "timeout-after"  // no answer, accepted
	ResetBefore  Kind = "reset-before"   // connection reset, not accepted
	ResetAfter   Kind = "reset-after"    // connection reset, accepted
	Truncated    Kind = "truncated"      // half of the JSON, accepted
	Slow         Kind = "slow"           // accepted and answered well, after Delay
)

// Kinds lists every kind, for checking input from outside.
var Kinds = []Kind{RateLimited, ServerError, BadGateway, Blocked, BadRequest, Unauthorized, Conflict,
	HangBefore, HangAfter, ResetBefore, ResetAfter, Truncated, Slow}

// AnyMessage as Fault.Method matches every call with a message for the customer, and no other call.
const AnyMessage = "message"

// Fault is one entry of the script.
type Fault struct {
	Method string `json:"method,omitempty"` // API method, case ignored; "" any; AnyMessage
	Chat   string `json:"chat,omitempty"`   // Telegram chat id in decimal, Slack channel id; "" any
	Kind   Kind   `json:"kind"`             // the way to go wrong
	// number of calls; 0 means 1, negative means until Clear
	Count      int           `json:"count,omitempty"`
	Skip       int           `json:"skip,omitempty"`        // matching calls to let pass first
	RetryAfter int           `json:"retry_after,omitempty"` // seconds, for RateLimited; 0 means 1
	Delay      time.Duration `json:"delay_ns,omitempty"`    // waited before any other step
	Text       string        `json:"text,omitempty"`        // replaces the usual error text
	Accept     bool          `json:"accept,omitempty"`      // ServerError and BadGateway: carry the call out first
}

// Call holds the properties a fault is matched against.
type Call struct {
	Method  string
	Chat    string
	Message bool // the call shows a message to the customer
}

// Script is the list of faults still to be played. The zero value is ready and
// may be used from many goroutines.
type Script struct {
	mu    sync.Mutex
	armed []Fault
	rng   *rand.Rand
	odds  []odd
}

type odd struct {
	kind Kind
	p    float64
}

// Inject adds a fault at the end of the script. When several faults match a call, the oldest fault is played.
func (s *Script) Inject(fault Fault) {
	if fault.Count == 0 {
		fault.Count = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = append(s.armed, fault)
}

// Random lets calls with a message fail by chance, besides the script. odds are probabilities from 0 to 1 per kind. The same seed and the
// same order of calls give the same faults. Empty odds end the random faults.
func (s *Script) Random(seed uint64, odds map[Kind]float64) {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.odds, s.rng = nil, rand.New(rand.NewPCG(seed, seed))
	for _, k := range Kinds { // the order of a map would change from run to run
		if p := odds[k]; p > 0 {
			s.odds = append(s.odds, odd{k, p})
		}
	}
}

// Clear empties the script and ends Random.
func (s *Script) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed, s.odds = nil, nil
}

// Armed returns the faults still to be played.
func (s *Script) Armed() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()

	return slices.Clone(s.armed)
}

// Take returns the fault for this call, if any, and counts the fault as played.
func (s *Script) Take(call Call) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()

	for i := range s.armed {
		candidate := &s.armed[i]
		if !candidate.matches(call) {
			continue
		}
		if candidate.Skip > 0 {
			candidate.Skip--
			continue
		}
		played := *candidate
		if candidate.Count > 0 {
			if candidate.Count--; candidate.Count == 0 {
				s.armed = slices.Delete(s.armed, i, i+1)
			}
		}

		return played, true
	}

	return s.chance(call)
}

func (s *Script) chance(call Call) (Fault, bool) {
	if !call.Message || len(s.odds) == 0 {
		return Fault{}, false
	}

	roll := s.rng.Float64()
	for _, o := range s.odds {
		if roll < o.p {
			return Fault{Kind: o.kind}, true
		}
		roll -= o.p
	}

	return Fault{}, false
}

func (f *Fault) matches(call Call) bool {
	if f.Chat != "" && f.Chat != call.Chat {
		return false
	}

	switch f.Method {
	case "":
		return true
	case AnyMessage:
		return call.Message
	}

	return strings.EqualFold(f.Method, call.Method)
}

// Magic reads a text for a fault. A person at the demo page asks for a fault by such a text.
func Magic(text string) (Kind, bool) {
	switch strings.TrimSpace(text) {
	case "/429":
		return RateLimited, true
	case "/500":
		return ServerError, true
	case "/block":
		return Blocked, true
	case "/timeout":
		return HangAfter, true
	}

	return "", false
}
