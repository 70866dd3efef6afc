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
	n := len(s.count)

	sums := make([]float64, n)
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
	chance := make([]float64, n)

	for i, x := range sums {
		if x > 0 {
			chance[i] = (math.Log(x/all) + math.Log(math.Pow(x, flat)/flattened)) / 2
		}
	}
	m := &company{from: make([]int, n+1)}

	kept := cells[:0]
	for _, c := range cells {
		if c.value = math.Log(c.value/all) - chance[c.a] - chance[c.b]; c.value > 0 {
			kept = append(kept, c)
			m.from[c.a+1]++
			m.from[c.b+1]++
		}
	}

	for i := range n {
		m.from[i+1] += m.from[i]
	}
	m.column, m.value = make([]int32, m.from[n]), make([]float32, m.from[n])
	next := slices.Clone(m.from)

	put := func(row, column int32, value float64) {
		m.column[next[row]], m.value[next[row]] = column, float32(value)
		next[row]++
	}
	for _, c := range kept {
		put(c.a, c.b, c.value)
		put(c.b, c.a, c.value)
	}

	return m
}

// meetings counts the pairs of near stems, in order.
func (s *stems) meetings() []cell {
	var met []uint64 // 28 bits of a stem, 28 of another, 8 of the distance

	for _, t := range s.texts {
		for i, w := range t {
			a := s.of[w]
			for d := 1; a >= 0 && d <= window && i+d < len(t); d++ {
				if b := s.of[t[i+d]]; b >= 0 && a != b {
					met = append(met, uint64(min(a, b))<<36|uint64(max(a, b))<<8|uint64(d))
				}
			}
		}
	}
	slices.Sort(met)
	var cells []cell

	for _, k := range met {
		a, b := int32(k>>36), int32(k>>8&(1<<28-1))
		if n := len(cells); n == 0 || cells[n-1].a != a || cells[n-1].b != b {
			cells = append(cells, cell{a: a, b: b})
		}
		cells[len(cells)-1].value += 1 / float64(k&255)
	}

	return cells
}

// leading returns the vectors of the stems: the leading eigenvectors, by subspace iteration.
func (m *company) leading(w crew, seed uint64) []vector {
	q := make([]vector, len(m.from)-1)
	r := rand.New(rand.NewPCG(seed, 1))

	for i := range q {
		for j := range q[i] {
			q[i][j] = float32(r.NormFloat64())
		}
	}

	for range iterations {
		orthonormal(w, q)
		q = m.times(w, q)
	}
	orthonormal(w, q)
	values, vectors := products(w, q, m.times(w, q)).eigen()
	var turn matrix

	for k, value := range values {
		f := math.Pow(math.Abs(value), spectrum)
		for x := range dims {
			turn[k][x] = float32(f * vectors[x][k])
		}
	}
	w.do(len(q), func(_, i int) { q[i] = turn.times(&q[i]) })

	return q
}

func (m *company) times(w crew, q []vector) []vector {
	y := make([]vector, len(q))
	w.do(len(q), func(_, i int) {
		for k := m.from[i]; k < m.from[i+1]; k++ {
			add(&y[i], &q[m.column[k]], m.value[k])
		}
	})

	return y
}

// products is the symmetric part of the products of a's columns with b's columns.
func products(w crew, a, b []vector) square {
	var p square
	w.do(dims, func(_, x int) {
		for i := range a {
			f := float64(a[i][x])
			for y := range dims {
				p[x][y] += f * float64(b[i][y])
			}
		}
	})

	for x := range dims {
		for y := range x {
			mean := (p[x][y] + p[y][x]) / 2
			p[x][y], p[y][x] = mean, mean
		}
	}

	return p
}

// orthonormal makes the columns of q orthonormal within their span. The second pass removes the rounding errors of the first pass.
func orthonormal(w crew, q []vector) {
	for range 2 {
		root := products(w, q, q).power(-.5)
		var turn matrix

		for x := range dims {
			for y := range dims {
				turn[x][y] = float32(root[x][y])
			}
		}
		w.do(len(q), func(_, i int) { q[i] = turn.times(&q[i]) })
	}
}
