// Package slack is a Slack workspace in memory: the Web API, Socket Mode and the signed Events API for an app, without an account and
// without the internet. Tests and `frontdesk demo` run the workspace.
//
// The fake keeps the rules of Slack that break apps in practice: acks with a deadline and redelivery to any connection, echo of the app's
// own posts, twins of one message, refreshes and dead sockets, limits, retries of the Events API. The fake plays faults on demand. The
// methods of Server are the gestures of people; the same gestures exist over HTTP under /sim/ and on the page at /.
//
// The fake calls no address except the configured events URL, keeps no state on disk, and does no business of the app.
//
// Sources: docs.slack.dev (Events API, Socket Mode, Web API methods).
package slack

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"frontdesk/adapters/fakes/fault"
)

// Fault and its kinds are shared with the other fake; see package fault. Here Blocked answers is_archived, and Fault.Text is the error
// code.
type Fault = fault.Fault

// Credentials of the app when Options names none.
const (
	DefaultBotToken      = "xoxb-fake-bot-token"
	DefaultAppToken      = "xapp-fake-app-token"
	DefaultSigningSecret = "fake-signing-secret"
)

// Options shape a Server. The zero value works.
type Options struct {
	BotToken, AppToken, SigningSecret string
	// Now is the clock for timestamps, signatures and deadlines of triggers;
	// default time.Now.
	Now func() time.Time
	// Sleep waits between tries of a delivery; the default really waits.
	Sleep func(ctx context.Context, d time.Duration) error
	// Seed makes ids, the choice among connections and random faults repeatable.
	Seed uint64
	// AckDeadline is the time limit of an ack, in real time; default 3 s.
	AckDeadline time.Duration
	// SocketRetries are the pauses before each redelivery over a socket; default 0, 0, 0. The schedule of the real Slack is not
	// documented.
	SocketRetries []time.Duration
	// HTTPRetries are the pauses of the Events API; default 0, 1 min, 5 min.
	HTTPRetries []time.Duration
	// PingInterval of the sockets in real time; default 5 s. SDKs reconnect
	// after 30 s without a ping.
	PingInterval time.Duration
	// EventsURL selects the Events API over HTTP instead of Socket Mode. InteractivityURL defaults to EventsURL.
	EventsURL, InteractivityURL string
	// EchoFirst delivers the event of the app's own post, and waits for the ack, before the post is answered.
	EchoFirst bool
	// RateLimits answers 429 beyond 1 message a second per channel and beyond
	// the tier of each method.
	RateLimits bool
	// BaseURL is the base of links to files; default is the address of the last request.
	BaseURL string
	// Logger hears each call at debug level, without texts and tokens; default
	// none.
	Logger *slog.Logger
}

// Server is the workspace with one app installed. It is an http.Handler: the Web
// API under /api/, sockets under /link/, uploads under /upload/, files under
// /files-pri/, response URLs under /actions/, control under /sim/, a page at /.
// All methods may be called concurrently.
type Server struct {
	opt    Options
	sim    http.Handler
	signal fault.Signal
	script fault.Script

	ctx     context.Context
	end     context.CancelFunc
	running sync.WaitGroup

	mu        sync.Mutex
	team      string
	botUser   string
	botID     string
	appID     string
	revoked   string // error code while the tokens do not work
	users     map[string]*User
	userOrder []string
	channels  map[string]*channel
	chanOrder []string
	lastStamp int64 // of ts, in microseconds
	files     map[string]*stored
	uploads   map[string]*stored
	views     []View
	triggers  map[string]time.Time
	responses map[string]*response
	journal   fault.Journal
	limits    map[string]*limit
	rng       *rand.Rand
	base      string

	tickets map[string]time.Time
	conns   []*conn
	outbox  []*envelope
	sent    map[string]*envelope // by event id and by envelope id
	tails   map[string]chan struct{}
	settled []Event
	live    []*envelope // not settled
}

// New returns a workspace with the app and the channel #support. The app is in #support; the workspace has no users.
func New(opt Options) *Server {
	opt.BotToken = cmp.Or(opt.BotToken, DefaultBotToken)
	opt.AppToken = cmp.Or(opt.AppToken, DefaultAppToken)
	opt.SigningSecret = cmp.Or(opt.SigningSecret, DefaultSigningSecret)
	opt.AckDeadline = cmp.Or(opt.AckDeadline, 3*time.Second)
	opt.PingInterval = cmp.Or(opt.PingInterval, 5*time.Second)
	opt.InteractivityURL = cmp.Or(opt.InteractivityURL, opt.EventsURL)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Sleep == nil {
		opt.Sleep = fault.Wait
	}
	if opt.SocketRetries == nil {
		opt.SocketRetries = []time.Duration{0, 0, 0}
	}
	if opt.HTTPRetries == nil {
		opt.HTTPRetries = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	server := &Server{
		opt:       opt,
		rng:       rand.New(rand.NewPCG(opt.Seed, 1)),
		base:      cmp.Or(strings.TrimSuffix(opt.BaseURL, "/"), "http://127.0.0.1"),
		users:     map[string]*User{},
		channels:  map[string]*channel{},
		files:     map[string]*stored{},
		uploads:   map[string]*stored{},
		triggers:  map[string]time.Time{},
		responses: map[string]*response{},
		limits:    map[string]*limit{},
		tickets:   map[string]time.Time{},
		sent:      map[string]*envelope{},
		tails:     map[string]chan struct{}{},
	}
	server.ctx, server.end = context.WithCancel(context.Background())
	server.team, server.appID, server.botID = server.newID("T"), server.newID("A"), server.newID("B")
	server.botUser = server.addUser(User{Name: "frontdesk", RealName: "Frontdesk", IsBot: true}).ID
	server.addChannel("support")
	server.sim = server.simRoutes()

	return server
}

// Close ends sockets, hanging answers and retries, and waits for their goroutines.
func (s *Server) Close() {
	s.end()
	s.Drop()
	s.running.Wait()
}

// ServeHTTP serves everything under one host.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch first {
	case "api":
		s.serveAPI(w, r, rest)
	case "link":
		s.serveSocket(w, r)
	case "upload":
		s.serveUpload(w, r, rest)
	case "files-pri":
		s.serveFile(w, r, rest)
	case "actions":
		s.serveResponse(w, r, rest)
	case "signin":
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html><title>Sign in</title></html>")
	default:
		s.sim.ServeHTTP(w, r)
	}
}

// newID makes an id like U0AB12CD34E. The caller holds the lock.
func (s *Server) newID(prefix string) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

	id := []byte(prefix + "0")
	for range 9 {
		id = append(id, digits[s.rng.IntN(len(digits))])
	}

	return string(id)
}

// stamp makes the next ts: seconds.micros of now, unique and increasing. The
// caller holds the lock.
func (s *Server) stamp() string {
	s.lastStamp = max(s.lastStamp+1, s.now().UnixMicro())
	return fmt.Sprintf("%d.%06d", s.lastStamp/1_000_000, s.lastStamp%1_000_000)
}

func (s *Server) now() time.Time { return s.opt.Now() }

// BotUser returns the app's user id for mentions.
func (s *Server) BotUser() string { return s.botUser }

// Inject adds a fault to the script. Fault.Chat is a channel id; for a DM the id is Posted.Channel of the method DM.
func (s *Server) Inject(f Fault) { s.script.Inject(f) }

// Random makes calls with a message fail by chance, from Options.Seed.
func (s *Server) Random(odds map[fault.Kind]float64) { s.script.Random(s.opt.Seed, odds) }

// ClearFaults empties the script.
func (s *Server) ClearFaults() { s.script.Clear() }

// Revoke makes both tokens answer token_revoked; Restore undoes Revoke.
func (s *Server) Revoke() { s.setRevoked("token_revoked") }

// Restore lets the tokens work again.
func (s *Server) Restore() { s.setRevoked("") }

func (s *Server) setRevoked(code string) {
	s.mu.Lock()
	s.revoked = code
	s.mu.Unlock()
	s.signal.Fire()
}
