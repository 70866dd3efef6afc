package main

import (
	"runtime"
	"time"
)

// questions are questions of the sample FAQ, word for word.
var questions = []string{
	"Сколько стоит доставка?",
	"Сколько дней идёт доставка?",
	"Сколько стоит доставка в Казань?",
	"Доставляете ли вы за границу?",
}

// openLoop offers messages at a fixed rate that does not depend on the server. Latencies count from the due instant of each message.
func openLoop(o options) (*result, error) {
	r := &result{Mode: o.Mode, Seconds: o.Seconds, RSSBefore: rss(o.PID)}
	c, err := gather(o)
	if err != nil {
		return nil, err
	}
	time.Sleep(300 * time.Millisecond) // wait for the frames of the preparation
	queues := make([]chan time.Time, len(c.visitors))

	per := int(o.Rate*(o.Seconds+o.Warm))/len(c.visitors) + 2
	for i, v := range c.visitors {
		queues[i] = make(chan time.Time, per)
		go v.follow(queues[i], o.Ask)
	}
	stop := watch(o.PID)
	used := cpu(o.PID)
	from, late := offer(o, c.visitors, queues, r)
	r.CPU = (cpu(o.PID) - used).Seconds() / (o.Seconds + o.Warm)

	for _, q := range queues {
		close(q)
	}
	r.Drained = c.settle(30 * time.Second).Seconds()
	r.RSSMost, r.RSSAfter = stop(), rss(o.PID)
	r.Late = spreadOf(late)
	if o.Verify && o.Password != "" {
		if err := c.verify(r); err != nil {
			return nil, err
		}
	}
	c.leave(r)
	c.sum(r, from)
	r.PerSecond = float64(r.Acked) / o.Seconds

	return r, nil
}

// offer hands each message to the message's visitor at the due instant. offer returns the start of the counted time and the lateness of the
// client itself.
func offer(o options, visitors []*visitor, queues []chan time.Time, r *result) (from time.Time, late []time.Duration) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := time.Now().Add(50 * time.Millisecond)
	from = start.Add(time.Duration(o.Warm * float64(time.Second)))
	gap := time.Duration(float64(time.Second) / o.Rate)
	total := int(o.Rate * (o.Seconds + o.Warm))

	late = make([]time.Duration, 0, total)
	for i := range total {
		due := start.Add(time.Duration(i) * gap)
		sleepUntil(due)
		if !due.Before(from) {
			r.Offered++
			late = append(late, time.Since(due))
		}
		v := i % len(visitors)
		if o.Cap > 0 && int(visitors[v].waiting.Load())+len(queues[v]) >= o.Cap {
			if !due.Before(from) {
				r.Shed++
			}
			continue
		}
		queues[v] <- due // never blocks, because the queue has room for all messages
	}

	return from, late
}

// follow sends the messages that offer hands over.
func (v *visitor) follow(due <-chan time.Time, ask bool) {
	n := 0

	for at := range due {
		what := text
		if ask {
			what = questions[n%len(questions)]
		}
		n++
		if v.say(at, what) != nil {
			return
		}
	}
}
