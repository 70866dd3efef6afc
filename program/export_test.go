package program

import "context"

// Hold, LetGo and WhileHeld are the verbs of the lock.
func (p *Program) Hold(ctx context.Context) error { return p.hold(ctx) }

func (p *Program) LetGo() error { return p.letGo() }

func (p *Program) WhileHeld(ctx context.Context, fn func(context.Context)) { p.whileHeld(ctx, fn) }

// Holds reports whether the program says that it holds the lock.
func (p *Program) Holds() bool { return p.holds.Load() }

// Released reports whether a program without a lock has stopped all parts and given the lock back.
func (p *Program) Released() bool { return p.lock.Load() == nil }
