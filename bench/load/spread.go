package main

import (
	"slices"
	"time"
)

// spread summarises latencies, in milliseconds.
type spread struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// spreadOf summarises the list. spreadOf sorts the list in place.
func spreadOf(list []time.Duration) spread {
	if len(list) == 0 {
		return spread{}
	}
	slices.Sort(list)
	at := func(q float64) float64 {
		return float64(list[min(int(q*float64(len(list))), len(list)-1)]) / float64(time.Millisecond)
	}

	return spread{N: len(list), P50: at(.5), P99: at(.99), Max: at(1)}
}
