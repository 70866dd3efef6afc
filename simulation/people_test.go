package simulation_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"frontdesk/chat"
	"frontdesk/handoff"
	"frontdesk/store"
	"frontdesk/survey"
)

// customer is a person, or a machine that answers every message.
type customer struct {
	w       *world
	peer    chat.Peer
	m       *messenger
	machine string // "", "fixed", "varying"
	read    int    // index into the messenger's log
	screen  []call // shown messages, newest last
	natives []string
	n       int
	quiet   bool // writes no more messages
}

// agenda holds the next events, by virtual time. All events run on one goroutine.
type agenda struct {
	at []time.Time
	do []func()
}

func (a *agenda) add(at time.Time, fn func()) {
	i := len(a.at)
	for i > 0 && a.at[i-1].After(at) {
		i--
	}
	a.at = append(a.at[:i], append([]time.Time{at}, a.at[i:]...)...)
	a.do = append(a.do[:i], append([]func(){fn}, a.do[i:]...)...)
}

// until runs the agenda up to a time.
func (w *world) until(a *agenda, end time.Time) {
	for len(a.at) > 0 && !a.at[0].After(end) {
		at, fn := a.at[0], a.do[0]
		a.at, a.do = a.at[1:], a.do[1:]
		w.pass(time.Until(at))
		fn()
	}
	w.pass(time.Until(end))
}

var says = []string{
	"Когда вы работаете?",
	"Как оплатить заказ?",
	"Как вернуть товар?",
	"привет",
	"спасибо",
	"позовите оператора",
	"1",
	"2",
	"4",
	"5",
	"пять",
	"да",
	"нет",
	"помогло",
	"мой попугай сломал чайник",
	"режим работы",
	"почему небо синее и что с этим делать вашей фирме",
	"/help",
	"/start",
	"/operator",
}

// polite are texts that the bot answers without end.
var polite = []string{"спасибо", "привет", "до свидания", "благодарю", "добрый день", "пока", "Когда вы работаете?"}

func (c *customer) looks() {
	list, next := c.m.seen(c.peer.Address, c.read)
	c.screen, c.read = append(c.screen, list...), next
}

// act does one random act of a customer.
func (c *customer) act(a *agenda) {
	w, r := c.w, c.w.rng
	c.looks()

	switch n := r.IntN(20); {
	case n < 11:
		c.say(a, says[r.IntN(len(says))])
	case n < 17:
		c.press(a)
	case n < 18 && len(c.natives) > 0:
		c.send(a, chat.Inbound{Kind: chat.InEdit, Of: c.natives[r.IntN(len(c.natives))], Text: says[r.IntN(len(says))]})
	case n < 19 && len(c.natives) > 0:
		c.send(a, chat.Inbound{Kind: chat.InWithdraw, Of: c.natives[r.IntN(len(c.natives))]})
	default:
		w.fault("burst")

		for range 3 {
			c.say(a, says[r.IntN(len(says))])
		}
	}
}

func (c *customer) say(a *agenda, text string) {
	in := chat.Inbound{Kind: chat.InText, Text: text}
	if name, ok := strings.CutPrefix(text, "/"); ok {
		in.Kind, in.Text = chat.InCommand, name
	}
	c.send(a, in)
}

// press presses a button on the screen. The button mostly belongs to the newest message, sometimes to an old message. Ratings go 4, 5, 4.
func (c *customer) press(a *agenda) {
	r := c.w.rng
	stale := r.IntN(4) == 0

	for i := len(c.screen) - 1; i >= 0; i-- {
		list := c.screen[i].Choices
		if len(list) == 0 || stale && i > 0 && r.IntN(2) == 0 {
			continue
		}
		v := list[r.IntN(len(list))].Value
		if id, _, ok := survey.ReadPress(v); ok {
			for j, n := range []int{4, 5, 4} {
				a.add(
					time.Now().Add(time.Duration(j)*700*time.Millisecond),
					func() { c.send(a, chat.Inbound{Kind: chat.InPress, Payload: fmt.Sprintf("rate:%s:%d", id, n)}) },
				)
			}

			return
		}
		c.send(a, chat.Inbound{Kind: chat.InPress, Payload: v})

		return
	}
}

// send passes an inbound message to the platform. The platform delivers the message late, more than once and out of order, until an ack
// comes.
func (c *customer) send(a *agenda, in chat.Inbound) {
	w, r := c.w, c.w.rng
	w.n++
	w.said++
	in.Peer, in.Sender, in.SentAt = c.peer, chat.Sender{Channel: c.peer.Channel, Person: c.peer.Address}, w.now()
	in.Keys = []string{fmt.Sprintf("%s:update:%d", c.peer.Channel, w.n)}
	if in.Kind == chat.InText || in.Kind == chat.InCommand {
		in.Native = fmt.Sprint("m", w.n)
		in.Keys = append(in.Keys, fmt.Sprintf("%s:%s:%s", c.peer.Channel, c.peer.Address, in.Native))
		c.natives = append(c.natives, in.Native)
	}
	late := time.Duration(0)
	if !w.calm.Load() && r.IntN(5) == 0 {
		w.fault("reordered")
		late = time.Duration(r.IntN(2500)) * time.Millisecond
	}
	a.add(time.Now().Add(late), func() { w.deliver(a, in) })

	for !w.calm.Load() && r.IntN(5) == 0 {
		w.fault("duplicate")
		a.add(time.Now().Add(time.Duration(r.IntN(7200_000))*time.Millisecond), func() { w.deliver(a, in) })
	}
}

// deliver calls the program once. Without an ack the platform delivers again.
func (w *world) deliver(a *agenda, in chat.Inbound) {
	out, err := w.engine.Receive(context.Background(), in)
	if err == nil && !out.Known {
		if id, n, ok := survey.ReadPress(in.Payload); ok {
			w.rated[id] = n
		} else if s, _ := w.db.PeerSurvey(context.Background(), in.Peer); s != nil {
			if _, typed := survey.ReadText(in.Text); typed {
				delete(w.rated, s.ID)
			}
		}
	}
	if err == nil && !w.calm.Load() && w.rng.IntN(25) == 0 {
		w.fault("ack_lost")
		err = context.DeadlineExceeded
	}
	if err != nil {
		w.fault("redelivered")
		a.add(time.Now().Add(3*time.Second), func() { w.deliver(a, in) })

		return
	}
	if in.Native != "" {
		w.acked[in.Native] = &in
	}
}

// live plays a customer.
func (c *customer) live(a *agenda) {
	if c.quiet {
		return
	}
	r := c.w.rng
	if c.machine != "" {
		c.answer(a)
		a.add(time.Now().Add(time.Second), func() { c.live(a) })

		return
	}
	c.act(a)

	pause := time.Duration(1+r.IntN(60)) * time.Second
	switch r.IntN(12) {
	case 0:
		pause = time.Duration(r.IntN(3600)) * time.Second
	case 1, 2:
		pause = time.Duration(r.IntN(2000)) * time.Millisecond
	}
	a.add(time.Now().Add(pause), func() { c.live(a) })
}

// answer is the machine: every shown message gets an answer.
func (c *customer) answer(a *agenda) {
	before := len(c.screen)
	c.looks()

	for range len(c.screen) - before {
		c.n++
		text := "Я в отпуске, отвечу позже."
		if c.machine == "varying" {
			text = polite[c.n%len(polite)]
		}
		c.say(a, text)
	}
}

// work plays an operator: any verb on any conversation, repeated requests included.
func (w *world) work(a *agenda, op chat.Operator) {
	w.operate(op)
	a.add(time.Now().Add(time.Duration(2+w.rng.IntN(40))*time.Second), func() { w.work(a, op) })
}

func (w *world) operate(op chat.Operator) {
	ctx, r := context.Background(), w.rng
	mine, _, _ := w.db.Conversations(ctx, store.Filter{State: "mine", Owner: op.ID, Limit: 50})
	open, _, _ := w.db.Conversations(ctx, store.Filter{State: "all", Limit: 50})
	if len(open) == 0 {
		return
	}
	w.n++
	draft := handoff.Draft{
		ID:   fmt.Sprint("draft", w.n),
		Text: fmt.Sprintf("Ответ оператора %d. %s", w.n, strings.Repeat("Подробности в письме. ", r.IntN(8))),
	}
	other := w.ops[r.IntN(len(w.ops))]
	any := open[r.IntN(len(open))].ID
	if len(mine) == 0 || r.IntN(5) == 0 {
		if r.IntN(3) == 0 {
			w.race(any)
		} else {
			_, _ = w.desk.Claim(ctx, op, any)
		}

		return
	}

	id := mine[r.IntN(len(mine))].ID
	switch n := r.IntN(12); {
	case n < 6:
		_, _ = w.desk.Reply(ctx, op, id, draft)
		if n == 0 {
			_, _ = w.desk.Reply(ctx, op, id, draft)
		}
	case n < 7:
		_, _ = w.desk.Note(ctx, op, any, draft)
	case n < 8:
		_, _ = w.desk.Transfer(ctx, op, id, other.ID, draft)
	case n < 9:
		_, _ = w.desk.Release(ctx, op, id)
	case n < 10:
		_, _ = w.desk.Reply(ctx, op, any, draft)
	default:
		_, _ = w.desk.Close(ctx, op, id)
	}
}

// race lets all operators claim, write and close at the same moment.
func (w *world) race(id chat.ConversationID) {
	var all sync.WaitGroup
	for i, op := range w.ops {
		all.Go(func() {
			_, _ = w.desk.Claim(context.Background(), op, id)
			_, _ = w.desk.Reply(
				context.Background(),
				op,
				id,
				handoff.Draft{ID: fmt.Sprintf("race%d-%d", w.n, i), Text: "Здравствуйте!"},
			)
		})
	}
	all.Wait()
}
