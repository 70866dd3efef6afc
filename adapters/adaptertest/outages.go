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

func badToken(rig *rig) {
	rig.p.Say(0, asksHours)
	rig.stored(0, 1)
	// Without the wait, the answer would stay in the pause after a refused token.
	rig.shown(0, hours)
	rig.state(adapters.Up, "")
	rig.can.Token(false)
	rig.restart()
	rig.state(adapters.Broken, "token")
	rig.p.Say(0, "Как оплатить заказ?")
	rig.can.Token(true)
	rig.state(adapters.Up, "")
	rig.stored(0, 2)
	rig.until("both answers are shown", func() bool { return len(rig.sees(0)) == 2 })
}

func contested(rig *rig) {
	rig.state(adapters.Up, "")
	rig.can.Contest(true)
	rig.state(adapters.Broken, "conflict")
	rig.p.Say(0, asksHours)
	rig.can.Contest(false)
	rig.state(adapters.Up, "")
	rig.stored(0, 1)
	rig.shown(0, hours)
}

func offline(rig *rig) {
	conversation := rig.opened(0)
	rig.state(adapters.Up, "")
	rig.can.Offline(true)
	entry := rig.reply(conversation, handoff.Draft{Text: "вернёмся"})
	// Such a channel polls the platform all the time and so notices the outage.
	if rig.ch.Traits().Exclusive {
		rig.state(adapters.Broken, "network")
	}
	rig.until("sending was tried", func() bool { l := rig.partsOf(entry); return len(l) == 1 && l[0].Attempts > 0 })
	rig.p.Say(0, "вы где?")
	rig.can.Offline(false)
	rig.state(adapters.Up, "")
	rig.stored(0, 2)
	rig.shown(0, "вернёмся")
	rig.until("the part is settled", func() bool { return settled(rig.partsOf(entry)) })
	if got := rig.sees(0); len(got) != 2 || rig.partsOf(entry)[0].Resent != 0 {
		rig.t.Errorf("a call that never left counts as unknown: %q, %+v", got, rig.partsOf(entry))
	}
}

// restarted stops the program between two messages. A message sent meanwhile arrives, and no message arrives twice.
func restarted(rig *rig) {
	conversation := rig.opened(0)
	entry := rig.reply(conversation, handoff.Draft{Text: "перед остановкой"})
	rig.stop()
	rig.p.Say(0, "пока вас не было")
	rig.open()
	rig.start()
	rig.stored(0, 2)
	rig.shown(0, "перед остановкой")
	rig.reply(conversation, handoff.Draft{Text: "после"})
	rig.shown(0, "после")
	if got := rig.sees(0)[1:]; !slices.Equal(got, []string{"перед остановкой", "после"}) {
		rig.t.Errorf("the customer sees %q", got)
	}
	if got := textsOf(rig.said(0)); !slices.Equal(got, []string{"Позовите оператора", "пока вас не было"}) {
		rig.t.Errorf("stored %q", got)
	}
	if p := rig.partsOf(entry); len(p) > 0 && p[0].State != chat.PartSent {
		rig.t.Errorf("part %+v", p)
	}
}

// interrupted leaves a part in the state of a crash between claim and answer. The outcome is unknown, so the reply is sent once more.
func interrupted(rig *rig) {
	if rig.ch.Traits().ClientsPull {
		rig.t.Skip("no deliveries")
	}
	conversation := rig.opened(0)
	rig.stop()
	rig.open() // open starts no sender
	entry := rig.reply(conversation, handoff.Draft{Text: "не потеряйте"})
	rig.underway()
	rig.start()
	rig.shown(0, "не потеряйте")
	rig.until("the part is settled", func() bool { return settled(rig.partsOf(entry)) })
	if got := rig.sees(0); len(got) != 2 {
		rig.t.Errorf("the customer sees %q", got)
	}
}

// abandoned is the same with small talk. Small talk is not sent again, and operators see the unknown outcome.
func abandoned(rig *rig) {
	if rig.ch.Traits().ClientsPull {
		rig.t.Skip("no deliveries")
	}
	conversation := rig.opened(0)
	rig.stop()
	rig.open() // open starts no sender
	var entry *chat.Entry
	say := func(line *timeline.Timeline, _ dialog.View) (err error) {
		entry, err = line.Say(chat.Entry{
			Author:  chat.Author{Kind: chat.ByBot},
			Purpose: chat.PurposeSmallTalk,
			Text:    "Пожалуйста!",
		})

		return err
	}
	if _, err := rig.program.Engine.Door.On(rig.t.Context(), conversation.ID, say); err != nil {
		rig.t.Fatal(err)
	}
	rig.underway()
	rig.start()
	rig.until("the part is settled", func() bool { return settled(rig.partsOf(entry)) })
	want, seen := chat.PartUncertain, 1
	if _, ok := rig.ch.(adapters.ReadBack); ok { // the read-back says the message was not shown
		want, seen = chat.PartSent, 2
	}
	if p := rig.partsOf(entry)[0]; p.State != want || len(rig.sees(0)) != seen {
		rig.t.Errorf("the customer sees %q, part %+v", rig.sees(0), p)
	}
}

// underway leaves the oldest part of the first customer in the state of a crash between claim and answer.
func (r *rig) underway() {
	r.t.Helper()
	part, entry, err := r.db.Oldest(r.t.Context(), r.peer(0))
	if err != nil || part == nil {
		r.t.Fatal(part, err)
	}
	payloads, err := r.ch.(adapters.Sending).Render(*entry)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.db.Split(r.t.Context(), *part, payloads); err != nil {
		r.t.Fatal(err)
	}
	part.Of = len(payloads)
	if claimed, err := r.db.Claim(r.t.Context(), *part); err != nil || !claimed {
		r.t.Fatal(claimed, err)
	}
}
