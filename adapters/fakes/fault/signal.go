package fault

import (
	"context"
	"sync"
)

// Signal wakes everyone who waits for "something changed". The zero value is
// ready and may be used from many goroutines.
type Signal struct {
	mu sync.Mutex
	ch chan struct{}
}

// Changed returns a channel that the next Fire closes. Take it before looking at
// the state, or a change in between is missed.
func (s *Signal) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}

	return s.ch
}

// Fire wakes all who wait now.
func (s *Signal) Fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}

// Until returns nil once ok says so, asking again after every Fire, or ctx's
// error.
func (s *Signal) Until(ctx context.Context, ok func() bool) error {
	for {
		changed := s.Changed()
		if ok() {
			return nil
		}

		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
