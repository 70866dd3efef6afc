package main

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// crowd holds the visitors of a run and the operator.
type crowd struct {
	o        options
	op       *operator
	visitors []*visitor
}

// text is the text of a visitor's message: 120 bytes.
var text = strings.Repeat("Мне нужна помощь с заказом. ", 3)[:118] + "!!"

// gather connects the visitors and the operator. At a target with a dialog, gather also opens the conversations and claims the
// conversations if the options ask for a person.
func gather(o options) (*crowd, error) {
	c := &crowd{o: o, visitors: make([]*visitor, o.Visitors)}
	var err error
	if c.op, err = signIn(o.Addr, o.Password); err != nil {
		return nil, err
	}
	var g errgroup.Group
	g.SetLimit(16)

	for i := range c.visitors {
		g.Go(func() error {
			v, err := connect(o.Addr)
			if err != nil {
				return err
			}
			c.visitors[i] = v
			go v.read()
			if o.Password == "" {
				return nil
			}

			return c.prepare(v)
		})
	}

	return c, g.Wait()
}

func (c *crowd) prepare(v *visitor) error {
	first := "Здравствуйте!"
	if c.o.Person {
		first = "Позовите оператора"
	}
	if err := v.say(time.Time{}, first); err != nil {
		return err
	}

	select {
	case <-v.answered:
	case <-time.After(20 * time.Second):
		return fmt.Errorf("no ack of the first message")
	}
	if !c.o.Person {
		return nil
	}
	v.mu.Lock()
	id := v.conversation
	v.mu.Unlock()

	return c.op.call("POST", "/conversations/"+id+"/claim", nil)
}

// settle waits until no message is outstanding, but not longer than the limit. Then settle waits for the operator's last frames.
func (c *crowd) settle(most time.Duration) time.Duration {
	began := time.Now()
	for time.Since(began) < most && c.outstanding() > 0 {
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(began)
	time.Sleep(500 * time.Millisecond)

	return took
}

func (c *crowd) outstanding() (n int64) {
	for _, v := range c.visitors {
		n += v.waiting.Load()
	}

	return n
}

// leave counts the sockets that the server has cut. Then leave ends all sockets.
func (c *crowd) leave(r *result) {
	for _, v := range c.visitors {
		v.mu.Lock()
		if v.cut {
			r.Cuts++
		}
		v.mu.Unlock()
	}
	c.op.leave()

	r.Cuts += c.op.cuts
	for _, v := range c.visitors {
		_ = v.conn.Close()
	}
}

// sum adds up the messages that were due from a given time on. Call sum after leave.
func (c *crowd) sum(r *result, from time.Time) {
	var acks, delivered, answers []time.Duration

	for _, v := range c.visitors {
		v.mu.Lock()
		hints := c.op.seen[v.conversation]

		r.Messages += len(v.said)
		for _, w := range v.said {
			if w.due.Before(from) {
				continue
			}
			r.Sent++

			switch {
			case w.refused:
				r.Refused++
				continue
			case w.ack.IsZero():
				r.Unanswered++
				continue
			}
			r.Acked++
			acks = append(acks, w.ack.Sub(w.due))
			if at, ok := firstFrom(hints, w.seq); ok {
				delivered = append(delivered, at.Sub(w.due))
			} else {
				r.Unhinted++
			}
			if at, ok := firstFrom(v.bot, w.seq+1); ok && c.o.Ask {
				answers = append(answers, at.Sub(w.due))
			}
		}
		v.mu.Unlock()
	}
	r.Ack, r.Deliver, r.Answer = spreadOf(acks), spreadOf(delivered), spreadOf(answers)
}

// firstFrom finds the first time at which a seq or a later seq was seen.
func firstFrom(list []mark, seq int64) (time.Time, bool) {
	i := sort.Search(len(list), func(i int) bool { return list[i].seq >= seq })
	if i == len(list) {
		return time.Time{}, false
	}

	return list[i].at, true
}

// verify looks every acknowledged message up in the operator API.
func (c *crowd) verify(r *result) error {
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(4)

	for _, v := range c.visitors {
		g.Go(func() error {
			v.mu.Lock()
			defer v.mu.Unlock()
			found, err := c.op.stored(v.conversation)
			if err != nil {
				return fmt.Errorf("look up messages: %w", err)
			}
			mu.Lock()
			defer mu.Unlock()

			for _, w := range v.said {
				if n := found[w.id]; n > 1 {
					r.Doubled++
				} else if n == 0 && !w.ack.IsZero() && !w.refused {
					r.Missing++
				}
			}

			return nil
		})
	}

	return g.Wait()
}
