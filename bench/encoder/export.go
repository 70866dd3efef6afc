package main

import (
	"cmp"
	"math"
	"slices"

	"frontdesk/faq/encoder"
)

// export packs the most valuable rows into a table. The table is not larger than the field bytes. Before packing, the kept rows compensate
// for the removed rows.
func (m *model) export() ([]byte, error) {
	kept := m.best((m.bytes - encoder.Size(0, dims)) / (encoder.Size(1, dims) - encoder.Size(0, dims)))
	m.refit(kept)
	var rows []encoder.Row

	for i, k := range m.keys { // in ascending order
		if kept[i] {
			rows = append(rows, encoder.Row{Key: k, Numbers: m.rows[i][:]})
		}
	}

	return encoder.Pack(rows)
}

// best marks the given count of the most valuable rows. The value is the length of the row times the root of the number of uses. Rows of
// bridge languages have the value 0.
func (m *model) best(count int) []bool {
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
			worth /= float64(m.trained) // the blend shrank all rows of this kind alike
		}
		all = append(all, ranked{i, worth})
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.row, b.row))
	})

	kept := make([]bool, len(m.rows))
	for _, r := range all[:min(count, len(all))] {
		kept[r.row] = true
	}

	return kept
}
