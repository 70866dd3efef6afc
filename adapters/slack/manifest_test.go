package slack

import (
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	sdk "github.com/slack-go/slack"
)

func TestManifest(t *testing.T) {
	var m sdk.Manifest
	if err := yaml.UnmarshalWithOptions(Manifest(), &m, yaml.Strict()); err != nil {
		t.Fatal(err)
	}

	for _, scope := range []string{
		"app_mentions:read",
		"chat:write",
		"im:history",
		"im:read",
		"im:write",
		"users:read",
		"files:read",
		"files:write",
	} {
		if !slices.Contains(m.OAuthConfig.Scopes.Bot, scope) {
			t.Errorf("no scope %s", scope)
		}
	}
	s := m.Settings
	if s.EventSubscriptions == nil ||
		!slices.Equal(s.EventSubscriptions.BotEvents, []string{"app_home_opened", "app_mention", "message.im"}) {
		t.Errorf("events %+v", s.EventSubscriptions)
	}
	if s.Interactivity == nil || !s.Interactivity.IsEnabled || !s.SocketModeEnabled || s.TokenRotationEnabled {
		t.Errorf("settings %+v", s)
	}
	if m.Display.Name == "" || m.Features.BotUser.DisplayName == "" {
		t.Errorf("%+v", m)
	}
	if h := m.Features.AppHome; !h.MessagesTabEnabled || h.MessagesTabReadOnlyEnabled {
		t.Errorf("home %+v", h)
	}
}
