package telegram

import (
	"context"
	"regexp"

	"frontdesk/adapters"
)

// Kind is Telegram as a type of channels.
var Kind = adapters.Kind{
	Type:     typeName,
	Traits:   traits,
	Settings: func() adapters.Settings { return &Settings{} },
	New:      build,
}

const typeName = "telegram"

// Settings are the keys of a bot in config.yaml.
type Settings struct {
	Token  string `yaml:"token"`
	APIURL string `yaml:"api_url"`
	Mode   string `yaml:"mode"`
	Secret string `yaml:"secret"`
	Proxy  string `yaml:"proxy"`
}

// On reports whether there is a token.
func (s *Settings) On() bool { return s.Token != "" }

var tokenShape = regexp.MustCompile(`^[0-9]{3,20}:[A-Za-z0-9_-]{20,64}$`)

// Check names the mistakes of the settings.
func (s *Settings) Check(check adapters.Check) {
	adapters.CheckAPIURL(check, s.APIURL)
	if s.Token != "" && !tokenShape.MatchString(s.Token) {
		check.Fail("token", "this is not a bot token: want the token from @BotFather, digits:letters")
	}
	if s.Proxy != "" && !adapters.IsURL(s.Proxy, "http", "https", "socks5") {
		check.Fail("proxy", "this is not a proxy: want http://, https:// or socks5://HOST:PORT")
	}
	check.OneOf("mode", s.Mode, "", Poll, Webhook)
	if s.Mode != Webhook || !s.On() {
		return
	}

	if check.PublicURL() == "" {
		check.Fail("mode", "webhook needs public_url at the top of the file")
	}
	if !secretShape.MatchString(s.Secret) {
		check.Fail("secret", "webhook needs a secret: 1 to 256 of A-Z a-z 0-9 _ -")
	}
}

func build(_ context.Context, env adapters.Env) (adapters.Channel, error) {
	settings := env.Settings.(*Settings)
	cfg := Config{
		ID:        env.ID,
		Token:     settings.Token,
		APIURL:    settings.APIURL,
		Mode:      settings.Mode,
		Secret:    settings.Secret,
		Proxy:     settings.Proxy,
		PublicURL: env.PublicURL,
		MaxFile:   env.MaxFile,
	}

	return New(cfg, env)
}
