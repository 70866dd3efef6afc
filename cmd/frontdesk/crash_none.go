//go:build !faults

package main

import "frontdesk/program"

// withFaults returns the options unchanged, because the product has no faults.
func withFaults(o program.Options) program.Options { return o }
