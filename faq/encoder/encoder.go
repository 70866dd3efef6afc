// Package encoder turns a text into a direction. Texts of one meaning have near directions, even
// without a common word ("refund" and "money back"). The encoder is a table of rows for words, stems
// and pieces of 3 to 5 letters, for Russian and English together. The vector of a text is the sum of
// the rows of the words. bench/encoder trains the table; the package reads the table in place.
// docs/encoder.md describes the format, the training and the figures.
//
// The package does not depend on the FAQ, calls no other service and keeps no state: the same table
// always gives the same vector for a text.
package encoder

import (
	"encoding/binary"
	"math"
	"sync"
)

// Table is an open table. A Table is safe for concurrent use.
type Table struct {
	dims   int
	rows   int
	keys   []byte              // rows x 4: ascending, little endian
	scales []byte              // rows x 4: float32, factor of the row's levels
	codes  []byte              // rows x dims/2: two levels a byte, the even dimension in the low half
	first  [buckets + 1]uint32 // first[b] is the first row whose key starts with the bits b
	pairs  [256][2]float32     // by byte: the two levels
	pool   sync.Pool           // of *scratch
}

// Keys are hashes with an even distribution. The leading bits of a key leave a few dozen rows to
// search.
const (
	bucketBits  = 12
	buckets     = 1 << bucketBits
	bucketShift = 32 - bucketBits
)

// scratch is the working memory of one call of Vector.
type scratch struct {
	letters []byte
	ends    []int
	keys    []uint32
}

// Dims returns the length of the vectors.
func (t *Table) Dims() int { return t.dims }

// Rows returns the number of words, stems and pieces in the table.
func (t *Table) Rows() int { return t.rows }

// Vector writes the text's vector into dst and returns the vector. The vector has Dims numbers and
// length 1. If the table knows no part of the text, all numbers are 0. The old content of dst is lost,
// and a short dst grows. Only the first 200 words count.
func (t *Table) Vector(dst []float32, text string) []float32 {
	if cap(dst) < t.dims {
		dst = make([]float32, t.dims)
	}
	dst = dst[:t.dims]
	clear(dst)
	work := t.pool.Get().(*scratch)
	defer t.pool.Put(work)
	work.letters, work.ends = split(work.letters[:0], work.ends[:0], text)

	start := 0
	for _, end := range work.ends {
		t.addWord(dst, work.letters[start:end], work)
		start = end
	}
	normalize(dst)

	return dst
}

// addWord adds surface + stem + (sum of the pieces) / sqrt(number of pieces).
func (t *Table) addWord(dst []float32, word []byte, work *scratch) {
	work.keys = AppendKeys(work.keys[:0], word)
	t.addRow(dst, work.keys[0], 1)
	t.addRow(dst, work.keys[1], 1)
	pieces := work.keys[2:]
	if len(pieces) == 0 {
		return
	}

	weight := float32(1 / math.Sqrt(float64(len(pieces))))
	for _, k := range pieces {
		t.addRow(dst, k, weight)
	}
}

// addRow adds weight times the row of a key, if the key exists.
func (t *Table) addRow(dst []float32, key uint32, weight float32) {
	row, ok := t.find(key)
	if !ok {
		return
	}
	weight *= math.Float32frombits(binary.LittleEndian.Uint32(t.scales[4*row:]))
	half := t.dims / 2

	codes := t.codes[row*half : (row+1)*half]
	for len(codes) >= 2 && len(dst) >= 4 { // a shrinking slice saves the bounds checks
		first, second := &t.pairs[codes[0]], &t.pairs[codes[1]]
		dst[0] += weight * first[0]
		dst[1] += weight * first[1]
		dst[2] += weight * second[0]
		dst[3] += weight * second[1]
		codes, dst = codes[2:], dst[4:]
	}
	if len(codes) == 1 && len(dst) >= 2 {
		dst[0] += weight * t.pairs[codes[0]][0]
		dst[1] += weight * t.pairs[codes[0]][1]
	}
}

// find returns the row of a key.
func (t *Table) find(key uint32) (int, bool) {
	bucket := key >> bucketShift

	low, high := int(t.first[bucket]), int(t.first[bucket+1])
	for low < high {
		mid := int(uint(low+high) >> 1)
		middle := binary.LittleEndian.Uint32(t.keys[4*mid:])
		if middle == key {
			return mid, true
		}
		if middle < key {
			low = mid + 1
		} else {
			high = mid
		}
	}

	return 0, false
}

// normalize scales values to length 1. A zero vector stays unchanged.
func normalize(values []float32) {
	var sum float32
	for _, x := range values {
		sum += x * x
	}
	if sum == 0 {
		return
	}

	inverse := float32(1 / math.Sqrt(float64(sum)))
	for i := range values {
		values[i] *= inverse
	}
}
