package faq

import (
	"fmt"
	"testing"
)

// TestTeachingHelps gives a base of titles accepted phrasings, from none to one for half of the entries. The thresholds stay those of a base
// of titles, and questions about other entries are answered as before.
func TestTeachingHelps(t *testing.T) {
	entries := sample(t)
	for i := range entries {
		entries[i].Phrasings = nil
	}
	least, answered := 0.0, 0

	for _, taught := range []int{0, 5, 20, 60} {
		for i := range min(taught, len(entries)/2) {
			entries[2*i].Phrasings = []string{fmt.Sprintf("%s, пожалуйста, номер %d", entries[2*i].Question, i)}
		}
		b := fitted(t, New(entries, Options{}))
		if !b.estimated || least != 0 && b.minAnswerP != least {
			t.Errorf("%d phrasings: answers need %.3f (estimated: %v), want %.3f as with none", taught,
				b.minAnswerP, b.estimated, least)
		}
		least = b.minAnswerP

		n := 0
		for i := 1; i < len(entries); i += 2 {
			text := "скажите, " + entries[i].Question + " мне это важно"
			r := b.Search(Query{Text: text, Lang: entries[i].Lang})
			if r.Decision == Answer && r.Hits[0].ID == entries[i].ID {
				n++
			}
		}
		t.Logf("%d phrasings: %d of %d other entries are answered", taught, n, len(entries)/2)
		if n < answered-1 {
			t.Errorf("%d phrasings: %d other entries are answered, %d with none", taught, n, answered)
		}
		answered = max(answered, n)
	}
}
