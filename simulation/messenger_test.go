package simulation_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// messenger is a platform in memory. The result of a call is drawn per peer. The luck of one peer therefore does not depend on other
// peers.
type messenger struct {
	id   chat.ChannelID
	w    *world
	seed uint64
	mu   sync.Mutex
	luck map[string]*rand.Rand
	log  []call
	gone map[string]string // unreachable peers, with the reason
	held time.Time         // the whole channel refuses until then
}

// call is one platform call in the messenger's log. Times are virtual.
type call struct {
	Peer         string
	Conversation chat.ConversationID
	Seq          int64
	Part, Of     int
	Text         string
	Choices      []chat.Choice
	From, To     time.Time
	Shown        bool // visible to the person
	// Fault is the name of the played fault. An empty string means success.
	Fault string
}

const (
	pace    = time.Second
	maxText = 60
)

func newMessenger(w *world, id chat.ChannelID, seed uint64) *messenger {
	return &messenger{id: id, w: w, seed: seed, luck: map[string]*rand.Rand{}, gone: map[string]string{}}
}

func (m *messenger) ID() chat.ChannelID { return m.id }

func (m *messenger) Run(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func (m *messenger) Traits() adapters.Traits {
	return adapters.Traits{
		Type:      "memory",
		PerSecond: 30,
		PerPeer:   adapters.Pace{Every: pace, Burst: 1},
		MaxText:   maxText,
	}
}

// Render cuts a text into pieces of maxText characters.
func (m *messenger) Render(e chat.Entry) ([]string, error) {
	text := []rune(e.Text)

	var list []string
	for len(text) > maxText {
		list, text = append(list, string(text[:maxText])), text[maxText:]
	}

	return append(list, string(text)), nil
}

func (m *messenger) rng(peer string) *rand.Rand {
	if m.luck[peer] == nil {
		h := m.seed
		for _, b := range []byte(peer) {
			h = h*1099511628211 + uint64(b)
		}
		m.luck[peer] = rand.New(rand.NewPCG(h, m.seed))
	}

	return m.luck[peer]
}

// Send draws the result of a call, lets the call's time pass and notes the call.
func (m *messenger) Send(ctx context.Context, p adapters.Outgoing) (string, error) {
	m.w.calling.Add(1)
	defer m.w.calling.Add(-1)
	m.mu.Lock()
	r := m.rng(p.Peer.Address)
	c := call{
		Peer:         p.Peer.Address,
		Conversation: p.Conversation,
		Seq:          p.Seq,
		Part:         p.Number,
		Of:           p.Of,
		Text:         p.Payload,
		From:         time.Now(),
	}
	if p.Number == p.Of-1 {
		c.Choices = p.Entry.Choices
	}
	luck, wait, retry := r.Float64(), time.Duration(
		20+r.IntN(280),
	)*time.Millisecond, time.Duration(
		1+r.IntN(300),
	)*time.Second
	gone, held := m.gone[p.Peer.Address], m.held
	m.mu.Unlock()
	var err error
	shown := false

	switch {
	case gone != "":
		c.Fault, err = gone, adapters.Rejected{Reason: gone, Peer: true}
	case time.Now().Before(held):
		c.Fault, err = "429_channel", adapters.RetryAfter{
			Wait:    time.Until(held),
			Channel: true,
			Err:     errors.New("too many"),
		}
	case m.w.calm.Load() || luck < 0.72:
		shown = true
	case luck < 0.78:
		c.Fault, err = "429", adapters.RetryAfter{Wait: retry, Err: errors.New("too many")}
	case luck < 0.79:
		c.Fault, err = "429_channel", adapters.RetryAfter{Wait: retry / 20, Channel: true, Err: errors.New("too many")}
		m.mu.Lock()
		m.held = time.Now().Add(retry / 20)
		m.mu.Unlock()
	case luck < 0.84:
		c.Fault, err, shown, wait = "timeout_after_accept", adapters.Uncertain{
			Err: context.DeadlineExceeded,
		}, true, retry/10
	case luck < 0.89:
		c.Fault, err, wait = "timeout_before", adapters.Uncertain{Err: context.DeadlineExceeded}, retry/10
	case luck < 0.94:
		c.Fault, err, shown = "reset", adapters.Uncertain{Err: errors.New("connection reset")}, luck < 0.915
	default:
		c.Fault, err = "5xx", adapters.RetryAfter{Err: errors.New("502")}
	}

	select { // half of the time is the way to the messenger; only an arrived message is shown
	case <-ctx.Done():
		return "", adapters.Uncertain{Err: ctx.Err()}
	case <-m.w.killed():
		return "", adapters.Uncertain{Err: errors.New("killed")}
	case <-time.After(wait / 2):
	}
	c.Shown = shown
	m.mu.Lock()
	c.To = time.Now().Add(wait / 2)
	n := len(m.log)
	m.log = append(m.log, c)
	m.mu.Unlock()

	select {
	case <-m.w.killed():
		m.mu.Lock()
		m.log[n].Fault, m.log[n].To = "killed", time.Now()
		m.mu.Unlock()

		return "", adapters.Uncertain{Err: errors.New("killed")}
	case <-time.After(wait / 2):
	}

	return fmt.Sprintf("n%d", n), err
}

// readable is a messenger with a readable history, as in Slack.
type readable struct{ *messenger }

func (m readable) Arrived(_ context.Context, p adapters.Outgoing) (string, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()

	for i, c := range m.log {
		if c.Shown && c.Conversation == p.Conversation && c.Seq == p.Seq && c.Part == p.Number {
			return fmt.Sprintf("n%d", i), true, nil
		}
	}

	return "", false, nil
}

// block makes a peer unreachable, or reachable again.
func (m *messenger) block(peer, reason string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if reason == "" {
		delete(m.gone, peer)
	} else {
		m.gone[peer] = reason
	}
}

// seen returns the messages on a person's screen from an index of the log on, and the next index.
func (m *messenger) seen(peer string, from int) (list []call, next int) {
	m.mu.Lock()
	defer m.mu.Unlock()

	for _, c := range m.log[from:] {
		if c.Peer == peer && c.Shown {
			list = append(list, c)
		}
	}

	return list, len(m.log)
}
