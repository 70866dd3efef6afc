package main

import (
	"cmp"
	"math"
	"slices"

	"frontdesk/faq/encoder"
)

// export packs the rows that are worth most into a table no larger than bytes, after they have
// made up for those that stay behind.
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

// best marks the n rows that are worth most, by their length times the root of how often they are
// needed. Rows of bridge languages are worth nothing.
func (m *model) best(n int) []bool {
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

	kept := make([]bool, len(m.rows))
	for _, r := range all[:min(n, len(all))] {
		kept[r.row] = true
	}

	return kept
}
