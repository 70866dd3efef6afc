package adapters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"frontdesk/chat"
)

// Outbox has the sender's queries on the store.
type Outbox interface {
	PeersWaiting(ctx context.Context, ch chat.ChannelID, limit int) ([]chat.PeerDue, error)
	Oldest(ctx context.Context, p chat.Peer) (*chat.Part, *chat.Entry, error)
	Split(ctx context.Context, p chat.Part, payloads []string) error
	Claim(ctx context.Context, p chat.Part) (bool, error)
	Settle(ctx context.Context, p chat.Part) error
	FailPeer(ctx context.Context, p chat.Peer, reason string) error
	Interrupted(ctx context.Context, ch chat.ChannelID) ([]chat.Part, error)
	NativeOf(ctx context.Context, entry string, p chat.Peer) ([]string, error)
	NativeOfInbound(ctx context.Context, entry string) (string, error)
}

// Sender sends the parts of one channel to its platform: in order per peer, at the platform's pace, and with a true state of each part.
// Only the sender retries. A slow, limited or dead peer never delays another peer.
type Sender struct {
	Channel Sending
	Outbox  Outbox
	Files   func(hash string) (io.ReadCloser, error)
	Settled func(chat.Part) // called after a change of a part
	Log     *slog.Logger
	Now     func() time.Time

	kick chan string
	all  *rate.Limiter
	mu   sync.Mutex
	busy map[string]bool // peers with a worker
	more map[string]bool // peers with a new kick for their worker
	// The whole channel waits until held. The time is monotonic and never goes back.
	held time.Time
	work sync.WaitGroup
	slot chan struct{}
	pace map[string]*rate.Limiter
}

const (
	senderWorkers = 32
	senderScan    = time.Second      // interval of the scan for parts without a hint
	sendTimeout   = 45 * time.Second // limit of one call
	retryFirst    = time.Second      // pause after a failure without acceptance
	retryLongest  = 5 * time.Minute
	settleLongest = 5 * time.Second // maximum pause between tries to store an outcome
	maxAttempts   = 60
)

// NewSender makes a sender. Run starts the sender.
func NewSender(ch Sending, outbox Outbox, log *slog.Logger) *Sender {
	traits := ch.Traits()
	limit := rate.Inf
	if traits.PerSecond > 0 {
		limit = rate.Limit(traits.PerSecond)
	}

	return &Sender{
		Channel: ch,
		Outbox:  outbox,
		Log:     log,
		Now:     time.Now,
		Settled: func(chat.Part) {},
		kick:    make(chan string, 1024),
		all:     rate.NewLimiter(limit, max(1, int(traits.PerSecond))),
		busy:    map[string]bool{},
		more:    map[string]bool{},
		slot:    make(chan struct{}, senderWorkers),
		pace:    map[string]*rate.Limiter{},
	}
}

// Kick reports a new part of a peer. Kick never blocks, and the scan finds dropped kicks.
func (s *Sender) Kick(address string) {
	select {
	case s.kick <- address:
	default:
	}
}

// Run first resolves the parts that a crash interrupted. Run then sends until ctx ends and waits for the running calls.
func (s *Sender) Run(ctx context.Context) {
	defer s.work.Wait()
	s.recover(ctx)
	tick := time.NewTicker(senderScan)
	defer tick.Stop()
	s.scan(ctx)

	for {
		select {
		case <-ctx.Done():
			return
		case a := <-s.kick:
			s.start(ctx, a)
		case <-tick.C:
			s.scan(ctx)
		}
	}
}

func (s *Sender) scan(ctx context.Context) {
	list, err := s.Outbox.PeersWaiting(ctx, s.Channel.ID(), 1000)
	if err != nil {
		if ctx.Err() == nil {
			s.Log.Error("outbox scan", "channel", s.Channel.ID(), "error", err)
		}

		return
	}

	now := s.Now()
	for _, p := range list {
		if !p.Due.After(now) {
			s.start(ctx, p.Address)
		}
	}
}

// recover resolves the parts in state sending after a crash: no process saw the outcome of the call.
func (s *Sender) recover(ctx context.Context) {
	list, err := s.Outbox.Interrupted(ctx, s.Channel.ID())
	// Without this loop, the peers of the parts would wait until the next start.
	for err != nil {
		s.Log.Error("interrupted parts", "channel", s.Channel.ID(), "error", err)

		select {
		case <-ctx.Done():
			return
		case <-time.After(senderScan):
		}
		list, err = s.Outbox.Interrupted(ctx, s.Channel.ID())
	}

	for _, p := range list {
		if err := s.settle(ctx, s.unknown(ctx, p, errors.New("the process stopped while sending"))); err != nil {
			s.Log.Error("settle interrupted part", "channel", s.Channel.ID(), "error", err)
		}
	}
}

// start makes sure that a peer has exactly one worker.
func (s *Sender) start(ctx context.Context, address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[address] {
		s.more[address] = true
		return
	}
	s.busy[address] = true
	s.work.Go(func() { s.drain(ctx, address) })
}

// drain sends the due parts of one peer, one after the other.
func (s *Sender) drain(ctx context.Context, address string) {
	peer := chat.Peer{Channel: s.Channel.ID(), Address: address}
	for {
		again, err := s.next(ctx, peer)
		if err != nil && ctx.Err() == nil {
			s.Log.Error("send", "channel", peer.Channel, "error", err)
		}
		if again && ctx.Err() == nil {
			continue
		}
		s.mu.Lock()
		if s.more[address] && err == nil && ctx.Err() == nil {
			delete(s.more, address)
			s.mu.Unlock()
			continue
		}
		delete(s.busy, address)
		delete(s.more, address)
		s.mu.Unlock()

		return
	}
}

// next handles the oldest unsettled part of a peer. If again is true, another part may follow.
func (s *Sender) next(ctx context.Context, peer chat.Peer) (again bool, err error) {
	part, entry, err := s.Outbox.Oldest(ctx, peer)
	if err != nil || part == nil || entry == nil {
		return false, err
	}
	// This worker has failed to settle the part, or another node is sending the part.
	if part.State == chat.PartSending {
		return false, nil
	}
	if part.Of == 0 {
		return s.split(ctx, *part, *entry)
	}
	if wait := part.Due.Sub(s.Now()); wait > 0 {
		return s.later(ctx, peer.Address, wait), nil
	}
	if err := s.paced(ctx, peer.Address); err != nil {
		return false, err
	}

	// The slot is taken before the claim. A part without a slot is still queued and can be cancelled.
	select {
	case s.slot <- struct{}{}:
		defer func() { <-s.slot }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	claimed, err := s.Outbox.Claim(ctx, *part)
	if err != nil {
		return false, err
	}
	if !claimed { // the conversation or the part has changed
		s.Settled(*part)
		return true, nil
	}
	part.Attempts++

	return true, s.send(ctx, *part, *entry)
}

// later leaves a part that is not due to the next scan. A short wait is spent here instead, because the scan would come a second late.
func (s *Sender) later(ctx context.Context, address string, wait time.Duration) bool {
	if wait > 2*senderScan {
		return false
	}

	select {
	case <-ctx.Done():
		return false
	case <-time.After(wait):
		return true
	}
}

func (s *Sender) split(ctx context.Context, part chat.Part, entry chat.Entry) (bool, error) {
	payloads, err := s.render(entry)
	if err != nil || len(payloads) == 0 {
		part.State, part.Of, part.Reason = chat.PartFailed, 1, fmt.Sprintf("cannot be shown on this channel: %v", err)
		return true, s.settle(ctx, part)
	}

	return true, s.Outbox.Split(ctx, part, payloads)
}

func (s *Sender) render(entry chat.Entry) (payloads []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.panicked("render", p)
			err = fmt.Errorf("panic in the adapter: %v", p)
		}
	}()

	return s.Channel.Render(entry)
}

// paced waits for the pace of the peer, then for the pace of the channel. No part is claimed yet, so the part stays queued.
func (s *Sender) paced(ctx context.Context, address string) error {
	s.mu.Lock()
	held := time.Until(s.held)
	lim := s.pace[address]
	if lim == nil {
		pace := s.Channel.Traits().PerPeer
		limit := rate.Inf
		if pace.Every > 0 {
			limit = rate.Every(pace.Every)
		}
		if len(s.pace) > 10_000 {
			clear(s.pace)
		}
		lim = rate.NewLimiter(limit, max(1, pace.Burst))
		s.pace[address] = lim
	}
	s.mu.Unlock()
	if held > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(held):
		}
	}
	if err := lim.Wait(ctx); err != nil {
		return err
	}

	return s.all.Wait(ctx)
}

func (s *Sender) send(ctx context.Context, part chat.Part, entry chat.Entry) error {
	out := Outgoing{Part: part, Entry: entry, Files: s.Files}
	if entry.ReplyTo != "" && part.Number == 0 {
		out.ReplyTo = s.quoted(ctx, entry.ReplyTo, part.Peer)
	}
	// A started call ends by its own limit, not by the stop of the process. So the outcome is known.
	call, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	native, err := s.call(call, out)
	settled := s.outcome(call, out, native, err)

	return s.settle(ctx, settled)
}

func (s *Sender) call(ctx context.Context, out Outgoing) (native string, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.panicked("send", p)
			err = Rejected{Reason: fmt.Sprintf("panic in the adapter: %v", p)}
		}
	}()

	return s.Channel.Send(ctx, out)
}

// panicked logs a panic of the adapter with the stack. The part is settled with a reason, and the sender continues.
func (s *Sender) panicked(step string, cause any) {
	s.Log.Error(
		"panic in the adapter",
		"channel",
		s.Channel.ID(),
		"step",
		step,
		"panic",
		cause,
		"stack",
		string(debug.Stack()),
	)
}

func (s *Sender) quoted(ctx context.Context, entry string, peer chat.Peer) string {
	if ids, err := s.Outbox.NativeOf(ctx, entry, peer); err == nil && len(ids) > 0 {
		return ids[0]
	}
	native, err := s.Outbox.NativeOfInbound(ctx, entry)
	if err != nil {
		return ""
	}

	return native
}

// outcome turns the answer of a call into the part's next state.
func (s *Sender) outcome(ctx context.Context, out Outgoing, native string, err error) chat.Part {
	part := out.Part
	var wait RetryAfter

	var no Rejected
	switch {
	case err == nil:
		part.State, part.Native = chat.PartSent, native
		part.Reason, part.Due = "", time.Time{}
	case errors.As(err, &wait):
		if part.Attempts >= maxAttempts {
			part.State, part.Reason = chat.PartFailed, fmt.Sprintf(
				"gave up after %d tries: %v",
				part.Attempts,
				wait.Err,
			)
			break
		}
		pause := wait.Wait
		if pause <= 0 {
			pause = min(retryFirst<<min(part.Attempts-1, 10), retryLongest)
		}
		part.State, part.Due, part.Reason = chat.PartQueued, s.Now().Add(pause), fmt.Sprint(wait.Err)
		if wait.Channel {
			s.mu.Lock()
			s.held = time.Now().Add(pause)
			s.mu.Unlock()
		}
	case errors.As(err, &no):
		part.State, part.Reason = chat.PartFailed, no.Reason
		if no.Peer {
			if err := s.Outbox.FailPeer(ctx, part.Peer, no.Reason); err != nil {
				s.Log.Error("fail peer", "channel", part.Peer.Channel, "error", err)
			}
		}
	default:
		return s.unknown(ctx, part, err, out)
	}

	return part
}

// unknown decides about a part with an unknown outcome. If the platform supports reading back, the message is looked up. Otherwise
// operators' replies, answers and handover notices are sent once more, and every other part becomes uncertain.
func (s *Sender) unknown(ctx context.Context, part chat.Part, cause error, out ...Outgoing) chat.Part {
	part.Reason = fmt.Sprint(cause)
	if rb, ok := s.Channel.(ReadBack); ok {
		outgoing := Outgoing{Part: part}
		if len(out) > 0 {
			outgoing = out[0]
		}

		native, found, err := rb.Arrived(ctx, outgoing)
		switch {
		case err == nil && found:
			part.State, part.Native, part.Reason = chat.PartSent, native, ""
			return part
		case err == nil && part.Attempts < maxAttempts:
			part.State, part.Due = chat.PartQueued, s.Now().Add(retryFirst)
			return part
		}
	}
	if part.Policy == chat.Resend && part.Resent == 0 {
		part.State, part.Resent, part.Due = chat.PartQueued, 1, s.Now().Add(retryFirst)
		return part
	}
	part.State = chat.PartUncertain

	return part
}

// settle stores the outcome and retries as long as the store fails, because later parts of the peer must wait. If the process stops
// meanwhile, the part stays in state sending. After a restart such a part has an unknown outcome.
func (s *Sender) settle(ctx context.Context, part chat.Part) error {
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, settleLongest) {
		err := s.Outbox.Settle(context.WithoutCancel(ctx), part)
		if err == nil {
			s.Settled(part)
			return nil
		}

		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}
