package main

import (
	"time"

	"golang.org/x/sync/errgroup"
)

// pingEvery is the interval of a widget's pings. The floor has no ping frame.
const pingEvery = 20 * time.Second

// idle opens sockets that only ping, waits until the server has come to rest and measures the cost of the sockets for the given time.
func idle(o options) (*result, error) {
	r := &result{Mode: o.Mode, Seconds: o.Seconds, RSSBefore: rss(o.PID)}
	list := make([]*visitor, o.Visitors)
	var g errgroup.Group
	g.SetLimit(32)

	for i := range list {
		g.Go(func() (err error) {
			if list[i], err = connect(o.Addr); err == nil {
				go list[i].read()
			}

			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	quit := make(chan struct{})
	defer close(quit)
	if o.Password != "" {
		go pings(list, quit)
	}
	time.Sleep(4 * time.Second)
	used, began := cpu(o.PID), time.Now()
	time.Sleep(time.Duration(o.Seconds * float64(time.Second)))
	r.CPU = (cpu(o.PID) - used).Seconds() / time.Since(began).Seconds()
	r.RSSAfter = rss(o.PID)

	for _, v := range list {
		v.mu.Lock()
		if !v.cut {
			r.Sockets++
		}
		v.mu.Unlock()
		_ = v.conn.Close()
	}

	return r, nil
}

// pings spreads the pings of the visitors evenly over time. Each visitor pings every 20 s.
func pings(list []*visitor, quit <-chan struct{}) {
	t := time.NewTicker(pingEvery / 200)
	defer t.Stop()

	for step := 0; ; step++ {
		select {
		case <-quit:
			return
		case <-t.C:
		}

		for i := step % 200; i < len(list); i += 200 {
			_ = list[i].send([]byte(`{"type":"ping"}`))
		}
	}
}
