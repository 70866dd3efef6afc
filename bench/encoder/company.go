package main

import (
	"math"
	"math/rand/v2"
	"slices"
)

// company is a symmetric matrix: how much more often than by chance two stems stand near one another. Only cells above 0 are kept, by rows
// (positive pointwise mutual information with flattened contexts: O. Levy, Y. Goldberg, I. Dagan, Improving distributional similarity,
// 2015). The leading eigenvectors are meanings.
type company struct {
	from   []int // from[i] to from[i+1] are the cells of row i
	column []int32
	value  []float32
}

const (
	window = 6   // maximum distance of near words, in words
	flat   = .75 // power of a stem's count as context
	// spectrum is an exponent between 0 (all directions count alike) and 1 (as in the matrix). The numbers of the vectors are multiplied by
	// the eigenvalues to this power.
	spectrum   = .25
	iterations = 6
)

// cell is a pair of near stems, weighted by 1/distance.
type cell struct {
	a, b  int32
	value float64
}

func (s *stems) company() *company {
	cells := s.meetings()
	size := len(s.count)

	sums := make([]float64, size)
	for _, c := range cells {
		sums[c.a] += c.value
		sums[c.b] += c.value
	}

	var all, flattened float64
	for _, x := range sums {
		all += x
		flattened += math.Pow(x, flat)
	}
	// chance holds the log of each stem's probability, halfway between the probabilities as word and as context.
	chance := make([]float64, size)

	for i, x := range sums {
		if x > 0 {
			chance[i] = (math.Log(x/all) + math.Log(math.Pow(x, flat)/flattened)) / 2
		}
	}
	counted := &company{from: make([]int, size+1)}

	kept := cells[:0]
	for _, met := range cells {
		if met.value = math.Log(met.value/all) - chance[met.a] - chance[met.b]; met.value > 0 {
			kept = append(kept, met)
			counted.from[met.a+1]++
			counted.from[met.b+1]++
		}
	}

	for i := range size {
		counted.from[i+1] += counted.from[i]
	}
	counted.column, counted.value = make([]int32, counted.from[size]), make([]float32, counted.from[size])
	next := slices.Clone(counted.from)

	put := func(row, column int32, value float64) {
		counted.column[next[row]], counted.value[next[row]] = column, float32(value)
		next[row]++
	}
	for _, c := range kept {
		put(c.a, c.b, c.value)
		put(c.b, c.a, c.value)
	}

	return counted
}

// meetings counts the pairs of near stems, in order.
func (s *stems) meetings() []cell {
	var met []uint64 // 28 bits of a stem, 28 of another, 8 of the distance

	for _, passage := range s.texts {
		for i, id := range passage {
			stem := s.of[id]
			for d := 1; stem >= 0 && d <= window && i+d < len(passage); d++ {
				if b := s.of[passage[i+d]]; b >= 0 && stem != b {
					met = append(met, uint64(min(stem, b))<<36|uint64(max(stem, b))<<8|uint64(d))
				}
			}
		}
	}
	slices.Sort(met)
	var cells []cell

	for _, packed := range met {
		a, b := int32(packed>>36), int32(packed>>8&(1<<28-1))
		if n := len(cells); n == 0 || cells[n-1].a != a || cells[n-1].b != b {
			cells = append(cells, cell{a: a, b: b})
		}
		cells[len(cells)-1].value += 1 / float64(packed&255)
	}

	return cells
}

// leading returns the vectors of the stems: the leading eigenvectors, by subspace iteration.
func (m *company) leading(workers crew, seed uint64) []vector {
	basis := make([]vector, len(m.from)-1)
	random := rand.New(rand.NewPCG(seed, 1))

	for i := range basis {
		for j := range basis[i] {
			basis[i][j] = float32(random.NormFloat64())
		}
	}

	for range iterations {
		orthonormal(workers, basis)
		basis = m.times(workers, basis)
	}
	orthonormal(workers, basis)
	values, vectors := products(workers, basis, m.times(workers, basis)).eigen()
	var turn matrix

	for k, value := range values {
		f := math.Pow(math.Abs(value), spectrum)
		for x := range dims {
			turn[k][x] = float32(f * vectors[x][k])
		}
	}
	workers.do(len(basis), func(_, i int) { basis[i] = turn.times(&basis[i]) })

	return basis
}

func (m *company) times(workers crew, basis []vector) []vector {
	out := make([]vector, len(basis))
	workers.do(len(basis), func(_, i int) {
		for k := m.from[i]; k < m.from[i+1]; k++ {
			add(&out[i], &basis[m.column[k]], m.value[k])
		}
	})

	return out
}

// products is the symmetric part of the products of left's columns with right's columns.
func products(workers crew, left, right []vector) square {
	var out square
	workers.do(dims, func(_, row int) {
		for i := range left {
			f := float64(left[i][row])
			for y := range dims {
				out[row][y] += f * float64(right[i][y])
			}
		}
	})

	for x := range dims {
		for y := range x {
			mean := (out[x][y] + out[y][x]) / 2
			out[x][y], out[y][x] = mean, mean
		}
	}

	return out
}

// orthonormal makes the columns of basis orthonormal within their span. The second pass removes the rounding errors of the first pass.
func orthonormal(workers crew, basis []vector) {
	for range 2 {
		root := products(workers, basis, basis).power(-.5)
		var turn matrix

		for x := range dims {
			for y := range dims {
				turn[x][y] = float32(root[x][y])
			}
		}
		workers.do(len(basis), func(_, i int) { basis[i] = turn.times(&basis[i]) })
	}
}
