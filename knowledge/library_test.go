package knowledge_test

import (
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"testing"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	storetest.Stop()
	os.Exit(code)
}

var base = []faq.Entry{
	{ID: "delivery", Lang: "en", Question: "How much is delivery?", Answer: "Five euros."},
	{ID: "returns", Lang: "en", Question: "How do I return an item?", Answer: "Within 30 days."},
}

// newLibraryOn returns a library with an empty store on one database.
func newLibraryOn(t *testing.T, dsn string) (*knowledge.Library, *store.DB) {
	t.Helper()
	db, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	k := newLibrary(db)
	change := func([]faq.Entry) ([]faq.Entry, error) { return base, nil }
	if _, err := k.Edit(t.Context(), knowledge.Version{Source: "test"}, 0, change); err != nil {
		t.Fatal(err)
	}

	return k, db
}

// newLibrary makes a library with rehearsed edits.
func newLibrary(db *store.DB) *knowledge.Library {
	s := knowledge.Store{
		Versions: &rehearsed{Versions: db, tried: map[string]bool{}},
		Fits:     db,
		Evidence: db,
		Lessons:  db,
	}

	return knowledge.New(s, faq.Options{MaxWrong: 0.05}, func(*faq.Base) {}, slog.New(slog.DiscardHandler))
}

// answers returns the entry of a certain answer; empty means no answer.
func answers(k *knowledge.Library, text string) string {
	if r := k.Base().Search(faq.Query{Text: text, Lang: "en"}); r.Decision == faq.Answer {
		return r.Hits[0].ID
	}

	return ""
}

func rename(question string) knowledge.Change {
	return func(list []faq.Entry) ([]faq.Entry, error) {
		list[0].Question = question
		return list, nil
	}
}

// TestVersions: every edit makes a version, and so does an undo. An edit without changes makes none. An author cannot overwrite an unseen
// version.
func TestVersions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		k, db := newLibraryOn(t, dsn)
		ctx := t.Context()
		edit := func(seen int64, question string) (int64, error) {
			once := func() (int64, error) {
				return k.Edit(
					ctx,
					knowledge.Version{Source: "console", Author: "Anna", Note: question},
					seen,
					rename(question),
				)
			}
			if seen != 0 {
				return unrehearsed(k, once)
			}

			return once()
		}
		if n, err := edit(1, "What does shipping cost?"); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		if got := answers(k, "what does SHIPPING cost"); got != "delivery" {
			t.Errorf("the edit does not count yet: %q", got)
		}
		if _, err := edit(1, "Lost?"); chat.KindOf(err) != chat.Conflict {
			t.Errorf("an edit of version 1 while 2 is newest: %v", err)
		}
		if n, err := edit(2, "What does shipping cost?"); n != 2 || err != nil {
			t.Errorf("an edit that changes nothing made version %d (%v)", n, err)
		}
		other := newLibrary(db) // another process
		if n, err := other.Edit(ctx, knowledge.Version{Source: "import"}, 0, rename("Postage?")); n != 3 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := edit(0, "Parcels?"); n != 4 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := k.Back(ctx, "Boris", 1); n != 5 || err != nil || answers(k, "How much is delivery") != "delivery" {
			t.Errorf("back to version 1: %d, %v", n, err)
		}
		list, err := db.FAQVersions(ctx, 10)
		if err != nil || len(list) != 5 || list[0].Author != "Boris" || list[0].Size != 2 || list[4].Number != 1 {
			t.Errorf("%+v %v", list, err)
		}
		if v := list[0]; v.Kind != "undone" || v.Params["version"] != "1" || v.Note != "back to version 1" {
			t.Errorf("%+v", v)
		}
		if _, err := k.Back(ctx, "Boris", 9); chat.KindOf(err) != chat.NotFound {
			t.Error("version 9:", err)
		}
	})
}

// suggest stores a suggestion as the engine does.
func suggest(t *testing.T, db *store.DB, l chat.Suggestion) {
	t.Helper()
	l.Entry, l.Lang = "delivery", "en"
	if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.Learn(l) }); err != nil {
		t.Fatal(err)
	}
}

func suggestions(t *testing.T, db *store.DB) []knowledge.Taught {
	t.Helper()
	list, err := db.Lessons(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}

	return list
}

// TestLessons: a suggestion waits for a click. The list counts people, not repetitions. The new phrasing answers right after the click.
func TestLessons(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		k, db := newLibraryOn(t, dsn)
		ctx := t.Context()
		suggest(t, db, chat.Suggestion{
			Text:    "whats the postage",
			Source:  chat.SuggestedByMenu,
			Contact: "a",
			Channel: "site",
		})
		suggest(t, db, chat.Suggestion{
			Text:    "Whats the POSTAGE?",
			Source:  chat.SuggestedByHelped,
			Contact: "a",
			Channel: "site",
		})
		suggest(t, db, chat.Suggestion{
			Text:    "Whats the postage??",
			Source:  chat.SuggestedByHelped,
			Contact: "b",
			Channel: "site",
		})
		suggest(
			t,
			db,
			chat.Suggestion{
				Text:         "is it free",
				Source:       chat.SuggestedByHelped,
				Contact:      "b",
				Channel:      "site",
				Conversation: "c",
			},
		)
		list := suggestions(t, db)
		if len(list) != 2 || list[0].People != 2 || len(list[0].Sources) != 2 || answers(k, "whats the postage") != "" {
			t.Fatalf("%+v", list)
		}
		if err := k.Accept(ctx, "Anna", list[0].ID, ""); err != nil {
			t.Fatal(err)
		}
		if answers(k, "whats the postage") != "delivery" {
			t.Error("the accepted phrasing does not answer")
		}
		if v, _, err := db.FAQ(ctx, 2); err != nil || v.Kind != "learned" || v.Params["entry"] != "delivery" ||
			v.Params["lang"] != "en" ||
			v.Params["text"] != list[0].Text {
			t.Errorf("%+v %v", v, err)
		}
		if err := k.Accept(ctx, "Anna", list[0].ID, ""); err != nil {
			t.Error("accepted twice:", err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return tx.Unlearn("c", "delivery") }); err != nil {
			t.Fatal(err)
		}
		if list := suggestions(t, db); len(list) != 0 {
			t.Errorf("left: %+v", list)
		}
		if _, n := k.Entries(); n != 2 {
			t.Errorf("version %d, want 2", n)
		}
	})
}

// TestOneOfManyLessons: the last one of many suggestions is accepted, too, by the id of any contributor and with the text of the list.
func TestOneOfManyLessons(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		k, db := newLibraryOn(t, dsn)

		var many []chat.Suggestion
		for i := range 1200 {
			many = append(
				many,
				chat.Suggestion{
					Entry:   "delivery",
					Lang:    "en",
					Text:    fmt.Sprint("question ", i),
					Source:  chat.SuggestedByMenu,
					Contact: "a",
				},
			)
		}

		for list := range slices.Chunk(many, 200) {
			if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.Learn(list...) }); err != nil {
				t.Fatal(err)
			}
		}
		list, err := db.Lessons(t.Context(), 2000)
		if err != nil || len(list) != 1200 {
			t.Fatal(len(list), err)
		}
		last := list[1199]
		if err := k.Accept(t.Context(), "Anna", last.ID, ""); err != nil {
			t.Fatal(err)
		}
		if answers(k, last.Text) != "delivery" {
			t.Errorf("%q was not accepted", last.Text)
		}
		suggest(t, db, chat.Suggestion{
			Text:    "Whats the postage?",
			Source:  chat.SuggestedByMenu,
			Contact: "b",
			Channel: "tg",
		})
		suggest(t, db, chat.Suggestion{
			Text:    "WHATS the postage",
			Source:  chat.SuggestedByHelped,
			Contact: "c",
			Channel: "tg",
		})
		shown := suggestions(t, db)[0]
		if l, err := db.Lesson(t.Context(), shown.ID); err != nil || l == nil || !reflect.DeepEqual(*l, shown) {
			t.Errorf("%+v, %v; the list shows %+v", l, err, shown)
		}

		for _, id := range []string{last.ID, "nobody"} {
			if l, err := db.Lesson(t.Context(), id); l != nil || err != nil {
				t.Errorf("%q waits no more: %+v, %v", id, l, err)
			}
		}
	})
}

// TestTabsCannotTeach: the automatic rule accepts suggestions only from signed-in people and from operators. Visitors of a web site have
// no verified identity.
func TestTabsCannotTeach(t *testing.T) {
	k, db := newLibraryOn(t, storetest.SQLite(t))
	k.Automatic, k.Known = 2, []chat.ChannelID{"tg"}
	ctx := t.Context()
	run := func() {
		t.Helper()
		if err := k.AcceptKnown(ctx); err != nil {
			t.Fatal(err)
		}
	}

	for _, tab := range []chat.ContactID{"tab1", "tab2", "tab3"} {
		suggest(t, db, chat.Suggestion{
			Text:    "give me everything free",
			Source:  chat.SuggestedByHelped,
			Contact: tab,
			Channel: "site",
		})
	}
	suggest(t, db, chat.Suggestion{Text: "postage please", Source: chat.SuggestedByMenu, Contact: "x", Channel: "tg"})
	suggest(t, db, chat.Suggestion{
		Text:    "postage please",
		Source:  chat.SuggestedByMenu,
		Contact: "tab1",
		Channel: "site",
	})
	run()
	if _, n := k.Entries(); n != 1 {
		t.Fatalf("version %d: one person and a visitor suggested the text", n)
	}
	suggest(t, db, chat.Suggestion{
		Text:    "Postage please!",
		Source:  chat.SuggestedByHelped,
		Contact: "y",
		Channel: "tg",
	})
	run()
	if answers(k, "postage please") != "delivery" || answers(k, "give me everything free") != "" {
		t.Error("want the suggestion of two people of a messenger, and none of visitors")
	}
	k.Known = nil // a desk without a messenger: only operators are verified
	suggest(t, db, chat.Suggestion{
		Text:    "how much to post it",
		Source:  chat.SuggestedByOperator,
		Contact: "tab1",
		Channel: "site",
	})
	suggest(t, db, chat.Suggestion{
		Text:    "how much to post it",
		Source:  chat.SuggestedByOperator,
		Contact: "tab2",
		Channel: "site",
	})
	run()
	if answers(k, "how much to post it") != "delivery" {
		t.Error("the suggestions of operators do not count without a messenger")
	}
	k.Automatic = 0
	suggest(t, db, chat.Suggestion{Text: "sending fee", Source: chat.SuggestedByOperator, Contact: "x", Channel: "tg"})
	suggest(t, db, chat.Suggestion{Text: "sending fee", Source: chat.SuggestedByOperator, Contact: "y", Channel: "tg"})
	run()
	if list := suggestions(t, db); len(list) != 2 {
		t.Errorf("without the rule every suggestion waits: %+v", list)
	}
}
