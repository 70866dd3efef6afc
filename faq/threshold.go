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
	// Menu and Clarify are the expected shares of menus and of clarifying questions, only in an estimate.
	Menu    float64 `json:"menu,omitempty"`
	Clarify float64 `json:"clarify,omitempty"`
	// Estimated says that the shares come from the pages of other companies.
	Estimated bool `json:"estimated,omitempty"`
}

// Expect lists the promises for 1, 2, 5 and 10 % wrong answers: by the cross-validation, or else, for a base with too few phrasings, by
// the questions of other bases. The list is empty before the fit.
func (b *Base) Expect() []Expectation {
	if b.fit == nil {
		return nil
	}

	var out []Expectation
	for _, wrong := range []float64{0.01, 0.02, 0.05, 0.1} {
		if b.estimated {
			out = append(out, estimateFor(wrong))
		} else {
			out = append(out, expect(b.rows, wrong))
		}
	}

	return out
}

// settle computes the thresholds from the cross-validation under the traffic's shift.
func (b *Base) settle() {
	b.rows = b.crossValidated()
	if b.shift != nil {
		b.rows = b.shift.rows(b.rows)
	}
	if len(b.rows) == 0 {
		b.minAnswerP, b.minAskP, b.estimated = estimateFor(b.maxWrong).Least, estimatedAskP, true
		return
	}
	b.estimated = false
	b.minAnswerP, b.minAskP = expect(b.rows, b.maxWrong).Least, askThreshold(b.rows)
}

// crossValidated returns the grades of the base's own cross-validation. The result is nil before the fit and with too few phrasings.
func (b *Base) crossValidated() []graded {
	if b.fit == nil || !b.fit.measured {
		return nil
	}

	return b.fit.rows
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
	expected := Expectation{MaxWrong: maxWrong, Least: aboveAnyP}

	var all, answered, wrong float64
	for _, r := range rows {
		all += r.Weight
	}

	for i, grading := range rows {
		answered += grading.Weight
		wrong += grading.Weight * (1 - grading.P) / 2
		if !grading.Right {
			wrong += grading.Weight / 2
		}
		last := i+1 == len(rows) || rows[i+1].P < grading.P
		if last && (wrong+0.5 <= usableMaxWrong*maxWrong*(answered+0.5) || grading.P >= 1-maxWrong/2) {
			expected.Least, expected.Answered = grading.P, answered/all
		}
	}

	return expected
}

// usableMaxWrong is the usable part of max_wrong. The rest is a reserve: the questions of the cross-validation
// come from the base, and customers' questions differ a little more.
const usableMaxWrong = 0.9

// aboveAnyP is larger than any probability.
const aboveAnyP = 1.01

const (
	// Required share of menus with the right entry among three hits.
	rightInThree   = 0.85
	sufficientAskP = 0.95 // Sufficient probability of the three hits in every case.
)

// askThreshold returns the smallest probability of three hits for asking back. The questions are the
// questions of the cross-validation without an answer at 5 % wrong. Above the probability, enough of
// the questions have the right entry among the three hits.
func askThreshold(all []graded) float64 {
	answered := expect(all, 0.05).Least
	rows := slices.DeleteFunc(slices.Clone(all), func(r graded) bool { return r.P >= answered || r.Three == 0 })
	slices.SortStableFunc(rows, func(a, b graded) int { return cmp.Compare(b.Three, a.Three) })

	least, menus, wrong := sufficientAskP, 0.0, 0.0
	for i, grading := range rows {
		menus += grading.Weight
		if !grading.InThree {
			wrong += grading.Weight
		}
		last := i+1 == len(rows) || rows[i+1].Three < grading.Three
		if last && wrong+0.5 <= (1-rightInThree)*(menus+0.5) {
			least = min(least, grading.Three)
		}
	}

	return least
}

// Accepting returns the base with another accepted share of wrong answers, 0 to 0.5.
func (b *Base) Accepting(maxWrong float64) *Base {
	out := *b
	out.maxWrong = min(maxWrong, 0.5)
	out.settle()

	return &out
}
