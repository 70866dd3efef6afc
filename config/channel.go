package config

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// Channel has the keys of every channel. Settings has the keys of the channel's kind.
type Channel struct {
	ID        chat.ChannelID `yaml:"id"`
	Type      string         `yaml:"type"`
	QuietTime string         `yaml:"quiet_time"`
	MaxFileMB int64          `yaml:"max_file_mb"`

	Settings adapters.Settings `yaml:"-"` // nil when the type is not known
}

// On reports whether the channel has all settings for a start.
func (c Channel) On() bool { return c.Settings != nil && c.Settings.On() }

type kindsKey struct{}

// withKinds passes the kinds to UnmarshalYAML.
func withKinds(kinds []adapters.Kind) context.Context {
	return context.WithValue(context.Background(), kindsKey{}, kinds)
}

// UnmarshalYAML reads the keys of every channel and then the keys of the channel's kind.
func (c *Channel) UnmarshalYAML(ctx context.Context, decode func(any) error) error {
	type common Channel // has no method UnmarshalYAML
	if err := decode((*common)(c)); err != nil {
		return err
	}

	kinds, _ := ctx.Value(kindsKey{}).([]adapters.Kind)
	at := slices.IndexFunc(kinds, func(k adapters.Kind) bool { return k.Type == c.Type })
	if at < 0 {
		return nil // check names the mistake
	}
	c.Settings = kinds[at].Settings()

	return decode(c.Settings)
}

// textsOf returns the string settings by key.
func textsOf(settings adapters.Settings) map[string]*string {
	list := map[string]*string{}
	if settings == nil {
		return list
	}

	value := reflect.ValueOf(settings).Elem()
	for i := range value.NumField() {
		if to, ok := value.Field(i).Addr().Interface().(*string); ok {
			list[value.Type().Field(i).Tag.Get("yaml")] = to
		}
	}

	return list
}

var channelID = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

func (c Channel) check(doc *document, at, public string) {
	if !channelID.MatchString(string(c.ID)) {
		doc.fail(at+".id", "%q: want 1 to 32 of a-z, 0-9, - and _, a letter first", c.ID)
	}
	if c.Settings == nil {
		doc.fail(at+".type", "%q: want %s%s", c.Type, either(doc.types()), nearest(c.Type, doc.types()))
		return
	}
	if c.QuietTime != "" {
		doc.duration(at+".quiet_time", c.QuietTime, 0, 30*time.Second)
	}
	c.Settings.Check(channelCheck{doc: doc, at: at, public: public})
}

// either joins words as in "a, b or c".
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1

	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// channelCheck adds the place of a channel to the channel's mistakes. channelCheck is an adapters.Check.
type channelCheck struct {
	doc        *document
	at, public string
}

func (c channelCheck) Fail(key, format string, args ...any) {
	c.doc.fail(c.at+"."+key, "%s", fmt.Sprintf(format, args...))
}

func (c channelCheck) OneOf(key, text string, allowed ...string) {
	c.doc.oneOf(c.at+"."+key, text, allowed...)
}

func (c channelCheck) PublicURL() string { return c.public }
