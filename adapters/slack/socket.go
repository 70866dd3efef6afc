package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
	sdk "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"frontdesk/adapters"
)

const (
	openLimit    = 15 * time.Second // of apps.connections.open and of the handshake
	ackLimit     = 5 * time.Second
	farewellMost = 5 * time.Second        // for events in the store when the program stops
	flushTime    = 250 * time.Millisecond // the library does not report the sending of an ack
	inHand       = 256                    // events in work at once
	maxFrame     = 4 << 20                // bytes
)

// socket is one life of the Socket Mode client. The library reconnects by itself in three cases: Slack refreshes the connection, the
// connection drops, or no ping has come for Config.PingInterval.
type socket struct {
	c      *Channel
	client *socketmode.Client
	slots  chan struct{}
}

// runSocket receives until ctx ends or the library gives up.
func (c *Channel) runSocket(ctx context.Context) error {
	live := &socket{c: c, slots: make(chan struct{}, inHand)}
	live.client = socketmode.New(
		c.client(c.env.Transport, openLimit),
		socketmode.OptionPingInterval(c.cfg.PingInterval),
		socketmode.OptionDialer(dialer(c.env.Transport)),
		socketmode.OptionReadLimit(maxFrame),
		socketmode.OptionLog(silent),
	)
	// The link outlives ctx a little. So an event in the store at the stop of the program can still be acknowledged.
	link, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	ended := make(chan error, 1)
	go func() { ended <- live.client.RunContext(link) }()

	err, over := live.read(ctx, ended)

	last, done := context.WithTimeout(context.WithoutCancel(ctx), farewellMost)
	defer done()
	c.lines.settle(last)
	if !over {
		_ = adapters.Pause(last, flushTime)
		cut()
		c.env.Log.Debug("the socket has ended", "channel", c.cfg.ID, "error", <-ended)
	}

	return err
}

// dialer takes sockets over the same proxy and dial function as calls.
func dialer(transport http.RoundTripper) *websocket.Dialer {
	dial := &websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		HandshakeTimeout: openLimit,
		WriteBufferSize:  32 << 10, // an ack must be one frame
	}
	if h, ok := transport.(*http.Transport); ok {
		dial.NetDialContext = h.DialContext
		if dial.Proxy = h.Proxy; h.TLSClientConfig != nil {
			dial.TLSClientConfig = h.TLSClientConfig.Clone()
		}
	}

	return dial
}

// read handles the events of the library; over means the library has ended.
func (s *socket) read(ctx context.Context, ended <-chan error) (err error, over bool) {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err(), false
		case err := <-ended:
			return s.down(err), true
		case event := <-s.client.Events:
			if err := s.event(ctx, event); err != nil {
				return err, false
			}
		}
	}
}

func (s *socket) event(ctx context.Context, event socketmode.Event) error {
	channel := s.c

	switch event.Type {
	case socketmode.EventTypeHello:
		channel.standing.Up()
		// Each connection takes a share of the events. The connection of a dead process would swallow its share.
		if event.Request != nil && event.Request.NumConnections > 1 {
			channel.env.Log.Info(
				"other connections are open",
				"channel", channel.cfg.ID,
				"connections", event.Request.NumConnections,
			)
		}
	case socketmode.EventTypeConnectionError:
		failed, _ := event.Data.(*sdk.ConnectionErrorEvent)
		if failed == nil || failed.ErrorObj == nil {
			return nil
		}
		if code := trouble(codeOf(failed.ErrorObj)); code != "" {
			return adapters.Down{Code: code, Err: s.cause(failed.ErrorObj)}
		}
		channel.standing.Broken("network", s.cause(failed.ErrorObj).Error())
	case socketmode.EventTypeErrorWriteFailed, socketmode.EventTypeIncomingError:
		// The library reconnects, and unacknowledged events come again.
		channel.env.Log.Debug("socket", "channel", channel.cfg.ID, "event", event.Type)
	case socketmode.EventTypeErrorBadMessage: // the library cannot read the frame, but we may
		if bad, _ := event.Data.(*socketmode.ErrorBadMessage); bad != nil {
			var req socketmode.Request
			adapters.Lenient(bad.Message, &req)

			return s.frame(ctx, req.EnvelopeID, req.Type, req.Payload)
		}
	default:
		if event.Request != nil && event.Request.EnvelopeID != "" {
			return s.frame(ctx, event.Request.EnvelopeID, event.Request.Type, event.Request.Payload)
		}
	}

	return nil
}

// frame takes one envelope in the line of its person, and acknowledges the envelope after the storing.
func (s *socket) frame(ctx context.Context, id, kind string, raw json.RawMessage) error {
	channel := s.c

	event := decoded{raw: raw, unknown: word(kind)}
	switch kind {
	case socketmode.RequestTypeEventsAPI:
		event = channel.reader().event(raw)
	case socketmode.RequestTypeInteractive:
		event = channel.reader().interact(raw)
	}

	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	channel.lines.add(event.person, func() {
		defer func() { <-s.slots }()
		if err := channel.take(ctx, event); err != nil {
			channel.env.Log.Error("event not stored", "channel", channel.cfg.ID, "event", event.key, "error", err)
			return
		}
		if id != "" {
			s.ack(ctx, id)
		}
	})

	return nil
}

// ack tells Slack an envelope has arrived. After a reconnect the ack goes over the new connection. After a lost ack Slack sends the
// envelope again.
func (s *socket) ack(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackLimit)
	defer cancel()
	if err := s.client.AckCtx(ctx, id, nil); err != nil {
		s.c.env.Log.Warn("ack not sent", "channel", s.c.cfg.ID, "error", err)
	}
}

// down says why the library has given up.
func (s *socket) down(err error) error {
	if err == nil {
		err = errors.New("the socket has ended")
	}
	code := trouble(codeOf(err))
	var status sdk.StatusCodeError
	// Slack answers 404 without a valid app-level token.
	if errors.As(err, &status) && status.Code == http.StatusNotFound {
		code = "token"
	}
	if code == "" {
		code = "network"
	}

	return adapters.Down{Code: code, Err: s.cause(err)}
}

// codeOf is Slack's error code in an error of the library, or "" without a code.
func codeOf(err error) string {
	var refused sdk.SlackErrorResponse
	if errors.As(err, &refused) {
		return refused.Err
	}

	return ""
}

// cause is an error without secrets. The library's own errors can quote the socket's address with the ticket.
func (s *socket) cause(err error) error {
	var status sdk.StatusCodeError
	switch code := codeOf(err); {
	case code != "":
		return errors.New(s.c.secrets.Redact(code))
	case errors.As(err, &status):
		return fmt.Errorf("HTTP status %d", status.Code)
	}
	var net *net.OpError
	if errors.As(err, &net) {
		return errors.New(s.c.secrets.Redact(net.Error()))
	}

	return s.c.cause(&call{}, err)
}
