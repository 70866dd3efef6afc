package main

import (
	"os"
	"strings"
	"testing"
)

// FuzzLoadConfig wants of any text a configuration that can be used, or an error that names the file.
func FuzzLoadConfig(f *testing.F) {
	if data, err := os.ReadFile("../../config.yaml"); err == nil {
		f.Add(data)
	}
	for _, s := range []string{"", "listen: 127.0.0.1:1\nquiet_tme: 1s\n", "channels:\n  - {id: tg, type: telegram, tokn: x}\n", "channels: 5\n", "idle: {bot: [1]}\n", "listen: &a [*a]\n", "--- 1\n--- 2\n",
		"faq: {max_wrong: .nan}\n", "? {a: b}\n: c\n", "<<: *x\n", "channels:\n  - null\n", "\x00", "listen: |\n  x\n", "max: 1e999\n", "timezone: ../../etc/passwd\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := loadConfig("c.yaml", data, noEnv)
		switch {
		case err != nil && (c != nil || !strings.Contains(err.Error(), "c.yaml")):
			t.Fatalf("error without a place, or with a configuration: %v", err)
		case err == nil && (c == nil || c.zone == nil || c.Listen == "" || duration(c.QuietTime) < 0 || duration(c.Idle.Bot) <= 0 || duration(c.Idle.Human) <= 0):
			t.Fatalf("accepted %+v", c)
		}
	})
}
