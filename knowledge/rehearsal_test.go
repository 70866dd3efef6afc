package knowledge_test

import (
	"context"
	"sync"
	"testing"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/store/storetest"
)

// rehearsed is a store with one artificial conflict for each edit. The change of every edit runs twice, and only the second run is
// stored.
type rehearsed struct {
	knowledge.Versions
	mu    sync.Mutex
	tried map[string]bool // edits refused once and not stored yet
	plain bool
}

func (s *rehearsed) AddFAQ(ctx context.Context, after int64, v knowledge.Version, list []faq.Entry) (int64, error) {
	edit := v.Source + "\n" + v.Author + "\n" + v.Note
	s.mu.Lock()
	first := !s.plain && !s.tried[edit]
	s.tried[edit] = true
	s.mu.Unlock()
	if first {
		return 0, chat.Refuse(chat.Conflict, "faq_changed")
	}

	n, err := s.Versions.AddFAQ(ctx, after, v, list)
	// After a real conflict the edit is repeated without a rehearsal.
	if chat.KindOf(err) != chat.Conflict {
		s.mu.Lock()
		delete(s.tried, edit)
		s.mu.Unlock()
	}

	return n, err
}

// unrehearsed runs an edit of a seen version. Such edits are never repeated.
func unrehearsed(k *knowledge.Library, edit func() (int64, error)) (int64, error) {
	s := k.Store.Versions.(*rehearsed)
	set := func(plain bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.plain = plain
	}
	set(true)
	defer set(false)

	return edit()
}

// TestEditIsMadeAgain: after a conflict a change runs again on a fresh copy. The effect of the first run is gone.
func TestEditIsMadeAgain(t *testing.T) {
	k, _ := newLibraryOn(t, storetest.SQLite(t))
	runs := 0
	n, err := k.Edit(t.Context(), knowledge.Version{Source: "console"}, 0, func(list []faq.Entry) ([]faq.Entry, error) {
		runs++
		list[0].Question += "!"

		return append(list, faq.Entry{ID: "fresh", Lang: "en", Question: "What is new?", Answer: "This."}), nil
	})
	if n != 2 || err != nil || runs != 2 {
		t.Fatalf("version %d after %d runs, %v; want version 2 after 2", n, runs, err)
	}

	list, _ := k.Entries()
	if len(list) != len(base)+1 || list[0].Question != base[0].Question+"!" {
		t.Errorf("%d entries, the first one asks %q", len(list), list[0].Question)
	}
}
