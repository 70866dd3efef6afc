package config_test

import (
	"os"
	"strings"
	"testing"

	"frontdesk/adapters"
	"frontdesk/adapters/slack"
	"frontdesk/adapters/telegram"
	"frontdesk/adapters/webchat"
	"frontdesk/config"
)

var kinds = []adapters.Kind{webchat.Kind, telegram.Kind, slack.Kind}

func noEnv(string) (string, bool) { return "", false }

func TestTheDefaultConfigurationIsRight(t *testing.T) {
	data, err := os.ReadFile("../config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Load("../config.yaml", data, noEnv, kinds)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Channels) != 3 || !c.Channels[0].On() || c.Channels[1].On() || c.Channels[2].On() {
		t.Errorf("channels: %+v", c.Channels)
	}
	if !strings.HasPrefix(c.Database, "sqlite:/") || !strings.HasSuffix(c.Database, "/data/frontdesk.db") {
		t.Errorf("database %q: want a path relative to the file", c.Database)
	}
}

func TestMistakesAreNamedWithTheirPlace(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{
			name: "unknown key",
			text: "listen: 127.0.0.1:1\nquiet_tme: 1s\n",
			want: `c.yaml:2:1: unknown key "quiet_tme"; did you mean "quiet_time"?`,
		},
		{
			name: "unknown key in a channel",
			text: "channels:\n  - {id: tg, type: telegram, tokn: x}\n",
			want: `c.yaml:2:30: unknown key "tokn" in channels; did you mean "token"?`,
		},
		{
			name: "key of another type",
			text: "channels:\n  - id: site\n    type: webchat\n    token: x\n",
			want: `c.yaml:4:5: unknown key "token" in channels`,
		},
		{
			name: "repeated key",
			text: "listen: 127.0.0.1:1\nlisten: 127.0.0.1:2\n",
			want: "c.yaml:2:1",
		},
		{
			name: "bad duration",
			text: "quiet_time: 1 sec\n",
			want: `c.yaml:1:13: quiet_time: "1 sec" is not a duration: want a number with a unit`,
		},
		{
			name: "duration out of range",
			text: "quiet_time: 2h\n",
			want: "c.yaml:1:13: quiet_time: 2h is out of range",
		},
		{
			name: "bad token",
			text: "channels:\n  - id: tg\n    type: telegram\n    token: hello\n",
			want: "c.yaml:4:12: channels[0].token: this is not a bot token",
		},
		{
			name: "bad slack token",
			text: "channels:\n  - {id: s, type: slack, bot_token: xoxp-1}\n",
			want: "channels[0].bot_token: this is not a bot token: want xoxb-",
		},
		{
			name: "slack without app token",
			text: "channels:\n  - {id: s, type: slack, bot_token: xoxb-1}\n",
			want: "c.yaml:2:5: channels[0].app_token: mode socket needs",
		},
		{
			name: "two channels with one id",
			text: "channels:\n  - {id: a, type: webchat}\n  - {id: a, type: webchat}\n",
			want: `c.yaml:3:10: channels[1].id: channel id "a" is taken`,
		},
		{
			name: "nats",
			text: "bus: nats\n",
			want: "c.yaml:1:6: bus: nats is not there yet: want memory",
		},
		{
			name: "type",
			text: "channels:\n  - {id: a, type: telegramm}\n",
			want: `did you mean "telegram"?`,
		},
		{
			name: "wrong type of value",
			text: "quiet_time: [1]\n",
			want: "c.yaml:1:",
		},
		{
			name: "not yaml",
			text: "listen: [\n",
			want: "c.yaml:",
		},
		{
			name: "time zone",
			text: "timezone: Moscow\n",
			want: "c.yaml:1:11: timezone",
		},
		{
			name: "language",
			text: "language: de\n",
			want: "c.yaml:1:11: language",
		},
		{
			name: "share",
			text: "faq: {max_wrong: 5}\n",
			want: "c.yaml:1:18: faq.max_wrong",
		},
		{
			name: "origin",
			text: "channels:\n  - {id: a, type: webchat, origins: [shop.example.com]}\n",
			want: "channels[0].origins[0]",
		},
		{
			name: "webhook without url",
			text: "channels:\n  - {id: a, type: telegram, " +
				"token: '123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', mode: webhook}\n",
			want: "webhook needs public_url",
		},
		{
			name: "webhook without secret",
			text: "public_url: https://a.b\n" +
				"channels:\n  - {id: a, type: telegram, " +
				"token: '123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', mode: webhook}\n",
			want: "webhook needs a secret",
		},
		{
			name: "events without secret",
			text: "public_url: https://a.b\nchannels:\n  - {id: a, type: slack, bot_token: xoxb-1, mode: events}\n",
			want: "needs the signing secret",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := config.Load("c.yaml", []byte(x.text), noEnv, kinds)
			if err == nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), x.want) {
				t.Errorf("got  %s\nwant %s", err, x.want)
			}
		})
	}
}

func TestAllMistakesAreNamedAtOnce(t *testing.T) {
	_, err := config.Load("c.yaml", []byte("quiet_time: x\nlanguage: xx\n"), noEnv, kinds)
	if err == nil || len(strings.Split(err.Error(), "\n")) != 2 {
		t.Errorf("got %v, want two lines", err)
	}
}

func TestEnvironmentOverrides(t *testing.T) {
	file := t.TempDir() + "/secret"
	if err := os.WriteFile(file, []byte("123456:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{
		"FRONTDESK_LISTEN":        "127.0.0.1:9",
		"FRONTDESK_TG_TOKEN_FILE": file,
		"FRONTDESK_DATABASE":      "postgres://a:b@c/d",
	}
	c, err := config.Load(
		"c.yaml",
		[]byte("channels:\n  - {id: tg, type: telegram, token: ''}\n"),
		func(k string) (string, bool) { v, ok := env[k]; return v, ok },
		kinds,
	)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:9" ||
		c.Channels[0].Settings.(*telegram.Settings).Token != "123456:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB" ||
		c.Database != "postgres://a:b@c/d" {
		t.Errorf("got %+v", c)
	}
}
