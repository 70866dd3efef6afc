package faq

import "math"

// minimise moves v to a minimum of f by BFGS with backtracking. f writes the gradient.
func minimise(f func(v, gradient []float64) float64, v []float64, steps int) {
	n := len(v)
	g, next, gNext := make([]float64, n), make([]float64, n), make([]float64, n)

	h := make([][]float64, n)
	for i := range h {
		h[i] = make([]float64, n)
		h[i][i] = 1
	}
	value := f(v, g)
	first := true

	for range steps {
		dir := make([]float64, n)
		slope := 0.0

		for i := range h {
			for j := range h {
				dir[i] -= h[i][j] * g[j]
			}
			slope += dir[i] * g[i]
		}
		if slope > -1e-4 {
			return
		}
		step := 1.0
		if first {
			step = 1 / math.Sqrt(-slope)
		}
		var now float64

		for {
			for i := range v {
				next[i] = v[i] + step*dir[i]
			}
			now = f(next, gNext)
			if now <= value+1e-4*step*slope || step < 1e-10 {
				break
			}
			step /= 2
		}
		if step < 1e-10 || value-now < 1e-6 {
			if now < value {
				copy(v, next)
			}

			return
		}
		updateInverse(h, v, next, g, gNext, first)
		first = false
		copy(v, next)
		copy(g, gNext)
		value = now
	}
}

// updateInverse is the BFGS update of the inverse Hessian.
func updateInverse(h [][]float64, v, next, g, gNext []float64, first bool) {
	n := len(v)
	s, y := make([]float64, n), make([]float64, n)
	sy, yy := 0.0, 0.0

	for i := range v {
		s[i], y[i] = next[i]-v[i], gNext[i]-g[i]
		sy += s[i] * y[i]
		yy += y[i] * y[i]
	}
	if sy <= 1e-12 {
		return
	}
	if first {
		for i := range h {
			h[i][i] = sy / yy
		}
	}
	hy := make([]float64, n)
	yhy := 0.0

	for i := range h {
		for j := range h {
			hy[i] += h[i][j] * y[j]
		}
		yhy += hy[i] * y[i]
	}

	for i := range h {
		for j := range h {
			h[i][j] += (1+yhy/sy)*s[i]*s[j]/sy - (hy[i]*s[j]+s[i]*hy[j])/sy
		}
	}
}
