package program

import (
	"context"
	"time"

	"frontdesk/store"
)

// hold takes the lock of the database, so that no second process works on it.
func (p *Program) hold(ctx context.Context) error {
	lock, err := store.Hold(ctx, p.Config.Database, p.Now())
	if err == nil {
		p.lock.Store(lock)
		p.holds.Store(true)
	}

	return err
}

// letGo gives the lock back, when there is one.
func (p *Program) letGo() error {
	p.holds.Store(false)
	if lock := p.lock.Swap(nil); lock != nil {
		return lock.Release()
	}

	return nil
}

// holdAgain is how long a program without its lock waits before it asks for it once more.
const holdAgain = time.Second

// whileHeld runs fn while this process holds the lock, which it does at first. When the lock is lost, the context of fn ends; only after fn has
// returned is the lock asked for, and fn is run again once it is held. whileHeld returns when ctx has ended and fn has returned.
func (p *Program) whileHeld(ctx context.Context, fn func(context.Context)) {
	for ctx.Err() == nil {
		p.untilLost(ctx, fn)
		if ctx.Err() != nil {
			return
		}

		if err := p.letGo(); err != nil {
			p.Log.Warn("lock of the database", "error", err)
		}
		p.regain(ctx)
	}
}

// regain asks for the lock until it is held or ctx ends.
func (p *Program) regain(ctx context.Context) {
	for {
		err := p.hold(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}

		p.Log.Error("channels, senders and timers stand still", "error", err)

		select {
		case <-ctx.Done():
			return
		case <-time.After(holdAgain):
		}
	}
}

// untilLost runs fn until the lock is lost or ctx ends, and returns when fn has.
func (p *Program) untilLost(ctx context.Context, fn func(context.Context)) {
	held, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn(held)
	}()

	select {
	case <-ctx.Done():
	case <-p.lock.Load().Lost():
		p.holds.Store(false)
		p.Log.Error("the lock of the database is lost: channels, senders and timers stop")
	}
	stop()
	<-done
}
