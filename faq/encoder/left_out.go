//go:build noencoder

package encoder

// Default says that this program was built without the table.
func Default() (t *Table, ok bool) { return nil, false }
