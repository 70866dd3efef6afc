package dialog_test

import (
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
)

// TestMessageEndsTyping: a typing signal without an end does not delay the answer after the message. A signal after the message does.
func TestMessageEndsTyping(t *testing.T) {
	for name, after := range map[string]bool{"typed before": false, "typing again": true} {
		t.Run(name, func(t *testing.T) {
			p := newPlay(t)
			p.engine.Typing.Note(customer, true)
			p.event("customer", "как можно оплатить заказ")
			if after {
				p.engine.Typing.Note(customer, true)
			}
			p.pass(time.Second) // the burst window of the channel
			list, err := p.db.ReadEntries(t.Context(), p.conversations()[0].ID, 0, 10)
			if err != nil {
				t.Fatal(err)
			}

			newest := list[len(list)-1]
			if answered := newest.Purpose == chat.PurposeAnswer &&
				strings.Contains(newest.Text, "СБП"); answered == after {
				t.Errorf("answered %v after the burst window", answered)
			}
		})
	}
}
