package program

import (
	"context"
	"net/http"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/dialog"
)

// Faults are decorators around the store, the outbox and the calls to platforms. The product leaves them empty; a build with the tag faults
// (cmd/frontdesk/crash_faults.go) puts crash points into them. No other code knows of faults.
type Faults struct {
	Point     func(name string) // called when a named step is reached
	Transport http.RoundTripper // of the calls to platforms; nil = the adapters' own

	Store  func(dialog.Store) dialog.Store       // stands before the store of the bot and of the people's desk
	Outbox func(adapters.Outbox) adapters.Outbox // stands before the store of the senders
}

func (f Faults) at(name string) {
	if f.Point != nil {
		f.Point(name)
	}
}

// store names the steps of every transaction: begun, written (before the commit), committed.
func (f Faults) store(s dialog.Store) dialog.Store {
	if f.Store != nil {
		s = f.Store(s)
	}
	if f.Point == nil {
		return s
	}
	return pointedStore{s, f}
}

type pointedStore struct {
	dialog.Store
	f Faults
}

func (s pointedStore) Update(ctx context.Context, fn func(chat.Tx) error) error {
	err := s.Store.Update(ctx, func(tx chat.Tx) error {
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

// outbox names the steps of a part: split, claimed, settled, each before and after.
func (f Faults) outbox(o adapters.Outbox) adapters.Outbox {
	if f.Outbox != nil {
		o = f.Outbox(o)
	}
	if f.Point == nil {
		return o
	}
	return pointedOutbox{o, f}
}

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
