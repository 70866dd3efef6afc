package faq

import (
	"math"
	"slices"
)

// Traffic is a record of real questions since the fit of a base. Traffic holds how likely each
// question was to have no answer, how many questions turned out to have no answer, and which answers
// turned out right. Traffic is a plain value for storage. The zero value is an empty record.
type Traffic struct {
	Questions int       // number of questions with a known scope
	None      int       // number of questions out of scope among Questions
	Seen      []Nothing // Result.None of the received questions, the oldest first; the last maxSeen count
	Judged    []Judge   // answers with an outcome, the oldest first; the last maxJudged count
}

// Judge is an answer with a known outcome: the customer pressed "this helped", or an operator rated
// the answer. P is the Hit.P of the answer.
type Judge struct {
	P     float64
	Right bool
}

const (
	// The prior of the share of questions out of scope is Beta(2, 8): a fifth, with the weight of ten
	// questions.
	priorNone, priorSome = 2, 8
	maxSeen              = 1000
	maxJudged            = 500
	minJudged            = 30 // minimum number of outcomes for a calibration
	minNone              = 0.01
	// Limit of the share of questions without an answer, however many outcomes arrive.
	maxNone = 0.6
	// Limit of the same share if only questions without an outcome arrive.
	maxNoneWithoutOutcomes = 2 * expectedNone
	// Standard deviation of the share of far questions, around the expected part of both shares.
	farShareDeviation = 0.1
	// Correction for questions with an answer. Customers use other words than the base, so such
	// questions look more like questions without an answer than the questions of the cross-validation
	// do.
	wordingGap = 0.1
	// Standard deviation of the difference between the seen mean and the mean promised by the
	// cross-validation, times the texts of an entry. With few texts an entry, the cross-validation
	// takes away a large part of the texts, and the questions of the cross-validation become harder
	// than customers' questions.
	seenMeanDeviation = 0.07
	plattPrecision    = 4.0 // precision of the normal distribution around slope 1 and offset 0
)

// Scope records whether some entry answers a question.
func (t *Traffic) Scope(none bool) {
	t.Questions++
	if none {
		t.None++
	}
}

// Judge records the outcome of an answer.
func (t *Traffic) Judge(p float64, right bool) {
	t.Judged = append(t.Judged, Judge{P: p, Right: right})
	if over := len(t.Judged) - maxJudged; over > 0 {
		t.Judged = append([]Judge(nil), t.Judged[over:]...)
	}
}

// See records a received question by the Result.None of the question.
func (t *Traffic) See(none Nothing) {
	if none.Near < 0 {
		return
	}
	t.Seen = append(t.Seen, none)
	if over := len(t.Seen) - maxSeen; over > 0 {
		t.Seen = append([]Nothing(nil), t.Seen[over:]...)
	}
}

// shares estimates the shares of questions without an answer. Under the estimated shares, the mean of
// the seen questions equals the mean of the rows of a cross-validation (A. Bella, C. Ferri, J.
// Hernández-Orallo, M. J. Ramírez-Quintana: Quantification via probability estimators, 2010). Known
// outcomes act as a prior. Near and far give one equation each; least squares solves the two equations.
// texts is the mean number of texts of an entry.
func (t *Traffic) shares(rows []graded, texts float64) Nothing {
	judged := float64(priorNone + priorSome + t.Questions)
	share := float64(priorNone+t.None) / judged
	most := min(max(share, maxNoneWithoutOutcomes), maxNone)
	together, apart := judged/(share*(1-share)), 1/(farShareDeviation*farShareDeviation)
	// Least squares: matrix solution = goal for solution = (near, far).
	matrix := [2][2]float64{
		{together + apart*expectedFar*expectedFar, together - apart*expectedFar*(1-expectedFar)},
		{together - apart*expectedFar*(1-expectedFar), together + apart*(1-expectedFar)*(1-expectedFar)},
	}
	goal := [2]float64{together * share, together * share}
	if len(t.Seen) > 0 && len(rows) > 0 {
		var usual [outside]spread
		for _, r := range rows {
			usual[r.Kind].add(r.None)
		}

		for k, surely := range map[kind]Nothing{near: {Near: 1}, far: {Far: 1}} {
			if usual[k].n == 0 {
				usual[k].add(surely)
			}
		}

		var seen spread
		for _, n := range t.Seen {
			seen.add(n)
		}
		doubt := seenMeanDeviation / texts

		for j := range 2 {
			in := usual[inScope].mean(j)
			in += wordingGap * (usual[near].mean(j) - in)
			gap := [2]float64{usual[near].mean(j) - in, usual[far].mean(j) - in}

			precision := 1 / (seen.error(j) + usual[inScope].error(j) + doubt*doubt)
			for a := range gap {
				goal[a] += precision * gap[a] * (seen.mean(j) - in)
				for b := range gap {
					matrix[a][b] += precision * gap[a] * gap[b]
				}
			}
		}
	}

	var solution [2]float64
	for range 50 {
		solution[0] = max(minNone/2, (goal[0]-matrix[0][1]*solution[1])/matrix[0][0])
		solution[1] = max(minNone/2, (goal[1]-matrix[1][0]*solution[0])/matrix[1][1])
	}
	if over := (solution[0] + solution[1]) / most; over > 1 {
		solution[0], solution[1] = solution[0]/over, solution[1]/over
	}

	return Nothing{Near: solution[0], Far: solution[1]}
}

// spread sums the near and far values of questions.
type spread struct {
	n           float64
	sum, square [2]float64
}

func (s *spread) add(nothing Nothing) {
	s.n++
	for j, v := range [2]float64{nothing.Near, nothing.Far} {
		s.sum[j] += v
		s.square[j] += v * v
	}
}

func (s *spread) mean(j int) float64 { return s.sum[j] / max(s.n, 1) }

// error returns the square of the standard error of the mean.
func (s *spread) error(j int) float64 {
	return (s.square[j]/max(s.n, 1) - s.mean(j)*s.mean(j)) / max(s.n, 1)
}

// tilt returns the factors for the odds of "none" under the shares n instead of the expected shares.
func (n Nothing) tilt() Nothing {
	some := (1 - expectedNone) / (1 - n.None())

	return Nothing{
		Near: n.Near * some / (expectedNone * (1 - expectedFar)),
		Far:  n.Far * some / (expectedNone * expectedFar),
	}
}

// tilted returns the sum of all probabilities of a question after the probabilities of none were
// multiplied.
func (n Nothing) tilted(times Nothing) float64 {
	return n.Near*times.Near + n.Far*times.Far + 1 - n.None()
}

// shift is the adjustment of probabilities to the seen traffic.
type shift struct {
	None          Nothing // shares of questions without an answer
	Slope, Offset float64 // Platt calibration of the log-odds of a hit; 1 and 0 without outcomes
}

// Follow returns the base with probabilities adjusted to the traffic. The thresholds are adjusted as
// well, so that max_wrong still holds.
func (b *Base) Follow(traffic *Traffic) *Base {
	out := *b
	s := traffic.shift(b.crossValidated(), math.Exp(float64(b.index.logTexts)))
	out.shift = &s
	out.settle()

	return &out
}

// NoneShare returns the estimated share of questions without an answer.
func (b *Base) NoneShare() float64 {
	if b.shift == nil {
		return expectedNone
	}

	return b.shift.None.None()
}

func (t *Traffic) shift(rows []graded, texts float64) shift {
	fitted := shift{Slope: 1, None: t.shares(rows, texts)}
	if len(t.Judged) < minJudged {
		return fitted
	}
	line := []float64{1, 0}
	minimise(func(point, gradient []float64) float64 {
		loss := plattPrecision * ((point[0]-1)*(point[0]-1) + point[1]*point[1]) / 2
		gradient[0], gradient[1] = plattPrecision*(point[0]-1), plattPrecision*point[1]

		for _, outcome := range t.Judged {
			before := logOdds(outcome.P)
			chance := odds(point[0]*before + point[1])
			target := 0.0
			if outcome.Right {
				target = 1
				loss -= math.Log(max(chance, 1e-12))
			} else {
				loss -= math.Log(max(1-chance, 1e-12))
			}
			gradient[0] += (chance - target) * before
			gradient[1] += chance - target
		}

		return loss
	}, line, 50)
	fitted.Slope, fitted.Offset = max(line[0], 0.1), line[1]

	return fitted
}

// rows returns the rows of a cross-validation under the shift.
func (s *shift) rows(list []graded) []graded {
	out := slices.Clone(list)
	times := s.None.tilt()

	for i := range out {
		grading := &out[i]
		total := grading.None.tilted(times)
		if grading.P > 0 {
			grading.P = odds(s.Slope*logOdds(grading.P/total) + s.Offset)
		}

		grading.Three = min(1, grading.Three/total)
		switch grading.Kind {
		case inScope:
			grading.Weight *= (1 - s.None.None()) / (1 - expectedNone)
		case near:
			grading.Weight *= s.None.Near / (expectedNone * (1 - expectedFar))
		default:
			grading.Weight *= s.None.Far / (expectedNone * expectedFar)
		}
	}
	surestFirst(out)

	return out
}

// apply adjusts the probabilities of the candidates, in place.
func (s *shift) apply(chances []float64, none Nothing) {
	times := s.None.tilt()
	total := none.tilted(times)
	sum := 0.0

	for i := range chances {
		chances[i] = odds(s.Slope*logOdds(chances[i]/total) + s.Offset)
		sum += chances[i]
	}

	for i := range chances {
		chances[i] /= max(1, sum)
	}
}

func odds(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logOdds(p float64) float64 {
	p = min(max(p, 1e-9), 1-1e-9)
	return math.Log(p / (1 - p))
}
