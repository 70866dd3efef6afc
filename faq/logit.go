package faq

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// weights are the weights of the conditional logit with a "none" alternative (McFadden 1974): P(e) =
// exp(a.z_e) / (exp(u.g) + sum exp(a.measures)). V holds the weights for far questions among the questions
// without an answer: P(far | none) = 1 / (1 + exp(-v.g)).
type weights struct {
	A    [candidateMeasures]float64
	U, V [noneMeasures]float64
}

func (w *weights) vector() []float64 { return slices.Concat(w.A[:], w.U[:], w.V[:]) }

func (w *weights) set(v []float64) {
	v = v[copy(w.A[:], v):]
	v = v[copy(w.U[:], v):]
	copy(w.V[:], v)
}

// Nothing is the probability that no entry answers a question.
type Nothing struct {
	Near float64 // the question is about the trade of the base, but has no entry
	Far  float64 // the question is about another subject
}

// None returns the sum of Near and Far.
func (n Nothing) None() float64 { return n.Near + n.Far }

// judge returns the probability of each candidate and the probability of none.
func (w *weights) judge(found *evidence) ([]float64, Nothing) {
	out := make([]float64, len(found.candidates))

	none, apart := 0.0, 0.0
	for i, g := range &found.none {
		none += w.U[i] * float64(g)
		apart += w.V[i] * float64(g)
	}
	top := none

	for i := range found.candidates {
		for j, z := range &found.candidates[i].measures {
			out[i] += w.A[j] * float64(z)
		}
		top = max(top, out[i])
	}
	none = math.Exp(none - top)
	total := none

	for i := range out {
		out[i] = math.Exp(out[i] - top)
		total += out[i]
	}

	for i := range out {
		out[i] /= total
	}
	none /= total

	return out, Nothing{Near: none * odds(-apart), Far: none * odds(apart)}
}

// fitLogit returns the maximum a posteriori weights. The prior of each weight is a normal distribution
// with the given precision (1/variance). The search begins at from. The start saves time and does not
// change the result, because there is only one maximum.
func fitLogit(examples []example, prior, from weights, precision float64) weights {
	at := from.vector()
	p0 := prior.vector()
	var parts [lossParts]lossPart
	total := func(point, gradient []float64) float64 {
		var fitted weights
		fitted.set(point)
		loss := 0.0

		for i := range point {
			d := point[i] - p0[i]
			loss += precision * d * d / 2
			gradient[i] = precision * d
		}

		var beside sync.WaitGroup
		for p := range parts {
			part := examples[p*len(examples)/lossParts : (p+1)*len(examples)/lossParts]
			beside.Go(func() { parts[p].add(&fitted, part) })
		}
		beside.Wait()

		for p := range parts {
			loss += parts[p].loss
			for i, g := range parts[p].gradient {
				gradient[i] += g
			}
		}

		return loss
	}
	minimise(total, at, 300)
	var w weights
	w.set(at)

	return w
}

// lossParts is the number of parts summed in parallel. The number is fixed, so that the sum is the
// same on every machine.
const lossParts = 2

type lossPart struct {
	loss     float64
	gradient []float64
}

// add computes the loss and the gradient of a part from zero.
func (p *lossPart) add(w *weights, examples []example) {
	p.loss, p.gradient = 0, make([]float64, candidateMeasures+2*noneMeasures)
	for i := range examples {
		p.loss += examples[i].loss(w, p.gradient)
	}
}

// loss returns minus the log-likelihood and adds the gradient.
func (x *example) loss(given *weights, gradient []float64) float64 {
	chances, none := given.judge(&x.evidence)
	right := none.None()
	if x.right >= 0 {
		right = chances[x.right]
	}

	due := x.weight
	for i := range chances {
		change := x.weight * chances[i]
		if i == x.right {
			change -= x.weight
			due = 0
		}

		for j, z := range &x.candidates[i].measures {
			gradient[j] += change * float64(z)
		}
	}

	forNone, forFar := gradient[candidateMeasures:], gradient[candidateMeasures+noneMeasures:]
	for j, g := range &x.none {
		forNone[j] += (x.weight*none.None() - due) * float64(g)
	}
	loss := -x.weight * math.Log(max(right, 1e-12))
	if x.kind != near && x.kind != far {
		return loss
	}
	apart, is := none.Far/max(none.None(), 1e-300), 0.0 // a step that is too long can make none impossible
	if x.kind == far {
		is = 1
	}

	for j, g := range &x.none {
		forFar[j] += x.weight * (apart - is) * float64(g)
	}

	return loss - x.weight*math.Log(max(is*apart+(1-is)*(1-apart), 1e-12))
}

// order returns the candidates in order of probability, the likeliest first, and the probabilities.
func (e *evidence) order(given *weights) ([]int, []float64, Nothing) {
	chances, none := given.judge(e)

	order := make([]int, len(chances))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(chances[b], chances[a]) })

	return order, chances, none
}

// cover returns the share of the question's subject held by the likeliest candidate.
func (e *evidence) cover(order []int) cover {
	if len(order) == 0 {
		return cover{}
	}

	return e.candidates[order[0]].cover()
}

// cover returns the share of the query's subject that the entry expresses.
func (c *candidate) cover() cover {
	own := c.measures[coverage]

	return cover{near: max(own, c.held.near), close: max(own, c.held.close)}
}
