package handoff_test

import (
	"sync"
	"testing"

	"frontdesk/handoff"
)

// TestPresence: an operator is present while one of the operator's consoles is open. Each console leaves only once.
func TestPresence(t *testing.T) {
	var p handoff.Presence
	if p.Online() || p.Is("anna") {
		t.Error("an operator is present before the first console")
	}
	first, second := p.Enter("anna"), p.Enter("anna")
	first()
	first()
	if !p.Online() || !p.Is("anna") || p.Is("boris") {
		t.Error("Anna has one console left, and Boris never had one")
	}
	boris := p.Enter("boris")
	second()
	if p.Is("anna") || !p.Is("boris") || !p.Online() {
		t.Error("Anna has gone, and Boris is there")
	}
	if boris(); p.Online() {
		t.Error("all operators have gone")
	}
}

// TestPresenceOfMany: consoles come and go concurrently. In the end no operator is present.
func TestPresenceOfMany(t *testing.T) {
	var p handoff.Presence

	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for range 50 {
				leave := p.Enter("anna")
				if !p.Is("anna") || !p.Online() {
					t.Error("a console is open, and no operator is present")
				}
				leave()
			}
		})
	}
	all.Wait()
	if p.Online() || p.Is("anna") {
		t.Error("every console has left, and an operator is present")
	}
}
