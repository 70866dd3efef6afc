package webchat

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"frontdesk/adapters"
)

// Kind is the web chat as a type of channels.
var Kind = adapters.Kind{
	Type:     typeName,
	Traits:   traits,
	Settings: func() adapters.Settings { return &Settings{} },
	New:      build,
	Routes:   routes,
}

const typeName = "webchat"

// Settings are the keys of a web chat in config.yaml.
type Settings struct {
	Origins           []string `yaml:"origins"`
	MessagesPerSecond float64  `yaml:"messages_per_second"`
}

// On returns true, because a web chat needs no account.
func (s *Settings) On() bool { return true }

// Check reports the mistakes of the settings.
func (s *Settings) Check(check adapters.Check) {
	for i, o := range s.Origins {
		u, err := url.Parse(o)
		if err != nil || !adapters.IsURL(o, "http", "https") || strings.Trim(u.Path, "/") != "" {
			check.Fail(fmt.Sprintf("origins[%d]", i), "%q is not an origin: want https://shop.example.com", o)
		}
	}
}

func build(ctx context.Context, env adapters.Env) (adapters.Channel, error) {
	secret, err := env.Secret(ctx, "visitor")
	if err != nil {
		return nil, err
	}
	settings := env.Settings.(*Settings)
	cfg := Config{
		ID:        env.ID,
		Origins:   settings.Origins,
		MaxFile:   env.MaxFile,
		PerSecond: settings.MessagesPerSecond,
		Secret:    secret,
	}

	return New(cfg, Deps{
		Receive: env.Receive,
		Typing:  env.Typing,
		Online:  env.Online,
		Lang:    env.Lang,
		Say:     func(lang, key string) string { return env.Say(lang, key, nil) },
		Store:   env.Store,
		Blobs:   env.Blobs,
		Hints:   env.Hints,
		Touched: env.Touched,
		Board:   env.Board,
		Log:     env.Log,
		Now:     env.Now,
	}), nil
}

// routes serves the web chats of a program.
func routes(list []adapters.Channel) adapters.Inlet {
	rt := &Routes{}

	for _, ch := range list {
		if c, ok := ch.(*Channel); ok {
			rt.Channels = append(rt.Channels, c)
		}
	}

	return rt
}
