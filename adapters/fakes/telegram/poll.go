package telegram

import (
	"time"
)

const otherPoller = "terminated by other getUpdates request; make sure that only one bot instance is running"

// poller is a waiting getUpdates. The sender on end gives the reason for the end.
type poller struct{ end chan string }

// pollMark remembers the last finished getUpdates: the same offset within half a second gets one update only.
type pollMark struct {
	offset int64
	at     time.Time
}

func (b *Bot) getUpdates(request *call) (any, *apiError) {
	var kinds []string
	given, failure := request.object("allowed_updates", &kinds)
	if failure != nil {
		return nil, failure
	}
	limit := int(request.integer("limit"))
	if limit <= 0 || limit > 100 {
		limit = 100
	}
	wait := min(time.Duration(max(0, request.integer("timeout")))*time.Second, b.server.opt.LongPollMax)

	b.mu.Lock()
	defer b.mu.Unlock()
	if b.hook != nil {
		return nil, conflict(
			"can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
		)
	}
	b.endPoller(otherPoller)
	if given {
		b.queue.allow(kinds)
	}
	offset := request.integer("offset")
	if offset == b.lastPoll.offset && b.now().Sub(b.lastPoll.at) < 500*time.Millisecond {
		limit = 1
	}
	updates, failure := b.awaitUpdates(request, offset, limit, wait)
	b.lastPoll = pollMark{offset, b.now()}

	return updates, failure
}

// awaitUpdates confirms and then waits for the first updates. awaitUpdates holds the lock except while waiting.
func (b *Bot) awaitUpdates(request *call, offset int64, limit int, wait time.Duration) ([]Update, *apiError) {
	waiting := &poller{end: make(chan string, 1)}
	b.poller = waiting
	defer func() {
		if b.poller == waiting {
			b.poller = nil
		}
	}()
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	b.queue.confirm(offset, b.now())
	b.signal.Fire()

	for {
		changed := b.signal.Changed()
		b.queue.expire(b.now())
		if out := b.queue.take(limit); len(out) > 0 || wait == 0 {
			return out, nil
		}
		b.mu.Unlock()

		why, over := "", false
		select {
		case <-changed:
		case why = <-waiting.end:
		case <-timeout.C:
			over = true
		case <-request.ctx.Done():
			over = true
		case <-b.server.closed:
			over = true
		}
		b.mu.Lock()
		if why != "" {
			return nil, conflict(why)
		}
		if over {
			return []Update{}, nil
		}
	}
}

// endPoller ends the waiting getUpdates, if there is one, with a 409.
func (b *Bot) endPoller(why string) {
	if b.poller != nil {
		b.poller.end <- why
		b.poller = nil
	}
}

// allow sets the kinds wanted from now on. An empty list means all kinds of the fake.
func (q *queue) allow(kinds []string) {
	q.allowed = nil
	if len(kinds) == 0 {
		return
	}

	q.allowed = make(map[string]bool, len(kinds))
	for _, k := range kinds {
		q.allowed[k] = true
	}
}
