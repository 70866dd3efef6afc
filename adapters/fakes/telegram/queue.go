package telegram

import (
	"slices"
	"time"
)

// Retention of updates the bot did not fetch: messages a day from their date, presses two and a half minutes.
const (
	keepMessages = 24 * time.Hour
	keepPresses  = 150 * time.Second
)

// Delivery is an update and the state of its delivery.
type Delivery struct {
	Update
	At        time.Time `json:"at"`
	Expires   time.Time `json:"expires"`
	Sent      int       `json:"sent"` // number of answers and pushes with the update
	Confirmed time.Time `json:"confirmed,omitzero"`
	Expired   bool      `json:"expired,omitempty"`

	key    string // webhooks: one at a time per key
	forced bool   // given out once more, with any offset
}

// queue holds updates in order. settled is append-only: a prefix of settled never changes.
type queue struct {
	next    int64
	pending []*Delivery
	settled []Delivery
	allowed map[string]bool // nil means all kinds of the fake
	dropped int             // updates of kinds not allowed, and so never queued
}

// put queues an update under a new id. When the bot did not ask for the kind, put returns 0.
func (q *queue) put(update Update, key string, now time.Time, keep time.Duration) int64 {
	if q.allowed != nil && !q.allowed[update.Kind()] {
		q.dropped++
		return 0
	}
	update.ID = q.next
	q.next++
	q.pending = append(q.pending, &Delivery{Update: update, At: now, Expires: now.Add(keep), key: key})

	return update.ID
}

// expire drops the updates older than their retention.
func (q *queue) expire(now time.Time) {
	q.pending = slices.DeleteFunc(q.pending, func(delivery *Delivery) bool {
		if now.Before(delivery.Expires) {
			return false
		}
		delivery.Expired = true
		q.settled = append(q.settled, *delivery)

		return true
	})
}

// confirm forgets the updates before offset. A negative offset leaves only so many of the newest updates. confirm returns the offset to
// read from. As on the public server, an offset far in the future is ignored and means the head.
func (q *queue) confirm(offset int64, now time.Time) int64 {
	switch {
	case offset < 0:
		drop := max(0, len(q.pending)+int(max(offset, -1<<30)))
		for _, d := range q.pending[:drop] {
			q.settle(d, now)
		}
		q.pending = slices.Delete(q.pending, 0, drop)

		return 0
	case offset == 0 || offset > q.next+10:
		return 0
	}
	q.pending = slices.DeleteFunc(q.pending, func(delivery *Delivery) bool {
		if delivery.ID >= offset || delivery.forced {
			return false
		}
		q.settle(delivery, now)

		return true
	})

	return offset
}

func (q *queue) settle(d *Delivery, now time.Time) {
	d.Confirmed = now
	q.settled = append(q.settled, *d)
}

// take gives out up to limit updates.
func (q *queue) take(limit int) []Update {
	out := []Update{}
	for _, delivery := range q.pending {
		if len(out) == limit {
			break
		}
		delivery.Sent++
		delivery.forced = false
		out = append(out, delivery.Update)
	}

	return out
}

// redeliver makes the update with the id come once more.
func (q *queue) redeliver(id int64, now time.Time) bool {
	for _, d := range q.pending {
		if d.ID == id {
			d.forced = true
			return true
		}
	}

	for i := len(q.settled) - 1; i >= 0; i-- {
		if delivery := q.settled[i]; delivery.ID == id {
			delivery.forced, delivery.Confirmed = true, time.Time{}
			delivery.Expired, delivery.Expires = false, now.Add(keepMessages)
			q.pending = slices.Insert(q.pending, 0, &delivery)

			return true
		}
	}

	return false
}
