package faq

import "math"

// minimise moves point to a minimum of function by BFGS with backtracking. function writes the gradient.
func minimise(function func(v, gradient []float64) float64, point []float64, steps int) {
	size := len(point)
	gradient, next, gNext := make([]float64, size), make([]float64, size), make([]float64, size)

	inverse := make([][]float64, size)
	for i := range inverse {
		inverse[i] = make([]float64, size)
		inverse[i][i] = 1
	}
	value := function(point, gradient)
	first := true

	for range steps {
		dir := make([]float64, size)
		slope := 0.0

		for i := range inverse {
			for j := range inverse {
				dir[i] -= inverse[i][j] * gradient[j]
			}
			slope += dir[i] * gradient[i]
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
			for i := range point {
				next[i] = point[i] + step*dir[i]
			}
			now = function(next, gNext)
			if now <= value+1e-4*step*slope || step < 1e-10 {
				break
			}
			step /= 2
		}
		if step < 1e-10 || value-now < 1e-6 {
			if now < value {
				copy(point, next)
			}

			return
		}
		updateInverse(inverse, point, next, gradient, gNext, first)
		first = false
		copy(point, next)
		copy(gradient, gNext)
		value = now
	}
}

// updateInverse is the BFGS update of the inverse Hessian.
func updateInverse(inverse [][]float64, point, next, gradient, gNext []float64, first bool) {
	size := len(point)
	move, change := make([]float64, size), make([]float64, size)
	sy, yy := 0.0, 0.0

	for i := range point {
		move[i], change[i] = next[i]-point[i], gNext[i]-gradient[i]
		sy += move[i] * change[i]
		yy += change[i] * change[i]
	}
	if sy <= 1e-12 {
		return
	}
	if first {
		for i := range inverse {
			inverse[i][i] = sy / yy
		}
	}
	hy := make([]float64, size)
	yhy := 0.0

	for i := range inverse {
		for j := range inverse {
			hy[i] += inverse[i][j] * change[j]
		}
		yhy += hy[i] * change[i]
	}

	for i := range inverse {
		for j := range inverse {
			inverse[i][j] += (1+yhy/sy)*move[i]*move[j]/sy - (hy[i]*move[j]+move[i]*hy[j])/sy
		}
	}
}
