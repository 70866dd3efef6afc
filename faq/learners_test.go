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

// drawn draws a result of an engine for a question of a kind. The engine expects 18 % of the questions
// to have no answer. The ranges of the kinds overlap.
func drawn(k kind, random *rand.Rand) Nothing {
	x := 2 * random.NormFloat64()

	switch k {
	case near:
		return Nothing{Near: 0.9 * odds(x), Far: 0.1 * odds(x)}
	case far:
		return Nothing{Near: 0.3 * odds(x+2), Far: 0.7 * odds(x+2)}
	}

	return Nothing{Near: 0.9 * odds(x-3), Far: 0.1 * odds(x-3)}
}

// TestShareOfTheUnjudged checks that shares finds the shares behind drawn probabilities, without any
// outcome.
func TestShareOfTheUnjudged(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var rows []graded

	for k := inScope; k <= far; k++ {
		for range 600 {
			rows = append(rows, graded{None: drawn(k, random), Kind: k, Weight: 1})
		}
	}

	for _, want := range []Nothing{{0.005, 0.005}, {0.3, 0.005}, {0.005, 0.3}, {0.13, 0.05}} {
		var traffic Traffic

		for range maxSeen {
			k := inScope

			switch u := random.Float64(); {
			case u < want.Near:
				k = near
			case u < want.None():
				k = far
			case random.Float64() < wordingGap:
				k = near // a question with an answer, in words far from the entry
			}
			traffic.See(drawn(k, random))
		}
		if got := traffic.shares(rows, 10); math.Abs(got.Near-want.Near) > 0.07 || math.Abs(got.Far-want.Far) > 0.07 {
			t.Errorf("shares %.3f of %v", got, want)
		}
		traffic.See(unknown)
		if len(traffic.Seen) != maxSeen {
			t.Errorf("%d are kept", len(traffic.Seen))
		}
	}

	var flood Traffic
	for range 2 * maxSeen {
		flood.See(Nothing{Near: 1})
	}
	if got := flood.shares(rows, 10).None(); got > maxNoneWithoutOutcomes+0.001 {
		t.Errorf("a flood of questions moves the share to %v", got)
	}
	if got := flood.shares(nil, 10).None(); math.Abs(got-0.2) > 0.001 {
		t.Errorf("without a cross-validation questions move the share to %v", got)
	}

	for range 1000 {
		flood.Scope(true)
	}
	if got := flood.shares(rows, 10).None(); got < 0.5 || got > 0.601 {
		t.Errorf("a flood of judgements moves the share to %v", got)
	}
}

// TestShiftMovesThresholds checks the thresholds for a low share of questions without an answer. More
// questions can be answered with the same share of wrong answers. The rows of the fit stay unchanged.
func TestShiftMovesThresholds(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	f := &Fit{learners: &learners{}, measured: true}

	for range 4000 {
		p := random.Float64()
		none := (1 - p) * random.Float64()
		u := random.Float64()
		k := inScope
		if u > 1-none {
			k = near
			if random.Float64() < expectedFar {
				k = far
			}
		}
		f.rows = append(
			f.rows,
			graded{P: p, None: Nothing{none * (1 - expectedFar), none * expectedFar}, Right: u < p, Kind: k, Weight: 1},
		)
	}
	surestFirst(f.rows)
	first := f.rows[0]
	base := New(shop(), Options{}).With(f)
	answered := func(share float64) float64 {
		out := *base
		out.shift = &shift{None: Nothing{share * (1 - expectedFar), share * expectedFar}, Slope: 1}
		out.settle()

		return out.Expect()[2].Answered
	}
	if few, same, many := answered(0.02), answered(expectedNone), answered(0.4); few <= same || same <= many {
		t.Errorf("answered: %.3f of few without an answer, %.3f as expected, %.3f of many", few, same, many)
	}
	s := shift{None: Nothing{0.3, 0.02}, Slope: 1}

	sum, of := 0.0, [far + 1]float64{}
	before := []graded{{Kind: inScope, Weight: 82}, {Kind: near, Weight: 12.6}, {Kind: far, Weight: 5.4}}
	for _, r := range s.rows(before) {
		sum += r.Weight
		of[r.Kind] = r.Weight
	}
	if math.Abs(sum-100) > 1e-6 || math.Abs(of[near]-30) > 1e-6 || math.Abs(of[far]-2) > 1e-6 {
		t.Errorf("a hundred questions weigh %v by kind", of)
	}
	if f.rows[0] != first {
		t.Error("the fit's own rows have moved")
	}
}

// planes embeds texts like "CLASS.NUMBER". Classes differ a little along the second axis. Texts of one
// class differ a lot along the first axis.
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

// TestDiscriminant checks that a direction between wordings of one entry does not count, however large
// the difference is.
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
	if few, err := New(entries[:1], Options{Embedder: p}).index.fitDiscriminant(context.Background()); few != nil ||
		err != nil {
		t.Errorf("one entry gives %v, %v", few, err)
	}

	for i := range entries {
		entries[i].Phrasings = nil
	}
	if titles, err := New(entries, Options{Embedder: p}).index.fitDiscriminant(context.Background()); titles != nil ||
		err != nil {
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

// circle embeds words on a circle. The vector of a text is the sum of the vectors of the words.
type circle map[string]float64

func (circle) Name() string { return "circle" }

func (n circle) Embed(texts []string) [][]float32 {
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

func (n circle) Words(ws []string) [][]float32 { return n.Embed(ws) }

// TestAlike checks the weight of near words: a near word counts by nearness, and a far word does not
// count.
func TestAlike(t *testing.T) {
	entries := []Entry{
		{
			ID:       "a",
			Lang:     "en",
			Question: "refund",
		},
		{ID: "b", Lang: "en", Question: "delivery", Phrasings: []string{"refund delivery"}},
		{ID: "c", Lang: "en", Question: "zebra"},
	}
	b := New(entries, Options{Thesaurus: &Thesaurus{},
		Embedder: circle{"refund": 0, "reimbursement": 0.3, "delivery": 2, "zebra": -2.5}})

	measure := func(text string, d uint32) (float32, float32) {
		q := b.index.read(text)
		var a aligned
		b.index.align(&q, &a)
		like := b.index.alike(d, &a)

		return like.said, like.text
	}
	for _, c := range []struct {
		text        string
		doc         uint32
		least, most float32
	}{
		{"refund", 0, 1, 1},
		{"reimbursement", 0, 0.9, 0.95},
		{"reimbursement", 1, 0.9, 0.95},
		{"reimbursement", 2, 0, 0},
		{"refund zebra", 0, 0.3, 0.7},
		{"unheard", 0, 0, 0},
	} {
		if got, _ := measure(c.text, c.doc); got < c.least || got > c.most {
			t.Errorf("%q of %d: %v, want %v to %v", c.text, c.doc, got, c.least, c.most)
		}
	}
	// A text expressed completely by the query is nearer than a text expressed half.
	_, whole := measure("refund", 0)
	_, part := measure("refund", 1)
	if whole != 1 || part >= 0.9 || part <= 0 {
		t.Errorf("nearest texts: %v and %v", whole, part)
	}
}

// TestNearWordsAreHeld checks that an entry also holds the subject of a question in near words, and
// that words without a subject hardly count.
func TestNearWordsAreHeld(t *testing.T) {
	entries := []Entry{
		{ID: "a", Lang: "en", Question: "refund"},
		{ID: "b", Lang: "en", Question: "zebra care"},
		{ID: "c", Lang: "en", Question: "delivery"},
	}

	b := New(entries, Options{Thesaurus: &Thesaurus{},
		Embedder: circle{"refund": 0, "reimbursement": 0.3, "weather": 2, "delivery": -2}})
	for _, c := range []struct {
		text        string
		least, most float32
	}{{"when reimbursement", 0.6, 0.8}, {"when refund", 0.65, 0.8}, {"weather refund", 0.3, 0.7}} {
		q := b.index.read(c.text)
		e := b.index.measureQuery(&q, &scratch{}, func(doc uint32) bool { return doc == 0 })
		if len(e.candidates) != 1 {
			t.Fatalf("%q: %+v", c.text, e)
		}
		got := e.cover([]int{0})
		if got.near < c.least || got.near > c.most {
			t.Errorf("%q: the entry holds %v of the subject, want %v to %v", c.text, got, c.least, c.most)
		}
		if inNearWords := e.candidates[0].measures[coverage] == 0; got.close > got.near ||
			inNearWords == (got.close == got.near) {
			t.Errorf("%q: the entry closely holds %v of the subject", c.text, got)
		}
	}
}

// TestTaughtByMeaning checks that an added phrasing counts by meaning immediately.
func TestTaughtByMeaning(t *testing.T) {
	entries := []Entry{
		{ID: "a", Lang: "en", Question: "zebra care"},
		{ID: "b", Lang: "en", Question: "delivery of zebra"},
	}
	b := New(entries, Options{Embedder: circle{"refund": 0, "reimbursement": 0.1, "delivery": 2, "zebra": -2.5}})
	suggested, ok := b.Teach("a", "en", "refund of zebra")
	if !ok {
		t.Fatal("the phrasing was not added")
	}
	nearest := func(b *Base) float32 {
		q := b.index.read("zebra reimbursement")

		e := b.index.measureQuery(&q, &scratch{}, func(uint32) bool { return true })
		for _, c := range e.candidates {
			if c.doc == 0 {
				return c.measures[cosineNearestText]
			}
		}
		t.Fatalf("%+v", e)

		return 0
	}
	if before, after := nearest(b), nearest(suggested); after < 0.95 || after <= before {
		t.Errorf("nearest text %v before, %v after", before, after)
	}
}

// TestWhy checks that operators see only the words shared by the entry and the question.
func TestWhy(t *testing.T) {
	b := New(
		[]Entry{
			{ID: "a", Lang: "ru", Question: "Чем кормить ежа?"},
			{ID: "b", Lang: "ru", Question: "Сколько стоит доставка ежа?"},
		},
		Options{},
	)

	why := map[string]string{}
	for _, h := range b.Search(Query{Text: "а чем лучше кормить маленького ежа"}).Hits {
		why[h.ID] = h.Why
	}
	if why["a"] != "words: кормить, ежа" || why["b"] != "words: ежа" {
		t.Errorf("%q", why)
	}
}

// TestFitFile checks that a fit with all parts is read back unchanged, and that a damaged file never
// causes a panic.
func TestFitFile(t *testing.T) {
	f := &Fit{
		base:     7,
		measured: true,
		quality:  Quality{40, 0.5},
		rows: []graded{{
			P: 0.5, Right: true, Three: 0.75, InThree: true, None: Nothing{0.2, 0.05}, Kind: near, Weight: 2,
		}},
		learners: &learners{
			columns: []uint64{1, 2},
			softmax: &softmax{
				terms:  []uint64{3, 4, 5},
				scale:  []float32{1, 2, 3},
				weight: []int8{1, -1, 2, -2, 3, -3},
			},
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

	for i := range 64 { // the header and more
		for _, b := range []byte{0, 1, 0x7f, 0xff} {
			wrong := bytes.Clone(data)
			wrong[i] = b
			var read Fit
			if err := read.UnmarshalBinary(wrong); err == nil {
				if l := read.learners; l.softmax != nil &&
					len(l.softmax.weight) != len(l.softmax.terms)*len(l.columns) ||
					l.discriminant != nil && len(l.discriminant.bias) != len(l.columns) {
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

// TestGradedByOthers checks that memorised examples do not count. The measures of the questions carry
// no information, so a third of the questions is right by chance.
func TestGradedByOthers(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 9))
	var examples []example

	for range 48 {
		x := example{right: random.IntN(3), weight: 1}

		for range 3 {
			var c candidate
			for i := range c.measures {
				c.measures[i] = float32(random.NormFloat64())
			}
			x.candidates = append(x.candidates, c)
		}
		examples = append(examples, x)
	}
	var f Fit
	f.measure(examples, weights{}, 0.01)
	f.conclude()
	if f.quality.Questions != 48 || f.quality.Top1 > 0.5 {
		t.Errorf("%+v for drawn questions", f.quality)
	}
}

// TestNearAndFar checks that the fit learns to separate near from far questions as well as questions
// with an answer from questions without an answer.
func TestNearAndFar(t *testing.T) {
	var examples []example

	for i := range 60 {
		x := example{right: -1, kind: near, weight: 1}
		x.candidates = []candidate{{}}
		x.none[constantTerm], x.none[missingSimilarity] = 1, 1

		switch i % 3 {
		case 0:
			x.right, x.kind, x.none[missingSimilarity] = 0, inScope, 0
		case 1:
			x.kind, x.none[unknownShare] = far, 1
		}
		examples = append(examples, x)
	}

	w := fitLogit(examples, weights{}, weights{}, 0.1)
	for _, x := range examples[:3] {
		p, none := w.judge(&x.evidence)
		if got := [3]float64{p[0], none.Near, none.Far}; got[x.kind] < 0.7 {
			t.Errorf("kind %d has %.2f", x.kind, got)
		}
	}
}
