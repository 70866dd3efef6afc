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

// Channel is one Slack app. Create it with New.
type Channel struct {
	cfg      Config
	env      adapters.Env
	base     *url.URL
	api      *sdk.Client
	plain    *http.Client // for files, with streamed bodies
	parking  *adapters.Parking
	standing adapters.Standing
	secrets  adapters.Secrets
	people   people
	lines    *lines
	made     uploads
	points   points
	soft     adapters.SoftCalls

	self   atomic.Pointer[identity]
	skewed atomic.Bool // a signed request had a wrong time
}

const (
	defaultAPI     = "https://slack.com/api/"
	defaultPing    = 30 * time.Second
	softCalls      = 16
	smallCallLimit = 10 * time.Second
	lookAfter      = time.Minute
)

// New makes a channel without any call.
func New(cfg Config, env adapters.Env) (*Channel, error) {
	// the library joins by concatenation
	cfg.APIURL = strings.TrimRight(cmp.Or(cfg.APIURL, defaultAPI), "/") + "/"
	cfg.Mode = cmp.Or(cfg.Mode, Socket)
	cfg.PingInterval = cmp.Or(cfg.PingInterval, defaultPing)
	cfg.MaxFile = cmp.Or(cfg.MaxFile, maxFile)

	if err := cfg.check(); err != nil {
		return nil, err
	}
	env, err := env.WithDefaults(cfg.ID)
	if err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}

	base, err := url.Parse(cfg.APIURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("slack: api_url %q is not an address", cfg.APIURL)
	}
	if env.Transport == nil {
		env.Transport = adapters.NewTransport()
	}
	channel := &Channel{
		cfg:      cfg,
		env:      env,
		base:     base,
		lines:    newLines(),
		parking:  adapters.NewParking(env),
		standing: adapters.Standing{Board: env.Board, ID: cfg.ID, Type: typeName},
		secrets:  adapters.Secrets{cfg.BotToken, cfg.AppToken, cfg.SigningSecret},
		soft:     adapters.NewSoftCalls(softCalls, smallCallLimit),
	}
	channel.self.Store(&identity{})
	channel.plain = &http.Client{Transport: env.Transport, CheckRedirect: channel.redirect}
	channel.api = channel.client(adapters.Recorder{Next: env.Transport}, 0)

	return channel, nil
}

// client is the library's client, without a log and without redirects.
func (c *Channel) client(transport http.RoundTripper, limit time.Duration) *sdk.Client {
	plain := &http.Client{
		Transport:     transport,
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
	defer c.soft.Rest()
	if err := c.hello(ctx); err != nil {
		return err
	}
	if c.cfg.Mode == Socket {
		return c.runSocket(ctx)
	}

	// Events come without our help, so the loop only checks from time to time whether the token still works.
	for {
		if !c.skewed.Load() {
			c.standing.Up()
		}
		if err := adapters.Pause(ctx, lookAfter); err != nil {
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
