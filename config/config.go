// Package config reads config.yaml, applies the environment and names every mistake with line and column. The package neither starts a
// part nor opens a database.
package config

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// Config is config.yaml after the environment has been applied. The yaml tags are the keys. The checks below give each mistake a place.
type Config struct {
	Listen     string    `yaml:"listen"`
	PublicURL  string    `yaml:"public_url"`
	Database   string    `yaml:"database"`
	Bus        string    `yaml:"bus"`
	Files      string    `yaml:"files"`
	Timezone   string    `yaml:"timezone"`
	Language   string    `yaml:"language"`
	Company    string    `yaml:"company"`
	QuietTime  string    `yaml:"quiet_time"`
	SampleSite bool      `yaml:"sample_site"`
	FAQ        FAQ       `yaml:"faq"`
	Idle       Idle      `yaml:"idle"`
	Dialog     Dialog    `yaml:"dialog"`
	Channels   []Channel `yaml:"channels"`

	dir  string // base folder of relative paths
	zone *time.Location
}

// FAQ names the imported file, the bot's accepted share of wrong answers, and the limit for automatic suggestions.
type FAQ struct {
	Import   string  `yaml:"import"`
	MaxWrong float64 `yaml:"max_wrong"`
	// AutomaticAfter is the number of people with the same suggestion from which the suggestion becomes a phrasing without a click. Zero
	// means never.
	AutomaticAfter int      `yaml:"automatic_after"`
	Embedder       Embedder `yaml:"embedder"`
}

// Embedder is an OpenAI-compatible endpoint for vectors of texts. An empty url turns the embedder off.
type Embedder struct {
	URL   string `yaml:"url"`
	Model string `yaml:"model"`
	Key   string `yaml:"key"`
}

// Dialog has the settings of the bot. Clarify says when the bot asks the customer to say a question in other words: on, off, or
// when_nobody_is_there.
type Dialog struct {
	Clarify string `yaml:"clarify"`
}

// Idle has the silences after which conversations close.
type Idle struct {
	Bot   string `yaml:"bot"`
	Human string `yaml:"human"`
}

// Load reads, checks and completes a configuration. data is the text of the file name, env looks up a variable, and kinds are the known
// types of channels. An error names every mistake, one a line.
func Load(name string, data []byte, env func(string) (string, bool), kinds []adapters.Kind) (*Config, error) {
	doc, err := parseDocument(name, data, kinds)
	if err != nil {
		return nil, err
	}
	doc.checkKeys()
	if err := doc.err(); err != nil {
		return nil, err
	}

	conf := &Config{
		Listen:    "127.0.0.1:8080",
		Database:  "sqlite:data/frontdesk.db",
		Bus:       "memory",
		Files:     "data/files",
		Timezone:  "UTC",
		Language:  "ru",
		QuietTime: "1s",
		FAQ:       FAQ{MaxWrong: 0.05},
		Idle:      Idle{Bot: "30m", Human: "24h"},
		Dialog:    Dialog{Clarify: "on"},
	}

	type config Config // the library puts the type's name into messages
	if err := doc.decode(data, (*config)(conf)); err != nil {
		return nil, err
	}
	if conf.dir, err = filepath.Abs(filepath.Dir(name)); err != nil {
		return nil, fmt.Errorf("folder of %s: %w", name, err)
	}
	if err := conf.environment(env); err != nil {
		return nil, err
	}

	conf.check(doc)
	if err := doc.err(); err != nil {
		return nil, err
	}
	if path, ok := strings.CutPrefix(conf.Database, "sqlite:"); ok {
		conf.Database = "sqlite:" + conf.Path(path)
	}

	conf.Files = conf.Path(conf.Files)

	return conf, nil
}

// Path makes a path from the configuration absolute.
func (c *Config) Path(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}

	return filepath.Join(c.dir, path)
}

// Zone is the time zone of reports.
func (c *Config) Zone() *time.Location { return c.zone }

// Secure reports whether users reach Frontdesk over TLS.
func (c *Config) Secure() bool { return adapters.IsURL(c.PublicURL, "https") }

// environment applies FRONTDESK_* and FRONTDESK_*_FILE.
func (c *Config) environment(env func(string) (string, bool)) error {
	targets := map[string]*string{
		"LISTEN":             &c.Listen,
		"PUBLIC_URL":         &c.PublicURL,
		"DATABASE":           &c.Database,
		"BUS":                &c.Bus,
		"FILES":              &c.Files,
		"TIMEZONE":           &c.Timezone,
		"LANGUAGE":           &c.Language,
		"COMPANY":            &c.Company,
		"QUIET_TIME":         &c.QuietTime,
		"DIALOG_CLARIFY":     &c.Dialog.Clarify,
		"FAQ_IMPORT":         &c.FAQ.Import,
		"FAQ_EMBEDDER_URL":   &c.FAQ.Embedder.URL,
		"FAQ_EMBEDDER_MODEL": &c.FAQ.Embedder.Model,
		"FAQ_EMBEDDER_KEY":   &c.FAQ.Embedder.Key,
	}
	for _, ch := range c.Channels {
		id := strings.ToUpper(strings.ReplaceAll(string(ch.ID), "-", "_"))
		for key, to := range textsOf(ch.Settings) {
			targets[id+"_"+strings.ToUpper(key)] = to
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

// FromEnv reads a variable, or the file in the variable with the suffix _FILE.
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
	if c.PublicURL != "" && !adapters.IsURL(c.PublicURL, "http", "https") {
		doc.fail("$.public_url", "%q is not an address: want https://HOST", c.PublicURL)
	}
	if !strings.HasPrefix(c.Database, "sqlite:") && !strings.HasPrefix(c.Database, "postgres://") &&
		!strings.HasPrefix(c.Database, "postgresql://") {
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
	switch c.Dialog.Clarify {
	case "on", "off", "when_nobody_is_there":
	default:
		doc.fail("$.dialog.clarify", "%q: want on, off or when_nobody_is_there", c.Dialog.Clarify)
	}
	c.FAQ.check(doc)
	c.checkChannels(doc)
}

func (f FAQ) check(doc *document) {
	if f.MaxWrong <= 0 || f.MaxWrong >= 1 {
		doc.fail("$.faq.max_wrong", "%v: want a share between 0 and 1, such as 0.05", f.MaxWrong)
	}
	if f.AutomaticAfter != 0 && f.AutomaticAfter < 2 {
		doc.fail("$.faq.automatic_after", "%d: want 0 (never) or at least 2 people", f.AutomaticAfter)
	}
	if embedder := f.Embedder; embedder.URL != "" && !adapters.IsURL(embedder.URL, "http", "https") {
		doc.fail(
			"$.faq.embedder.url",
			"%q is not an address: want one such as http://127.0.0.1:11434/v1, without /embeddings",
			embedder.URL,
		)
	} else if embedder.URL != "" && embedder.Model == "" {
		doc.fail("$.faq.embedder.model", "missing: the endpoint must be told which model")
	}
}

func (c *Config) checkChannels(doc *document) {
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
