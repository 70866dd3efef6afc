package faq

// estimate is one point of the curve for bases without a cross-validation: the minimum probability of an answer for an accepted share of
// wrong answers, and the share of all questions that were answered with it.
type estimate struct{ maxWrong, least, answered float64 }

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

func between(lower, upper estimate, maxWrong float64) estimate {
	part := (maxWrong - lower.maxWrong) / (upper.maxWrong - lower.maxWrong)

	return estimate{
		maxWrong: maxWrong,
		least:    lower.least + part*(upper.least-lower.least),
		answered: lower.answered + part*(upper.answered-lower.answered),
	}
}
