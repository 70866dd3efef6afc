package program

import (
	"context"
	"time"

	"frontdesk/store"
)

// hold takes the lock of the database. The lock keeps a second process off the database.
func (p *Program) hold(ctx context.Context) error {
	lock, err := store.Hold(ctx, p.Config.Database, p.Now())
	if err == nil {
		p.lock.Store(lock)
		p.holds.Store(true)
	}

	return err
}

// letGo gives the lock back when the program has a lock.
func (p *Program) letGo() error {
	p.holds.Store(false)
	if lock := p.lock.Swap(nil); lock != nil {
		return lock.Release()
	}

	return nil
}

// holdAgain is the pause between two attempts of a program to get a lost lock back.
const holdAgain = time.Second

// whileHeld runs fn while this process holds the lock. At the call the process holds the lock. When the lock is lost, the context of fn
// ends. After fn has returned, whileHeld asks for the lock again. With the lock held again, whileHeld runs fn again. whileHeld returns
// when ctx has ended and fn has returned.
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

// regain asks for the lock until the lock is held or ctx ends.
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

// untilLost runs fn until the lock is lost or ctx ends. untilLost returns after fn has returned.
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
