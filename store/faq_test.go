package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// TestVersionsOfAnOlderProgram: the change of a version is stored as a kind with parameters. The migration leaves the older versions
// unchanged.
func TestVersionsOfAnOlderProgram(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		db, err := store.Open(ctx, dsn, store.Options{})
		must(t, err)

		for _, statement := range []string{ // as in schema 2
			`ALTER TABLE faq_versions DROP COLUMN kind`,
			`ALTER TABLE faq_versions DROP COLUMN params`,
			`DELETE FROM migrations WHERE number = 3`,
			`INSERT INTO faq_versions (version, source, hash, author, note, size, at, entries)
 VALUES (1, 'console', '', 'Anna', 'a (ru)', 0, 5, '[]')`,
		} {
			must(t, db.Exec(ctx, statement))
		}
		must(t, db.Close())
		db, err = store.Open(ctx, dsn, store.Options{})
		must(t, err)
		t.Cleanup(func() { _ = db.Close() })
		fresh := knowledge.Version{Source: "console", Author: "Boris"}.Did("saved", "entry", "b", "lang", "ru")
		entries := []faq.Entry{{ID: "b", Lang: "ru", Question: "?", Answer: "!"}}
		if _, err := db.AddFAQ(ctx, 1, fresh, entries); err != nil {
			t.Fatal(err)
		}
		list, err := db.FAQVersions(ctx, 10)
		must(t, err)

		for i := range list {
			list[i].At = fresh.At
		}
		fresh.Number, fresh.Size = 2, 1
		want := []knowledge.Version{fresh, {Number: 1, Source: "console", Author: "Anna", Note: "a (ru)"}}
		if diff := cmp.Diff(want, list); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if v, _, err := db.FAQ(ctx, 2); err != nil || v.Kind != "saved" || v.Note != "b (ru)" ||
			v.Params["entry"] != "b" {
			t.Errorf("%+v %v", v, err)
		}
	})
}
