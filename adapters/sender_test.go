package adapters

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/chat"
)

// outbox stores parts in memory in the order of put.
type outbox struct {
	Outbox // the other methods must not be called
	mu     sync.Mutex
	parts  []chat.Part
	claims []time.Time
}

func (o *outbox) put(address, text string, policy chat.Policy) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.parts = append(
		o.parts,
		chat.Part{
			Conversation: "c",
			Seq:          int64(len(o.parts) + 1),
			Peer:         chat.Peer{Channel: "ch", Address: address},
			Of:           1,
			Payload:      text,
			State:        chat.PartQueued,
			Policy:       policy,
		},
	)
}

func (o *outbox) open(p chat.Part) bool {
	return p.State == chat.PartQueued || p.State == chat.PartSending
}

func (o *outbox) PeersWaiting(context.Context, chat.ChannelID, int) (list []chat.PeerDue, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()

	for _, p := range o.parts {
		if o.open(p) && !slices.ContainsFunc(list, func(d chat.PeerDue) bool { return d.Address == p.Peer.Address }) {
			list = append(list, chat.PeerDue{Address: p.Peer.Address, Due: p.Due})
		}
	}

	return list, nil
}

func (o *outbox) Oldest(_ context.Context, peer chat.Peer) (*chat.Part, *chat.Entry, error) {
	o.mu.Lock()
	defer o.mu.Unlock()

	for _, p := range o.parts {
		if p.Peer == peer && o.open(p) {
			return &p, &chat.Entry{}, nil
		}
	}

	return nil, nil, nil
}

func (o *outbox) Claim(_ context.Context, p chat.Part) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.claims = append(o.claims, time.Now())
	o.parts[p.Seq-1].State = chat.PartSending
	o.parts[p.Seq-1].Attempts++

	return true, nil
}

func (o *outbox) Settle(_ context.Context, p chat.Part) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.parts[p.Seq-1] = p

	return nil
}

func (o *outbox) Interrupted(context.Context, chat.ChannelID) ([]chat.Part, error) { return nil, nil }

func (o *outbox) states() (list []chat.PartState) {
	o.mu.Lock()
	defer o.mu.Unlock()

	for _, p := range o.parts {
		list = append(list, p.State)
	}

	return list
}

// platform records the sent texts with their times and answers as the test wants.
type platform struct {
	pace   Pace
	answer func(p chat.Part) error
	mu     sync.Mutex
	sent   []string
	times  []time.Time
}

func (p *platform) ID() chat.ChannelID                  { return "ch" }
func (p *platform) Traits() Traits                      { return Traits{PerPeer: p.pace} }
func (p *platform) Run(context.Context) error           { return nil }
func (p *platform) Render(chat.Entry) ([]string, error) { return nil, nil }

func (p *platform) calls() []string { p.mu.Lock(); defer p.mu.Unlock(); return slices.Clone(p.sent) }
func (p *platform) Send(_ context.Context, out Outgoing) (string, error) {
	p.mu.Lock()
	p.sent, p.times = append(p.sent, out.Payload), append(p.times, time.Now())
	p.mu.Unlock()
	if p.answer == nil {
		return "native", nil
	}

	return "native", p.answer(out.Part)
}

// sending runs a sender for a time in the test's fake clock.
func sending(t *testing.T, p *platform, o *outbox, long time.Duration) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := NewSender(p, o, slog.New(slog.DiscardHandler))
	var run sync.WaitGroup
	run.Go(func() { s.Run(ctx) })
	<-time.After(long) // the fake clock advances at once
	cancel()
	run.Wait()
}

// TestOnePeerHoldsNobody: after a refusal for one peer, only this customer waits. After a refusal for the whole channel, all customers
// wait.
func TestOnePeerHoldsNobody(t *testing.T) {
	for _, channel := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			o, p := &outbox{}, &platform{}
			p.answer = func(x chat.Part) error {
				if x.Payload == "a1" && x.Attempts == 1 {
					return RetryAfter{Wait: time.Minute, Channel: channel, Err: errors.New("429")}
				}

				return nil
			}
			o.put("a", "a1", chat.Resend)
			o.put("a", "a2", chat.Resend)
			sendLater := time.AfterFunc(5*time.Second, func() { o.put("b", "b1", chat.Resend) })
			defer sendLater.Stop()
			sending(t, p, o, 30*time.Second)
			want := []string{"a1", "b1"}
			if channel {
				want = []string{"a1"}
			}
			if got := p.calls(); !slices.Equal(got, want) {
				t.Errorf("refused for the whole channel %t: after 30 s %v left, want %v", channel, got, want)
			}
			sending(t, p, o, time.Minute)
			if got := p.calls(); len(got) != 4 || slices.Index(got[1:], "a1") > slices.Index(got[1:], "a2") {
				t.Errorf("at the end %v left, want all, a1 before a2", got)
			}
		})
	}
}

// TestPaceComesBeforeTheClaim: a part that waits for its pace is still queued, so a takeover can cancel the part.
func TestPaceComesBeforeTheClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, p := &outbox{}, &platform{pace: Pace{Every: 10 * time.Second, Burst: 1}}
		for n := range 4 {
			o.put("a", fmt.Sprint(n), chat.Resend)
		}
		sending(t, p, o, time.Minute)
		if len(p.times) != 4 {
			t.Fatalf("%d calls", len(p.times))
		}

		for i, at := range p.times {
			if o.claims[i] != at {
				t.Errorf("part %d was claimed %v before its call", i, at.Sub(o.claims[i]))
			}
			if i > 0 && at.Sub(p.times[i-1]) < 10*time.Second {
				t.Errorf("part %d left %v after the one before", i, at.Sub(p.times[i-1]))
			}
		}
	})
}

// TestUnknownOutcome: after a call without an answer, an important text is sent once more. A rating prompt is never repeated.
func TestUnknownOutcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, p := &outbox{}, &platform{answer: func(chat.Part) error { return Uncertain{Err: errors.New("timeout")} }}
		o.put("a", "answer", chat.Resend)
		o.put("a", "rating prompt", chat.Leave)
		sending(t, p, o, time.Hour)
		if got, want := p.calls(), []string{"answer", "answer", "rating prompt"}; !slices.Equal(got, want) {
			t.Errorf("calls %v, want %v", got, want)
		}
		if got := o.states(); !slices.Equal(got, []chat.PartState{chat.PartUncertain, chat.PartUncertain}) {
			t.Errorf("states %v, want both uncertain", got)
		}
	})
}
