package main

import (
	"time"

	"golang.org/x/sync/errgroup"
)

// pingEvery is the interval of a widget's pings. The floor has no ping frame.
const pingEvery = 20 * time.Second

// idle opens sockets that only ping, waits until the server has come to rest and measures the cost of the sockets for the given time.
func idle(opts options) (*result, error) {
	out := &result{Mode: opts.Mode, Seconds: opts.Seconds, RSSBefore: rss(opts.PID)}
	list := make([]*visitor, opts.Visitors)
	var group errgroup.Group
	group.SetLimit(32)

	for i := range list {
		group.Go(func() (err error) {
			if list[i], err = connect(opts.Addr); err == nil {
				go list[i].read()
			}

			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	quit := make(chan struct{})
	defer close(quit)
	if opts.Password != "" {
		go pings(list, quit)
	}
	time.Sleep(4 * time.Second)
	used, began := cpu(opts.PID), time.Now()
	time.Sleep(time.Duration(opts.Seconds * float64(time.Second)))
	out.CPU = (cpu(opts.PID) - used).Seconds() / time.Since(began).Seconds()
	out.RSSAfter = rss(opts.PID)

	for _, guest := range list {
		guest.mu.Lock()
		if !guest.cut {
			out.Sockets++
		}
		guest.mu.Unlock()
		_ = guest.conn.Close()
	}

	return out, nil
}

// pings spreads the pings of the visitors evenly over time. Each visitor pings every 20 s.
func pings(list []*visitor, quit <-chan struct{}) {
	ticker := time.NewTicker(pingEvery / 200)
	defer ticker.Stop()

	for step := 0; ; step++ {
		select {
		case <-quit:
			return
		case <-ticker.C:
		}

		for i := step % 200; i < len(list); i += 200 {
			_ = list[i].send([]byte(`{"type":"ping"}`))
		}
	}
}
