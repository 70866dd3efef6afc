//go:build noencoder

package encoder

// Default returns false: the program was built without the table.
func Default() (t *Table, ok bool) { return nil, false }
