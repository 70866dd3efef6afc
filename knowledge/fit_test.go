package knowledge_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/embedding"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// sample is the FAQ of the sample shop.
func sample(t *testing.T) []faq.Entry {
	t.Helper()
	data, err := os.ReadFile("../examples/faq.yaml")
	if err != nil {
		t.Fatal(err)
	}
	list, err := faq.Load("faq.yaml", data)
	if err != nil {
		t.Fatal(err)
	}

	return list
}

// running runs a library until the test ends.
func running(t *testing.T, k *knowledge.Library) {
	t.Helper()
	if err := k.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { k.Run(ctx) })
	t.Cleanup(func() { cancel(); run.Wait() })
}

// await polls a state. On a busy machine the wait may take minutes.
func await(t *testing.T, k *knowledge.Library, what string, ok func(knowledge.State) bool) knowledge.State {
	t.Helper()

	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); <-time.After(20 * time.Millisecond) {
		if s := k.State(); ok(s) {
			return s
		}
	}
	t.Fatalf("waited in vain until %s: %+v", what, k.State())

	return knowledge.State{}
}

func fitted(s knowledge.State) bool { return s.Fitted }

func put(t *testing.T, k *knowledge.Library, entries []faq.Entry) {
	t.Helper()
	change := func([]faq.Entry) ([]faq.Entry, error) { return entries, nil }
	if _, err := k.Edit(t.Context(), knowledge.Version{Source: "test"}, 0, change); err != nil {
		t.Fatal(err)
	}
}

// TestFitInTheBackground: a new base is served at once and fitted in the background. The fit is stored for the next start. After an edit
// the old fit serves until the new fit is ready. A clearly worse fit is refused with a reason.
func TestFitInTheBackground(t *testing.T) {
	k, db := newLibraryOn(t, storetest.SQLite(t))
	put(t, k, sample(t))
	if s := k.State(); s.Fitted || s.Entries == 0 {
		t.Fatalf("before the fit: %+v", s)
	}
	running(t, k)
	if s := await(t, k, "it is fitted", fitted); len(s.Expected) != 4 || s.Fitting != nil || s.Refused != "" {
		t.Errorf("after the fit: %+v", s)
	}
	next := newLibrary(db)
	if err := next.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if hash := next.Hash(); hash != k.Hash() {
		t.Errorf("the same entries have another hash: %s, %s", hash, k.Hash())
	}
	await(t, k, "the fit is kept", func(knowledge.State) bool {
		data, err := db.Fitted(t.Context(), next.Hash())
		return err == nil && len(data) > 0
	})

	// The phrasings of every entry come from another entry.
	mixed := sample(t)
	for i := range mixed {
		mixed[i].Phrasings, mixed[i].Tags = nil, nil
		for j := range 4 {
			other := sample(t)[(i*7+j*13+5)%len(mixed)]
			mixed[i].Phrasings = append(
				mixed[i].Phrasings,
				other.Phrasings[j%len(other.Phrasings)]+" "+strings.Repeat("а", j+1),
			)
		}
	}
	put(t, k, mixed)
	await(
		t,
		k,
		"the worse fit is refused",
		func(s knowledge.State) bool { return s.Refused != "" && s.Refusal.Fresh < s.Refusal.Before },
	)
}

// TestOnlyKnownPeopleShift: outcomes move the probabilities only if the channel has verified identities.
func TestOnlyKnownPeopleShift(t *testing.T) {
	k, db := newLibraryOn(t, storetest.SQLite(t))
	k.Known = []chat.ChannelID{"tg"}
	put(t, k, sample(t))
	p := func() float64 {
		r := k.Base().Search(faq.Query{Text: "сколько стоит отправить в Казань", Lang: "ru"})
		if len(r.Hits) == 0 {
			t.Fatal("nothing is found")
		}

		return r.Hits[0].P
	}
	judge := func(ch chat.ChannelID, operator bool) {
		t.Helper()

		for range 100 {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				return tx.Judge(chat.Outcome{Channel: ch, Operator: operator, Scope: chat.ScopeUnanswerable})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := k.Follow(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	before := p()
	if judge("site", false); p() != before {
		t.Errorf("visitors of a web site moved the probability from %v to %v", before, p())
	}
	if judge("tg", false); p() >= before {
		t.Errorf("a hundred questions that nothing answers left the probability at %v (%v)", p(), before)
	}
}

// TestQuestionsShift: unknown questions of many customers lower the probabilities. Repeated questions of one customer do not.
func TestQuestionsShift(t *testing.T) {
	k, db := newLibraryOn(t, storetest.SQLite(t))
	put(t, k, sample(t))
	running(t, k)
	await(t, k, "it is fitted", fitted)
	ask := func(contact func(i int) string, none float64) float64 {
		t.Helper()
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			for i := range 200 {
				if err := tx.Ask(chat.QuestionSample{Contact: chat.ContactID(contact(i)), Near: none}); err != nil {
					return err
				}
			}

			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := k.Follow(t.Context()); err != nil {
			t.Fatal(err)
		}
		r := k.Base().Search(faq.Query{Text: "сколько стоит отправить в Казань", Lang: "ru"})
		if len(r.Hits) == 0 || r.None.Near < 0 {
			t.Fatalf("%+v", r)
		}

		return r.Hits[0].P
	}
	usual := ask(func(i int) string { return fmt.Sprint("regular ", i) }, 0.05)
	one := ask(func(int) string { return "one" }, 0.95)
	if many := ask(func(i int) string { return fmt.Sprint("another ", i) }, 0.95); many >= one ||
		usual-one > (usual-many)/5 {
		t.Errorf("probability %v, %v after one person's questions, %v after many people's", usual, one, many)
	}
}

// TestVectorsOfAnEndpoint: the base serves without vectors during the fetch. The base is then rebuilt with the vectors. A dead endpoint
// does not stop the answers.
func TestVectorsOfAnEndpoint(t *testing.T) {
	var asked atomic.Int64
	var dead atomic.Bool
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Input []string }
		if dead.Load() || json.NewDecoder(r.Body).Decode(&in) != nil {
			http.Error(w, "no", http.StatusInternalServerError)
			return
		}
		var data []map[string]any

		// All texts about hedgehogs have the same vector, in any words.
		for i, text := range in.Input {
			v := []float64{float64(len(text)%7) + 1, float64(len(text)%5) + 1, 0.1}
			if strings.Contains(text, "hedgehog") || strings.Contains(text, "spiny mammal") {
				v = []float64{0, 0, 1}
			}
			data = append(data, map[string]any{"index": i, "embedding": v})
		}
		asked.Add(int64(len(in.Input)))
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	}))
	defer srv.Close()
	k, db := newLibraryOn(t, storetest.SQLite(t))
	attach := func(k *knowledge.Library) {
		v := &knowledge.Vectors{Endpoint: &embedding.Endpoint{URL: srv.URL, Model: "m"}, Store: db, Log: k.Log}
		k.Vectors, k.Options.Embedder = v, v
	}
	attach(k)
	put(
		t,
		k,
		slices.Concat(
			sample(t),
			[]faq.Entry{{ID: "pets", Lang: "en", Question: "Do you sell hedgehogs?", Answer: "No."}},
		),
	)
	before := rank(k)
	running(t, k)
	await(t, k, "it is fitted", fitted)
	if n := asked.Load(); n < 100 {
		t.Errorf("%d vectors were asked for", n)
	}
	if now := rank(k); now >= before || now > 3 {
		t.Errorf("the entry about hedgehogs ranks %d with vectors, %d without", now, before)
	}
	dead.Store(true)
	next := newLibrary(db)
	attach(next)
	if err := next.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if answers(next, "Do you sell hedgehogs?") != "pets" {
		t.Error("with a dead endpoint the words alone do not answer")
	}
}

// rank returns the place of the hedgehog entry for a question without common words.
func rank(k *knowledge.Library) int {
	r := k.Base().Search(faq.Query{Text: "spiny mammal available?", Lang: "en", Most: 50})
	if i := slices.IndexFunc(r.Hits, func(h faq.Hit) bool { return h.ID == "pets" }); i >= 0 {
		return i + 1
	}

	return 99
}
