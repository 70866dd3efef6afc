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

func longAnswer(rig *rig) {
	conversation := rig.opened(0)

	var text strings.Builder
	for i := range 900 {
		fmt.Fprintf(&text, "слово%03d ", i)
		if i%50 == 49 {
			text.WriteString("\n\n")
		}
	}
	entry := rig.reply(conversation, handoff.Draft{Text: text.String()})
	rig.reply(conversation, handoff.Draft{Text: "конец"})
	rig.shown(0, "конец")
	got := rig.sees(0)
	joined := strings.Fields(strings.Join(got[1:len(got)-1], " "))
	if !slices.Equal(joined, strings.Fields(text.String())) {
		rig.t.Errorf("%d words arrived in %d messages, want 900", len(joined), len(got)-2)
	}
	if most := rig.ch.Traits().MaxText; !rig.ch.Traits().ClientsPull && text.Len()/2 > most && len(got) < 4 {
		rig.t.Error("it was not split")
	}

	for _, p := range rig.partsOf(entry) {
		if p.State != chat.PartSent || p.Native == "" {
			rig.t.Errorf("part %+v", p)
		}
	}
}

func order(rig *rig) {
	conversation := rig.opened(0)
	rig.can.Fault(0, fault.Fault{Kind: fault.RateLimited, Skip: 1, RetryAfter: 1})
	rig.can.Fault(0, fault.Fault{Kind: fault.ServerError, Skip: 3})
	want := rig.sees(0)

	for i := range 6 {
		text := fmt.Sprintf("ответ %d", i)
		rig.reply(conversation, handoff.Draft{Text: text})
		want = append(want, text)
	}
	rig.shown(0, "ответ 5")
	if got := rig.sees(0); !slices.Equal(got, want) {
		rig.t.Errorf("the customer sees %q", got)
	}
}

func slowPeer(rig *rig) {
	slow, other := rig.opened(0), rig.opened(1)
	rig.can.Fault(0, fault.Fault{Kind: fault.RateLimited, RetryAfter: 4})
	rig.reply(slow, handoff.Draft{Text: "медленно"})
	rig.reply(other, handoff.Draft{Text: "быстро"})
	rig.shown(1, "быстро")
	if slices.Contains(rig.sees(0), "медленно") {
		rig.t.Error("the platform's pause was not kept")
	}
	rig.shown(0, "медленно")
}

// resent tests operators' replies: after an unknown outcome a reply is sent once more, so the reply is not lost. A reply is never sent a
// third time.
func resent(rig *rig, kind fault.Kind, times int) {
	conversation := rig.opened(0)
	rig.can.Fault(0, fault.Fault{Kind: kind, Count: times})
	entry := rig.reply(conversation, handoff.Draft{Text: "важное"})
	rig.reply(conversation, handoff.Draft{Text: "потом"})
	rig.shown(0, "потом")
	got := rig.sees(0)[1:]
	last := len(got) - 1
	if got[last] != "потом" || slices.ContainsFunc(got[:last], func(s string) bool { return s != "важное" }) {
		rig.t.Errorf("the customer sees %q", got)
	}
	part := rig.partsOf(entry)[0]
	if _, ok := rig.ch.(adapters.ReadBack); ok {
		if last != 1 || part.State != chat.PartSent {
			rig.t.Errorf("seen %d times, part %+v", last, part)
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
	if last < 1 || last > most || part.State != state || part.Resent != 1 {
		rig.t.Errorf("seen %d times, part %+v", last, part)
	}
}

// left tests small talk: after an unknown outcome the part is not sent again, and operators can see the unknown outcome.
func left(rig *rig, kind fault.Kind, seen int) {
	rig.can.Fault(0, fault.Fault{Kind: kind})
	rig.p.Say(0, "Спасибо")
	rig.stored(0, 1)
	rig.until("it is settled", func() bool { return settled(rig.parts(0)) })
	rig.p.Say(0, asksHours)
	rig.shown(0, hours)
	part := rig.parts(0)[0]
	if _, ok := rig.ch.(adapters.ReadBack); ok {
		if n := len(rig.sees(0)); n != 2 || part.State != chat.PartSent {
			rig.t.Errorf("seen %d messages, part %+v", n, part)
		}

		return
	}
	if n := len(rig.sees(0)); n != seen+1 || part.State != chat.PartUncertain || part.Attempts != 1 {
		rig.t.Errorf("seen %d messages, part %+v", n, part)
	}
}

// prompted tests rating prompts: a prompt with an unknown outcome is not sent again, regardless of the policy of other messages.
func prompted(rig *rig) {
	conversation := rig.opened(0)
	rig.can.Fault(0, fault.Fault{Kind: fault.ResetAfter})
	if _, err := rig.desk.Close(rig.t.Context(), rig.op, conversation.ID); err != nil {
		rig.t.Fatal(err)
	}
	last := func() chat.Part { l := rig.parts(0); return l[len(l)-1] }
	rig.until("it is settled", func() bool { return settled([]chat.Part{last()}) })
	want := chat.PartUncertain
	if _, ok := rig.ch.(adapters.ReadBack); ok {
		want = chat.PartSent
	}
	if n := len(rig.sees(0)); n != 2 || last().State != want || last().Attempts != 1 {
		rig.t.Errorf("seen %d messages, part %+v", n, last())
	}
}

func blocked(rig *rig) {
	gone, here := rig.opened(0), rig.opened(1)
	rig.can.Block(0)
	rig.until(
		"the team is told",
		func() bool { return len(rig.of(0, chat.BySystem, chat.Noted)) == 1 && rig.p.Idle() },
	)
	rig.stop() // both replies must be queued before the first try
	rig.open()
	first, second := rig.reply(gone, handoff.Draft{Text: "раз"}), rig.reply(gone, handoff.Draft{Text: "два"})
	rig.reply(here, handoff.Draft{Text: "вы тут?"})
	rig.start()
	rig.shown(1, "вы тут?")

	for _, e := range []*chat.Entry{first, second} {
		rig.until("the part is settled", func() bool { return settled(rig.partsOf(e)) })
		if p := rig.partsOf(e)[0]; p.State != chat.PartFailed || p.Reason == "" {
			rig.t.Errorf("part %+v", p)
		}
	}
	if p := rig.partsOf(second)[0]; p.Attempts != 0 {
		rig.t.Errorf("a chat that is gone was tried again: %+v", p)
	}
}
