// Package webchat is the channel of web sites: the widget's socket, the uploads and files, and the widget's scripts.
//
// The channel has no deliveries: widgets pull from the timeline and confirm the entries they have shown. docs/widget-protocol.md is the
// contract.
package webchat

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// Store has the widget's reads of the store. This package limits all reads to the peer of one visitor.
type Store = adapters.PeerStore

// Config is the configuration of a web chat channel.
type Config struct {
	ID        chat.ChannelID
	Origins   []string // sites that may embed the widget; empty means only Frontdesk's own origin
	MaxFile   int64    // bytes
	PerSecond float64  // maximum messages per second of one visitor
	Secret    []byte   // signs visitor tokens
}

// Deps are the services for the channel.
type Deps struct {
	Receive func(context.Context, chat.Inbound) (chat.Stored, error)
	Typing  func(p chat.Peer, on bool, text string)
	Store   Store
	Blobs   adapters.Blobs
	Hints   adapters.Hints
	// Touched tells live views that the visitor has seen more of a conversation.
	Touched func(chat.ConversationID)
	Say     func(lang, key string) string // texts for visitors
	Lang    func(lang string) string      // the nearest supported language
	Online  func() bool
	Board   *adapters.Board
	Log     *slog.Logger
	Now     func() time.Time
}

// Channel is one web chat. Channel implements adapters.Channel and adapters.Connected.
type Channel struct {
	Config
	Deps

	mu       sync.Mutex
	sessions map[string]map[*session]struct{} // sessions by visitor address
	seen     map[chat.ConversationID]int64    // confirmed by widgets, not stored yet
	draining bool
	work     sync.WaitGroup // one per socket
}

// Limits for widgets. The server announces and enforces the limits.
const (
	MaxText       = 8000 // characters of a message
	maxFrame      = 64 << 10
	defaultFile   = 20 << 20
	defaultPerSec = 10
)

// New makes a channel.
func New(config Config, deps Deps) *Channel {
	if config.MaxFile == 0 {
		config.MaxFile = defaultFile
	}
	if config.PerSecond == 0 {
		config.PerSecond = defaultPerSec
	}

	return &Channel{
		Config:   config,
		Deps:     deps,
		sessions: map[string]map[*session]struct{}{},
		seen:     map[chat.ConversationID]int64{},
	}
}

// ID returns the channel's id.
func (c *Channel) ID() chat.ChannelID { return c.Config.ID }

// traits of a web chat: clients pull, so the channel sends no calls. A visitor may claim any name.
var traits = adapters.Traits{Type: typeName, ClientsPull: true, MaxText: MaxText, MaxFile: defaultFile}

// Traits returns the traits of the kind with the maximum file size of this channel.
func (c *Channel) Traits() adapters.Traits {
	t := traits
	t.MaxFile = c.MaxFile

	return t
}

// seenEvery is the interval of storing widgets' confirmations. A write per confirmation would be too many.
const seenEvery = 500 * time.Millisecond

// Run passes hints to the sockets until ctx ends.
func (c *Channel) Run(ctx context.Context) error {
	hints, end := c.Hints.Subscribe()
	defer end()
	// Sockets may be older than the subscription. Earlier hints have not reached these sockets.
	c.refresh()
	c.Board.Report(adapters.Health{ID: c.Config.ID, Type: typeName, State: adapters.Up})
	tick := time.NewTicker(seenEvery)
	defer tick.Stop()

	for {
		select {
		case <-ctx.Done():
			c.storeSeen(context.WithoutCancel(ctx))
			return ctx.Err()
		case hint := <-hints:
			switch {
			case hint.Missed:
				c.refresh()
			case hint.Peer.Channel == c.Config.ID:
				c.spread(hint)
			}
		case <-tick.C:
			c.storeSeen(ctx)
		}
	}
}

func (c *Channel) spread(hint chat.Hint) {
	c.mu.Lock()
	defer c.mu.Unlock()

	for s := range c.sessions[hint.Peer.Address] {
		s.hint(hint)
	}
}

// refresh makes every session read the store, because hints were lost.
func (c *Channel) refresh() {
	c.mu.Lock()
	defer c.mu.Unlock()

	for _, set := range c.sessions {
		for s := range set {
			s.missed()
		}
	}
}

func (c *Channel) storeSeen(ctx context.Context) {
	c.mu.Lock()
	marks := c.seen
	if len(marks) == 0 {
		c.mu.Unlock()
		return
	}
	c.seen = map[chat.ConversationID]int64{}
	c.mu.Unlock()
	if err := c.Store.Reached(ctx, marks); err != nil {
		c.Log.Warn("store the confirmations of widgets", "error", err)
		return
	}

	for id := range marks {
		c.Touched(id)
	}
}

func (c *Channel) mark(id chat.ConversationID, seq int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seq > c.seen[id] {
		c.seen[id] = seq
	}
}

// begin counts a socket. During a stop of the program the result is false.
func (c *Channel) begin() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.draining {
		return false
	}
	c.work.Add(1)

	return true
}

func (c *Channel) enter(live *session) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.draining {
		return false
	}
	set := c.sessions[live.peer.Address]
	if set == nil {
		set = map[*session]struct{}{}
		c.sessions[live.peer.Address] = set
	}
	set[live] = struct{}{}

	return true
}

func (c *Channel) leave(live *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.sessions[live.peer.Address], live)
	if len(c.sessions[live.peer.Address]) == 0 {
		delete(c.sessions, live.peer.Address)
	}
}

// Sockets returns the number of connected widgets.
func (c *Channel) Sockets() int {
	c.mu.Lock()
	defer c.mu.Unlock()

	count := 0
	for _, set := range c.sessions {
		count += len(set)
	}

	return count
}

// Drain asks every widget to reconnect a little later and closes the sockets, because the HTTP server does not close hijacked
// connections.
func (c *Channel) Drain() {
	c.mu.Lock()
	c.draining = true
	var all []*session

	for _, set := range c.sessions {
		for s := range set {
			all = append(all, s)
		}
	}
	c.mu.Unlock()

	for _, s := range all {
		s.dismiss()
	}
}

// Wait returns when no socket uses the store any more. Call Wait after Drain.
func (c *Channel) Wait() { c.work.Wait() }

// allowed checks the Origin of a request. Frontdesk's own origin and the listed origins are allowed. A program without an Origin header
// is no browser and is allowed, too.
func (c *Channel) allowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	site, err := url.Parse(origin)
	if err != nil || site.Host == "" {
		return false // also for "null"
	}
	if strings.EqualFold(site.Host, r.Host) {
		return true
	}

	return slices.ContainsFunc(
		c.Origins,
		func(o string) bool { return strings.EqualFold(strings.TrimSuffix(o, "/"), origin) },
	)
}

// file finds an upload this visitor may see.
func (c *Channel) file(ctx context.Context, peer chat.Peer, id string) (*chat.Upload, error) {
	upload, err := c.Store.PeerFile(ctx, peer, id)
	if err != nil {
		return nil, err
	}
	if upload == nil || upload.State != chat.FileReady {
		return nil, chat.Fault(chat.NotFound, "no such file")
	}

	return upload, nil
}
