package faq

import (
	"context"
	"math"
)

// discriminant is Fisher's linear discriminant analysis of the vectors of the texts. Documents have
// different means and a common covariance. The solution has a closed form. With three or more texts an
// entry, the discriminant separates the directions between entries from the directions between
// wordings of one entry. As a separate learner the discriminant is worth 2 to 3 points more than
// vectors among the features of the softmax.
type discriminant struct {
	size   int
	weight []float32 // by column, then by place in the vector
	bias   []float32 // by column
}

const (
	// Maximum number of values over all columns. The limit keeps the time at about a millisecond a
	// question.
	maxDiscriminantCells = 1 << 20
	// Maximum number of multiplications of a fit. The limit keeps the time at about two seconds.
	maxDiscriminantWork = 2_000_000_000
	// Strength of the pull of the covariance towards a round covariance, in mean variances. Every
	// value from 1 to 3 serves all development sets equally well.
	roundness = 2.0
	// Factor of the log-odds. The factor corrects normal distributions in many dimensions: their
	// probabilities are too extreme.
	logOddsFactor = 0.3
	// Minimum number of texts for a covariance, without the first text of each document.
	minMates = 20
)

// fitDiscriminant returns nil if the base has no vectors, has too few texts an entry, or is too large.
func (x *index) fitDiscriminant(ctx context.Context) (*discriminant, error) {
	n, k := len(x.docRow)-1, x.vectors.size
	if k == 0 || n < 2 || n*k > maxDiscriminantCells || (len(x.rowDoc)/2+k/3+n)*k*k > maxDiscriminantWork {
		return nil, nil
	}
	m := &discriminant{size: k, weight: make([]float32, n*k), bias: make([]float32, n)}
	scatter, mates := make([]float64, k*k), 0

	means := make([][]float32, n)
	for d := range n {
		var texts [][]float32

		for row := x.docRow[d]; row < x.docRow[d+1]; row++ {
			if v := x.vectors.of(row); v != nil && x.rowSort[row] != answerText {
				texts = append(texts, v)
			}
		}

		means[d] = make([]float32, k)
		for _, v := range texts {
			axpy(means[d], v, 1/float32(len(texts)))
		}

		for _, v := range texts {
			axpy(v, means[d], -1)
			outer(scatter, v)
		}
		mates += max(0, len(texts)-1)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}

	trace := 0.0
	for i := range k {
		trace += scatter[i*k+i]
	}
	if mates < minMates || trace == 0 {
		return nil, nil
	}

	for i := range k {
		scatter[i*k+i] += roundness * trace / float64(k)
	}

	for i := range scatter {
		scatter[i] /= float64(mates)
	}
	cholesky(scatter, k)

	w := make([]float64, k)
	for d, mean := range means {
		solve(scatter, mean, w)
		b := 0.0

		for i, y := range w {
			m.weight[d*k+i] = float32(y)
			b -= y * float64(mean[i]) / 2
		}
		m.bias[d] = float32(b)
	}

	return m, ctx.Err()
}

// outer adds v v' to the lower half of s.
func outer(s []float64, v []float32) {
	for i, a := range v {
		row := s[i*len(v):][:i+1]
		for j, b := range v[:i+1] {
			row[j] += float64(a * b)
		}
	}
}

// cholesky turns the lower half of the k by k matrix s into L with L L' = s.
func cholesky(s []float64, k int) {
	for i := range k {
		a := s[i*k:][:i+1]
		for j := range i + 1 {
			b := s[j*k:][:j+1]

			sum := a[j]
			for l := range j {
				sum -= a[l] * b[l]
			}
			if i == j {
				a[i] = math.Sqrt(sum)
			} else {
				a[j] = sum / b[j]
			}
		}
	}
}

// solve finds x with L L' x = b.
func solve(l []float64, b []float32, x []float64) {
	k := len(b)
	for i := range k {
		sum := float64(b[i])
		for j, y := range l[i*k:][:i] {
			sum -= y * x[j]
		}
		x[i] = sum / l[i*k+i]
	}

	for i := k - 1; i >= 0; i-- {
		x[i] /= l[i*k+i]
		for j, y := range l[i*k:][:i] {
			x[j] -= y * x[i]
		}
	}
}

// probabilities fills out, by column.
func (m *discriminant) probabilities(v, out []float32) {
	for c := range out {
		out[c] = logOddsFactor * (m.bias[c] + dot(v, m.weight[c*m.size:(c+1)*m.size]))
	}
	probabilities(out)
}
