package program

import (
	"context"
	"net/http"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/store"
)

// Faults are decorators around the store, the outbox and the calls to platforms. The product leaves the decorators empty. A build with
// the tag faults (cmd/frontdesk/crash_faults.go) adds crash points. No other code knows of faults.
type Faults struct {
	Point func(name string) // called when a named step is reached
	// Transport carries the calls to platforms. Nil means the adapters' own transport.
	Transport http.RoundTripper

	Store  func(Updater) Updater                 // wraps the transactions that change timelines
	Outbox func(adapters.Outbox) adapters.Outbox // wraps the store of the senders
}

func (f Faults) at(name string) {
	if f.Point != nil {
		f.Point(name)
	}
}

// updater puts the decorators around the store's transactions.
func (f Faults) updater(updater Updater) Updater {
	if f.Store != nil {
		updater = f.Store(updater)
	}
	if f.Point != nil {
		updater = pointedStore{Updater: updater, f: f}
	}

	return updater
}

// outbox puts the decorators around a sender's outbox.
func (f Faults) outbox(out adapters.Outbox) adapters.Outbox {
	if f.Outbox != nil {
		out = f.Outbox(out)
	}
	if f.Point != nil {
		out = pointedOutbox{Outbox: out, f: f}
	}

	return out
}

// pointedStore names the steps of every transaction: begun, written (before the commit), committed.
type pointedStore struct {
	Updater
	f Faults
}

func (s pointedStore) Update(ctx context.Context, fn func(*store.Tx) error) error {
	err := s.Updater.Update(ctx, func(tx *store.Tx) error {
		s.f.at("tx-begun")
		if err := fn(tx); err != nil {
			return err
		}
		s.f.at("tx-written")

		return nil
	})
	s.f.at("tx-committed")

	return err
}

// pointedOutbox names the steps of a part: split, claimed, settled. Each step has a point before and a point after.
type pointedOutbox struct {
	adapters.Outbox
	f Faults
}

func (o pointedOutbox) Split(ctx context.Context, p chat.Part, payloads []string) error {
	o.f.at("split-before")
	defer o.f.at("split-after")

	return o.Outbox.Split(ctx, p, payloads)
}

func (o pointedOutbox) Claim(ctx context.Context, p chat.Part) (bool, error) {
	o.f.at("claim-before")
	defer o.f.at("claim-after")

	return o.Outbox.Claim(ctx, p)
}

func (o pointedOutbox) Settle(ctx context.Context, p chat.Part) error {
	o.f.at("settle-before")
	defer o.f.at("settle-after")

	return o.Outbox.Settle(ctx, p)
}
