package main

import (
	"cmp"
	"math"
	"slices"

	"frontdesk/faq/encoder"
)

// export packs the rows that are worth most, by their length times the root of how often they
// are needed, into a table no larger than bytes. Rows of bridge languages stay behind.
func (m *model) export() ([]byte, error) {
	return encoder.Pack(m.best((m.bytes - encoder.Size(0, dims)) / (encoder.Size(1, dims) - encoder.Size(0, dims))))
}

func (m *model) best(n int) []encoder.Row {
	type ranked struct {
		row   int
		worth float64
	}
	var all []ranked
	for i := range m.rows {
		if m.foreign[i] {
			continue
		}
		worth := math.Sqrt(float64(dot(&m.rows[i], &m.rows[i])) * m.needed[i])
		if m.pieces[i] {
			worth *= m.pieceWorth
		}
		if !m.started[i] {
			worth /= float64(m.trained) // the blend shrank it with all of its kind
		}
		all = append(all, ranked{i, worth})
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.row, b.row))
	})
	all = all[:min(n, len(all))]
	slices.SortFunc(all, func(a, b ranked) int { return cmp.Compare(a.row, b.row) }) // rows are in order of keys
	rows := make([]encoder.Row, len(all))
	for i, r := range all {
		rows[i] = encoder.Row{Key: m.keys[r.row], Numbers: m.rows[r.row][:]}
	}
	return rows
}
