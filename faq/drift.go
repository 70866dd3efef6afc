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
	Seen      []Nothing // Result.None of questions as they were asked, the oldest first; the last seenMost count
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
	leastNone          = 0.01
	mostNone           = 0.6              // what floods of judgements, and
	mostSeen           = 2 * expectedNone // of questions that nobody judged can move it to
	farDoubt           = 0.1              // standard deviation of the share that is far, around the expected part of both
	// How much nearer to questions without an answer those that have one are than the cross-validation's: customers word
	// things less like the base than it does itself.
	strangeness = 0.1
	// Standard deviation of what is seen on average from what the cross-validation promises, times the texts of an entry: with few, one less makes the
	// cross-validation's questions harder than customers' are.
	seenDoubt      = 0.07
	plattPrecision = 4.0 // of the normal distribution around "as it is", of slope and offset
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
func (t *Traffic) See(none Nothing) {
	if none.Near < 0 {
		return
	}
	t.Seen = append(t.Seen, none)
	if over := len(t.Seen) - seenMost; over > 0 {
		t.Seen = append([]Nothing(nil), t.Seen[over:]...)
	}
}

// shares finds the shares of questions that no entry answers: those under which the mean of what was seen is that of the
// rows of a cross-validation (A. Bella, C. Ferri, J. Hernández-Orallo, M. J. Ramírez-Quintana: Quantification via probability
// estimators, 2010), held by what was judged. It is one equation in each of near and far, solved by least squares; texts is how many an entry has on average.
func (t *Traffic) shares(rows []graded, texts float64) Nothing {
	judged := float64(noneSeen + someSeen + t.Questions)
	share := float64(noneSeen+t.None) / judged
	most := min(max(share, mostSeen), mostNone)
	together, apart := judged/(share*(1-share)), 1/(farDoubt*farDoubt)
	// Least squares: h x = g for x = (near, far).
	h := [2][2]float64{
		{together + apart*expectedFar*expectedFar, together - apart*expectedFar*(1-expectedFar)},
		{together - apart*expectedFar*(1-expectedFar), together + apart*(1-expectedFar)*(1-expectedFar)},
	}
	g := [2]float64{together * share, together * share}
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
		doubt := seenDoubt / texts

		for j := range 2 {
			in := usual[inScope].mean(j)
			in += strangeness * (usual[near].mean(j) - in)
			d := [2]float64{usual[near].mean(j) - in, usual[far].mean(j) - in}

			precision := 1 / (seen.error(j) + usual[inScope].error(j) + doubt*doubt)
			for a := range d {
				g[a] += precision * d[a] * (seen.mean(j) - in)
				for b := range d {
					h[a][b] += precision * d[a] * d[b]
				}
			}
		}
	}

	var x [2]float64
	for range 50 {
		x[0] = max(leastNone/2, (g[0]-h[0][1]*x[1])/h[0][0])
		x[1] = max(leastNone/2, (g[1]-h[1][0]*x[0])/h[1][1])
	}
	if over := (x[0] + x[1]) / most; over > 1 {
		x[0], x[1] = x[0]/over, x[1]/over
	}

	return Nothing{x[0], x[1]}
}

// spread is what there is of near and far.
type spread struct {
	n           float64
	sum, square [2]float64
}

func (s *spread) add(n Nothing) {
	s.n++
	for j, v := range [2]float64{n.Near, n.Far} {
		s.sum[j] += v
		s.square[j] += v * v
	}
}

func (s *spread) mean(j int) float64 { return s.sum[j] / max(s.n, 1) }

// error is the square of the mean's standard error.
func (s *spread) error(j int) float64 {
	return (s.square[j]/max(s.n, 1) - s.mean(j)*s.mean(j)) / max(s.n, 1)
}

// tilt is what the odds of "none" are multiplied by where it has another share than was expected.
func (n Nothing) tilt() Nothing {
	some := (1 - expectedNone) / (1 - n.None())
	return Nothing{n.Near * some / (expectedNone * (1 - expectedFar)), n.Far * some / (expectedNone * expectedFar)}
}

// tilted is what all probabilities of a question amount to once those of none are tilted.
func (n Nothing) tilted(times Nothing) float64 {
	return n.Near*times.Near + n.Far*times.Far + 1 - n.None()
}

// shift is how probabilities move with what was seen.
type shift struct {
	None          Nothing // the shares of questions without an answer
	Slope, Offset float64 // of the log-odds of a hit: Platt's calibration, 1 and 0 if nothing is known
}

// Follow is the base with its probabilities moved by what was seen, and with the thresholds that hold max_wrong then.
func (b *Base) Follow(t *Traffic) *Base {
	out := *b
	var rows []graded
	if b.fit != nil && b.fit.measured {
		rows = b.fit.rows
	}
	s := t.shift(rows, math.Exp(float64(b.index.rich)))
	out.shift = &s
	out.settle()

	return &out
}

// NoneShare is the share of questions that no entry answers, as far as it is known.
func (b *Base) NoneShare() float64 {
	if b.shift == nil {
		return expectedNone
	}

	return b.shift.None.None()
}

func (t *Traffic) shift(rows []graded, texts float64) shift {
	s := shift{Slope: 1, None: t.shares(rows, texts)}
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

// rows are those of a cross-validation as they would be with the shift.
func (s *shift) rows(list []graded) []graded {
	out := slices.Clone(list)
	times := s.None.tilt()

	for i := range out {
		r := &out[i]
		total := r.None.tilted(times)
		if r.P > 0 {
			r.P = odds(s.Slope*logOdds(r.P/total) + s.Offset)
		}

		r.Three = min(1, r.Three/total)
		switch r.Kind {
		case inScope:
			r.Weight *= (1 - s.None.None()) / (1 - expectedNone)
		case near:
			r.Weight *= s.None.Near / (expectedNone * (1 - expectedFar))
		default:
			r.Weight *= s.None.Far / (expectedNone * expectedFar)
		}
	}
	surestFirst(out)

	return out
}

// apply moves the probabilities of the candidates, in place.
func (s *shift) apply(p []float64, none Nothing) {
	times := s.None.tilt()
	total := none.tilted(times)
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
