// Package adapters defines the contract between Frontdesk and a messenger. The package also has the parts shared by all messengers: the
// runner restarts channels, the sender owns the order, the pace, the retries and the true state of every part, and the fetcher loads
// customers' files.
//
// An adapter only translates. The adapter acknowledges an update to its platform after Accept has returned nil. An adapter never retries,
// never sleeps between sends and stores no data.
package adapters

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"frontdesk/chat"
)

// Accept stores one inbound event. Nil means the event is stored durably, now or earlier. The platform may get its acknowledgement only
// after nil. Accept may be called concurrently. An error of kind chat.Storage asks the platform to send the event again later. Any other
// error means the update cannot be stored: after three tries the update is parked.
type Accept func(context.Context, chat.Inbound) error

// Channel is one configured messenger account that receives messages.
type Channel interface {
	ID() chat.ChannelID
	Traits() Traits
	// Run receives until ctx ends or the channel fails. After an error Run is called again with a growing pause. The error Down tells
	// operators the necessary action.
	Run(ctx context.Context) error
}

// Sending is a channel that also sends entries to its peers by API calls. A channel with pulling clients does not implement Sending.
type Sending interface {
	Channel
	// Render splits an entry into the payloads of its parts. Each payload fits one call within Traits. Render is pure and returns at
	// least one payload.
	Render(chat.Entry) ([]string, error)
	// Send makes one platform call and returns the platform's id of the new message. Send may be called concurrently for different peers.
	// The errors are RetryAfter, Rejected and Uncertain. Any other error counts as Uncertain. Send never retries.
	Send(ctx context.Context, p Outgoing) (native string, err error)
}

// Outgoing is one part to send, with the facts of the timeline for the call.
type Outgoing struct {
	chat.Part
	Entry   chat.Entry
	ReplyTo string // native id of the quoted message; empty means none
	Files   func(hash string) (io.ReadCloser, error)
}

// Traits describe a channel and its limits as data. The core reads Traits only and never checks the type of a channel.
type Traits struct {
	Type             string // type in config.yaml
	ClientsPull      bool   // clients pull from the timeline, so there are no deliveries
	IdentityVerified bool   // the platform has signed people in, so addresses are verified
	Exclusive        bool   // only one node may run the channel at a time
	PerSecond        float64
	PerPeer          Pace
	MaxText          int   // limit of one part, in the platform's units
	MaxFile          int64 // bytes
}

// Pace allows Burst calls at once, then one call per Every.
type Pace struct {
	Every time.Duration
	Burst int
}

// The optional verbs of a channel. The program looks for each verb once at start.
type (
	// Fetcher loads the bytes of a customer's file. The error Rejected means the fetch can never succeed.
	Fetcher interface {
		Fetch(ctx context.Context, f chat.File) (io.ReadCloser, error)
	}
	// Typist shows a typing signal to the customer. The call is best effort.
	Typist interface {
		Typing(ctx context.Context, p chat.Peer) error
	}
	// ReadBack checks whether an uncertain part has arrived. If found is false, the part has certainly not arrived.
	ReadBack interface {
		Arrived(ctx context.Context, p Outgoing) (native string, found bool, err error)
	}
	// Connected is a channel with open client connections. The HTTP server does not close such connections.
	Connected interface {
		// Sockets returns the number of connected clients.
		Sockets() int
		// Drain asks every client to reconnect a little later and closes the connection. Drain does not wait.
		Drain()
		// Wait returns when no connection uses the store any more. Call Wait after Drain.
		Wait()
	}
	// Unbutton removes the buttons of an older message. The call is best effort.
	Unbutton interface {
		Unbutton(ctx context.Context, p chat.Peer, native string) error
	}
)

// RetryAfter is a temporary refusal by the platform: the message was certainly not accepted.
type RetryAfter struct {
	Wait    time.Duration
	Channel bool // the whole channel must wait, not only this peer
	Err     error
}

// Error implements error.
func (e RetryAfter) Error() string { return fmt.Sprintf("try again in %s: %v", e.Wait, e.Err) }

// Unwrap returns the cause.
func (e RetryAfter) Unwrap() error { return e.Err }

// Rejected is a permanent refusal by the platform. Reason is a text for operators. Peer means no message can reach this peer any more.
type Rejected struct {
	Reason string
	Peer   bool
	Err    error
}

// Error implements error.
func (e Rejected) Error() string { return e.Reason }

// Unwrap returns the cause.
func (e Rejected) Unwrap() error { return e.Err }

// Uncertain means the platform may or may not have accepted the message.
type Uncertain struct{ Err error }

// Error implements error.
func (e Uncertain) Error() string { return fmt.Sprintf("outcome unknown: %v", e.Err) }

// Unwrap returns the cause.
func (e Uncertain) Unwrap() error { return e.Err }

// Down is the error of Run if a person must act. Code is a short word for the console's dictionary.
type Down struct {
	Code string // "token", "conflict", "webhook", "network", "config"
	Err  error
}

// Error implements error.
func (e Down) Error() string { return fmt.Sprintf("%s: %v", e.Code, e.Err) }

// Unwrap returns the cause.
func (e Down) Unwrap() error { return e.Err }

// Inlet is a channel that receives over Frontdesk's HTTP server, such as Telegram's webhooks and Slack's Events API.
type Inlet interface {
	Register(handle func(pattern string, h http.Handler))
}
