package slack

import (
	"context"
	"strings"

	"frontdesk/adapters"
)

// Kind is Slack as a type of channels.
var Kind = adapters.Kind{
	Type:     typeName,
	Traits:   traits,
	Settings: func() adapters.Settings { return &Settings{} },
	New:      build,
}

const typeName = "slack"

// Settings are the keys of a Slack app in config.yaml.
type Settings struct {
	BotToken      string `yaml:"bot_token"`
	AppToken      string `yaml:"app_token"`
	SigningSecret string `yaml:"signing_secret"`
	APIURL        string `yaml:"api_url"`
	Mode          string `yaml:"mode"`
}

// On reports whether there is a bot token.
func (s *Settings) On() bool { return s.BotToken != "" }

// Check names the mistakes of the settings.
func (s *Settings) Check(check adapters.Check) {
	adapters.CheckAPIURL(check, s.APIURL)
	check.OneOf("mode", s.Mode, "", Socket, Events)
	if s.BotToken != "" && !strings.HasPrefix(s.BotToken, "xoxb-") {
		check.Fail("bot_token", "this is not a bot token: want xoxb-...")
	}
	if s.AppToken != "" && !strings.HasPrefix(s.AppToken, "xapp-") {
		check.Fail("app_token", "this is not an app-level token: want xapp-...")
	}
	if !s.On() {
		return
	}

	if s.Mode != Events {
		if s.AppToken == "" {
			check.Fail("app_token", "mode socket needs an app-level token (xapp-...) with connections:write")
		}

		return
	}
	if check.PublicURL() == "" {
		check.Fail("mode", "events needs public_url at the top of the file")
	}
	if s.SigningSecret == "" {
		check.Fail("signing_secret", "mode events needs the signing secret of the app")
	}
}

func build(_ context.Context, env adapters.Env) (adapters.Channel, error) {
	settings := env.Settings.(*Settings)
	cfg := Config{
		ID:            env.ID,
		BotToken:      settings.BotToken,
		AppToken:      settings.AppToken,
		SigningSecret: settings.SigningSecret,
		APIURL:        settings.APIURL,
		Mode:          settings.Mode,
		MaxFile:       env.MaxFile,
	}

	return New(cfg, env)
}
