// Package telegram brings a Telegram bot's private chats to Frontdesk. The channel receives by long polling or by webhook, and turns
// entries into messages with entities and inline buttons.
//
// The channel confirms an update only after Accept has returned nil, and makes one API call per part. The channel never retries, stores or
// decides. Groups are ignored and counted. No error and no log line of the channel holds the token.
package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// Modes of receiving.
const (
	Poll    = "poll"
	Webhook = "webhook"
)

// Limits of the public Bot API server (core.telegram.org/bots/api, 10.1): text in UTF-16 units, files in bytes. A customer's file can be
// fetched up to 20 MB, and we may send 50 MB. A private server may allow more, see Config.MaxFile.
const (
	maxText  = 4096
	maxFile  = 20 << 20
	maxPhoto = 10 << 20
	maxData  = 64 // bytes of callback_data
)

// Config is one bot. Only ID and Token are required. Webhook also needs Secret (1 to 256 of A-Z a-z 0-9 _ -) and PublicURL.
type Config struct {
	ID          chat.ChannelID
	Token       string
	APIURL      string // default https://api.telegram.org
	Mode        string // Poll (default) or Webhook
	Secret      string // the platform sends the secret with each webhook
	Proxy       string // http://, https:// or socks5://; "" means the proxy of the environment, if any
	PublicURL   string // our address for the platform, without the route
	PollTimeout time.Duration
	MaxFile     int64 // bytes of a customer's file; default 20 MB
}

// Channel is one bot. Create it with New.
type Channel struct {
	cfg      Config
	env      adapters.Env
	base     *url.URL
	api      *bot.Bot
	client   caller
	parking  *adapters.Parking
	standing adapters.Standing
	secrets  adapters.Secrets
	soft     adapters.SoftCalls

	username  atomic.Pointer[string]
	contested atomic.Bool // another program reads the same updates
	greeted   atomic.Bool // the menu of commands is set
}

const (
	defaultAPI     = "https://api.telegram.org"
	defaultPoll    = 50 * time.Second // the platform's cap
	softCalls      = 16
	smallCallLimit = 10 * time.Second
	sendLimit      = 40 * time.Second
)

var secretShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// New makes a channel without any call.
func New(cfg Config, env adapters.Env) (*Channel, error) {
	cfg.APIURL = strings.TrimRight(cmp.Or(cfg.APIURL, defaultAPI), "/")
	cfg.PublicURL = strings.TrimRight(cfg.PublicURL, "/")
	cfg.Mode = cmp.Or(cfg.Mode, Poll)
	cfg.PollTimeout = cmp.Or(cfg.PollTimeout, defaultPoll)
	cfg.MaxFile = cmp.Or(cfg.MaxFile, maxFile)

	if err := cfg.check(); err != nil {
		return nil, err
	}
	env, err := env.WithDefaults(cfg.ID)
	if err != nil {
		return nil, fmt.Errorf("telegram: %w", err)
	}

	base, err := url.Parse(cfg.APIURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("telegram: api_url %q is not an address", cfg.APIURL)
	}
	if env.Transport == nil {
		if env.Transport, err = transport(cfg.Proxy); err != nil {
			return nil, err
		}
	}
	channel := &Channel{
		cfg:      cfg,
		env:      env,
		base:     base,
		parking:  adapters.NewParking(env),
		standing: adapters.Standing{Board: env.Board, ID: cfg.ID, Type: typeName},
		secrets:  adapters.Secrets{cfg.Token},
		soft:     adapters.NewSoftCalls(softCalls, smallCallLimit),
	}
	channel.client = caller{
		secrets: channel.secrets,
		http: &http.Client{
			Transport:     adapters.Recorder{Next: env.Transport},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	channel.api, err = bot.New(
		cfg.Token,
		bot.WithServerURL(cfg.APIURL),
		bot.WithSkipGetMe(),
		bot.WithHTTPClient(cfg.PollTimeout, channel.client),
		bot.WithErrorsHandler(
			func(err error) {
				env.Log.Debug("telegram library", "channel", cfg.ID, "error", channel.secrets.Redact(err.Error()))
			},
		),
	)
	if err != nil {
		return nil, fmt.Errorf("telegram: %s", channel.secrets.Redact(err.Error()))
	}

	return channel, nil
}

func (cfg Config) check() error {
	switch {
	case cfg.ID == "" || strings.TrimSpace(cfg.Token) == "":
		return errors.New("telegram: the channel needs an id and a token")
	case cfg.Mode != Poll && cfg.Mode != Webhook:
		return fmt.Errorf("telegram: mode %q: want %s or %s", cfg.Mode, Poll, Webhook)
	case cfg.Mode == Webhook && !secretShape.MatchString(cfg.Secret):
		return errors.New("telegram: webhook needs a secret: 1 to 256 of A-Z a-z 0-9 _ -")
	case cfg.Mode == Webhook && cfg.PublicURL == "":
		return errors.New("telegram: webhook needs a public address")
	}

	return nil
}

// transport makes the transport of the bot. An empty proxy leaves the choice to the environment.
func transport(proxy string) (http.RoundTripper, error) {
	result := adapters.NewTransport()
	if proxy != "" {
		address, err := url.Parse(proxy)
		if err != nil || address.Host == "" {
			// without the address: a proxy's address may hold a password
			return nil, errors.New("telegram: the proxy is not an address")
		}
		result.Proxy = http.ProxyURL(address)
	}

	return result, nil
}

// ID is the channel's id.
func (c *Channel) ID() chat.ChannelID { return c.cfg.ID }

// traits are the limits of the platform: about 1 message a second per chat and 30 a second per bot. Our own pace is lower.
var traits = adapters.Traits{
	Type:             typeName,
	IdentityVerified: true,
	Exclusive:        true,
	PerSecond:        25,
	PerPeer:          adapters.Pace{Every: time.Second, Burst: 3},
	MaxText:          maxText,
	MaxFile:          maxFile,
}

// Traits are the traits of the kind. In webhook mode the channel is not exclusive, because several nodes may take webhooks.
func (c *Channel) Traits() adapters.Traits {
	t := traits
	t.Exclusive, t.MaxFile = c.cfg.Mode == Poll, c.cfg.MaxFile

	return t
}

// Run receives until ctx ends. Run returns adapters.Down in three cases: the token is refused, another program reads the same updates, or
// the platform cannot be reached.
func (c *Channel) Run(ctx context.Context) error {
	if err := c.hello(ctx); err != nil {
		return err
	}
	var side sync.WaitGroup
	defer side.Wait()
	if !c.greeted.Load() {
		side.Go(func() { c.menu(ctx) })
	}
	if c.cfg.Mode == Webhook {
		return c.awaitPushes(ctx)
	}

	return c.poll(ctx)
}

// hello checks the token and reads the bot's name.
func (c *Channel) hello(ctx context.Context) error {
	return c.repeated(ctx, func(ctx context.Context) error {
		me, err := c.api.GetMe(ctx)
		if err == nil {
			c.username.Store(&me.Username)
		}

		return err
	})
}

// menu tells the platform the commands, in the installation's language and in our other languages. The menu is best effort: customers can
// type the commands without a menu.
func (c *Channel) menu(ctx context.Context) {
	for _, lang := range []string{"", "ru", "en"} {
		var list []models.BotCommand

		for _, name := range []string{"help", "operator", "feedback", "language"} {
			key := "command." + name
			if words := c.env.Say(lang, key, nil); words != key && words != "" {
				list = append(list, models.BotCommand{Command: name, Description: words})
			}
		}
		if len(list) == 0 {
			return
		}
		record, ctx, cancel := begin(ctx, smallCallLimit)
		_, err := c.api.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: list, LanguageCode: lang})
		cancel()
		if err != nil {
			c.env.Log.Info("menu of commands not set", "channel", c.cfg.ID, "error", c.cause(record, err))
			return
		}
	}
	c.greeted.Store(true)
}

// botID is the number before the colon of the token. The number is part of the dedupe keys: another bot on the same channel counts its
// messages anew.
func (c *Channel) botID() string {
	id, _, _ := strings.Cut(c.cfg.Token, ":")
	return id
}
