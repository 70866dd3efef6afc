package main

import "math"

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// add adds factor times values to target.
func add(target, values *vector, factor float32) {
	for i := 0; i < dims; i += 4 {
		target[i] += factor * values[i]
		target[i+1] += factor * values[i+1]
		target[i+2] += factor * values[i+2]
		target[i+3] += factor * values[i+3]
	}
}

// dot adds up four sums, so that an addition need not wait for the previous addition.
func dot(one, other *vector) float32 {
	var s0, s1, s2, s3 float32
	for i := 0; i < dims; i += 4 {
		s0 += one[i] * other[i]
		s1 += one[i+1] * other[i+1]
		s2 += one[i+2] * other[i+2]
		s3 += one[i+3] * other[i+3]
	}

	return (s0 + s1) + (s2 + s3)
}

func scale(a *vector, w float32) {
	for i := range a {
		a[i] *= w
	}
}

// unit is values scaled to length 1. A zero vector stays.
func unit(values vector) vector {
	if n := sqrt(dot(&values, &values)); n > 0 {
		scale(&values, 1/n)
	}

	return values
}

// mix moves a by the part p towards b.
func mix(a, b *vector, p float32) {
	for i := range a {
		a[i] += p * (b[i] - a[i])
	}
}
