package adaptertest

import (
	"fmt"
	"slices"
	"strings"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	"frontdesk/chat"
	"frontdesk/handoff"
)

func noFaults(a Abilities) bool { return a.Fault == nil }

var sending = []scenario{
	{"a long answer is split in order", always, longAnswer},
	{"order under 429 and 500", noFaults, order},
	{"a slow peer delays nobody", noFaults, slowPeer},
	{"an unknown outcome that was accepted", noFaults, func(r *rig) { resent(r, fault.ResetAfter, 1) }},
	{"an unknown outcome that was not accepted", noFaults, func(r *rig) { resent(r, fault.ResetBefore, 1) }},
	{"an answer that never comes", noFaults, func(r *rig) { resent(r, fault.HangAfter, 1) }},
	{"half an answer", noFaults, func(r *rig) { resent(r, fault.Truncated, 1) }},
	{"two unknown outcomes", noFaults, func(r *rig) { resent(r, fault.ResetAfter, 2) }},
	{"small talk is never sent twice", noFaults, func(r *rig) { left(r, fault.ResetAfter, 1) }},
	{"small talk that is lost is shown as uncertain", noFaults, func(r *rig) { left(r, fault.ResetBefore, 0) }},
	{"a rating prompt is never sent twice", noFaults, prompted},
	{"a customer who has blocked us", func(a Abilities) bool { return a.Block == nil }, blocked},
}

func longAnswer(r *rig) {
	c := r.opened(0)

	var text strings.Builder
	for i := range 900 {
		fmt.Fprintf(&text, "слово%03d ", i)
		if i%50 == 49 {
			text.WriteString("\n\n")
		}
	}
	e := r.reply(c, handoff.Draft{Text: text.String()})
	r.reply(c, handoff.Draft{Text: "конец"})
	r.shown(0, "конец")
	got := r.sees(0)
	joined := strings.Fields(strings.Join(got[1:len(got)-1], " "))
	if !slices.Equal(joined, strings.Fields(text.String())) {
		r.t.Errorf("%d words arrived in %d messages, want 900", len(joined), len(got)-2)
	}
	if most := r.ch.Traits().MaxText; !r.ch.Traits().ClientsPull && text.Len()/2 > most && len(got) < 4 {
		r.t.Error("it was not split")
	}

	for _, p := range r.partsOf(e) {
		if p.State != chat.PartSent || p.Native == "" {
			r.t.Errorf("part %+v", p)
		}
	}
}

func order(r *rig) {
	c := r.opened(0)
	r.can.Fault(0, fault.Fault{Kind: fault.RateLimited, Skip: 1, RetryAfter: 1})
	r.can.Fault(0, fault.Fault{Kind: fault.ServerError, Skip: 3})
	want := r.sees(0)

	for i := range 6 {
		text := fmt.Sprintf("ответ %d", i)
		r.reply(c, handoff.Draft{Text: text})
		want = append(want, text)
	}
	r.shown(0, "ответ 5")
	if got := r.sees(0); !slices.Equal(got, want) {
		r.t.Errorf("the customer sees %q", got)
	}
}

func slowPeer(r *rig) {
	slow, other := r.opened(0), r.opened(1)
	r.can.Fault(0, fault.Fault{Kind: fault.RateLimited, RetryAfter: 4})
	r.reply(slow, handoff.Draft{Text: "медленно"})
	r.reply(other, handoff.Draft{Text: "быстро"})
	r.shown(1, "быстро")
	if slices.Contains(r.sees(0), "медленно") {
		r.t.Error("the platform's pause was not kept")
	}
	r.shown(0, "медленно")
}

// resent tests operators' replies: after an unknown outcome a reply is sent once more, so the reply is not lost. A reply is never sent a
// third time.
func resent(r *rig, kind fault.Kind, times int) {
	c := r.opened(0)
	r.can.Fault(0, fault.Fault{Kind: kind, Count: times})
	e := r.reply(c, handoff.Draft{Text: "важное"})
	r.reply(c, handoff.Draft{Text: "потом"})
	r.shown(0, "потом")
	got := r.sees(0)[1:]
	n := len(got) - 1
	if got[n] != "потом" || slices.ContainsFunc(got[:n], func(s string) bool { return s != "важное" }) {
		r.t.Errorf("the customer sees %q", got)
	}
	p := r.partsOf(e)[0]
	if _, ok := r.ch.(adapters.ReadBack); ok {
		if n != 1 || p.State != chat.PartSent {
			r.t.Errorf("seen %d times, part %+v", n, p)
		}

		return
	}
	most := 1
	if kind != fault.ResetBefore {
		most = 2
	}
	state := chat.PartSent
	if times > 1 {
		state = chat.PartUncertain
	}
	if n < 1 || n > most || p.State != state || p.Resent != 1 {
		r.t.Errorf("seen %d times, part %+v", n, p)
	}
}

// left tests small talk: after an unknown outcome the part is not sent again, and operators can see the unknown outcome.
func left(r *rig, kind fault.Kind, seen int) {
	r.can.Fault(0, fault.Fault{Kind: kind})
	r.p.Say(0, "Спасибо")
	r.stored(0, 1)
	r.until("it is settled", func() bool { return settled(r.parts(0)) })
	r.p.Say(0, asksHours)
	r.shown(0, hours)
	p := r.parts(0)[0]
	if _, ok := r.ch.(adapters.ReadBack); ok {
		if n := len(r.sees(0)); n != 2 || p.State != chat.PartSent {
			r.t.Errorf("seen %d messages, part %+v", n, p)
		}

		return
	}
	if n := len(r.sees(0)); n != seen+1 || p.State != chat.PartUncertain || p.Attempts != 1 {
		r.t.Errorf("seen %d messages, part %+v", n, p)
	}
}

// prompted tests rating prompts: a prompt with an unknown outcome is not sent again, regardless of the policy of other messages.
func prompted(r *rig) {
	c := r.opened(0)
	r.can.Fault(0, fault.Fault{Kind: fault.ResetAfter})
	if _, err := r.desk.Close(r.t.Context(), r.op, c.ID); err != nil {
		r.t.Fatal(err)
	}
	last := func() chat.Part { l := r.parts(0); return l[len(l)-1] }
	r.until("it is settled", func() bool { return settled([]chat.Part{last()}) })
	want := chat.PartUncertain
	if _, ok := r.ch.(adapters.ReadBack); ok {
		want = chat.PartSent
	}
	if n := len(r.sees(0)); n != 2 || last().State != want || last().Attempts != 1 {
		r.t.Errorf("seen %d messages, part %+v", n, last())
	}
}

func blocked(r *rig) {
	gone, here := r.opened(0), r.opened(1)
	r.can.Block(0)
	r.until("the team is told", func() bool { return len(r.of(0, chat.BySystem, chat.Noted)) == 1 && r.p.Idle() })
	r.stop() // both replies must be queued before the first try
	r.open()
	first, second := r.reply(gone, handoff.Draft{Text: "раз"}), r.reply(gone, handoff.Draft{Text: "два"})
	r.reply(here, handoff.Draft{Text: "вы тут?"})
	r.start()
	r.shown(1, "вы тут?")

	for _, e := range []*chat.Entry{first, second} {
		r.until("the part is settled", func() bool { return settled(r.partsOf(e)) })
		if p := r.partsOf(e)[0]; p.State != chat.PartFailed || p.Reason == "" {
			r.t.Errorf("part %+v", p)
		}
	}
	if p := r.partsOf(second)[0]; p.Attempts != 0 {
		r.t.Errorf("a chat that is gone was tried again: %+v", p)
	}
}
