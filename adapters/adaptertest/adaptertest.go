// Package adaptertest is one conformance suite for every channel. The scenarios run from the customers' side over a real store and the
// real dialog, rig, sender and fetcher.
//
// Only tests import the package. The package knows no messenger: each scenario acts through Platform. A scenario is skipped if the
// platform lacks the needed Abilities.
package adaptertest

import (
	"testing"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	"frontdesk/chat"
)

// Harness makes a fresh platform for each scenario. New registers the clean-up of the platform.
type Harness struct {
	New func(t *testing.T) Platform
}

// Env holds the program's services for the channel under test. The suite serves the routes of an adapters.Inlet under URL.
type Env struct {
	adapters.Env
	URL string // the same after a restart
}

// Platform is a messenger with its customers. The customers have the numbers 0, 1 and 2 and write Russian. Methods may be called while
// the channel runs. A method that cannot do its act fails the test.
type Platform interface {
	// Traits returns the traits of the kind before a channel is built.
	Traits() adapters.Traits
	// Channel builds the channel. After a restart of the program Channel is called again with the same messenger.
	Channel(Env) (adapters.Channel, error)
	// Peer returns the address of a customer in the program. The address is empty while the program cannot know the customer.
	Peer(customer int) string
	// Say sends a text of a customer. The id is the platform's own, as in Inbound.Native.
	Say(customer int, text string) (id string)
	// Press presses the button with a label under a message.
	Press(customer int, message, label string)
	// Sees lists Frontdesk's messages to the customer, oldest first.
	Sees(customer int) []Message
	// Idle reports whether Frontdesk has acknowledged all updates.
	Idle() bool
	Can() Abilities
}

// Message is a message of Frontdesk as a customer sees it.
type Message struct {
	ID      string
	Text    string
	Buttons []string // labels
	Quote   string   // id of the quoted message
	File    []byte
}

// Abilities are the optional acts of a messenger. A nil function skips the scenarios that need the act.
type Abilities struct {
	Reply      func(customer int, to, text string) (id string)
	Edit       func(customer int, id, text string)
	Send       func(customer int, name string, data []byte) (id string)
	Redeliver  func() // delivers the newest acknowledged update again
	PressAgain func() // delivers the newest press again as a different update
	// Fault makes calls fail that show a message to the customer. Fault sets Method and Chat itself.
	Fault       func(customer int, f fault.Fault)
	Block       func(customer int)
	Token       func(good bool)
	Contest     func(on bool) // a competitor receives the updates
	Offline     func(on bool) // calls do not reach the platform
	Unknown     func()        // delivers an event without meaning for a support desk
	Unsupported func(customer int)
	// Garbage delivers broken input, as far as the platform's input allows.
	Garbage func()
	Parks   bool     // an unstorable update is parked after three tries
	Secrets []string // texts that must not appear in any output
}

// channelID is the id of the channel under test.
const channelID chat.ChannelID = "ch"

type scenario struct {
	name  string
	lacks func(Abilities) bool
	run   func(*rig)
}

func always(Abilities) bool { return false }

// Run runs every scenario, each with a new platform and a new store.
func Run(t *testing.T, harness Harness) {
	for _, list := range [][]scenario{receiving, talking, sending, outages} {
		for _, scenario := range list {
			t.Run(scenario.name, func(t *testing.T) {
				t.Parallel()
				platform := harness.New(t)
				if scenario.lacks(platform.Can()) {
					t.Skip("the platform cannot do this")
				}
				r := newRig(t, platform)
				scenario.run(r)
				r.invariants()
			})
		}
	}
}
