package faq

import (
	"cmp"
	"math"
	"slices"
)

// weights of the conditional logit with a "none" alternative (McFadden 1974):
// P(e) = exp(a.z_e) / (exp(u.g) + sum exp(a.z)).
type weights struct {
	A [candidateMeasures]float64
	U [noneMeasures]float64
}

func (w *weights) vector() []float64 { return append(append([]float64(nil), w.A[:]...), w.U[:]...) }

func (w *weights) set(v []float64) {
	copy(w.A[:], v)
	copy(w.U[:], v[candidateMeasures:])
}

// judge gives the probability of each candidate; what is missing to 1 is that of none.
func (w *weights) judge(e *evidence) []float64 {
	out := make([]float64, len(e.candidates))
	none := 0.0
	for i, g := range e.none {
		none += w.U[i] * float64(g)
	}
	top := none
	for i := range e.candidates {
		for j, z := range e.candidates[i].z {
			out[i] += w.A[j] * float64(z)
		}
		top = max(top, out[i])
	}
	total := math.Exp(none - top)
	for i := range out {
		out[i] = math.Exp(out[i] - top)
		total += out[i]
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// fitLogit finds the most likely weights, each tied to its prior by a normal distribution of the given
// precision (1/variance) - maximum a posteriori.
func fitLogit(examples []example, prior weights, precision float64) weights {
	at := prior.vector()
	p0 := prior.vector()
	f := func(v, gradient []float64) float64 {
		var w weights
		w.set(v)
		loss := 0.0
		for i := range v {
			d := v[i] - p0[i]
			loss += precision * d * d / 2
			gradient[i] = precision * d
		}
		for i := range examples {
			loss += examples[i].loss(&w, gradient)
		}
		return loss
	}
	minimise(f, at, 300)
	var w weights
	w.set(at)
	return w
}

// loss is minus the log-likelihood; its gradient is added.
func (x *example) loss(w *weights, gradient []float64) float64 {
	p := w.judge(&x.evidence)
	none := missing(p)
	right := none
	if x.right >= 0 {
		right = p[x.right]
	}
	missing := x.weight
	for i := range p {
		d := x.weight * p[i]
		if i == x.right {
			d -= x.weight
			missing = 0
		}
		for j, z := range x.candidates[i].z {
			gradient[j] += d * float64(z)
		}
	}
	for j, g := range x.none {
		gradient[candidateMeasures+j] += (x.weight*none - missing) * float64(g)
	}
	return -x.weight * math.Log(max(right, 1e-12))
}

// order lists the candidates, the likeliest first, and gives their probabilities.
func (e *evidence) order(w *weights) ([]int, []float64) {
	p := w.judge(e)
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[b], p[a]) })
	return order, p
}

// cover is the share of the question's subject that the likeliest candidate holds.
func (e *evidence) cover(order []int) float32 {
	if len(order) == 0 {
		return 0
	}
	return e.candidates[order[0]].z[zCover]
}
