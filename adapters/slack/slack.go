// Package slack brings the direct messages of a Slack app to Frontdesk. The channel receives over Socket Mode or over the signed Events
// API, and turns entries into messages with sections and buttons. After a mention in a channel the conversation goes on in the direct
// message. The thread of the mention gets one pointer to the direct message.
//
// The channel acknowledges an event only after Accept has returned nil, and shows each part with one API call. The channel never retries,
// stores or decides. No error and no log line of the channel holds a token.
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

// Limits of Slack. A section takes 3,000 characters (docs.slack.dev, Block Kit). Slack takes files of 1 GB; our limit is 50 MB.
const (
	maxText = 3000
	maxFile = 50 << 20
)

// Config is one Slack app in one workspace. ID and BotToken are required. Socket also needs AppToken; Events needs SigningSecret.
type Config struct {
	ID            chat.ChannelID
	BotToken      string // xoxb-
	AppToken      string // xapp-, with connections:write
	SigningSecret string // the app's signing secret, for Events
	APIURL        string // default https://slack.com/api/
	Mode          string // Socket (default) or Events
	// without a ping for so long a socket is dead; default 30 s, Slack pings far more often
	PingInterval time.Duration
	MaxFile      int64 // bytes, both ways; default 50 MB
}

// Deps are the functions of the program the channel uses. Accept, Park and Board are required.
type Deps struct {
	Accept adapters.Accept
	Park   func(ctx context.Context, ch chat.ChannelID, key, raw, reason string) error
	Board  *adapters.Board
	// Say gives our text for a key in a language, or the key itself without a text. Used keys: "slack.pointer" {Person}, "file.large".
	Say func(lang, key string, args map[string]string) string
	// Sent reports whether we have sent the message native of a peer. Nil is allowed: our own user and bot ids tell the echo, too.
	Sent func(ctx context.Context, p chat.Peer, native string) (bool, error)
	// Once durably records keys and reports whether all keys were new: Tx.FirstSeen in a transaction of its own. Nil is allowed: then
	// pointers are told apart only while the process lives.
	Once    func(ctx context.Context, keys ...string) (bool, error)
	Unknown func(kind string) // counts events without a use
	Log     *slog.Logger
	Now     func() time.Time
	// nil means our own transport. The socket uses an *http.Transport, too.
	Transport http.RoundTripper
}

// Channel is one Slack app. Create it with New.
type Channel struct {
	cfg    Config
	deps   Deps
	base   *url.URL
	api    *sdk.Client
	plain  *http.Client // for files, with streamed bodies
	tries  adapters.Tries
	people people
	lines  *lines
	made   uploads
	points points
	soft   chan struct{} // slots for calls with an unimportant outcome

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

// New makes a channel without any call.
func New(cfg Config, deps Deps) (*Channel, error) {
	// the library joins by concatenation
	cfg.APIURL = strings.TrimRight(cmp.Or(cfg.APIURL, defaultAPI), "/") + "/"
	cfg.Mode = cmp.Or(cfg.Mode, Socket)
	cfg.PingInterval = cmp.Or(cfg.PingInterval, defaultPing)
	cfg.MaxFile = cmp.Or(cfg.MaxFile, maxFile)

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

// client is the library's client, without a log and without redirects.
func (c *Channel) client(t http.RoundTripper, limit time.Duration) *sdk.Client {
	plain := &http.Client{
		Transport:     t,
		Timeout:       limit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return sdk.New(
		c.cfg.BotToken,
		sdk.OptionAPIURL(c.cfg.APIURL),
		sdk.OptionAppLevelToken(c.cfg.AppToken),
		sdk.OptionHTTPClient(plain),
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
	if d.Transport == nil {
		d.Transport = adapters.NewTransport()
	}
}

// ID is the channel's id.
func (c *Channel) ID() chat.ChannelID { return c.cfg.ID }

// traits are the limits of the platform: about 1 message a second per conversation. Slack tolerates bursts.
var traits = adapters.Traits{
	Type:             typeName,
	IdentityVerified: true,
	PerSecond:        20,
	PerPeer:          adapters.Pace{Every: time.Second, Burst: 3},
	MaxText:          maxText,
	MaxFile:          maxFile,
}

// Traits are the traits of the kind, with this channel's own limit for the size of files.
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

	// Events come without our help, so the loop only checks from time to time whether the token still works.
	for {
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

// identity is our own user and our own bot in the workspace.
type identity struct{ user, bot string }

// hello checks the bot token and reads our own identity.
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

// softly makes a call with an unimportant outcome, after the important calls. When too many such calls are running, the new call is left
// out.
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

// rest waits for the calls of softly; each call has a limit of its own.
func (c *Channel) rest() {
	for range softCalls {
		c.soft <- struct{}{}
	}

	for range softCalls {
		<-c.soft
	}
}
