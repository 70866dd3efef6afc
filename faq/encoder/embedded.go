//go:build !noencoder

package encoder

import (
	_ "embed"
	"sync"
)

//go:embed encoder.bin
var embedded []byte

// Default opens the embedded table once. ok is false if the program was built without the table (-tags
// noencoder).
func Default() (t *Table, ok bool) {
	t = opened()
	return t, t != nil
}

// A test opens the table, so every released table can be opened. After an error the program runs
// without the table.
var opened = sync.OnceValue(func() *Table {
	t, err := Open(embedded)
	if err != nil {
		return nil
	}

	return t
})
