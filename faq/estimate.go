package faq

// estimate is one point of the curve for bases without a cross-validation: the minimum probability of an answer for an accepted share of
// wrong answers, and the share of all questions that were answered with it.
type estimate struct{ maxWrong, least, answered float64 }

// estimates are measured on the questions of five companies' pages of titles and answers, and on one video site's. The weights of each
// base were learnt without the base: `make bench-faq` prints the figures.
var estimates = []estimate{
	{maxWrong: 0.01, least: 0.99, answered: 0.042},
	{maxWrong: 0.02, least: 0.97, answered: 0.060},
	{maxWrong: 0.05, least: 0.925, answered: 0.109},
	{maxWrong: 0.1, least: 0.88, answered: 0.130},
	{maxWrong: 0.2, least: 0.65, answered: 0.225},
}

const (
	// estimatedAskP is the minimum probability that a menu of up to five entries holds the answer. Above the
	// minimum, 82 % of the menus for questions with an entry held the entry.
	estimatedAskP = 0.65
	// understood is the share of all questions with an answer or a menu.
	understood = 0.425
)

// estimateFor returns the point of the curve for an accepted share of wrong answers, between the measured points by a straight line.
func estimateFor(maxWrong float64) Expectation {
	at := estimates[0]

	for i, next := range estimates {
		if maxWrong >= next.maxWrong {
			at = next
			continue
		}
		if i > 0 {
			at = between(estimates[i-1], next, maxWrong)
		}
		break
	}

	return Expectation{
		MaxWrong:  maxWrong,
		Answered:  at.answered,
		Least:     at.least,
		Menu:      max(0, understood-at.answered),
		Clarify:   1 - max(understood, at.answered),
		Estimated: true,
	}
}

func between(a, b estimate, maxWrong float64) estimate {
	part := (maxWrong - a.maxWrong) / (b.maxWrong - a.maxWrong)

	return estimate{
		maxWrong: maxWrong,
		least:    a.least + part*(b.least-a.least),
		answered: a.answered + part*(b.answered-a.answered),
	}
}
