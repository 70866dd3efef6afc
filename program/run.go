package program

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"frontdesk/adapters"
)

// DrainWithin is the maximum time that a stop waits for running work.
const DrainWithin = 10 * time.Second

// Run starts receiving and serving. Run returns when ctx has ended and all work has been drained, or when the program cannot listen.
func (p *Program) Run(ctx context.Context) error {
	if p.listener == nil {
		if err := p.Listen(); err != nil {
			return err
		}
	}
	p.server = &http.Server{
		Handler:           p.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(p.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- p.server.Serve(p.listener) }()
	// Work outlives ctx: drain stops work in a fixed order.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.stop = stop
	p.Start(work)

	select {
	case <-ctx.Done():
		p.drain()
		return nil
	case err := <-failed:
		p.drain()
		return fmt.Errorf("serve: %w", err)
	}
}

// Listen binds the address. A port in use is therefore an error before any part is started.
func (p *Program) Listen() (err error) {
	p.listener, err = net.Listen("tcp", p.Config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w (change listen in the configuration, or FRONTDESK_LISTEN)", err)
	}

	return nil
}

// Addr is the bound address of the program.
func (p *Program) Addr() string { return p.listener.Addr().String() }

// Ready reports whether all parts have been started and no stop has begun.
func (p *Program) Ready() bool { return p.ready.Load() }

const (
	turnWorkers = 16
	tickEvery   = time.Second
	purgeEvery  = time.Hour
	keysKept    = 7 * 24 * time.Hour
)

// Start starts all parts except the HTTP server. All parts end with ctx. Wait returns after the end of all parts.
func (p *Program) Start(ctx context.Context) {
	p.work.Go(func() { p.Console.Run(ctx) })
	p.work.Go(func() { p.Knowledge.Run(ctx) })
	p.work.Go(func() { p.whileHeld(ctx, p.workAlone) })
	p.ready.Store(true)
}

// workAlone does the work that only one process on a database may do. workAlone returns when ctx has ended and all of the work has
// stopped.
func (p *Program) workAlone(ctx context.Context) {
	var work sync.WaitGroup
	defer work.Wait()

	work.Go(func() { p.Clock.Run(ctx, turnWorkers) })
	work.Go(func() { every(ctx, tickEvery, func() { p.log("tick", ctx, p.Clock.Tick(ctx)) }) })
	work.Go(func() {
		every(ctx, purgeEvery, func() { p.log("purge dedupe keys", ctx, p.DB.Purge(ctx, p.Now().Add(-keysKept))) })
	})

	work.Go(func() { p.fetcher.Run(ctx) })
	work.Go(func() { p.kickSenders(ctx) })

	for _, s := range p.senders {
		work.Go(func() { s.Run(ctx) })
	}

	for _, ch := range p.Channels {
		work.Go(func() { adapters.RunWithRestart(ctx, ch, p.Board, p.Log) })
	}
}

func (p *Program) log(what string, ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		p.Log.Error(what, "error", err)
	}
}

func every(ctx context.Context, period time.Duration, fn func()) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()

	for {
		fn()

		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// kickSenders tells the senders of new entries at once. The senders find missed entries by their own scan.
func (p *Program) kickSenders(ctx context.Context) {
	hints, end := p.Bus.Subscribe()
	defer end()

	for {
		select {
		case <-ctx.Done():
			return
		case h := <-hints:
			if s := p.senders[h.Peer.Channel]; s != nil && h.Typing == nil {
				s.Kick(h.Peer.Address)
			}
		}
	}
}

// drain stops the program in order: new connections, sockets, running requests, then channels, turns and senders.
func (p *Program) drain() {
	p.ready.Store(false)
	ctx, cancel := context.WithTimeout(context.Background(), DrainWithin)
	defer cancel()

	for _, c := range p.connected() {
		c.Drain()
	}
	p.Console.Drain()
	if err := p.server.Shutdown(ctx); err != nil && !errors.Is(err, http.ErrServerClosed) {
		p.Log.Warn("drain requests", "error", err)
		_ = p.server.Close()
	}
	p.stop()
	done := make(chan struct{})
	go func() {
		p.Wait()
		close(done)
	}()

	select {
	case <-done:
	case <-ctx.Done():
		p.Log.Warn("drain: work under way was left; it is taken up at the next start")
	}
}

// Wait returns when no part from Start uses the store any more.
func (p *Program) Wait() {
	for _, c := range p.connected() {
		c.Wait()
	}
	p.work.Wait()
}

// Close releases the database and the lock. Call Close after Run has returned.
func (p *Program) Close() error {
	if p.listener != nil && p.server == nil {
		_ = p.listener.Close()
	}
	if p.DB == nil {
		return p.letGo()
	}

	return errors.Join(p.DB.Close(), p.letGo())
}
