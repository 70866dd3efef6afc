package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/storetest"
	"frontdesk/survey"
)

// releasedSchemas is the number of schemas with a committed database. testdata/schema/README.md describes the content of the databases.
const releasedSchemas = 5

// releasedNow is the present time of the committed databases.
var releasedNow = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// expected is the expected content of a committed database.
type expected struct {
	Schema        int                                  `json:"schema"`
	Conversations int                                  `json:"conversations"`
	Entries       int                                  `json:"entries"`
	Talks         map[chat.ConversationID]expectedTalk `json:"talks"`
	Kinds         map[string]int                       `json:"kinds"` // entries by kind
	Keys          map[string]int                       `json:"keys"`  // entries by key of the dictionary
	Parts         map[string]int                       `json:"parts"` // by state
	Files         map[string]int                       `json:"files"` // by state
	Surveys       map[string]int                       `json:"surveys"`
}

// expectedTalk is one conversation as left by the old release.
type expectedTalk struct {
	Peer    string              `json:"peer"`  // channel/address
	About   string              `json:"about"` // purpose of the conversation in the tests
	State   chat.State          `json:"state"`
	LastSeq int64               `json:"last_seq"`
	Head    string              `json:"head"`
	Turn    int64               `json:"turn"`  // Memory.Turn
	Offer   string              `json:"offer"` // Memory.OfferKey
	WakeAt  int64               `json:"wake_at"`
	Follows chat.ConversationID `json:"follows"`
}

// newest finds the newest conversation of a peer.
func (x expected) newest(t *testing.T, peer string) (id chat.ConversationID) {
	t.Helper()

	for k, c := range x.Talks {
		if c.Peer == peer && k > id {
			id = k
		}
	}
	if id == "" {
		t.Fatalf("no conversation of %s", peer)
	}

	return id
}

// eachReleased runs a test on a fresh copy of every committed database.
func eachReleased(t *testing.T, fn func(t *testing.T, dsn string, want expected)) {
	for n := 1; n <= releasedSchemas; n++ {
		for _, engine := range []string{"sqlite", "postgres"} {
			t.Run(fmt.Sprintf("schema %d/%s", n, engine), func(t *testing.T) {
				dsn, want := released(t, engine, n)
				fn(t, dsn, want)
			})
		}
	}
}

// released makes a fresh, unopened copy of the committed database of a schema. The engine is "sqlite" or "postgres".
func released(t *testing.T, engine string, n int) (dsn string, want expected) {
	t.Helper()
	name := filepath.Join("testdata", "schema", fmt.Sprintf("%04d", n))
	text, err := os.ReadFile(name + ".expect.json")
	if err != nil {
		t.Fatal(err)
	}
	var both map[string]expected
	if err := json.Unmarshal(text, &both); err != nil {
		t.Fatal(err)
	}

	want = both[engine]
	switch engine {
	case "sqlite":
		dsn = storetest.SQLite(t)
		if err := os.WriteFile(strings.TrimPrefix(dsn, "sqlite:"), unpacked(t, name+".db.gz"), 0o600); err != nil {
			t.Fatal(err)
		}
	case "postgres":
		dsn = storetest.Postgres(t)
		db := plainDB(t, dsn)
		if _, err := db.Exec(string(unpacked(t, name+".sql.gz"))); err != nil {
			t.Fatal("execute the dump:", err)
		}
	default:
		t.Fatalf("unknown engine %q", engine)
	}

	return dsn, want
}

func unpacked(t *testing.T, name string) []byte {
	t.Helper()
	packed, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}

	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}

	return data
}

// plainDB opens a database without package store, so that no migration runs. The database is closed at the end of the test.
func plainDB(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	driver, address := "pgx", dsn
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, address = "sqlite", "file:"+path
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })

	return db
}

// entriesSum is a checksum of the stored bytes of the entries in order. No migration may change the checksum.
func entriesSum(t *testing.T, dsn string) string {
	t.Helper()
	db := plainDB(t, dsn)
	defer db.Close()
	rows, err := db.Query(`SELECT conversation, seq, text, data, digest, chain FROM entries ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()

	h, n := sha256.New(), 0
	for ; rows.Next(); n++ {
		var conversation, text, data, digest, chain string
		var seq int64
		if err := rows.Scan(&conversation, &seq, &text, &data, &digest, &chain); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%q %d %q %q %q %q\n", conversation, seq, text, data, digest, chain)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}

	return fmt.Sprintf("%d entries, %x", n, h.Sum(nil))
}

// countsOf reads rows of a name and a number.
func countsOf(t *testing.T, db *sql.DB, query string) map[string]int {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()

	m := map[string]int{}

	for rows.Next() {
		var k string
		var n int
		if err := rows.Scan(&k, &n); err != nil {
			t.Fatal(err)
		}
		m[k] = n
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}

	return m
}

// TestReleased opens a database of every released schema. No data is lost, damaged or rewritten.
func TestReleased(t *testing.T) {
	eachReleased(t, func(t *testing.T, dsn string, want expected) {
		before := entriesSum(t, dsn)
		if !strings.HasPrefix(before, fmt.Sprintf("%d entries", want.Entries)) {
			t.Fatalf("the committed database has %s; want %d", before, want.Entries)
		}

		db := openReleased(t, dsn)
		sameTalks(t, db, want)
		sameWaiting(t, db, want)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}

		if after := entriesSum(t, dsn); after != before {
			t.Errorf("stored entries were rewritten: %s before, %s after", before, after)
		}
		sameRows(t, dsn, want)
	})
}

// openReleased opens a committed database with the present code, at the time of the database (releasedNow).
func openReleased(t *testing.T, dsn string) *store.DB {
	t.Helper()
	now := func() time.Time { return releasedNow }
	db, err := store.Open(context.Background(), dsn, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })

	return db
}

// sameTalks verifies every conversation and compares the conversation with the conversation left by the old release.
func sameTalks(t *testing.T, db *store.DB, want expected) {
	t.Helper()
	got := map[chat.ConversationID]expectedTalk{}
	err := db.Verify(context.Background(), func(id chat.ConversationID, err error) bool {
		if err != nil {
			t.Errorf("conversation %s: %v", id, err)
		}
		c, err := db.ReadConversation(context.Background(), id)
		if err != nil || c == nil {
			t.Fatalf("read conversation %s: %v", id, err)
		}

		was := want.Talks[id]
		got[id] = expectedTalk{
			Peer: string(c.Peer.Channel) + "/" + c.Peer.Address, About: was.About, State: c.State, LastSeq: c.LastSeq,
			Head: base64.RawStdEncoding.EncodeToString(c.Head), Turn: c.Memory.Turn, Follows: c.Follows,
			Offer: was.Offer, WakeAt: was.WakeAt, // the effects of Offer and WakeAt are tested elsewhere
		}

		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Talks, got); diff != "" {
		t.Error("conversations (-want +got):\n", diff)
	}
}

// sameWaiting checks the unfinished work of the old release: a part being sent, files to fetch, expected ratings and comments. The new
// code must find the work.
func sameWaiting(t *testing.T, db *store.DB, want expected) {
	t.Helper()
	ctx := context.Background()
	parts, err := db.Interrupted(ctx, "tg")
	if err != nil {
		t.Fatal(err)
	}
	talk := want.newest(t, "tg/2005")
	if len(parts) != 1 || parts[0].Conversation != talk || parts[0].Number != 1 || parts[0].Of != 3 {
		t.Errorf("parts being sent: %+v; want the second of three of tg/2005", parts)
	}

	files, err := db.FilesDue(ctx, releasedNow, 10)
	if err != nil {
		t.Fatal(err)
	}
	first, second := want.newest(t, "tg/2010"), want.newest(t, "tg/2011")
	if len(files) != 2 || files[0].Conversation != first || files[1].Conversation != second {
		t.Errorf("files to fetch: %+v; want those of tg/2010 and tg/2011", files)
	}

	for _, peer := range []string{"tg/2007", "tg/2008", "tg/2009", "site/v5", "site/v6"} {
		channel, address, _ := strings.Cut(peer, "/")
		s, err := db.PeerSurvey(ctx, chat.Peer{Channel: chat.ChannelID(channel), Address: address})
		if err != nil {
			t.Fatal(err)
		}
		if s == nil || s.Conversation != want.newest(t, peer) || !survey.WantsScore(s, releasedNow) {
			t.Errorf("survey of %s: %+v; want one that still takes a score", peer, s)
		}
	}
}

// sameRows compares the rows outside the timelines.
func sameRows(t *testing.T, dsn string, want expected) {
	t.Helper()

	db := plainDB(t, dsn)
	for _, x := range []struct {
		name, query string
		want        map[string]int
	}{
		{name: "entries", query: `SELECT kind, count(*) FROM entries GROUP BY kind`, want: want.Kinds},
		{name: "parts", query: `SELECT state, count(*) FROM parts GROUP BY state`, want: want.Parts},
		{name: "files", query: `SELECT state, count(*) FROM files GROUP BY state`, want: want.Files},
		{name: "surveys", query: `SELECT 'all', count(*) FROM surveys
 UNION ALL SELECT 'scored', count(*) FROM surveys WHERE score > 0
 UNION ALL SELECT 'commented', count(*) FROM surveys WHERE comment <> ''`, want: want.Surveys},
	} {
		if diff := cmp.Diff(x.want, countsOf(t, db, x.query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.name, diff)
		}
	}
}
