package adaptertest

import (
	"slices"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/dialog"
	"frontdesk/handoff"
	"frontdesk/timeline"
)

var outages = []scenario{
	{"a token that is refused", func(a Abilities) bool { return a.Token == nil }, badToken},
	{"somebody else receives", func(a Abilities) bool { return a.Contest == nil }, contested},
	{"the network is away", func(a Abilities) bool { return a.Offline == nil }, offline},
	{"a restart", always, restarted},
	{"a crash while sending", always, interrupted},
	{"a crash while sending small talk", always, abandoned},
}

func badToken(r *rig) {
	r.p.Say(0, asksHours)
	r.stored(0, 1)
	// Without the wait, the answer would stay in the pause after a refused token.
	r.shown(0, hours)
	r.state(adapters.Up, "")
	r.can.Token(false)
	r.restart()
	r.state(adapters.Broken, "token")
	r.p.Say(0, "Как оплатить заказ?")
	r.can.Token(true)
	r.state(adapters.Up, "")
	r.stored(0, 2)
	r.until("both answers are shown", func() bool { return len(r.sees(0)) == 2 })
}

func contested(r *rig) {
	r.state(adapters.Up, "")
	r.can.Contest(true)
	r.state(adapters.Broken, "conflict")
	r.p.Say(0, asksHours)
	r.can.Contest(false)
	r.state(adapters.Up, "")
	r.stored(0, 1)
	r.shown(0, hours)
}

func offline(r *rig) {
	c := r.opened(0)
	r.state(adapters.Up, "")
	r.can.Offline(true)
	e := r.reply(c, handoff.Draft{Text: "вернёмся"})
	// Such a channel polls the platform all the time and so notices the outage.
	if r.ch.Traits().Exclusive {
		r.state(adapters.Broken, "network")
	}
	r.until("sending was tried", func() bool { l := r.partsOf(e); return len(l) == 1 && l[0].Attempts > 0 })
	r.p.Say(0, "вы где?")
	r.can.Offline(false)
	r.state(adapters.Up, "")
	r.stored(0, 2)
	r.shown(0, "вернёмся")
	r.until("the part is settled", func() bool { return settled(r.partsOf(e)) })
	if got := r.sees(0); len(got) != 2 || r.partsOf(e)[0].Resent != 0 {
		r.t.Errorf("a call that never left counts as unknown: %q, %+v", got, r.partsOf(e))
	}
}

// restarted stops the program between two messages. A message sent meanwhile arrives, and no message arrives twice.
func restarted(r *rig) {
	c := r.opened(0)
	e := r.reply(c, handoff.Draft{Text: "перед остановкой"})
	r.stop()
	r.p.Say(0, "пока вас не было")
	r.open()
	r.start()
	r.stored(0, 2)
	r.shown(0, "перед остановкой")
	r.reply(c, handoff.Draft{Text: "после"})
	r.shown(0, "после")
	if got := r.sees(0)[1:]; !slices.Equal(got, []string{"перед остановкой", "после"}) {
		r.t.Errorf("the customer sees %q", got)
	}
	if got := textsOf(r.said(0)); !slices.Equal(got, []string{"Позовите оператора", "пока вас не было"}) {
		r.t.Errorf("stored %q", got)
	}
	if p := r.partsOf(e); len(p) > 0 && p[0].State != chat.PartSent {
		r.t.Errorf("part %+v", p)
	}
}

// interrupted leaves a part in the state of a crash between claim and answer. The outcome is unknown, so the reply is sent once more.
func interrupted(r *rig) {
	if r.ch.Traits().ClientsPull {
		r.t.Skip("no deliveries")
	}
	c := r.opened(0)
	r.stop()
	r.open() // open starts no sender
	e := r.reply(c, handoff.Draft{Text: "не потеряйте"})
	r.underway()
	r.start()
	r.shown(0, "не потеряйте")
	r.until("the part is settled", func() bool { return settled(r.partsOf(e)) })
	if got := r.sees(0); len(got) != 2 {
		r.t.Errorf("the customer sees %q", got)
	}
}

// abandoned is the same with small talk. Small talk is not sent again, and operators see the unknown outcome.
func abandoned(r *rig) {
	if r.ch.Traits().ClientsPull {
		r.t.Skip("no deliveries")
	}
	c := r.opened(0)
	r.stop()
	r.open() // open starts no sender
	var e *chat.Entry
	if _, err := r.program.Engine.Door.On(r.t.Context(), c.ID, func(t *timeline.Timeline, _ dialog.View) (err error) {
		e, err = t.Say(chat.Entry{
			Author:  chat.Author{Kind: chat.ByBot},
			Purpose: chat.PurposeSmallTalk,
			Text:    "Пожалуйста!",
		})

		return err
	}); err != nil {
		r.t.Fatal(err)
	}
	r.underway()
	r.start()
	r.until("the part is settled", func() bool { return settled(r.partsOf(e)) })
	want, seen := chat.PartUncertain, 1
	if _, ok := r.ch.(adapters.ReadBack); ok { // the read-back says the message was not shown
		want, seen = chat.PartSent, 2
	}
	if p := r.partsOf(e)[0]; p.State != want || len(r.sees(0)) != seen {
		r.t.Errorf("the customer sees %q, part %+v", r.sees(0), p)
	}
}

// underway leaves the oldest part of the first customer in the state of a crash between claim and answer.
func (r *rig) underway() {
	r.t.Helper()
	p, entry, err := r.db.Oldest(r.t.Context(), r.peer(0))
	if err != nil || p == nil {
		r.t.Fatal(p, err)
	}
	payloads, err := r.ch.(adapters.Sending).Render(*entry)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.db.Split(r.t.Context(), *p, payloads); err != nil {
		r.t.Fatal(err)
	}
	p.Of = len(payloads)
	if claimed, err := r.db.Claim(r.t.Context(), *p); err != nil || !claimed {
		r.t.Fatal(claimed, err)
	}
}
