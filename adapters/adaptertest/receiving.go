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

func wordsOnce(r *rig) {
	id := r.p.Say(0, asksHours)
	r.stored(0, 1)
	r.shown(0, hours)
	if e := r.said(0)[0]; e.Text != asksHours || e.Native != id && e.ClientID != id {
		r.t.Errorf("stored as %+v, sent as %q", e, id)
	}
	if n := len(r.of(0, chat.ByBot, chat.Said)); n != 1 {
		r.t.Errorf("%d answers", n)
	}
}

func redelivered(r *rig) {
	r.p.Say(0, asksHours)
	r.stored(0, 1)
	r.shown(0, hours)
	before := r.count(&r.asked)
	r.can.Redeliver()
	r.until("it comes again", func() bool { return r.count(&r.asked) > before && r.p.Idle() })
	r.p.Say(0, "Спасибо")
	r.stored(0, 2)
	r.shown(0, "Пожалуйста! Если появится ещё вопрос, пишите.")
	if got := r.sees(0); len(got) != 2 {
		r.t.Errorf("the customer sees %q", got)
	}
}

// ackAfterCommit lets the store fail. No acknowledgement may come before the commit, and the message is delivered again.
func ackAfterCommit(r *rig) {
	var fails atomic.Int32
	r.faults(func(in chat.Inbound) error {
		if in.Text != asksHours {
			return nil
		}
		if r.p.Idle() {
			r.t.Error("acknowledged before it was stored")
		}
		if fails.Add(1) <= 2 {
			return fmt.Errorf("message: %w", chat.Fault(chat.Storage, "the disk is full"))
		}

		return nil
	}, nil)
	r.p.Say(0, asksHours)
	r.until("it is acknowledged", r.p.Idle)
	if r.p.Peer(0) == "" || len(r.said(0)) != 1 {
		r.t.Fatal("acknowledged and not stored")
	}
	r.shown(0, hours)
	if fails.Load() < 3 {
		r.t.Error("it was never refused")
	}
}

// ackLost stores the message but reports an error to the adapter, as after a crash between commit and acknowledgement.
func ackLost(r *rig) {
	var lost atomic.Int32
	r.faults(nil, func(in chat.Inbound) error {
		if lost.Add(1) <= 2 {
			return chat.Fault(chat.Storage, "the answer was lost")
		}

		return nil
	})
	r.p.Say(0, asksHours)
	r.shown(0, hours)
	r.until("it comes again", func() bool { return lost.Load() >= 3 && r.p.Idle() })
	if got := textsOf(r.said(0)); !slices.Equal(got, []string{asksHours}) || len(r.sees(0)) != 1 {
		r.t.Errorf("stored %q, shown %q", got, r.sees(0))
	}
}

func burst(r *rig) {
	const each = 8

	// An operator has both conversations, so the bot does not answer each line.
	for c := range 2 {
		r.opened(c)
	}

	for i := range each {
		for c := range 2 {
			r.p.Say(c, fmt.Sprintf("строка %d", i))
		}
	}

	for c := range 2 {
		r.stored(c, each+1)

		for i, e := range r.said(c)[1:] {
			if e.Text != fmt.Sprintf("строка %d", i) {
				r.t.Errorf("customer %d: place %d has %q", c, i, e.Text)
			}
		}
	}
}

func poison(r *rig) {
	var tries atomic.Int32
	r.faults(func(in chat.Inbound) error {
		if in.Text == "яд" {
			tries.Add(1)
			return errors.New("this one cannot be stored")
		}

		return nil
	}, nil)
	r.p.Say(0, "яд")
	r.p.Say(0, asksHours)
	r.p.Say(1, asksHours)
	r.stored(0, 1)
	r.stored(1, 1)
	list, err := r.db.ParkedUpdates(r.t.Context(), 10)
	if err != nil || len(list) != 1 || tries.Load() != 3 {
		r.t.Errorf("parked %+v after %d tries, %v", list, tries.Load(), err)
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

func garbage(r *rig) {
	r.can.Garbage()
	r.p.Say(0, asksHours)
	r.stored(0, 1)
	r.can.Garbage()
	r.p.Say(1, asksHours)
	r.stored(1, 1)
}

func edited(r *rig) {
	r.opened(0)
	id := r.p.Say(0, "красный чайник")
	r.stored(0, 2)
	r.can.Edit(0, id, "синий чайник")
	r.until("the edit is stored", func() bool { return len(r.of(0, chat.ByCustomer, chat.Edited)) == 1 && r.p.Idle() })
	if e := r.of(0, chat.ByCustomer, chat.Edited)[0]; e.Text != "синий чайник" || e.Of != r.said(0)[1].ID {
		r.t.Errorf("edit stored as %+v", e)
	}
	if got := strings.Join(textsOf(r.said(0)), "|"); got != "Позовите оператора|красный чайник" {
		r.t.Errorf("the message itself has changed: %s", got)
	}
}
