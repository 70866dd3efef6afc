package encoder

import (
	"encoding/binary"
	"fmt"
	"math"
	"sort"
)

// Row is the row of a key in a table.
type Row struct {
	Key     uint32
	Numbers []float32
}

// Size returns the number of bytes of a table with a number of rows.
func Size(rows, dims int) int { return headerSize + rows*(8+dims/2) }

// Pack makes a table from rows. The keys must be in ascending order, and all rows must have the same
// even length.
func Pack(rows []Row) ([]byte, error) {
	if len(rows) == 0 {
		return nil, fmt.Errorf("pack encoder table: no rows")
	}
	dims := len(rows[0].Numbers)
	if dims%2 != 0 {
		return nil, fmt.Errorf("pack encoder table: odd number of values a row: %d", dims)
	}
	data := make([]byte, Size(len(rows), dims))
	copy(data, magic)
	put := binary.LittleEndian.PutUint32
	put(data[8:], version)
	put(data[12:], uint32(dims))
	put(data[16:], uint32(len(rows)))
	body := data[headerSize:]

	scales, codes := body[4*len(rows):], body[8*len(rows):]
	for i, row := range rows {
		if len(row.Numbers) != dims {
			return nil, fmt.Errorf("pack encoder table: row %d has %d numbers instead of %d", i, len(row.Numbers), dims)
		}
		put(body[4*i:], row.Key)
		put(scales[4*i:], math.Float32bits(packRow(codes[i*dims/2:(i+1)*dims/2], row.Numbers)))
	}
	put(data[20:], checksum(data))
	if _, err := Open(data); err != nil {
		return nil, fmt.Errorf("pack encoder table: %w", err)
	}

	return data, nil
}

// packRow chooses the levels nearest to the numbers and returns the scale. The scale starts as the
// root of the mean square, because the levels are made for unit variance. Each of three rounds chooses
// the levels, and then sets the scale with the smallest loss for the chosen levels.
func packRow(codes []byte, numbers []float32) float32 {
	var square float64
	for _, x := range numbers {
		square += float64(x) * float64(x)
	}
	scale := math.Sqrt(square / float64(len(numbers)))
	if scale == 0 {
		clear(codes)
		return 0
	}

	for range 3 {
		var cross, own float64

		for i, number := range numbers {
			level := nearest(float32(float64(number) / scale))
			if i%2 == 0 {
				codes[i/2] = level
			} else {
				codes[i/2] |= level << 4
			}
			l := float64(levels[level])
			cross += l * float64(number)
			own += l * l
		}
		scale = cross / own
	}

	return float32(scale)
}

// nearest returns the number of the level nearest to x.
func nearest(x float32) byte {
	n := sort.Search(len(levels)-1, func(i int) bool { return x < (levels[i]+levels[i+1])/2 })
	return byte(n)
}
