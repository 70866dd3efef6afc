package config_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"frontdesk/config"
)

// FuzzLoadConfig checks Load with any text. Load must return a usable configuration, or an error with the name of the file.
func FuzzLoadConfig(f *testing.F) {
	if data, err := os.ReadFile("../config.yaml"); err == nil {
		f.Add(data)
	}

	for _, s := range []string{
		"",
		"listen: 127.0.0.1:1\nquiet_tme: 1s\n",
		"channels:\n  - {id: tg, type: telegram, tokn: x}\n",
		"channels: 5\n",
		"idle: {bot: [1]}\n",
		"listen: &a [*a]\n",
		"--- 1\n--- 2\n",
		"faq: {max_wrong: .nan}\n",
		"? {a: b}\n: c\n",
		"<<: *x\n",
		"channels:\n  - null\n",
		"\x00",
		"listen: |\n  x\n",
		"max: 1e999\n",
		"timezone: ../../etc/passwd\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := config.Load("c.yaml", data, noEnv, kinds)
		switch {
		case err != nil && (c != nil || !strings.Contains(err.Error(), "c.yaml")):
			t.Fatalf("error without a place, or with a configuration: %v", err)
		case err == nil && (c == nil || c.Zone() == nil || c.Listen == "" || durationOf(c.QuietTime) < 0 ||
			durationOf(c.Idle.Bot) <= 0 || durationOf(c.Idle.Human) <= 0):
			t.Fatalf("accepted %+v", c)
		}
	})
}

// durationOf is -1 for a text that is no duration.
func durationOf(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		return -1
	}

	return d
}
