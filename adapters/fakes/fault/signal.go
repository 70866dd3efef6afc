package fault

import (
	"context"
	"sync"
)

// Signal wakes all goroutines waiting for a change. The zero value is ready and may be used from many goroutines.
type Signal struct {
	mu sync.Mutex
	ch chan struct{}
}

// Changed returns a channel; the next Fire closes the channel. A caller takes the channel before looking at the state, or misses a change
// in between.
func (s *Signal) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}

	return s.ch
}

// Fire wakes all goroutines waiting now.
func (s *Signal) Fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}

// Until returns nil once ok returns true, and asks ok again after every Fire. When ctx ends first, Until returns the error of ctx.
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
