package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestADeadChannelDoesNotStopTheOthers: /readyz shows the dead channel with the needed action, and the widget keeps working.
func TestADeadChannelDoesNotStopTheOthers(t *testing.T) {
	r, d := startDemo(t)
	d.telegram.Revoke()
	d.telegram.Say(900, "ends the long poll that is under way") // the next poll is refused
	health := func() (h struct {
		Ready    bool
		Channels []struct{ ID, State, Todo string }
	}) {
		resp, err := http.Get(r.Base + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if err := json.NewDecoder(resp.Body).Decode(&h); err != nil {
			t.Fatal(err)
		}

		return h
	}
	r.Await("the dead channel in /readyz", func() bool {
		h := health()
		for _, c := range h.Channels {
			if c.ID == "tg" && c.State == "down" && strings.Contains(c.Todo, "token") {
				return h.Ready
			}
		}

		return false
	})
	v := r.Visitor()
	v.Say("сколько стоит доставка в Казань?")
	v.Hears("290")
	d.telegram.Restore()
	r.Await("the channel is back by itself", func() bool {
		for _, c := range health().Channels {
			if c.ID == "tg" {
				return c.State == "up"
			}
		}

		return false
	})
}
