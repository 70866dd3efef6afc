//go:build !noencoder

package encoder

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"testing"
)

// The table is the one that docs/encoder.md describes, and small.
func TestShippedTable(t *testing.T) {
	shipped(t)
	if sum := fmt.Sprintf("%x", sha256.Sum256(embedded)); sum != SHA256 {
		t.Errorf("SHA-256 %s instead of %s", sum, SHA256)
	}
	if len(embedded) > 8_000_000 {
		t.Errorf("%d bytes", len(embedded))
	}
}

// An open table costs a fifth of the file at most beside it.
func TestOpenCopiesNothing(t *testing.T) {
	shipped(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Open(embedded); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > uint64(len(embedded))/5 {
		t.Errorf("%d bytes allocated", grown)
	}
}

func BenchmarkOpen(b *testing.B) {
	shipped(b)
	b.ReportAllocs()

	for b.Loop() {
		if _, err := Open(embedded); err != nil {
			b.Fatal(err)
		}
	}
}
