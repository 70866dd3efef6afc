package main

import "math"

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// add adds w times b to a.
func add(a, b *vector, w float32) {
	for i := 0; i < dims; i += 4 {
		a[i] += w * b[i]
		a[i+1] += w * b[i+1]
		a[i+2] += w * b[i+2]
		a[i+3] += w * b[i+3]
	}
}

// dot adds up four sums, so that an addition need not wait for the previous addition.
func dot(a, b *vector) float32 {
	var s0, s1, s2, s3 float32
	for i := 0; i < dims; i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}

	return (s0 + s1) + (s2 + s3)
}

func scale(a *vector, w float32) {
	for i := range a {
		a[i] *= w
	}
}

// unit is v scaled to length 1. A zero vector stays.
func unit(v vector) vector {
	if n := sqrt(dot(&v, &v)); n > 0 {
		scale(&v, 1/n)
	}

	return v
}

// mix moves a by the part p towards b.
func mix(a, b *vector, p float32) {
	for i := range a {
		a[i] += p * (b[i] - a[i])
	}
}
