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
func gather(opts options) (*crowd, error) {
	people := &crowd{o: opts, visitors: make([]*visitor, opts.Visitors)}
	var err error
	if people.op, err = signIn(opts.Addr, opts.Password); err != nil {
		return nil, err
	}
	var group errgroup.Group
	group.SetLimit(16)

	for i := range people.visitors {
		group.Go(func() error {
			guest, err := connect(opts.Addr)
			if err != nil {
				return err
			}
			people.visitors[i] = guest
			go guest.read()
			if opts.Password == "" {
				return nil
			}

			return people.prepare(guest)
		})
	}

	return people, group.Wait()
}

func (c *crowd) prepare(guest *visitor) error {
	first := "Здравствуйте!"
	if c.o.Person {
		first = "Позовите оператора"
	}
	if err := guest.say(time.Time{}, first); err != nil {
		return err
	}

	select {
	case <-guest.answered:
	case <-time.After(20 * time.Second):
		return fmt.Errorf("no ack of the first message")
	}
	if !c.o.Person {
		return nil
	}
	guest.mu.Lock()
	id := guest.conversation
	guest.mu.Unlock()

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

func (c *crowd) outstanding() (count int64) {
	for _, v := range c.visitors {
		count += v.waiting.Load()
	}

	return count
}

// leave counts the sockets that the server has cut. Then leave ends all sockets.
func (c *crowd) leave(out *result) {
	for _, guest := range c.visitors {
		guest.mu.Lock()
		if guest.cut {
			out.Cuts++
		}
		guest.mu.Unlock()
	}
	c.op.leave()

	out.Cuts += c.op.cuts
	for _, v := range c.visitors {
		_ = v.conn.Close()
	}
}

// sum adds up the messages that were due from a given time on. Call sum after leave.
func (c *crowd) sum(out *result, from time.Time) {
	var acks, delivered, answers []time.Duration

	for _, guest := range c.visitors {
		guest.mu.Lock()
		hints := c.op.seen[guest.conversation]

		out.Messages += len(guest.said)
		for _, sent := range guest.said {
			if sent.due.Before(from) {
				continue
			}
			out.Sent++

			switch {
			case sent.refused:
				out.Refused++
				continue
			case sent.ack.IsZero():
				out.Unanswered++
				continue
			}
			out.Acked++
			acks = append(acks, sent.ack.Sub(sent.due))
			if at, ok := firstFrom(hints, sent.seq); ok {
				delivered = append(delivered, at.Sub(sent.due))
			} else {
				out.Unhinted++
			}
			if at, ok := firstFrom(guest.bot, sent.seq+1); ok && c.o.Ask {
				answers = append(answers, at.Sub(sent.due))
			}
		}
		guest.mu.Unlock()
	}
	out.Ack, out.Deliver, out.Answer = spreadOf(acks), spreadOf(delivered), spreadOf(answers)
}

// firstFrom finds the first time at which a seq or a later seq was seen.
func firstFrom(list []mark, seq int64) (time.Time, bool) {
	at := sort.Search(len(list), func(i int) bool { return list[i].seq >= seq })
	if at == len(list) {
		return time.Time{}, false
	}

	return list[at].at, true
}

// verify looks every acknowledged message up in the operator API.
func (c *crowd) verify(out *result) error {
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(4)

	for _, guest := range c.visitors {
		group.Go(func() error {
			guest.mu.Lock()
			defer guest.mu.Unlock()
			found, err := c.op.stored(guest.conversation)
			if err != nil {
				return fmt.Errorf("look up messages: %w", err)
			}
			mu.Lock()
			defer mu.Unlock()

			for _, sent := range guest.said {
				if n := found[sent.id]; n > 1 {
					out.Doubled++
				} else if n == 0 && !sent.ack.IsZero() && !sent.refused {
					out.Missing++
				}
			}

			return nil
		})
	}

	return group.Wait()
}
