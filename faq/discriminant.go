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
	docs, size := len(x.docRow)-1, x.vectors.size
	if size == 0 || docs < 2 || docs*size > maxDiscriminantCells ||
		(len(x.rowDoc)/2+size/3+docs)*size*size > maxDiscriminantWork {
		return nil, nil
	}
	model := &discriminant{size: size, weight: make([]float32, docs*size), bias: make([]float32, docs)}
	scatter, mates := make([]float64, size*size), 0

	means := make([][]float32, docs)
	for doc := range docs {
		var texts [][]float32

		for row := x.docRow[doc]; row < x.docRow[doc+1]; row++ {
			if v := x.vectors.of(row); v != nil && x.rowSort[row] != answerText {
				texts = append(texts, v)
			}
		}

		means[doc] = make([]float32, size)
		for _, v := range texts {
			axpy(means[doc], v, 1/float32(len(texts)))
		}

		for _, v := range texts {
			axpy(v, means[doc], -1)
			outer(scatter, v)
		}
		mates += max(0, len(texts)-1)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}

	trace := 0.0
	for i := range size {
		trace += scatter[i*size+i]
	}
	if mates < minMates || trace == 0 {
		return nil, nil
	}

	for i := range size {
		scatter[i*size+i] += roundness * trace / float64(size)
	}

	for i := range scatter {
		scatter[i] /= float64(mates)
	}
	cholesky(scatter, size)

	solved := make([]float64, size)
	for doc, mean := range means {
		solve(scatter, mean, solved)
		bias := 0.0

		for i, y := range solved {
			model.weight[doc*size+i] = float32(y)
			bias -= y * float64(mean[i]) / 2
		}
		model.bias[doc] = float32(bias)
	}

	return model, ctx.Err()
}

// outer adds values values' to the lower half of sums.
func outer(sums []float64, values []float32) {
	for i, a := range values {
		row := sums[i*len(values):][:i+1]
		for j, b := range values[:i+1] {
			row[j] += float64(a * b)
		}
	}
}

// cholesky turns the lower half of the size by size matrix into L with L L' = matrix.
func cholesky(matrix []float64, size int) {
	for i := range size {
		current := matrix[i*size:][:i+1]
		for j := range i + 1 {
			earlier := matrix[j*size:][:j+1]

			sum := current[j]
			for l := range j {
				sum -= current[l] * earlier[l]
			}
			if i == j {
				current[i] = math.Sqrt(sum)
			} else {
				current[j] = sum / earlier[j]
			}
		}
	}
}

// solve finds the solution of L L' solution = right.
func solve(factor []float64, right []float32, solution []float64) {
	size := len(right)
	for i := range size {
		sum := float64(right[i])
		for j, y := range factor[i*size:][:i] {
			sum -= y * solution[j]
		}
		solution[i] = sum / factor[i*size+i]
	}

	for i := size - 1; i >= 0; i-- {
		solution[i] /= factor[i*size+i]
		for j, y := range factor[i*size:][:i] {
			solution[j] -= y * solution[i]
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
