package main

import "math"

// matrix maps vectors to vectors. matrix[i] computes number i of the result.
type matrix [dims]vector

func (m *matrix) times(values *vector) vector {
	var out vector
	for i := range m {
		out[i] = dot(&m[i], values)
	}

	return out
}

// square is a matrix for calculations.
type square [dims][dims]float64

// addOuter adds weight times left right^T.
func (s *square) addOuter(left, right *vector, weight float64) {
	for at := range left {
		factor := weight * float64(left[at])

		row := &s[at]
		for y := range right {
			row[y] += factor * float64(right[y])
		}
	}
}

// eigen returns the eigenvalues of a symmetric matrix, in no order, and the eigenvectors as columns
// (cyclic Jacobi: G. Golub, C. Van Loan, Matrix Computations, section 8.5).
func (s square) eigen() (values [dims]float64, vectors square) {
	diagonal, axes := &s, &vectors
	var size float64

	for x := range dims {
		axes[x][x] = 1
		for y := range dims {
			size += diagonal[x][y] * diagonal[x][y]
		}
	}

	for range mostSweeps {
		var off float64

		for low := range dims {
			for high := low + 1; high < dims; high++ {
				if diagonal[low][high] == 0 {
					continue
				}
				off += diagonal[low][high] * diagonal[low][high]
				diagonal.rotate(axes, low, high)
			}
		}
		if off <= 1e-24*size {
			break
		}
	}

	for i := range dims {
		values[i] = diagonal[i][i]
	}

	return values, vectors
}

// mostSweeps limits the sweeps. A matrix of this size has always needed fewer sweeps.
const mostSweeps = 30

// rotate makes a[low][high] 0.
func (a *square) rotate(axes *square, low, high int) {
	theta := (a[high][high] - a[low][low]) / (2 * a[low][high])
	tangent := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
	if theta < 0 {
		tangent = -tangent
	}
	cosine := 1 / math.Sqrt(tangent*tangent+1)

	sine := tangent * cosine
	for k := range dims {
		a[k][low], a[k][high] = cosine*a[k][low]-sine*a[k][high], sine*a[k][low]+cosine*a[k][high]
	}

	for k := range dims {
		a[low][k], a[high][k] = cosine*a[low][k]-sine*a[high][k], sine*a[low][k]+cosine*a[high][k]
	}

	for k := range dims {
		axes[k][low], axes[k][high] = cosine*axes[k][low]-sine*axes[k][high], sine*axes[k][low]+cosine*axes[k][high]
	}
}

// power is the symmetric matrix with every eigenvalue raised to a power. Eigenvalues close to 0, relative to the largest eigenvalue, are
// noise and count as a slightly larger value.
func (s square) power(exponent float64) square {
	values, vectors := s.eigen()

	largest := 0.0
	for _, v := range values {
		largest = max(largest, v)
	}
	var out square

	for k, value := range values {
		factor := math.Pow(max(value, 1e-9*largest), exponent)

		for x := range dims {
			for y := range dims {
				out[x][y] += factor * vectors[x][k] * vectors[y][k]
			}
		}
	}

	return out
}

// evening is a matrix that makes the variances of the words' directions more alike: the covariance of the words to the power -part/2, times
// a factor that keeps the mean square. counts returns the frequency of a word.
func evening(words []vector, counts func(i int) float64, part float64) matrix {
	var covariance square
	var before, after, sum float64

	for i := range words {
		if words[i] != (vector{}) {
			covariance.addOuter(&words[i], &words[i], counts(i))
			before += counts(i) * float64(dot(&words[i], &words[i]))
			sum += counts(i)
		}
	}
	var out matrix
	if before == 0 {
		return out
	}

	for x := range dims {
		for y := range dims {
			covariance[x][y] /= sum
		}
	}
	root := covariance.power(-part / 2)

	for x := range dims {
		for y := range dims {
			out[x][y] = float32(root[x][y])
		}
	}

	for i := range words {
		if words[i] != (vector{}) {
			v := out.times(&words[i])
			after += counts(i) * float64(dot(&v, &v))
		}
	}

	for x := range out {
		scale(&out[x], float32(math.Sqrt(before/after)))
	}

	return out
}

// rotation is the rotation that brings the vectors from[i] nearest to to[i], by the weights
// (P. Schönemann, A generalized solution of the orthogonal Procrustes problem, 1966): the
// orthogonal part of sum of to[i] from[i]^T.
func rotation(from, to []vector, weight []float64) matrix {
	var both, own square
	for i := range from {
		both.addOuter(&to[i], &from[i], weight[i])
	}

	for k := range dims {
		for x := range dims {
			for y := range dims {
				own[x][y] += both[k][x] * both[k][y]
			}
		}
	}
	root := own.power(-.5)
	var out matrix

	for row := range dims {
		for column := range dims {
			var sum float64
			for k := range dims {
				sum += both[row][k] * root[k][column]
			}
			out[row][column] = float32(sum)
		}
	}

	return out
}
