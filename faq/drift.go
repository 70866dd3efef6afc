package faq

import (
	"math"
	"slices"
)

// Traffic is what was seen of real questions since a base was fitted: how likely each was to have no
// answer here, how many turned out so, and which answers turned out right. It is a plain value to be kept and
// stored; the zero value has seen nothing.
type Traffic struct {
	Questions int       // that were judged in scope or out of it
	None      int       // of these, out of scope
	Seen      []float64 // Result.None of questions as they were asked, the oldest first; the last seenMost count
	Judged    []Judge   // answers, the oldest first; the last judgedMost count
}

// Judge is an answer that turned out right or wrong: pressed "this helped", or an operator said
// so. P is Hit.P as it was given.
type Judge struct {
	P     float64
	Right bool
}

const (
	// The share of questions out of scope starts as Beta(2, 8): a fifth, worth ten questions.
	noneSeen, someSeen = 2, 8
	seenMost           = 1000
	judgedMost         = 500
	judgedLeast        = 30 // fewer say nothing yet
	saerensRounds      = 30
	leastNone          = 0.01
	mostNone           = 0.6                // what floods of judgements, and
	mostSeen           = 1.5 * expectedNone // of questions that nobody judged can move it to: to be asked strangely is not to be asked for what is not there
	plattPrecision     = 4.0                // of the normal distribution around "as it is", of slope and offset
)

// Scope notes whether some entry answers a question.
func (t *Traffic) Scope(none bool) {
	t.Questions++
	if none {
		t.None++
	}
}

// Judge notes an answer that turned out right or wrong.
func (t *Traffic) Judge(p float64, right bool) {
	t.Judged = append(t.Judged, Judge{p, right})
	if over := len(t.Judged) - judgedMost; over > 0 {
		t.Judged = append([]Judge(nil), t.Judged[over:]...)
	}
}

// See notes a question as it was asked, by its Result.None.
func (t *Traffic) See(none float64) {
	if none < 0 {
		return
	}
	t.Seen = append(t.Seen, none)
	if over := len(t.Seen) - seenMost; over > 0 {
		t.Seen = append([]float64(nil), t.Seen[over:]...)
	}
}

// Share is the share of questions that no entry answers, as far as it is known: of those that were judged, and,
// nobody having judged the others, the share under which their probabilities are most likely (M. Saerens, P. Latinne and C.
// Decaestecker: Adjusting the outputs of a classifier to new a priori probabilities, 2002).
func (t *Traffic) Share() float64 {
	none, all := float64(noneSeen+t.None), float64(noneSeen+someSeen+t.Questions)
	share := none / all
	most := min(max(share, mostSeen), mostNone)
	for range saerensRounds {
		times := tilt(share)
		sum := none
		for _, p := range t.Seen {
			sum += p * times / (p*times + 1 - p)
		}
		share = min(max(sum/(all+float64(len(t.Seen))), leastNone), most)
	}
	return share
}

// tilt is what the odds of "none" are multiplied by where it has another share than was expected.
func tilt(share float64) float64 {
	return share / (1 - share) * (1 - expectedNone) / expectedNone
}

// Shift is how probabilities move with what was seen.
type Shift struct {
	None          float64 // added to the log-odds of "none"
	Slope, Offset float64 // of the log-odds of a hit: Platt's calibration, 1 and 0 if nothing is known
}

// Shift follows from the traffic.
func (t *Traffic) Shift() Shift {
	s := Shift{Slope: 1}
	s.None = math.Log(tilt(t.Share()))
	if len(t.Judged) < judgedLeast {
		return s
	}
	v := []float64{1, 0}
	minimise(func(v, g []float64) float64 {
		loss := plattPrecision * ((v[0]-1)*(v[0]-1) + v[1]*v[1]) / 2
		g[0], g[1] = plattPrecision*(v[0]-1), plattPrecision*v[1]
		for _, j := range t.Judged {
			x := logOdds(j.P)
			p := odds(v[0]*x + v[1])
			y := 0.0
			if j.Right {
				y = 1
				loss -= math.Log(max(p, 1e-12))
			} else {
				loss -= math.Log(max(1-p, 1e-12))
			}
			g[0] += (p - y) * x
			g[1] += p - y
		}
		return loss
	}, v, 50)
	s.Slope, s.Offset = max(v[0], 0.1), v[1]
	return s
}

// Shifted is the base with its probabilities moved, and with the thresholds that hold max_wrong then.
func (b *Base) Shifted(s Shift) *Base {
	out := *b
	out.shift = &s
	out.settle()
	return &out
}

// rows are those of a cross-validation as they would be with the shift.
func (s *Shift) rows(list []graded) []graded {
	out := slices.Clone(list)
	share := odds(s.None + logOdds(expectedNone))
	for i := range out {
		r := &out[i]
		total := r.None*math.Exp(s.None) + 1 - r.None
		if r.P > 0 {
			r.P = odds(s.Slope*logOdds(r.P/total) + s.Offset)
		}
		r.Three = min(1, r.Three/total)
		if r.Scope {
			r.Weight *= (1 - share) / (1 - expectedNone)
		} else {
			r.Weight *= share / expectedNone
		}
	}
	surestFirst(out)
	return out
}

// apply moves the probabilities of the candidates, in place.
func (s *Shift) apply(p []float64) {
	none := missing(p)
	total := none*math.Exp(s.None) + 1 - none
	if total == 0 {
		return
	}
	sum := 0.0
	for i := range p {
		p[i] = odds(s.Slope*logOdds(p[i]/total) + s.Offset)
		sum += p[i]
	}
	for i := range p {
		p[i] /= max(1, sum)
	}
}

func odds(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logOdds(p float64) float64 {
	p = min(max(p, 1e-9), 1-1e-9)
	return math.Log(p / (1 - p))
}
