package faq

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// TestShareOfTheUnjudged: from probabilities alone, made by an engine that expects 18 % of questions to have no answer, the
// share is found under which they were drawn.
func TestShareOfTheUnjudged(t *testing.T) {
	for _, want := range []float64{0.02, 0.1, 0.18, 0.25} {
		random := rand.New(rand.NewPCG(3, 4))
		var traffic Traffic
		for range seenMost {
			// Log-odds of mean m and variance 2m are those of a calibrated judge.
			x := 2 + 2*random.NormFloat64()
			if random.Float64() >= want {
				x = -2 + 2*random.NormFloat64()
			}
			traffic.See(odds(x + logOdds(expectedNone)))
		}
		if got := traffic.Share(); math.Abs(got-want) > 0.05 {
			t.Errorf("share %.3f of %v", got, want)
		}
		traffic.See(-1)
		if len(traffic.Seen) != seenMost {
			t.Errorf("%d are kept", len(traffic.Seen))
		}
	}
	var flood Traffic
	for range 2 * seenMost {
		flood.See(1)
	}
	if flood.Share() > 0.271 {
		t.Errorf("a flood of questions moves the share to %v", flood.Share())
	}
	for range 1000 {
		flood.Scope(true)
	}
	if got := flood.Share(); got < 0.5 || got > 0.601 {
		t.Errorf("a flood of judgements moves the share to %v", got)
	}
}

// TestShiftMovesThresholds: where fewer questions have no answer, more can be answered with as many wrong, and the rows of the fit stay as they were.
func TestShiftMovesThresholds(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	f := &Fit{learners: &learners{}}
	for range 4000 {
		p := random.Float64()
		none := (1 - p) * random.Float64()
		u := random.Float64()
		f.rows = append(f.rows, graded{P: p, None: none, Right: u < p, Scope: u < 1-none, Weight: 1})
	}
	surestFirst(f.rows)
	first := f.rows[0]
	base := New(shop(), Options{}).With(f)
	answered := func(share float64) float64 {
		return base.Shifted(Shift{None: math.Log(tilt(share)), Slope: 1}).Expect()[2].Answered
	}
	if few, same, many := answered(0.02), answered(expectedNone), answered(0.4); few <= same || same <= many {
		t.Errorf("answered: %.3f of few without an answer, %.3f as expected, %.3f of many", few, same, many)
	}
	if f.rows[0] != first {
		t.Error("the fit's own rows have moved")
	}
}

// planes embeds "CLASS.NUMBER": classes differ a little along the second axis, texts of one class a lot along the first.
type planes struct{ classes map[string]float32 }

func (planes) Name() string { return "planes" }

func (p planes) Embed(texts []string) [][]float32 {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		ws := words(text)
		if len(ws) != 2 {
			continue
		}
		n := float32(len(ws[1])%7) - 3
		out[i] = []float32{n, p.classes[ws[0]], 4}
	}
	return out
}

// TestDiscriminant: what only tells one wording from another does not count, however large it is.
func TestDiscriminant(t *testing.T) {
	p := planes{map[string]float32{"alpha": -1, "beta": 0, "gamma": 1}}
	var entries []Entry
	for _, c := range []string{"alpha", "beta", "gamma"} {
		e := Entry{ID: c, Lang: "en", Question: c + " x"}
		for n := 2; n < 12; n++ {
			e.Phrasings = append(e.Phrasings, c+" "+strings.Repeat("x", n))
		}
		entries = append(entries, e)
	}
	b := New(entries, Options{Embedder: p})
	m, err := b.index.fitDiscriminant(context.Background())
	if err != nil || m == nil {
		t.Fatal(m, err)
	}
	for d, c := range []string{"alpha", "beta", "gamma"} {
		for n := 20; n < 27; n++ {
			out := make([]float32, 3)
			m.probabilities(b.index.embedded.one(c+" "+strings.Repeat("x", n)), out)
			for other, q := range out {
				if other != d && q >= out[d] {
					t.Errorf("%s %d: %v", c, n, out)
				}
			}
		}
	}
	if few, err := New(entries[:1], Options{Embedder: p}).index.fitDiscriminant(context.Background()); few != nil || err != nil {
		t.Errorf("one entry gives %v, %v", few, err)
	}
	for i := range entries {
		entries[i].Phrasings = nil
	}
	if titles, err := New(entries, Options{Embedder: p}).index.fitDiscriminant(context.Background()); titles != nil || err != nil {
		t.Errorf("titles alone give %v, %v", titles, err)
	}
}

func TestCholesky(t *testing.T) {
	const k = 7
	random := rand.New(rand.NewPCG(1, 2))
	s := make([]float64, k*k)
	for range 20 {
		v := make([]float32, k)
		for i := range v {
			v[i] = float32(random.NormFloat64())
		}
		outer(s, v)
	}
	b, x, whole := make([]float32, k), make([]float64, k), append([]float64(nil), s...)
	for i := range b {
		b[i] = float32(i) - 2
	}
	cholesky(s, k)
	solve(s, b, x)
	for i := range k {
		sum := 0.0
		for j := range k {
			sum += whole[max(i, j)*k+min(i, j)] * x[j]
		}
		if math.Abs(sum-float64(b[i])) > 1e-9 {
			t.Errorf("row %d: %v, want %v", i, sum, b[i])
		}
	}
}

// near embeds words on a circle; texts are the sums of their words.
type near map[string]float64

func (near) Name() string { return "near" }

func (n near) Embed(texts []string) [][]float32 {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		for _, w := range words(text) {
			if a, ok := n[w]; ok {
				if out[i] == nil {
					out[i] = make([]float32, 2)
				}
				out[i][0] += float32(math.Cos(a))
				out[i][1] += float32(math.Sin(a))
			}
		}
	}
	return out
}

func (n near) Words(ws []string) [][]float32 { return n.Embed(ws) }

// TestAlike: a word counts for one that it is near to, by how near it is, and not for one that it is far from.
func TestAlike(t *testing.T) {
	entries := []Entry{
		{ID: "a", Lang: "en", Question: "refund"}, {ID: "b", Lang: "en", Question: "delivery", Phrasings: []string{"refund delivery"}}, {ID: "c", Lang: "en", Question: "zebra"},
	}
	b := New(entries, Options{Embedder: near{"refund": 0, "reimbursement": 0.3, "delivery": 2, "zebra": -2.5}})
	measure := func(text string, d uint32) (float32, float32) {
		q := b.index.read(text)
		var a aligned
		b.index.align(&q, &a)
		said, nearest, _ := b.index.alike(d, &a)
		return said, nearest
	}
	for _, c := range []struct {
		text        string
		doc         uint32
		least, most float32
	}{{"refund", 0, 1, 1}, {"reimbursement", 0, 0.9, 0.95}, {"reimbursement", 1, 0.9, 0.95}, {"reimbursement", 2, 0, 0}, {"refund zebra", 0, 0.3, 0.7}, {"unheard", 0, 0, 0}} {
		if got, _ := measure(c.text, c.doc); got < c.least || got > c.most {
			t.Errorf("%q of %d: %v, want %v to %v", c.text, c.doc, got, c.least, c.most)
		}
	}
	// The text of which the query says everything is nearer than one of which it says half.
	_, whole := measure("refund", 0)
	_, part := measure("refund", 1)
	if whole != 1 || part >= 0.9 || part <= 0 {
		t.Errorf("nearest texts: %v and %v", whole, part)
	}
}

// TestTaughtByMeaning: a phrasing counts by what it means from the moment that it is taught.
func TestTaughtByMeaning(t *testing.T) {
	entries := []Entry{{ID: "a", Lang: "en", Question: "zebra care"}, {ID: "b", Lang: "en", Question: "delivery of zebra"}}
	b := New(entries, Options{Embedder: near{"refund": 0, "reimbursement": 0.1, "delivery": 2, "zebra": -2.5}})
	taught, ok := b.Teach("a", "en", "refund of zebra")
	if !ok {
		t.Fatal("not taught")
	}
	nearest := func(b *Base) float32 {
		q := b.index.read("zebra reimbursement")
		e := b.index.look(&q, &scratch{}, func(uint32) bool { return true })
		for _, c := range e.candidates {
			if c.doc == 0 {
				return c.z[zVector]
			}
		}
		t.Fatalf("%+v", e)
		return 0
	}
	if before, after := nearest(b), nearest(taught); after < 0.95 || after <= before {
		t.Errorf("nearest text %v before, %v after", before, after)
	}
}

// TestWhy: operators see the words that an entry shares with the question, not all of them.
func TestWhy(t *testing.T) {
	b := New([]Entry{{ID: "a", Lang: "ru", Question: "Чем кормить ежа?"}, {ID: "b", Lang: "ru", Question: "Сколько стоит доставка ежа?"}}, Options{})
	why := map[string]string{}
	for _, h := range b.Search(Query{Text: "а чем лучше кормить маленького ежа"}).Hits {
		why[h.ID] = h.Why
	}
	if why["a"] != "words: кормить, ежа" || why["b"] != "words: ежа" {
		t.Errorf("%q", why)
	}
}

// TestFitFile: a fit with all that it can hold comes back as it was, and nothing that is wrong in a stored one brings the process down.
func TestFitFile(t *testing.T) {
	f := &Fit{
		base: 7, measured: true, quality: Quality{40, 0.5}, rows: []graded{{P: 0.5, Right: true, Three: 0.75, InThree: true, None: 0.25, Scope: true, Weight: 2}},
		learners: &learners{
			columns:      []uint64{1, 2},
			softmax:      &softmax{terms: []uint64{3, 4, 5}, scale: []float32{1, 2, 3}, weight: []int8{1, -1, 2, -2, 3, -3}},
			discriminant: &discriminant{size: 2, bias: []float32{0.5, -0.5}, weight: []float32{1, 2, 3, 4}},
		},
	}
	f.weights.A[0], f.weights.U[noneMeasures-1] = 1, 2
	data, err := f.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var read Fit
	if err := read.UnmarshalBinary(data); err != nil || !reflect.DeepEqual(&read, f) {
		t.Errorf("%v\n%+v\n%+v", err, read, f)
	}
	for i := range 64 { // the head and more
		for _, b := range []byte{0, 1, 0x7f, 0xff} {
			wrong := bytes.Clone(data)
			wrong[i] = b
			var read Fit
			if err := read.UnmarshalBinary(wrong); err == nil {
				if l := read.learners; l.softmax != nil && len(l.softmax.weight) != len(l.softmax.terms)*len(l.columns) || l.discriminant != nil && len(l.discriminant.bias) != len(l.columns) {
					t.Errorf("byte %d = %d: %+v", i, b, l)
				}
			}
		}
	}
	for n := range data {
		if (&Fit{}).UnmarshalBinary(data[:n]) == nil {
			t.Errorf("read from %d bytes of %d", n, len(data))
		}
	}
}
