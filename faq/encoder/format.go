package encoder

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// Layout of the file. All numbers are little endian.
//
//	 0  "FDencode"
//	 8  uint32 version, 1
//	12  uint32 dims, even
//	16  uint32 rows
//	20  uint32 CRC-32C of all following bytes
//	24  rows x uint32 key, ascending
//	    rows x float32 scale
//	    rows x dims/2 bytes; a byte holds the numbers of two levels
const (
	magic      = "FDencode"
	version    = 1
	headerSize = 24
	maxDims    = 1024
	maxRows    = 1 << 24
)

// levels lists the possible numbers of a row, before multiplication with the row's scale. The 16
// levels lose least of a normal distribution (J. Max, Quantizing for minimum distortion, 1960, table
// I, N = 16): 1.2 % of a row's square. A byte a number would lose less but would halve the number of
// rows, at a higher cost (docs/encoder.md).
var levels = [16]float32{
	-2.733, -2.069, -1.618, -1.256, -.9424, -.6568, -.3881, -.1284,
	.1284, .3881, .6568, .9424, 1.256, 1.618, 2.069, 2.733,
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum returns the CRC-32C of the data after the header.
func checksum(data []byte) uint32 { return crc32.Checksum(data[headerSize:], castagnoli) }

// ErrFormat is wrapped by every error of Open.
var ErrFormat = errors.New("not an encoder table")

// Open reads a table in place. The caller must not change data after the call. Open refuses a
// truncated, damaged or unsorted table and a table of another version; the error names the reason.
func Open(data []byte) (*Table, error) {
	if len(data) < headerSize || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: the data does not start with %q", ErrFormat, magic)
	}
	number := binary.LittleEndian.Uint32
	if v := number(data[8:]); v != version {
		return nil, fmt.Errorf("%w of version %d but of %d", ErrFormat, version, v)
	}
	dims, rows := number(data[12:]), number(data[16:])
	if dims == 0 || dims%2 != 0 || dims > maxDims || rows > maxRows {
		return nil, fmt.Errorf("%w: %d rows of %d numbers", ErrFormat, rows, dims)
	}
	if want := headerSize + int(rows)*(8+int(dims)/2); len(data) != want {
		return nil, fmt.Errorf("%w: %d bytes instead of %d", ErrFormat, len(data), want)
	}
	body := data[headerSize:]
	if sum := checksum(data); sum != number(data[20:]) {
		return nil, fmt.Errorf(
			"%w: it is damaged, its checksum is %08x instead of %08x",
			ErrFormat,
			sum,
			number(data[20:]),
		)
	}
	count := int(rows)
	table := &Table{
		dims:   int(dims),
		rows:   count,
		keys:   body[:4*count],
		scales: body[4*count : 8*count],
		codes:  body[8*count:],
	}

	table.pool.New = func() any { return new(scratch) }
	for c := range table.pairs {
		table.pairs[c] = [2]float32{levels[c&15], levels[c>>4]}
	}
	if err := table.index(); err != nil {
		return nil, err
	}

	return table, nil
}

// index fills first and checks the keys and scales.
func (t *Table) index() error {
	last, bucket := int64(-1), 0

	for row := range t.rows {
		current := binary.LittleEndian.Uint32(t.keys[4*row:])
		if int64(current) <= last {
			return fmt.Errorf("%w: key %d is not above the key before", ErrFormat, row)
		}

		last = int64(current)
		for ; bucket <= int(current>>bucketShift); bucket++ {
			t.first[bucket] = uint32(row)
		}
		scale := math.Float32frombits(binary.LittleEndian.Uint32(t.scales[4*row:]))
		if !(scale >= 0 && scale <= maxScale) {
			return fmt.Errorf("%w: scale %d is %v", ErrFormat, row, scale)
		}
	}

	for ; bucket < len(t.first); bucket++ {
		t.first[bucket] = uint32(t.rows)
	}

	return nil
}

// maxScale is the limit of a scale. With the limit, the sum of the rows of the longest text and the
// square of the sum stay finite.
const maxScale = 1e9
