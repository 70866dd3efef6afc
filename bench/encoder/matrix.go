package main

import "math"

// matrix maps vectors to vectors. matrix[i] computes number i of the result.
type matrix [dims]vector

func (m *matrix) times(v *vector) vector {
	var out vector
	for i := range m {
		out[i] = dot(&m[i], v)
	}

	return out
}

// square is a matrix for calculations.
type square [dims][dims]float64

// addOuter adds w times a b^T.
func (s *square) addOuter(a, b *vector, w float64) {
	for x := range a {
		f := w * float64(a[x])

		row := &s[x]
		for y := range b {
			row[y] += f * float64(b[y])
		}
	}
}

// eigen returns the eigenvalues of a symmetric matrix, in no order, and the eigenvectors as columns
// (cyclic Jacobi: G. Golub, C. Van Loan, Matrix Computations, section 8.5).
func (s square) eigen() (values [dims]float64, vectors square) {
	a, v := &s, &vectors
	var size float64

	for x := range dims {
		v[x][x] = 1
		for y := range dims {
			size += a[x][y] * a[x][y]
		}
	}

	for range mostSweeps {
		var off float64

		for p := range dims {
			for q := p + 1; q < dims; q++ {
				if a[p][q] == 0 {
					continue
				}
				off += a[p][q] * a[p][q]
				a.rotate(v, p, q)
			}
		}
		if off <= 1e-24*size {
			break
		}
	}

	for i := range dims {
		values[i] = a[i][i]
	}

	return values, vectors
}

// mostSweeps limits the sweeps. A matrix of this size has always needed fewer sweeps.
const mostSweeps = 30

// rotate makes a[p][q] 0.
func (a *square) rotate(v *square, p, q int) {
	theta := (a[q][q] - a[p][p]) / (2 * a[p][q])
	t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(t*t+1)

	s := t * c
	for k := range dims {
		a[k][p], a[k][q] = c*a[k][p]-s*a[k][q], s*a[k][p]+c*a[k][q]
	}

	for k := range dims {
		a[p][k], a[q][k] = c*a[p][k]-s*a[q][k], s*a[p][k]+c*a[q][k]
	}

	for k := range dims {
		v[k][p], v[k][q] = c*v[k][p]-s*v[k][q], s*v[k][p]+c*v[k][q]
	}
}

// power is the symmetric matrix with every eigenvalue raised to a power. Eigenvalues close to 0, relative to the largest eigenvalue, are
// noise and count as a slightly larger value.
func (s square) power(p float64) square {
	values, vectors := s.eigen()

	largest := 0.0
	for _, v := range values {
		largest = max(largest, v)
	}
	var out square

	for k, value := range values {
		f := math.Pow(max(value, 1e-9*largest), p)

		for x := range dims {
			for y := range dims {
				out[x][y] += f * vectors[x][k] * vectors[y][k]
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
	var m matrix
	if before == 0 {
		return m
	}

	for x := range dims {
		for y := range dims {
			covariance[x][y] /= sum
		}
	}
	root := covariance.power(-part / 2)

	for x := range dims {
		for y := range dims {
			m[x][y] = float32(root[x][y])
		}
	}

	for i := range words {
		if words[i] != (vector{}) {
			v := m.times(&words[i])
			after += counts(i) * float64(dot(&v, &v))
		}
	}

	for x := range m {
		scale(&m[x], float32(math.Sqrt(before/after)))
	}

	return m
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
	var m matrix

	for x := range dims {
		for y := range dims {
			var sum float64
			for k := range dims {
				sum += both[x][k] * root[k][y]
			}
			m[x][y] = float32(sum)
		}
	}

	return m
}
