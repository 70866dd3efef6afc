package bus

import (
	"testing"

	"frontdesk/chat"
)

// TestSlowSubscriberHearsThatItMissed: a subscriber with a full backlog loses the unread hints, receives one hint with Missed set, and
// then receives the later hints.
func TestSlowSubscriberHearsThatItMissed(t *testing.T) {
	var m Memory
	hints, end := m.Subscribe()
	defer end()

	for n := range backlog + 1 {
		m.Publish(chat.Hint{Seq: int64(n + 1)})
	}
	m.Publish(chat.Hint{Seq: -1})
	if h := <-hints; !h.Missed {
		t.Errorf("first: %+v", h)
	}
	if h := <-hints; h.Missed || h.Seq != -1 {
		t.Errorf("then: %+v", h)
	}
	if len(hints) > 0 {
		t.Errorf("%d more", len(hints))
	}
}

// TestOneSlowSubscriberCostsOthersNothing: a fast subscriber receives every hint.
func TestOneSlowSubscriberCostsOthersNothing(t *testing.T) {
	var m Memory
	_, end := m.Subscribe()
	defer end()
	quick, end := m.Subscribe()
	defer end()

	for n := range 3 * backlog {
		m.Publish(chat.Hint{Seq: int64(n)})
		if h := <-quick; h.Missed || h.Seq != int64(n) {
			t.Fatalf("%d: %+v", n, h)
		}
	}
}
