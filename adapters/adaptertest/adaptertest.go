// Package adaptertest is one conformance suite for every channel: the same scenarios, seen from the customers' side, over a real store, the real
// dialog, desk, sender and fetcher.
//
// Only tests import it. It knows no messenger: what a scenario needs of one comes through Platform, and a scenario whose Abilities are missing
// is skipped.
package adaptertest

import (
	"testing"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	"frontdesk/chat"
)

// Harness makes a fresh platform for each scenario; New registers its own clean-up.
type Harness struct {
	New func(t *testing.T) Platform
}

// Env is what the program gives to the channel under test. Routes of an adapters.Inlet are served under URL by the suite.
type Env struct {
	adapters.Env
	URL string // the same after a restart
}

// Platform is a messenger and its customers, who are numbered 0, 1, 2 and write Russian. Its methods may be called while the channel runs; those
// that cannot do what they are told fail the test.
type Platform interface {
	// Traits are what the kind of the channel says of itself before a channel is built.
	Traits() adapters.Traits
	// Channel builds the channel; called again after a restart of the program, with the same messenger.
	Channel(Env) (adapters.Channel, error)
	// Peer is the address by which the program knows a customer; "" while it cannot.
	Peer(customer int) string
	// Say, Reply and Edit are words; ids are the platform's own, as in Inbound.Native.
	Say(customer int, text string) (id string)
	// Press presses the button with a label under a message.
	Press(customer int, message, label string)
	// Sees lists what the customer has been shown by us, oldest first.
	Sees(customer int) []Message
	// Idle reports whether we have acknowledged everything.
	Idle() bool
	Can() Abilities
}

// Message is a message of ours as a customer sees it.
type Message struct {
	ID      string
	Text    string
	Buttons []string // labels
	Quote   string   // id of the message quoted
	File    []byte
}

// Abilities are what not every messenger has. A nil function skips the scenarios that need it.
type Abilities struct {
	Reply       func(customer int, to, text string) (id string)
	Edit        func(customer int, id, text string)
	Send        func(customer int, name string, data []byte) (id string)
	Redeliver   func()                            // the newest thing that we have acknowledged comes once more
	PressAgain  func()                            // the newest press comes once more, looking like another one
	Fault       func(customer int, f fault.Fault) // on calls that show a message to that customer; Method and Chat are filled in
	Block       func(customer int)
	Token       func(good bool)
	Contest     func(on bool) // somebody else receives what is ours
	Offline     func(on bool) // our calls do not reach the platform
	Unknown     func()        // an event that means nothing to a support desk
	Unsupported func(customer int)
	Garbage     func()   // broken input, as far as the platform's way in allows it
	Parks       bool     // what cannot be stored is parked after three tries
	Secrets     []string // must show nowhere
}

// channelID is the id of the channel under test.
const channelID chat.ChannelID = "ch"

type scenario struct {
	name  string
	lacks func(Abilities) bool
	run   func(*rig)
}

func always(Abilities) bool { return false }

// Run runs every scenario, each with a platform and a store of its own.
func Run(t *testing.T, h Harness) {
	for _, list := range [][]scenario{receiving, talking, sending, outages} {
		for _, s := range list {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				p := h.New(t)
				if s.lacks(p.Can()) {
					t.Skip("the platform cannot do this")
				}
				r := newRig(t, p)
				s.run(r)
				r.invariants()
			})
		}
	}
}
