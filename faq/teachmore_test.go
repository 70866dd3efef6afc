package faq

import (
	"fmt"
	"testing"
)

// TestTeachingHelps gives a base of titles accepted phrasings, from none to one for half of the entries. The thresholds stay those of a
// base of titles, and questions about other entries are answered as before.
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
		if rich := b.index.richness(); rich != 0 {
			t.Errorf("%d phrasings: the base counts as rich in texts (%.2f)", taught, rich)
		}

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

// TestLargeBaseKeepsGrams: the answers of a large base are compared as a whole, so that the number of rows does not cost the base its
// grams.
func TestLargeBaseKeepsGrams(t *testing.T) {
	var entries []Entry
	for i := range 5000 {
		entries = append(entries, Entry{ID: fmt.Sprint("e", i), Lang: "en",
			Question: fmt.Sprint("how do i set option ", i),
			Answer: "Open the settings of the program and choose the page with the list. " +
				fmt.Sprintf("At last set the value of the option %d and save.", i)})
	}
	large, small := New(entries, Options{}).index, New(entries[:100], Options{}).index
	if len(large.grams.idf) == 0 || len(large.rowDoc) != 2*len(entries) {
		t.Errorf("%d rows and %d grams of a large base, want %d rows", len(large.rowDoc), len(large.grams.idf),
			2*len(entries))
	}
	if len(small.rowDoc) != 3*100 {
		t.Errorf("%d rows of a small base, want one for each sentence", len(small.rowDoc))
	}
}
