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
func openLoop(opts options) (*result, error) {
	out := &result{Mode: opts.Mode, Seconds: opts.Seconds, RSSBefore: rss(opts.PID)}
	people, err := gather(opts)
	if err != nil {
		return nil, err
	}
	time.Sleep(300 * time.Millisecond) // wait for the frames of the preparation
	queues := make([]chan time.Time, len(people.visitors))

	per := int(opts.Rate*(opts.Seconds+opts.Warm))/len(people.visitors) + 2
	for i, v := range people.visitors {
		queues[i] = make(chan time.Time, per)
		go v.follow(queues[i], opts.Ask)
	}
	stop := watch(opts.PID)
	used := cpu(opts.PID)
	from, late := offer(opts, people.visitors, queues, out)
	out.CPU = (cpu(opts.PID) - used).Seconds() / (opts.Seconds + opts.Warm)

	for _, q := range queues {
		close(q)
	}
	out.Drained = people.settle(30 * time.Second).Seconds()
	out.RSSMost, out.RSSAfter = stop(), rss(opts.PID)
	out.Late = spreadOf(late)
	if opts.Verify && opts.Password != "" {
		if err := people.verify(out); err != nil {
			return nil, err
		}
	}
	people.leave(out)
	people.sum(out, from)
	out.PerSecond = float64(out.Acked) / opts.Seconds

	return out, nil
}

// offer hands each message to the message's visitor at the due instant. offer returns the start of the counted time and the lateness of the
// client itself.
func offer(
	opts options,
	visitors []*visitor,
	queues []chan time.Time,
	out *result,
) (from time.Time, late []time.Duration) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := time.Now().Add(50 * time.Millisecond)
	from = start.Add(time.Duration(opts.Warm * float64(time.Second)))
	gap := time.Duration(float64(time.Second) / opts.Rate)
	total := int(opts.Rate * (opts.Seconds + opts.Warm))

	late = make([]time.Duration, 0, total)
	for i := range total {
		due := start.Add(time.Duration(i) * gap)
		sleepUntil(due)
		if !due.Before(from) {
			out.Offered++
			late = append(late, time.Since(due))
		}
		at := i % len(visitors)
		if opts.Cap > 0 && int(visitors[at].waiting.Load())+len(queues[at]) >= opts.Cap {
			if !due.Before(from) {
				out.Shed++
			}
			continue
		}
		queues[at] <- due // never blocks, because the queue has room for all messages
	}

	return from, late
}

// follow sends the messages that offer hands over.
func (v *visitor) follow(due <-chan time.Time, ask bool) {
	count := 0

	for at := range due {
		what := text
		if ask {
			what = questions[count%len(questions)]
		}
		count++
		if v.say(at, what) != nil {
			return
		}
	}
}
