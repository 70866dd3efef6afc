package faq

import (
	"cmp"
	"slices"
)

// Expectation is the share of questions that would be answered, 0 to 1, if so many of the
// answers may be wrong.
type Expectation struct {
	MaxWrong float64 `json:"max_wrong"`
	Answered float64 `json:"answered"`
	Least    float64 `json:"least"` // the probability from which an answer is given; above 1 = none is
}

// Expect lists what cross-validation promises at 1, 2, 5 and 10 % wrong. It is empty without a
// fit, or if the base has too few phrasings to tell.
func (b *Base) Expect() []Expectation {
	if len(b.rows) == 0 {
		return nil
	}

	var out []Expectation
	for _, wrong := range []float64{0.01, 0.02, 0.05, 0.1} {
		out = append(out, expect(b.rows, wrong))
	}

	return out
}

// settle finds the thresholds from the cross-validation, as the traffic has shifted it.
func (b *Base) settle() {
	b.rows = nil
	if b.fit != nil {
		b.rows = b.fit.rows
	}
	if b.shift != nil {
		b.rows = b.shift.rows(b.rows)
	}
	if len(b.rows) == 0 {
		b.sure, b.ask = unmeasured(b.maxWrong), defaultAsk
		return
	}
	b.sure, b.ask = expect(b.rows, b.maxWrong).Least, leastAsk(b.rows)
}

func surestFirst(rows []graded) {
	slices.SortStableFunc(rows, func(a, b graded) int { return cmp.Compare(b.P, a.P) })
}

// expect finds the smallest probability above which no more than maxWrong of the answers of the
// cross-validation are wrong. Half of what counts as wrong is what was seen, half what the
// probabilities say: the few surest questions alone are too few to count. Half a wrong answer
// is added, so that a dozen right ones in a row do not promise 99 %. What is twice as sure as it
// need be is answered in any case: a small base has too few questions to prove it.
func expect(rows []graded, maxWrong float64) Expectation {
	e := Expectation{MaxWrong: maxWrong, Least: never}

	var all, n, wrong float64
	for _, r := range rows {
		all += r.Weight
	}

	for i, r := range rows {
		n += r.Weight
		wrong += r.Weight * (1 - r.P) / 2
		if !r.Right {
			wrong += r.Weight / 2
		}
		last := i+1 == len(rows) || rows[i+1].P < r.P
		if last && (wrong+0.5 <= margin*maxWrong*(n+0.5) || r.P >= 1-maxWrong/2) {
			e.Least, e.Answered = r.P, n/all
		}
	}

	return e
}

// margin is the part of max_wrong that the cross-validation may use up: its questions are the
// base's own, and customers' are a little stranger.
const margin = 0.9

// never is more than any probability.
const never = 1.01

// unmeasured is the probability from which an answer is given where nothing was measured. On the sets
// that the shipped weights were learnt from, answers of at least so probable an entry are wrong half as
// often.
func unmeasured(maxWrong float64) float64 { return 1 - 2*maxWrong }

const (
	// Asked back with three entries, the right one shall be among them so often.
	rightInThree = 0.85
	// What the three must amount to if nothing was measured: with titles alone the
	// probabilities promise more than they hold.
	defaultAsk = 0.8
	surelyAsk  = 0.95 // and what always suffices
)

// leastAsk finds the smallest probability of three hits from which, of the questions of the
// cross-validation that are not answered at 5 % wrong, enough have the right one among them.
func leastAsk(all []graded) float64 {
	answered := expect(all, 0.05).Least
	rows := slices.DeleteFunc(slices.Clone(all), func(r graded) bool { return r.P >= answered || r.Three == 0 })
	slices.SortStableFunc(rows, func(a, b graded) int { return cmp.Compare(b.Three, a.Three) })

	least, n, wrong := surelyAsk, 0.0, 0.0
	for i, r := range rows {
		n += r.Weight
		if !r.InThree {
			wrong += r.Weight
		}
		if last := i+1 == len(rows) || rows[i+1].Three < r.Three; last && wrong+0.5 <= (1-rightInThree)*(n+0.5) {
			least = min(least, r.Three)
		}
	}

	return least
}
