package main

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// cable is a TCP proxy. Connections of a cable can go dead as in a broken network: dead connections stay open and carry no bytes.
type cable struct {
	to string
	ln net.Listener

	mu    sync.Mutex
	hops  []*hop
	work  sync.WaitGroup
	ended chan struct{}
}

// hop is one connection through a cable. near is the dialling side, and far is the target.
type hop struct {
	near, far net.Conn
	lost      atomic.Bool // bytes from far are dropped
	mute      atomic.Bool // bytes from near are dropped
	stalled   atomic.Bool // far is not read any more
}

// newCable opens a cable to an address. The cable ends with the test.
func newCable(t *testing.T, to string) *cable {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &cable{to: to, ln: ln, ended: make(chan struct{})}
	l.work.Go(l.accept)
	t.Cleanup(func() {
		close(l.ended)

		_ = ln.Close()
		for _, h := range l.all() {
			_ = h.near.Close()
			_ = h.far.Close()
		}
		l.work.Wait()
	})

	return l
}

func (l *cable) base() string { return "http://" + l.ln.Addr().String() }

func (l *cable) accept() {
	for {
		near, err := l.ln.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", l.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		_ = far.(*net.TCPConn).SetReadBuffer(4 << 10) // a stalled reader is noticed soon
		h := &hop{near: near, far: far}
		l.mu.Lock()
		l.hops = append(l.hops, h)
		l.mu.Unlock()
		l.work.Go(func() { l.carry(far, near, &h.mute, nil) })
		l.work.Go(func() { l.carry(near, far, &h.lost, &h.stalled) })
	}
}

// carry copies until one side hangs up. A dead direction hides the end of one side from the other side.
func (l *cable) carry(to, from net.Conn, dead, stalled *atomic.Bool) {
	buf := make([]byte, 4<<10)

	for {
		if stalled != nil && stalled.Load() {
			<-l.ended
			return
		}
		n, err := from.Read(buf)
		if n > 0 && !dead.Load() {
			if _, failed := to.Write(buf[:n]); failed != nil {
				err = failed
			}
		}
		if err != nil {
			if !dead.Load() {
				_ = to.Close()
			}

			return
		}
	}
}

func (l *cable) all() []*hop {
	l.mu.Lock()
	defer l.mu.Unlock()

	return append([]*hop(nil), l.hops...)
}

// silence makes the open connections go dead, in one direction or in both. New connections work.
func (l *cable) silence(lost, mute bool) {
	for _, h := range l.all() {
		h.lost.Store(lost)
		h.mute.Store(mute)
	}
}
