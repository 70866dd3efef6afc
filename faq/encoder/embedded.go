//go:build !noencoder

package encoder

import (
	_ "embed"
	"sync"
)

//go:embed encoder.bin
var embedded []byte

// Default opens the table that is part of the program; ok is false where it was left out
// (-tags noencoder). It opens it once.
func Default() (t *Table, ok bool) {
	t = opened()
	return t, t != nil
}

// A test opens the table, so none that cannot be opened is released; should it happen all the
// same, the program goes on without.
var opened = sync.OnceValue(func() *Table {
	t, err := Open(embedded)
	if err != nil {
		return nil
	}

	return t
})
