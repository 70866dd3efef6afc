package main

import (
	"sync"
	"sync/atomic"
)

// crew is a number of workers that share the parts of a job.
type crew int

// do calls f for every part below n and returns when all are done.
func (c crew) do(n int, f func(worker, part int)) {
	var next atomic.Int64
	var wg sync.WaitGroup

	for w := range int(c) {
		work := func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(w, i)
			}
		}
		if w == int(c)-1 {
			work()
		} else {
			wg.Go(work)
		}
	}
	wg.Wait()
}
