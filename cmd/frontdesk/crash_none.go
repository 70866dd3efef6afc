//go:build !faults

package main

// buildFaults: the product has none.
func buildFaults() Faults { return Faults{} }
