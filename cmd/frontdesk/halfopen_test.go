package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	fakeslack "frontdesk/adapters/fakes/slack"
)

// TestHalfOpenLines: open connections without bytes, in one direction or in both, and a widget that does not read, cost neither a message
// nor a restart. The program drops the dead sockets of widgets, polls Telegram again and opens a new socket to Slack.
func TestHalfOpenLines(t *testing.T) {
	w := newWorld(t, 1, "")
	toTelegram, toSlack, toProgram := w.throughCables()
	w.begin()
	dead, stalled := w.guest(toProgram.base()), w.guest(toProgram.base())
	person := &shopper{channel: "tg", address: "700", tag: w.tagOf()}
	colleague := &shopper{channel: "slack", tag: w.tagOf()}
	w.people = append(w.people, person, colleague)
	oleg := w.slack.AddUser(fakeslack.User{Name: "oleg", RealName: "Олег", Locale: "ru-RU"}).ID
	writes := func() {
		w.telegram.Say(700, person.next(w))
		posted := w.slack.DM(oleg, colleague.next(w))
		colleague.address, colleague.said[len(colleague.said)-1].event = posted.Channel, posted.Events[0]
	}

	for _, g := range []*guest{dead, stalled} {
		g.say("")
	}
	tab := &guest{
		w:       w,
		shopper: stalled.shopper,
		seen:    map[string]int64{},
		token:   stalled.token,
		base:    w.base,
	} // a second tab of the same visitor
	w.guests = append(w.guests, tab)
	writes()
	w.settled()

	toTelegram.silence(true, false) // the answer of the current poll is lost
	toSlack.silence(true, true)

	for i, h := range toProgram.all() {
		h.lost.Store(i == 0)
		h.mute.Store(i == 0)
		h.stalled.Store(i == 1)
	}
	writes()

	for range 150 { // far more than the buffers of a connection
		tab.say(strings.Repeat(" и ещё немного слов", 400))
	}
	w.sockets(1) // the socket of the second tab

	dead.drop() // both sides notice the break and come back
	stalled.drop()
	dead.base, stalled.base = w.base, w.base
	dead.say("")
	w.delivered()
	w.calm()
	w.report()
}

// throughCables puts cables between the program and both platforms, and one cable in front of the program.
func (w *world) throughCables() (toTelegram, toSlack, toProgram *cable) {
	text, err := os.ReadFile(w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	toTelegram, toSlack = newCable(w.t, w.platforms[0]), newCable(w.t, w.platforms[1])
	changed := strings.NewReplacer(
		"http://"+w.platforms[0], toTelegram.base(),
		"http://"+w.platforms[1], toSlack.base(),
	).
		Replace(string(text))
	if err := os.WriteFile(w.config, []byte(changed), 0o600); err != nil {
		w.t.Fatal(err)
	}

	return toTelegram, toSlack, newCable(w.t, w.addr)
}

// sockets waits for a number of connected widgets.
func (w *world) sockets(n int) {
	w.t.Helper()
	want := fmt.Sprintf("frontdesk_widget_sockets{channel=\"site\"} %d\n", n)

	for end := time.Now().Add(3 * patience); ; w.pause(100 * time.Millisecond) {
		resp, err := http.Get(w.base + "/metrics")
		if err != nil {
			w.t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			w.t.Fatal(err)
		}
		if strings.Contains(string(text), want) {
			return
		}
		if time.Now().After(end) {
			w.t.Fatalf("want %s", want)
		}
	}
}

// delivered waits until the platforms have delivered all events.
func (w *world) delivered() {
	w.t.Helper()

	open := func() int { return len(w.telegram.Snapshot().Pending) + len(w.slack.Snapshot().Live) }
	for end := time.Now().Add(4 * patience); open() > 0; w.pause(100 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatal("a platform still has undelivered events")
		}
	}
}
