package main

import (
	"fmt"
	"testing"

	"frontdesk/adapters/fakes/fault"
	"frontdesk/chat"
	"frontdesk/program/programtest"
)

// TestUncertainIsShownAndResolved: a rating prompt with an unknown outcome is not sent again by the program. An operator states the
// outcome.
func TestUncertainIsShownAndResolved(t *testing.T) {
	r, d := startDemo(t)
	anna := r.Operator("anna", chat.RoleOperator)

	for user, action := range map[int64]string{801: "arrived", 802: "again"} {
		m := d.inTelegram(t, user)
		m.say("позовите оператора")
		m.hears("прямо здесь")
		id := anna.Waiting("tg")
		anna.Claim(id)
		d.telegram.Inject(fault.Fault{Method: "sendMessage", Kind: fault.ResetAfter, Count: 1})
		anna.Close(id)
		seq := int64(0)
		r.Await("the prompt is uncertain", func() bool {
			seq = delivered(anna, id, "csat.ask", "uncertain")
			return seq > 0
		})
		if n := prompts(d, user); n != 1 {
			t.Fatalf("user %d has %d prompts, want the one whose answer was lost", user, n)
		}
		anna.Ask(
			"POST",
			fmt.Sprintf("/api/v1/conversations/%s/entries/%d/delivery", id, seq),
			map[string]string{"action": action},
			204,
			nil,
		)
		r.Await("sent", func() bool { return delivered(anna, id, "csat.ask", "sent") > 0 })
		want := map[string]int{"arrived": 1, "again": 2}[action]
		if n := prompts(d, user); n != want {
			t.Errorf("%s: user has %d prompts, want %d", action, n, want)
		}
	}
}

// delivered returns the seq of the entry with a key and a delivery state. Zero means no such entry.
func delivered(p *programtest.Person, id, key, state string) int64 {
	var list struct {
		Items []struct {
			Seq      int64
			Key      string
			Delivery *struct{ State string }
		}
	}
	p.Ask("GET", "/api/v1/conversations/"+id+"/entries", nil, 200, &list)

	for _, e := range list.Items {
		if e.Key == key && e.Delivery != nil && e.Delivery.State == state {
			return e.Seq
		}
	}

	return 0
}

func prompts(d *demo, user int64) (n int) {
	for _, text := range d.telegram.Snapshot().Texts(user) {
		if contains([]string{text}, "от 1 до 5") {
			n++
		}
	}

	return n
}
