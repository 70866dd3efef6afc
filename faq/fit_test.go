package faq

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"
)

func TestFitIsTheSameEveryTime(t *testing.T) {
	b := New(sample(t), Options{})
	one, err := b.Fit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	other, err := New(sample(t), Options{}).Fit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one.weights, other.weights) || !reflect.DeepEqual(one.learners, other.learners) {
		t.Error("two fits of one base differ")
	}
}

func TestFitCanBeStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	steps := 0
	_, err := New(sample(t), Options{}).Fit(ctx, func(int, int) { steps++; stop() })
	if !errors.Is(err, context.Canceled) || steps != 1 {
		t.Errorf("after %d steps: %v", steps, err)
	}
}

func TestFitIsStored(t *testing.T) {
	b := New(sample(t), Options{})
	f, err := b.Fit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := f.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var read Fit
	if err := read.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	q := Query{Text: "почем доставка в казань курьером", Lang: "ru"}
	if x, y := b.With(f).Search(q), b.With(&read).Search(q); !reflect.DeepEqual(x, y) {
		t.Errorf("%+v and, read back, %+v", x, y)
	}
	if !read.Of(b) || read.Of(New(sample(t)[1:], Options{})) {
		t.Error("the fit does not know its base")
	}

	for _, n := range []int{0, 1, len(data) / 2} {
		if err := read.UnmarshalBinary(data[:n]); err == nil {
			t.Errorf("%d of %d bytes are read", n, len(data))
		}
	}
}

// TestOldFitServesAChangedBase checks that a fit stays useful after entries were added and removed.
func TestOldFitServesAChangedBase(t *testing.T) {
	entries := sample(t)
	f, err := New(entries, Options{}).Fit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	fresh := Entry{
		ID:        "parrot",
		Lang:      "en",
		Question:  "Do you sell parrots?",
		Phrasings: []string{"talking birds"},
		Answer:    "No.",
	}

	b := New(append([]Entry{fresh}, entries[5:]...), Options{}).With(f)
	for text, id := range map[string]string{
		"I forgot the password to my account": "password-reset",
		"do you sell any talking parrots":     "parrot",
	} {
		if r := b.Search(Query{Text: text, Lang: "en"}); len(r.Hits) == 0 || r.Hits[0].ID != id {
			t.Errorf("%q: %v", text, brief(r))
		}
	}
}

func TestTeach(t *testing.T) {
	b := New(shop(), Options{})
	const text = "my cat chewed the thing to bits"
	suggested, ok := b.Teach("return", "en", text)
	if !ok {
		t.Fatal("the phrasing was not added")
	}
	if r := suggested.Search(Query{Text: text, Lang: "en"}); r.Decision != Answer || !r.Exact ||
		r.Hits[0].ID != "return" {
		t.Errorf("%v %v", r.Decision, brief(r))
	}
	if r := suggested.Search(Query{Text: "the cat chewed my refund", Lang: "en"}); len(r.Hits) == 0 ||
		r.Hits[0].ID != "return" {
		t.Errorf("nearly so: %v", brief(r))
	}
	if r := b.Search(Query{Text: text, Lang: "en"}); r.Exact {
		t.Error("the old base has changed")
	}
	if _, ok := b.Teach("nobody", "en", text); ok {
		t.Error("a phrasing was added to a missing entry")
	}
	if _, ok := b.Teach("return", "en", "?!"); ok {
		t.Error("an empty phrasing was added")
	}
}

func TestWorseThan(t *testing.T) {
	fit := func(n int, top1 float64) *Fit { return &Fit{quality: Quality{n, top1}} }
	for _, c := range []struct {
		now, old *Fit
		want     bool
	}{
		{fit(1000, 0.70), fit(1000, 0.80), true},
		{fit(1000, 0.79), fit(1000, 0.80), false},
		{fit(50, 0.74), fit(50, 0.80), false},
		{fit(1000, 0.9), fit(1000, 0.8), false}, {fit(0, 0), fit(1000, 0.8), false},
	} {
		if got := c.now.WorseThan(c.old); got != c.want {
			t.Errorf("%+v after %+v: %v", c.now.quality, c.old.quality, got)
		}
	}
}

func TestExpect(t *testing.T) {
	f := &Fit{}
	for i := range 100 {
		f.rows = append(f.rows, graded{P: 1 - float64(i)/100, Right: i < 60, Weight: 1})
	}
	strict, loose := expect(f.rows, 0.01), expect(f.rows, 0.3)
	if strict.Answered >= loose.Answered || loose.Answered < 0.6 || loose.Least > 0.41 {
		t.Errorf("%+v, %+v", strict, loose)
	}
}

func TestTraffic(t *testing.T) {
	var quiet, busy Traffic
	if s := quiet.shift(nil, 1); s.Slope != 1 || s.Offset != 0 || math.Abs(s.None.None()-0.2) > 1e-6 {
		t.Errorf("%+v from nothing", s)
	}

	for i := range 100 {
		busy.Scope(i%2 == 0)
		busy.Judge(0.95, i%2 == 0)
	}
	s := busy.shift(nil, 1)
	if got := s.None.None(); got < 0.45 || got > 0.5 {
		t.Errorf("share %v of a half", got)
	}
	p := []float64{0.9, 0.05}
	s.apply(p, Nothing{0.04, 0.01})
	if p[0] > 0.75 || p[0] < 0.3 || p[1] > p[0] || math.IsNaN(p[1]) {
		t.Errorf("%v after half of the answers were wrong", p)
	}

	for range 2 * maxJudged {
		busy.Judge(0.9, true)
	}
	if len(busy.Judged) != maxJudged {
		t.Errorf("%d are kept", len(busy.Judged))
	}
}

// twins maps words to numbers. Texts of words with the same number have the same vector.
type twins map[string]int

func (twins) Name() string { return "twins" }

func (w twins) Embed(texts []string) [][]float32 {
	out := make([][]float32, len(texts))
	for i, t := range texts {
		for _, word := range words(t) {
			if k, ok := w[word]; ok {
				out[i] = make([]float32, 4)
				out[i][k] = 2
			}
		}
	}

	return out
}

func TestEmbedder(t *testing.T) {
	b := New(shop(), Options{Embedder: twins{"refund": 1, "reimbursement": 1, "delivery": 2}})
	text := b.index.read("reimbursement please")
	var s scratch

	e := b.index.measureQuery(&text, &s, func(uint32) bool { return true })
	for _, c := range e.candidates {
		if id := b.entries[b.doc[c.doc]].ID; (id == "return") != (c.measures[cosineNearestText] > 0.99) {
			t.Errorf("%s: cosine %v", id, c.measures[cosineNearestText])
		}
	}
	if b.Hash() == New(shop(), Options{}).Hash() {
		t.Error("a fit would not mind the embedder")
	}
}

// TestTeachInItsLanguage checks that a phrasing belongs to the entry in one language, and that an
// entry with Off stays off.
func TestTeachInItsLanguage(t *testing.T) {
	b := New([]Entry{
		{
			ID:       "a",
			Lang:     "ru",
			Question: "Сколько стоит доставка?",
			Answer:   "Пять.",
		}, {ID: "a", Lang: "EN", Question: "How much is delivery?", Answer: "Five."},
		{ID: "b", Lang: "en", Question: "Where is the shop?", Answer: "Here.", Off: true},
	}, Options{})
	const text = "postage"
	suggested, ok := b.Teach("a", "EN", text)
	if !ok {
		t.Fatal("the phrasing was not added")
	}
	if e, _ := suggested.Entry("a", "ru"); len(e.Phrasings) != 0 {
		t.Errorf("the translation got the phrasing, too: %q", e.Phrasings)
	}
	if r := suggested.Search(Query{Text: text, Lang: "en"}); !r.Exact || r.Hits[0].Lang != "en" {
		t.Errorf("%v", brief(r))
	}
	if e, _ := suggested.Entry("a", "en"); suggested.Hash() != New(
		[]Entry{{ID: "a", Lang: "ru", Question: "Сколько стоит доставка?", Answer: "Пять."}, e},
		Options{},
	).Hash() {
		t.Error("the base differs from a base built of the same entries")
	}
	off, ok := b.Teach("b", "en", text)
	if r := off.Search(Query{Text: text, Lang: "en"}); !ok || r.Exact {
		t.Errorf("an entry with Off answers: %v", brief(r))
	}
}
