//go:build !noencoder

package encoder

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"testing"
)

// TestShippedTable checks that the embedded table is small and agrees with docs/encoder.md.
func TestShippedTable(t *testing.T) {
	shipped(t)
	if sum := fmt.Sprintf("%x", sha256.Sum256(embedded)); sum != SHA256 {
		t.Errorf("SHA-256 %s instead of %s", sum, SHA256)
	}
	if len(embedded) > 8_000_000 {
		t.Errorf("%d bytes", len(embedded))
	}
}

// TestOpenCopiesNothing checks the memory of an open table: at most a fifth of the size of the file.
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
