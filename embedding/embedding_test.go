package embedding

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// fake answers every text with a vector made of the length of the text. twist changes an answer before sending, or answers instead of the
// fake.
type fake struct {
	asked atomic.Int64
	twist atomic.Pointer[twist]
}

type (
	data  []map[string]any
	twist func(w http.ResponseWriter, r *http.Request, d data) data
)

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.asked.Add(1)
	var in struct {
		Model string
		Input []string
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || r.URL.Path != "/v1/embeddings" ||
		r.Header.Get("Authorization") != "Bearer secret" ||
		in.Model != "m" {
		http.Error(w, `{"error":{"message":"bad request"}}`, http.StatusBadRequest)
		return
	}

	var list data
	for i, text := range in.Input {
		list = append(list, map[string]any{"index": i, "embedding": []float64{float64(len(text)), 1, 0}})
	}
	if change := f.twist.Load(); change != nil {
		if list = (*change)(w, r, list); list == nil {
			return
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": list})
}

func endpoint(t *testing.T, f *fake) *Endpoint {
	t.Helper()
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)

	return &Endpoint{URL: srv.URL + "/v1/", Model: "m", Key: "secret"}
}

func TestTextsComeInOrderAndInBatches(t *testing.T) {
	f := &fake{}
	e := endpoint(t, f)
	backwards := twist(
		// An endpoint may answer in any order.
		func(_ http.ResponseWriter, _ *http.Request, d data) data {
			slices.Reverse(d)
			return d
		},
	)
	f.twist.Store(&backwards)

	var texts []string
	for i := range 2*batchMost + 1 {
		texts = append(texts, strings.Repeat("x", i+1))
	}
	var steps []int
	list, err := e.Texts(t.Context(), texts, func(done, _ int) { steps = append(steps, done) })
	if err != nil {
		t.Fatal(err)
	}

	for i, v := range list {
		n := float64(i + 1)
		if want := n / math.Sqrt(n*n+1); math.Abs(float64(v[0])-want) > 1e-6 {
			t.Fatalf("vector %d starts with %v, want %v", i, v[0], want)
		}
	}
	if fmt.Sprint(steps) != fmt.Sprint([]int{64, 128, 129}) || f.asked.Load() != 3 {
		t.Errorf("steps %v, %d requests", steps, f.asked.Load())
	}
}

func TestQuestionsAreAskedOnce(t *testing.T) {
	f := &fake{}

	e := endpoint(t, f)
	for range 3 {
		if v := e.Query(t.Context(), "where is my parcel"); len(v) != 3 {
			t.Fatal(v)
		}
	}

	for i := range keptMost {
		e.remember(fmt.Sprint(i), []float32{1})
	}
	if n := len(e.kept) + len(e.old); f.asked.Load() != 1 || n > keptMost {
		t.Errorf("%d requests, %d vectors kept", f.asked.Load(), n)
	}
}

// TestBadAnswers: for every fault of the endpoint, a question continues without a vector, and a list of texts is refused as a whole.
func TestBadAnswers(t *testing.T) {
	for name, change := range map[string]twist{
		"dead": func(w http.ResponseWriter, _ *http.Request, _ data) data {
			c, _, _ := w.(http.Hijacker).Hijack()
			_ = c.Close()

			return nil
		},
		"slow": func(_ http.ResponseWriter, r *http.Request, _ data) data {
			<-r.Context().Done()
			return nil
		},
		"429": func(w http.ResponseWriter, _ *http.Request, _ data) data {
			http.Error(w, `{"error":{"message":"slow down"}}`, http.StatusTooManyRequests)
			return nil
		},
		"garbage":   func(w http.ResponseWriter, _ *http.Request, _ data) data { fmt.Fprint(w, "<html>"); return nil },
		"missing":   func(_ http.ResponseWriter, _ *http.Request, d data) data { return d[:0] },
		"too many":  func(_ http.ResponseWriter, _ *http.Request, d data) data { return append(d, d[0]) },
		"no number": func(_ http.ResponseWriter, _ *http.Request, d data) data { d[0]["index"] = 7; return d },
		"zero": func(_ http.ResponseWriter, _ *http.Request, d data) data {
			d[0]["embedding"] = []float64{0, 0, 0}
			return d
		},
		"dimension": func(_ http.ResponseWriter, _ *http.Request, d data) data {
			d[0]["embedding"] = []float64{1, 2}
			return d
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{}
			e := endpoint(t, f)
			if v := e.Query(t.Context(), "a healthy start"); v == nil {
				t.Fatal("no vector from a healthy endpoint")
			}
			f.twist.Store(&change)

			for range failsMost {
				if v := e.Query(t.Context(), "where is my parcel"); v != nil {
					t.Errorf("got a vector: %v", v)
				}
			}
			before := f.asked.Load()
			if _, err := e.Texts(t.Context(), []string{"a"}, nil); !errors.Is(err, ErrResting) ||
				f.asked.Load() != before {
				t.Errorf("after %d failures it is asked again: %v", failsMost, err)
			}
			e.until = e.until.Add(-restTime)
			f.twist.Store(nil)
			if v := e.Query(t.Context(), "where is my parcel"); v == nil {
				t.Error("it does not recover")
			}
		})
	}
}

func TestErrorsSayWhat(t *testing.T) {
	e := endpoint(t, &fake{})
	e.Key = "wrong"
	if _, err := e.Texts(t.Context(), []string{"a"}, nil); err == nil || !strings.Contains(err.Error(), "400") ||
		!strings.Contains(err.Error(), "bad request") ||
		strings.Contains(err.Error(), "wrong") {
		t.Error(err)
	}
}
