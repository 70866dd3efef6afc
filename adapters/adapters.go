// Package adapters holds the contract between Frontdesk and a messenger, and what all messengers share: the runner that keeps channels
// alive, the sender that owns order, pace, retry and the honest state of every part, and the fetcher of customers' files.
//
// An adapter only translates. It acknowledges to its platform after Accept has returned nil, and never retries, sleeps between sends or stores.
package adapters

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"frontdesk/chat"
)

// Accept stores one inbound thing. Nil means: durably stored, or known already; only then may the platform be told that it arrived. It may be
// called concurrently; an error of kind chat.Storage means "ask the platform to send it again later", any other error means that this very
// update cannot be stored (after three tries it is parked).
type Accept func(context.Context, chat.Inbound) error

// Channel is one configured messenger account, and receives.
type Channel interface {
	ID() chat.ChannelID
	Traits() Traits
	// Run receives until ctx ends or the channel is dead. It is called again, with back-off, after an error; Down says what people should do.
	Run(ctx context.Context) error
}

// Sending is a channel that also shows entries to its peers, by calls of ours. A channel whose clients pull from the timeline does not implement it.
type Sending interface {
	Channel
	// Render splits an entry into the payloads of its parts, each fit for one call within Traits. It is pure and yields at least one.
	Render(chat.Entry) ([]string, error)
	// Send makes one platform call and returns the platform's id of what it made. It may be called concurrently for different peers. Errors:
	// RetryAfter, Rejected, Uncertain; anything else counts as Uncertain. It never retries.
	Send(ctx context.Context, p Outgoing) (native string, err error)
}

// Outgoing is one part on its way, with what the call may need of the timeline.
type Outgoing struct {
	chat.Part
	Entry   chat.Entry
	ReplyTo string // native id of the message quoted, "" for none
	Files   func(hash string) (io.ReadCloser, error)
}

// Traits say what a channel is and what its limits are, as data. The core reads them and never asks which type a channel has.
type Traits struct {
	Type             string // as in config.yaml
	ClientsPull      bool   // clients pull from the timeline: there are no deliveries
	IdentityVerified bool   // the platform has signed people in: they are who their address says
	Exclusive        bool   // only one node may run it at a time
	PerSecond        float64
	PerPeer          Pace
	MaxText          int   // in the platform's own units, for one part
	MaxFile          int64 // bytes
}

// Pace allows Burst calls at once, then one every Every.
type Pace struct {
	Every time.Duration
	Burst int
}

// Other verbs are looked up once at start.
type (
	// Fetcher brings the bytes of a customer's file. The error is Rejected when it will never work.
	Fetcher interface {
		Fetch(ctx context.Context, f chat.File) (io.ReadCloser, error)
	}
	// Typist shows that somebody is writing; best effort.
	Typist interface {
		Typing(ctx context.Context, p chat.Peer) error
	}
	// ReadBack finds out whether an uncertain part has arrived. found is false when it surely has not.
	ReadBack interface {
		Arrived(ctx context.Context, p Outgoing) (native string, found bool, err error)
	}
	// Connected is a channel whose clients keep connections open, which the HTTP server does not close.
	Connected interface {
		// Sockets is how many clients are connected.
		Sockets() int
		// Drain asks every client to come back a little later, and closes its connection. It does not wait.
		Drain()
		// Wait returns when no connection uses the store any more. Call it after Drain.
		Wait()
	}
	// Unbutton takes the buttons off an older message; best effort.
	Unbutton interface {
		Unbutton(ctx context.Context, p chat.Peer, native string) error
	}
)

// RetryAfter says that the platform refused for now: surely not accepted. Scope tells what must wait.
type RetryAfter struct {
	Wait    time.Duration
	Channel bool // the whole channel, not only this peer
	Err     error
}

func (e RetryAfter) Error() string { return fmt.Sprintf("try again in %s: %v", e.Wait, e.Err) }

// Unwrap returns the cause.
func (e RetryAfter) Unwrap() error { return e.Err }

// Rejected says that the platform refused for good. Reason is for people; Peer means that nothing will reach this peer any more.
type Rejected struct {
	Reason string
	Peer   bool
	Err    error
}

func (e Rejected) Error() string { return e.Reason }

// Unwrap returns the cause.
func (e Rejected) Unwrap() error { return e.Err }

// Uncertain says that nobody knows whether the platform has accepted it.
type Uncertain struct{ Err error }

func (e Uncertain) Error() string { return fmt.Sprintf("outcome unknown: %v", e.Err) }

// Unwrap returns the cause.
func (e Uncertain) Unwrap() error { return e.Err }

// Down is returned by Run when a person has to do something. Code is a short word for the dictionary of the console.
type Down struct {
	Code string // "token", "conflict", "webhook", "network", "config"
	Err  error
}

func (e Down) Error() string { return fmt.Sprintf("%s: %v", e.Code, e.Err) }

// Unwrap returns the cause.
func (e Down) Unwrap() error { return e.Err }

// Inlet is a channel that receives over our HTTP server: webhooks of Telegram, the Events API of Slack.
type Inlet interface {
	Register(handle func(pattern string, h http.Handler))
}
