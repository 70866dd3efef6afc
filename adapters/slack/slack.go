// Package slack brings the direct messages of a Slack app to Frontdesk: it receives over Socket Mode or over the signed Events API, and turns
// entries into messages with sections and buttons. A mention in a channel goes on in the direct message; its thread gets one pointer there.
//
// It acknowledges an event only after Accept has returned nil, shows each part with one API call, and never retries, stores or decides anything.
// No error or log line of it holds a token.
//
// Slack clients refuse unknown slash commands, so customers type "!operator", "!help", "!feedback" or "!language ru" here, or just "help".
package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	sdk "github.com/slack-go/slack"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// Modes of receiving.
const (
	Socket = "socket"
	Events = "events"
)

// Limits of Slack: a section takes 3,000 characters (docs.slack.dev, Block Kit); files may have 1 GB, we keep to 50 MB.
const (
	maxText = 3000
	maxFile = 50 << 20
)

// Config is one Slack app in one workspace. ID and BotToken are required; Socket also needs AppToken, Events needs SigningSecret.
type Config struct {
	ID            chat.ChannelID
	BotToken      string        // xoxb-
	AppToken      string        // xapp-, with connections:write
	SigningSecret string        // of the app, for Events
	APIURL        string        // default https://slack.com/api/
	Mode          string        // Socket (default) or Events
	PingInterval  time.Duration // a socket without a ping for so long is dead; default 30 s, Slack pings far more often
	MaxFile       int64         // bytes, both ways; default 50 MB
}

// Deps is what the channel needs of the program. Accept, Park and Board are required.
type Deps struct {
	Accept adapters.Accept
	Park   func(ctx context.Context, ch chat.ChannelID, key, raw, reason string) error
	Board  *adapters.Board
	// Say gives our words in a language; the key itself when there are none. Used: "slack.pointer" {Person}, "file.large".
	Say func(lang, key string, args map[string]string) string
	// Sent says whether the message native of a peer is one that we have sent. May be nil: our own user and bot ids tell the echo too.
	Sent func(ctx context.Context, p chat.Peer, native string) (bool, error)
	// Once durably records keys and says whether all of them were new: Tx.FirstSeen in a transaction of its own. May be nil: then pointers
	// are told apart only while the process lives.
	Once      func(ctx context.Context, keys ...string) (bool, error)
	Unknown   func(kind string) // counts what nothing is done with
	Log       *slog.Logger
	Now       func() time.Time
	Transport http.RoundTripper // nil = our own; the socket uses it too when it is an *http.Transport
}

// Channel is one Slack app. Create it with New.
type Channel struct {
	cfg    Config
	deps   Deps
	base   *url.URL
	api    *sdk.Client
	plain  *http.Client // for files, which are streamed
	tries  adapters.Tries
	people people
	lines  *lines
	made   uploads
	points points
	soft   chan struct{} // slots for calls whose outcome does not matter

	self    atomic.Pointer[identity]
	refused atomic.Bool // a send has found the token refused
	skewed  atomic.Bool // a signed request had a wrong time
}

const (
	defaultAPI     = "https://slack.com/api/"
	defaultPing    = 30 * time.Second
	softCalls      = 16
	smallCallLimit = 10 * time.Second
	lookAfter      = time.Minute
)

// New makes a channel; nothing is called yet.
func New(cfg Config, deps Deps) (*Channel, error) {
	cfg.APIURL = strings.TrimRight(cmp.Or(cfg.APIURL, defaultAPI), "/") + "/" // the library joins by concatenation
	cfg.Mode, cfg.PingInterval, cfg.MaxFile = cmp.Or(
		cfg.Mode,
		Socket,
	), cmp.Or(
		cfg.PingInterval,
		defaultPing,
	), cmp.Or(
		cfg.MaxFile,
		maxFile,
	)
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if deps.Accept == nil || deps.Park == nil || deps.Board == nil {
		return nil, errors.New("slack: Accept, Park and Board are required")
	}
	deps.fill()
	base, err := url.Parse(cfg.APIURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("slack: api_url %q is not an address", cfg.APIURL)
	}
	c := &Channel{cfg: cfg, deps: deps, base: base, lines: newLines(), soft: make(chan struct{}, softCalls)}
	c.self.Store(&identity{})
	c.plain = &http.Client{Transport: deps.Transport, CheckRedirect: c.redirect}
	c.api = c.client(adapters.Recorder{Next: deps.Transport}, 0)

	return c, nil
}

// client is the library's, told to keep quiet and to follow nothing.
func (c *Channel) client(t http.RoundTripper, limit time.Duration) *sdk.Client {
	h := &http.Client{
		Transport:     t,
		Timeout:       limit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return sdk.New(
		c.cfg.BotToken,
		sdk.OptionAPIURL(c.cfg.APIURL),
		sdk.OptionAppLevelToken(c.cfg.AppToken),
		sdk.OptionHTTPClient(h),
		sdk.OptionLog(silent),
	)
}

var silent = log.New(io.Discard, "", 0)

func (cfg Config) check() error {
	switch {
	case cfg.ID == "" || strings.TrimSpace(cfg.BotToken) == "":
		return errors.New("slack: the channel needs an id and a bot token")
	case cfg.Mode != Socket && cfg.Mode != Events:
		return fmt.Errorf("slack: mode %q: want %s or %s", cfg.Mode, Socket, Events)
	case cfg.Mode == Socket && cfg.AppToken == "":
		return errors.New("slack: mode socket needs an app-level token")
	case cfg.Mode == Events && cfg.SigningSecret == "":
		return errors.New("slack: mode events needs the signing secret of the app")
	}

	return nil
}

func (d *Deps) fill() {
	if d.Say == nil {
		d.Say = func(_, key string, _ map[string]string) string { return key }
	}
	if d.Unknown == nil {
		d.Unknown = func(string) {}
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Transport == nil { // an idle connection is dropped before Slack does: a request written to a dying one has an unknown outcome
		d.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 32,
			IdleConnTimeout:     30 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second,
			DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		}
	}
}

// ID is the channel's id.
func (c *Channel) ID() chat.ChannelID { return c.cfg.ID }

// traits are the limits of the platform: about 1 message a second per conversation, and bursts are tolerated.
var traits = adapters.Traits{
	Type:             typeName,
	IdentityVerified: true,
	PerSecond:        20,
	PerPeer:          adapters.Pace{Every: time.Second, Burst: 3},
	MaxText:          maxText,
	MaxFile:          maxFile,
}

// Traits are those of the kind, with the size of files that this channel takes.
func (c *Channel) Traits() adapters.Traits {
	t := traits
	t.MaxFile = c.cfg.MaxFile

	return t
}

// Run receives until ctx ends. It returns adapters.Down when a token is refused, when Socket Mode is off, or when Slack cannot be reached.
func (c *Channel) Run(ctx context.Context) error {
	defer c.rest()
	if err := c.hello(ctx); err != nil {
		return err
	}
	if c.cfg.Mode == Socket {
		return c.runSocket(ctx)
	}

	for { // events come by themselves: only look from time to time whether the token still works
		if !c.skewed.Load() {
			c.up()
		}
		if err := pause(ctx, lookAfter); err != nil {
			return err
		}
		if err := c.hello(ctx); err != nil {
			return err
		}
	}
}

// identity is who we are in the workspace.
type identity struct{ user, bot string }

// hello checks the bot token and learns who we are.
func (c *Channel) hello(ctx context.Context) error {
	return c.repeated(ctx, func(ctx context.Context) error {
		me, err := c.api.AuthTestContext(ctx)
		if err == nil {
			c.self.Store(&identity{user: me.UserID, bot: me.BotID})
		}

		return err
	})
}

func (c *Channel) up() { c.report(adapters.Up, "", "") }

func (c *Channel) report(state adapters.State, code, detail string) {
	c.deps.Board.Report(adapters.Health{ID: c.cfg.ID, Type: typeName, State: state, Code: code, Detail: detail})
}

// softly makes a call whose outcome does not matter, after what matters; when there are too many already it is left out.
func (c *Channel) softly(fn func(context.Context)) {
	select {
	case c.soft <- struct{}{}:
	default:
		return
	}
	go func() {
		defer func() { <-c.soft }()
		ctx, cancel := context.WithTimeout(context.Background(), smallCallLimit)
		defer cancel()
		fn(ctx)
	}()
}

// rest waits for the calls that softly has begun; each has its own limit.
func (c *Channel) rest() {
	for range softCalls {
		c.soft <- struct{}{}
	}

	for range softCalls {
		<-c.soft
	}
}
