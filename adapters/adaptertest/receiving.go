package adaptertest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"frontdesk/chat"
)

var receiving = []scenario{
	{"words are stored once", always, wordsOnce},
	{"a redelivery is absorbed", func(a Abilities) bool { return a.Redeliver == nil }, redelivered},
	{"acknowledged only after the commit", always, ackAfterCommit},
	{"an acknowledgement that is lost", always, ackLost},
	{"order within a chat", always, burst},
	{"what cannot be stored is parked", func(a Abilities) bool { return !a.Parks }, poison},
	{"an event that means nothing", func(a Abilities) bool { return a.Unknown == nil }, unknownEvent},
	{"a message that cannot be opened", func(a Abilities) bool { return a.Unsupported == nil }, unsupported},
	{"garbage", func(a Abilities) bool { return a.Garbage == nil }, garbage},
	{"an edit", func(a Abilities) bool { return a.Edit == nil }, edited},
}

func wordsOnce(rig *rig) {
	id := rig.p.Say(0, asksHours)
	rig.stored(0, 1)
	rig.shown(0, hours)
	if e := rig.said(0)[0]; e.Text != asksHours || e.Native != id && e.ClientID != id {
		rig.t.Errorf("stored as %+v, sent as %q", e, id)
	}
	if n := len(rig.of(0, chat.ByBot, chat.Said)); n != 1 {
		rig.t.Errorf("%d answers", n)
	}
}

func redelivered(rig *rig) {
	rig.p.Say(0, asksHours)
	rig.stored(0, 1)
	rig.shown(0, hours)
	before := rig.count(&rig.asked)
	rig.can.Redeliver()
	rig.until("it comes again", func() bool { return rig.count(&rig.asked) > before && rig.p.Idle() })
	rig.p.Say(0, "Спасибо")
	rig.stored(0, 2)
	rig.shown(0, "Пожалуйста! Если появится ещё вопрос, пишите.")
	if got := rig.sees(0); len(got) != 2 {
		rig.t.Errorf("the customer sees %q", got)
	}
}

// ackAfterCommit lets the store fail. No acknowledgement may come before the commit, and the message is delivered again.
func ackAfterCommit(rig *rig) {
	var fails atomic.Int32
	rig.faults(func(in chat.Inbound) error {
		if in.Text != asksHours {
			return nil
		}
		if rig.p.Idle() {
			rig.t.Error("acknowledged before it was stored")
		}
		if fails.Add(1) <= 2 {
			return fmt.Errorf("message: %w", chat.Fault(chat.Storage, "the disk is full"))
		}

		return nil
	}, nil)
	rig.p.Say(0, asksHours)
	rig.until("it is acknowledged", rig.p.Idle)
	if rig.p.Peer(0) == "" || len(rig.said(0)) != 1 {
		rig.t.Fatal("acknowledged and not stored")
	}
	rig.shown(0, hours)
	if fails.Load() < 3 {
		rig.t.Error("it was never refused")
	}
}

// ackLost stores the message but reports an error to the adapter, as after a crash between commit and acknowledgement.
func ackLost(rig *rig) {
	var lost atomic.Int32
	rig.faults(nil, func(in chat.Inbound) error {
		if lost.Add(1) <= 2 {
			return chat.Fault(chat.Storage, "the answer was lost")
		}

		return nil
	})
	rig.p.Say(0, asksHours)
	rig.shown(0, hours)
	rig.until("it comes again", func() bool { return lost.Load() >= 3 && rig.p.Idle() })
	if got := textsOf(rig.said(0)); !slices.Equal(got, []string{asksHours}) || len(rig.sees(0)) != 1 {
		rig.t.Errorf("stored %q, shown %q", got, rig.sees(0))
	}
}

func burst(rig *rig) {
	const each = 8

	// An operator has both conversations, so the bot does not answer each line.
	for c := range 2 {
		rig.opened(c)
	}

	for i := range each {
		for c := range 2 {
			rig.p.Say(c, fmt.Sprintf("строка %d", i))
		}
	}

	for customer := range 2 {
		rig.stored(customer, each+1)

		for i, e := range rig.said(customer)[1:] {
			if e.Text != fmt.Sprintf("строка %d", i) {
				rig.t.Errorf("customer %d: place %d has %q", customer, i, e.Text)
			}
		}
	}
}

func poison(rig *rig) {
	var tries atomic.Int32
	rig.faults(func(in chat.Inbound) error {
		if in.Text == "яд" {
			tries.Add(1)
			return errors.New("this one cannot be stored")
		}

		return nil
	}, nil)
	rig.p.Say(0, "яд")
	rig.p.Say(0, asksHours)
	rig.p.Say(1, asksHours)
	rig.stored(0, 1)
	rig.stored(1, 1)
	list, err := rig.db.ParkedUpdates(rig.t.Context(), 10)
	if err != nil || len(list) != 1 || tries.Load() != 3 {
		rig.t.Errorf("parked %+v after %d tries, %v", list, tries.Load(), err)
	}
}

func unknownEvent(r *rig) {
	r.can.Unknown()
	r.until("it is acknowledged and counted", func() bool { return r.p.Idle() && r.count(&r.unknown) > 0 })
	r.p.Say(0, asksHours)
	r.stored(0, 1)
}

func unsupported(r *rig) {
	r.can.Unsupported(0)
	r.stored(0, 1)
	r.shown(0, r.book.Say("ru", "unsupported.reply", nil))
}

func garbage(rig *rig) {
	rig.can.Garbage()
	rig.p.Say(0, asksHours)
	rig.stored(0, 1)
	rig.can.Garbage()
	rig.p.Say(1, asksHours)
	rig.stored(1, 1)
}

func edited(rig *rig) {
	rig.opened(0)
	id := rig.p.Say(0, "красный чайник")
	rig.stored(0, 2)
	rig.can.Edit(0, id, "синий чайник")
	rig.until(
		"the edit is stored",
		func() bool { return len(rig.of(0, chat.ByCustomer, chat.Edited)) == 1 && rig.p.Idle() },
	)
	if e := rig.of(0, chat.ByCustomer, chat.Edited)[0]; e.Text != "синий чайник" || e.Of != rig.said(0)[1].ID {
		rig.t.Errorf("edit stored as %+v", e)
	}
	if got := strings.Join(textsOf(rig.said(0)), "|"); got != "Позовите оператора|красный чайник" {
		rig.t.Errorf("the message itself has changed: %s", got)
	}
}
