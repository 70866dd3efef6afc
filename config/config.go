// Package config reads config.yaml, applies the environment and names every mistake with its line and column. It starts nothing and opens nothing.
package config

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"frontdesk/chat"
)

// Config is config.yaml after the environment has been applied. The yaml tags are the keys; the checks below give each mistake its place.
type Config struct {
	Listen     string    `yaml:"listen"`
	PublicURL  string    `yaml:"public_url"`
	Database   string    `yaml:"database"`
	Bus        string    `yaml:"bus"`
	Files      string    `yaml:"files"`
	Timezone   string    `yaml:"timezone"`
	Language   string    `yaml:"language"`
	QuietTime  string    `yaml:"quiet_time"`
	SampleSite bool      `yaml:"sample_site"`
	FAQ        FAQ       `yaml:"faq"`
	Idle       Idle      `yaml:"idle"`
	Channels   []Channel `yaml:"channels"`

	dir  string // what relative paths are relative to
	zone *time.Location
}

// FAQ says which file is imported, how sure the bot must be, and how it learns.
type FAQ struct {
	Import   string  `yaml:"import"`
	MaxWrong float64 `yaml:"max_wrong"`
	// AutomaticAfter is how many people must have taught the same before it becomes a phrasing without a click; 0 = never.
	AutomaticAfter int      `yaml:"automatic_after"`
	Embedder       Embedder `yaml:"embedder"`
}

// Embedder is an OpenAI-compatible endpoint for vectors of texts; off while url is empty.
type Embedder struct {
	URL   string `yaml:"url"`
	Model string `yaml:"model"`
	Key   string `yaml:"key"`
}

// Idle is when silent talks close.
type Idle struct {
	Bot   string `yaml:"bot"`
	Human string `yaml:"human"`
}

// Channel has the keys of all channel types; which belong to a type is in channelKeys.
type Channel struct {
	ID                chat.ChannelID `yaml:"id"`
	Type              string         `yaml:"type"`
	QuietTime         string         `yaml:"quiet_time"`
	Origins           []string       `yaml:"origins"`
	MessagesPerSecond float64        `yaml:"messages_per_second"`
	MaxFileMB         int64          `yaml:"max_file_mb"`
	Token             string         `yaml:"token"`
	APIURL            string         `yaml:"api_url"`
	Mode              string         `yaml:"mode"`
	Secret            string         `yaml:"secret"`
	Proxy             string         `yaml:"proxy"`
	BotToken          string         `yaml:"bot_token"`
	AppToken          string         `yaml:"app_token"`
	SigningSecret     string         `yaml:"signing_secret"`
}

// channelKeys lists which keys each type takes, besides id, type, quiet_time and max_file_mb.
var channelKeys = map[string][]string{
	"webchat":  {"origins", "messages_per_second"},
	"telegram": {"token", "api_url", "mode", "secret", "proxy"},
	"slack":    {"bot_token", "app_token", "signing_secret", "api_url", "mode"},
}

// On reports whether the channel has what it needs to be started.
func (c Channel) On() bool {
	switch c.Type {
	case "telegram":
		return c.Token != ""
	case "slack":
		return c.BotToken != ""
	}
	return true
}

// Load reads, checks and completes a configuration. data is the text of name; env looks up a variable.
func Load(name string, data []byte, env func(string) (string, bool)) (*Config, error) {
	doc, err := parseDocument(name, data)
	if err != nil {
		return nil, err
	}
	doc.checkKeys()
	if err := doc.err(); err != nil {
		return nil, err
	}
	c := &Config{Listen: "127.0.0.1:8080", Database: "sqlite:data/frontdesk.db", Bus: "memory", Files: "data/files", Timezone: "UTC", Language: "ru", QuietTime: "1s",
		FAQ: FAQ{MaxWrong: 0.05}, Idle: Idle{Bot: "30m", Human: "24h"}}
	if err := yaml.Unmarshal(data, c); err != nil {
		return nil, doc.decodeError(err)
	}
	if c.dir, err = filepath.Abs(filepath.Dir(name)); err != nil {
		return nil, fmt.Errorf("folder of %s: %w", name, err)
	}
	if err := c.environment(env); err != nil {
		return nil, err
	}
	c.check(doc)
	if err := doc.err(); err != nil {
		return nil, err
	}
	if path, ok := strings.CutPrefix(c.Database, "sqlite:"); ok {
		c.Database = "sqlite:" + c.Path(path)
	}
	c.Files = c.Path(c.Files)
	return c, nil
}

// Path makes a path of the file absolute.
func (c *Config) Path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.dir, p)
}

// Zone is the time zone of reports.
func (c *Config) Zone() *time.Location { return c.zone }

// Secure reports whether people reach Frontdesk over TLS.
func (c *Config) Secure() bool { return isURL(c.PublicURL, "https") }

// environment applies FRONTDESK_* and FRONTDESK_*_FILE.
func (c *Config) environment(env func(string) (string, bool)) error {
	targets := map[string]*string{"LISTEN": &c.Listen, "PUBLIC_URL": &c.PublicURL, "DATABASE": &c.Database, "BUS": &c.Bus, "FILES": &c.Files,
		"TIMEZONE": &c.Timezone, "LANGUAGE": &c.Language, "QUIET_TIME": &c.QuietTime, "FAQ_IMPORT": &c.FAQ.Import,
		"FAQ_EMBEDDER_URL": &c.FAQ.Embedder.URL, "FAQ_EMBEDDER_MODEL": &c.FAQ.Embedder.Model, "FAQ_EMBEDDER_KEY": &c.FAQ.Embedder.Key}
	for i := range c.Channels {
		ch := &c.Channels[i]
		id := strings.ToUpper(strings.ReplaceAll(string(ch.ID), "-", "_"))
		for key, to := range map[string]*string{"TOKEN": &ch.Token, "API_URL": &ch.APIURL, "MODE": &ch.Mode, "SECRET": &ch.Secret, "PROXY": &ch.Proxy,
			"BOT_TOKEN": &ch.BotToken, "APP_TOKEN": &ch.AppToken, "SIGNING_SECRET": &ch.SigningSecret} {
			targets[id+"_"+key] = to
		}
	}
	for key, to := range targets {
		value, ok, err := FromEnv(env, "FRONTDESK_"+key)
		if err != nil {
			return err
		}
		if ok {
			*to = value
		}
	}
	return nil
}

// FromEnv reads a variable, or the file that its _FILE twin names.
func FromEnv(env func(string) (string, bool), key string) (string, bool, error) {
	if name, ok := env(key + "_FILE"); ok && name != "" {
		data, err := os.ReadFile(name)
		if err != nil {
			return "", false, fmt.Errorf("%s_FILE: %w", key, err)
		}
		return strings.TrimSpace(string(data)), true, nil
	}
	value, ok := env(key)
	return value, ok, nil
}

func (c *Config) check(doc *document) {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		doc.fail("$.listen", "%q is not an address: want HOST:PORT, such as 127.0.0.1:8080", c.Listen)
	}
	if c.PublicURL != "" && !isURL(c.PublicURL, "http", "https") {
		doc.fail("$.public_url", "%q is not an address: want https://HOST", c.PublicURL)
	}
	if !strings.HasPrefix(c.Database, "sqlite:") && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		doc.fail("$.database", "want sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME")
	}
	switch c.Bus {
	case "memory":
	case "nats":
		doc.fail("$.bus", "nats is not there yet: want memory (one node)")
	default:
		doc.fail("$.bus", "%q: want memory", c.Bus)
	}
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "" {
		doc.fail("$.timezone", "%q is not a time zone: want a name such as Europe/Moscow or UTC", c.Timezone)
	}
	c.zone = zone
	if c.Language != "ru" && c.Language != "en" {
		doc.fail("$.language", "%q: want ru or en", c.Language)
	}
	doc.duration("$.quiet_time", c.QuietTime, 0, 30*time.Second)
	doc.duration("$.idle.bot", c.Idle.Bot, time.Minute, 30*24*time.Hour)
	doc.duration("$.idle.human", c.Idle.Human, time.Minute, 90*24*time.Hour)
	if c.FAQ.MaxWrong <= 0 || c.FAQ.MaxWrong >= 1 {
		doc.fail("$.faq.max_wrong", "%v: want a share between 0 and 1, such as 0.05", c.FAQ.MaxWrong)
	}
	if c.FAQ.AutomaticAfter != 0 && c.FAQ.AutomaticAfter < 2 {
		doc.fail("$.faq.automatic_after", "%d: want 0 (never) or at least 2 people", c.FAQ.AutomaticAfter)
	}
	if e := c.FAQ.Embedder; e.URL != "" && !isURL(e.URL, "http", "https") {
		doc.fail("$.faq.embedder.url", "%q is not an address: want one such as http://127.0.0.1:11434/v1, without /embeddings", e.URL)
	} else if e.URL != "" && e.Model == "" {
		doc.fail("$.faq.embedder.model", "missing: the endpoint must be told which model")
	}
	seen := map[chat.ChannelID]int{}
	for i, ch := range c.Channels {
		at := fmt.Sprintf("$.channels[%d]", i)
		if j, twice := seen[ch.ID]; twice {
			doc.fail(at+".id", "channel id %q is taken by channel %d of the list: ids are unique, for ever", ch.ID, j+1)
		}
		seen[ch.ID] = i
		ch.check(doc, at, c.PublicURL)
	}
}

var (
	channelID     = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)
	telegramToken = regexp.MustCompile(`^[0-9]{3,20}:[A-Za-z0-9_-]{20,64}$`)
	webhookSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
)

func (c Channel) check(doc *document, at, public string) {
	if !channelID.MatchString(string(c.ID)) {
		doc.fail(at+".id", "%q: want 1 to 32 of a-z, 0-9, - and _, a letter first", c.ID)
	}
	if channelKeys[c.Type] == nil {
		doc.fail(at+".type", "%q: want webchat, telegram or slack%s", c.Type, nearest(c.Type, []string{"webchat", "telegram", "slack"}))
		return
	}
	if c.QuietTime != "" {
		doc.duration(at+".quiet_time", c.QuietTime, 0, 30*time.Second)
	}
	if c.APIURL != "" && !isURL(c.APIURL, "http", "https") {
		doc.fail(at+".api_url", "%q is not an address: want https://HOST", c.APIURL)
	}
	switch c.Type {
	case "webchat":
		for i, o := range c.Origins {
			if u, err := url.Parse(o); err != nil || !isURL(o, "http", "https") || strings.Trim(u.Path, "/") != "" {
				doc.fail(fmt.Sprintf("%s.origins[%d]", at, i), "%q is not an origin: want https://shop.example.com", o)
			}
		}
	case "telegram":
		c.checkTelegram(doc, at, public)
	case "slack":
		c.checkSlack(doc, at, public)
	}
}

func (c Channel) checkTelegram(doc *document, at, public string) {
	if c.Token != "" && !telegramToken.MatchString(c.Token) {
		doc.fail(at+".token", "this is not a bot token: want what @BotFather gave, digits:letters")
	}
	if c.Proxy != "" && !isURL(c.Proxy, "http", "https", "socks5") {
		doc.fail(at+".proxy", "this is not a proxy: want http://, https:// or socks5://HOST:PORT")
	}
	doc.oneOf(at+".mode", c.Mode, "", "poll", "webhook")
	if c.Mode == "webhook" && c.On() {
		if public == "" {
			doc.fail(at+".mode", "webhook needs public_url at the top of the file")
		}
		if !webhookSecret.MatchString(c.Secret) {
			doc.fail(at+".secret", "webhook needs a secret: 1 to 256 of A-Z a-z 0-9 _ -")
		}
	}
}

func (c Channel) checkSlack(doc *document, at, public string) {
	doc.oneOf(at+".mode", c.Mode, "", "socket", "events")
	if c.BotToken != "" && !strings.HasPrefix(c.BotToken, "xoxb-") {
		doc.fail(at+".bot_token", "this is not a bot token: want xoxb-...")
	}
	if c.AppToken != "" && !strings.HasPrefix(c.AppToken, "xapp-") {
		doc.fail(at+".app_token", "this is not an app-level token: want xapp-...")
	}
	if !c.On() {
		return
	}
	if c.Mode != "events" && c.AppToken == "" {
		doc.fail(at+".app_token", "mode socket needs an app-level token (xapp-...) with connections:write")
	}
	if c.Mode == "events" {
		if public == "" {
			doc.fail(at+".mode", "events needs public_url at the top of the file")
		}
		if c.SigningSecret == "" {
			doc.fail(at+".signing_secret", "mode events needs the signing secret of the app")
		}
	}
}

func isURL(text string, schemes ...string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && slices.Contains(schemes, u.Scheme)
}
