package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// random returns n vectors, longer in some directions than in others.
func random(r *rand.Rand, n int) []vector {
	all := make([]vector, n)
	for i := range all {
		for d := range dims {
			all[i][d] = float32(r.NormFloat64() / float64(1+d))
		}
	}

	return all
}

func TestPowerOfAMatrix(t *testing.T) {
	var s square
	for _, v := range random(rand.New(rand.NewPCG(1, 2)), 300) {
		s.addOuter(&v, &v, 1)
	}
	root := s.power(.5)

	for x := range dims {
		for y := range dims {
			var got float64
			for k := range dims {
				got += root[x][k] * root[k][y]
			}
			if math.Abs(got-s[x][y]) > 1e-6 {
				t.Fatalf("the root's square is %v instead of %v at %d, %d", got, s[x][y], x, y)
			}
		}
	}
}

func TestRotationIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	from := random(r, 400)
	to := make([]vector, len(from))

	weight := make([]float64, len(from))
	for i, v := range from {
		for d := range dims {
			to[i][(d+7)%dims] = v[d] * float32(1-2*(d%2)) // numbers change places and signs
		}
		weight[i] = 1 + r.Float64()
	}

	turn := rotation(from, to, weight)
	for i := range from {
		got := turn.times(&from[i])
		add(&got, &to[i], -1)
		if miss := dot(&got, &got); miss > 1e-6 {
			t.Fatalf("vector %d misses by %v", i, miss)
		}
	}
}

// Full evening makes the words point in all directions alike. The length of the words stays.
func TestEvening(t *testing.T) {
	words := random(rand.New(rand.NewPCG(1, 4)), 1000)
	count := func(i int) float64 { return float64(1 + i%3) }
	turn := evening(words, count, 1)
	var covariance square
	var before, after, sum float64

	for i := range words {
		v := turn.times(&words[i])
		covariance.addOuter(&v, &v, count(i))
		before += count(i) * float64(dot(&words[i], &words[i]))
		after += count(i) * float64(dot(&v, &v))
		sum += count(i)
	}
	if math.Abs(after/before-1) > 1e-3 {
		t.Errorf("lengths change by %v", after/before)
	}

	for x := range dims {
		if got := covariance[x][x] / after * dims; math.Abs(got-1) > .01 {
			t.Errorf("direction %d has %v of its share", x, got)
		}
	}
}

// A stem without a translation begins near the English words of its neighbours.
func TestRussianStartsNearItsEnglish(t *testing.T) {
	const topics, each, known = 12, 25, 15
	r := rand.New(rand.NewPCG(1, 5))
	c := &corpus{ids: map[string]int32{}}

	topic := random(r, topics)
	for i := range topic {
		topic[i] = unit(topic[i])
	}
	english := func(k int) string { return fmt.Sprintf("q%d", k) }

	russian := func(k int) string { // no vowels, so the stem is the word
		letters := []rune("бвгджзклмн")
		return string([]rune{letters[k/100], letters[k/10%10], letters[k%10], 'х'})
	}
	for k := range topics * each {
		c.number(english(k))
		v := random(r, 1)[0]
		scale(&v, .3)
		add(&v, &topic[k/each], 1)
		c.glove = append(c.glove, v)
	}

	for range 4000 {
		i := r.IntN(topics)

		line := ""
		for range 6 {
			line += russian(i*each+r.IntN(each)) + " "
		}
		c.text(line)
	}

	for k := range topics * each {
		if k%each < known {
			for range 4 {
				c.pairs = append(c.pairs, pair{a: c.text(english(k)), b: c.text(russian(k))})
			}
		}
	}
	c.glove = append(c.glove, make([]vector, len(c.words)-len(c.glove))...)
	start := func(workers int) []vector {
		m := &model{config: defaults}
		m.workers = workers

		return m.russian(c, c.glove)
	}
	got := start(1)
	if !slices.Equal(got, start(3)) {
		t.Error("three workers find another start")
	}
	right, all := 0, 0

	for k := range topics * each {
		if k%each < known {
			continue
		}
		v := got[c.ids[russian(k)]]

		best := 0
		for i := range topic {
			if dot(&v, &topic[i]) > dot(&v, &topic[best]) {
				best = i
			}
		}
		all++
		if best == k/each {
			right++
		}
	}
	if right < all*9/10 {
		t.Errorf("%d of %d are nearest to their topic", right, all)
	}
}

func TestJoinedWordsStartAsTheirParts(t *testing.T) {
	c := &corpus{ids: map[string]int32{}}
	c.text("do not dont whats")
	vectors := random(rand.New(rand.NewPCG(1, 6)), 4)
	want := vectors[0]
	add(&want, &vectors[1], 1)
	whats := vectors[3]
	c.join(vectors)
	if vectors[2] != want {
		t.Error("dont is not do + not")
	}
	if vectors[3] != whats {
		t.Error("whats changed though neither what nor is is known")
	}
}

// Kept rows compensate for removed rows: the stem takes over the rows of two forms.
func TestRefit(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	m := &model{config: defaults, rows: random(r, 6)}

	m.rows[1] = m.rows[0] // two forms of one meaning
	for i, stem := range []int32{2, 2, 3} {
		m.words = append(m.words, word{surface: int32(i % 2), stem: stem, pieces: []int32{4, 5}, weight: .5})
		m.spoken = append(m.spoken, spoken{text: "w", count: 1e6})
	}

	m.words[2].surface = -1
	for row := int32(2); row < 6; row++ { // words of a bridge language do not hold a row in place
		m.spoken = append(m.spoken, spoken{text: "@fr w", count: 1e9})
		m.words = append(m.words, word{surface: row, stem: -1})
	}
	kept := []bool{false, false, true, true, true, true}
	says := func(w *word, of []bool) vector {
		var v vector
		w.each(func(row int32, weight float32) {
			if of[row] {
				add(&v, &m.rows[row], weight)
			}
		})

		return v
	}
	want := says(&m.words[0], slices.Repeat([]bool{true}, 6))
	left := says(&m.words[0], kept)
	dropped := m.rows[0]
	m.refit(kept)
	got := says(&m.words[0], kept)
	add(&left, &want, -1)
	add(&got, &want, -1)
	if before, after := dot(&left, &left), dot(&got, &got); after > before/20 {
		t.Errorf("%v missed, %v before", after, before)
	}
	if m.rows[0] != dropped {
		t.Error("a row that is left out moved")
	}
}
