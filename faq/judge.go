package faq

import "math"

// judge turns evidence into a probability for each candidate, in their order. What is missing
// to 1 is the probability that no entry answers. It must be pure; a learned one may take the
// place of fixed without anything else changing.
type judge func(evidence) []float64

// score is the log-odds of a candidate. The weights are near a maximum-likelihood fit on public
// sets of support questions (BANKING77, CLINC150, HWU64 and a Russian one); the share of coverage
// and the constants of "none" were then set by hand, to the careful side. They are not calibrated
// for a given base.
func (c candidate) score() float64 {
	s := 5*c.cosine + c.coverage + 8*c.bm25
	if c.rare {
		s += 0.6
	}
	return s
}

// fixed is a conditional logit with a "none of them" alternative:
// P(i) = exp(z_i) / (exp(u) + sum exp(z_j)).
func fixed(e evidence) []float64 {
	out := make([]float64, len(e.candidates))
	none := math.Exp(noneBase + noneUnknown*e.unknown)
	total := none
	for i, c := range e.candidates {
		out[i] = math.Exp(c.score())
		total += out[i]
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// noneUnknown is positive although the fit asks for no more than 0: what people write about
// everything else under the sun is mostly words that the base has never seen.
const (
	noneBase    = 5.5
	noneUnknown = 2.5
)
