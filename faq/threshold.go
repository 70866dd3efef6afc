package faq

import (
	"cmp"
	"slices"
)

// Expectation is the expected share of answered questions, 0 to 1, for an accepted share of wrong
// answers.
type Expectation struct {
	MaxWrong float64 `json:"max_wrong"`
	Answered float64 `json:"answered"`
	Least    float64 `json:"least"` // minimum probability of an answer; above 1 = no question is answered
}

// Expect lists the promises of the cross-validation for 1, 2, 5 and 10 % wrong answers. The list is
// empty without a fit, or if the base has too few phrasings.
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

// settle computes the thresholds from the cross-validation under the traffic's shift.
func (b *Base) settle() {
	b.rows = nil
	if b.fit != nil {
		b.rows = b.fit.rows
	}
	if b.shift != nil {
		b.rows = b.shift.rows(b.rows)
	}
	if len(b.rows) == 0 {
		b.minAnswerP, b.minAskP = answerThresholdUnfitted(b.maxWrong), defaultAsk
		return
	}
	b.minAnswerP, b.minAskP = expect(b.rows, b.maxWrong).Least, askThreshold(b.rows)
}

func surestFirst(rows []graded) {
	slices.SortStableFunc(rows, func(a, b graded) int { return cmp.Compare(b.P, a.P) })
}

// expect returns the smallest probability above which at most maxWrong of the answers of the
// cross-validation are wrong. The number of wrong answers is the mean of the counted number and the
// number expected from the probabilities, because the few most probable questions are too few for
// counting alone. Half a wrong answer is added, so that a dozen right answers in a row do not promise
// 99 %. An answer with half of the accepted probability of being wrong is always given, because a
// small base has too few questions for a proof.
func expect(rows []graded, maxWrong float64) Expectation {
	e := Expectation{MaxWrong: maxWrong, Least: aboveAnyP}

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
		if last && (wrong+0.5 <= usableMaxWrong*maxWrong*(n+0.5) || r.P >= 1-maxWrong/2) {
			e.Least, e.Answered = r.P, n/all
		}
	}

	return e
}

// usableMaxWrong is the usable part of max_wrong. The rest is a reserve: the questions of the cross-validation
// come from the base, and customers' questions differ a little more.
const usableMaxWrong = 0.9

// aboveAnyP is larger than any probability.
const aboveAnyP = 1.01

// answerThresholdUnfitted is the minimum probability of an answer without a cross-validation. On the training sets
// of the shipped weights, answers with such a probability are wrong half as often as the probability
// says.
func answerThresholdUnfitted(maxWrong float64) float64 { return 1 - 2*maxWrong }

const (
	// Required share of menus with the right entry among three hits.
	rightInThree = 0.85
	// Minimum probability of the three hits without a cross-validation. For bases of titles only, the
	// probabilities are too optimistic.
	defaultAsk     = 0.8
	sufficientAskP = 0.95 // Sufficient probability of the three hits in every case.
)

// askThreshold returns the smallest probability of three hits for asking back. The questions are the
// questions of the cross-validation without an answer at 5 % wrong. Above the probability, enough of
// the questions have the right entry among the three hits.
func askThreshold(all []graded) float64 {
	answered := expect(all, 0.05).Least
	rows := slices.DeleteFunc(slices.Clone(all), func(r graded) bool { return r.P >= answered || r.Three == 0 })
	slices.SortStableFunc(rows, func(a, b graded) int { return cmp.Compare(b.Three, a.Three) })

	least, n, wrong := sufficientAskP, 0.0, 0.0
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
