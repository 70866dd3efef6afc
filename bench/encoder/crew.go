package main

import (
	"sync"
	"sync/atomic"
)

// crew is a number of workers that share the parts of a job.
type crew int

// do calls visit for every part below jobs and returns when all are done.
func (c crew) do(jobs int, visit func(worker, part int)) {
	var next atomic.Int64
	var wg sync.WaitGroup

	for worker := range int(c) {
		work := func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= jobs {
					return
				}
				visit(worker, i)
			}
		}
		if worker == int(c)-1 {
			work()
		} else {
			wg.Go(work)
		}
	}
	wg.Wait()
}
