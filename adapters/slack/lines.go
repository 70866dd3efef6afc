package slack

import (
	"context"
	"sync"
)

// lines keeps the events of one person in order and the persons apart. Jobs of one key run one after the other. Jobs of different keys run
// at once.
type lines struct {
	mu      sync.Mutex
	waiting map[string][]func() // a key is here while a goroutine works on its jobs
	idle    *sync.Cond          // on mu: a key is gone
}

func newLines() *lines {
	l := &lines{waiting: map[string][]func(){}}
	l.idle = sync.NewCond(&l.mu)

	return l
}

// add puts a job at the end of its line, and never blocks.
func (l *lines) add(key string, job func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, busy := l.waiting[key]
	l.waiting[key] = append(l.waiting[key], job)
	if !busy {
		go l.run(key)
	}
}

func (l *lines) run(key string) {
	for {
		l.mu.Lock()
		list := l.waiting[key]
		if len(list) == 0 {
			delete(l.waiting, key)
			l.idle.Broadcast()
			l.mu.Unlock()

			return
		}
		l.waiting[key] = list[1:]
		l.mu.Unlock()
		list[0]()
	}
}

// settle waits until every line is empty, or ctx ends.
func (l *lines) settle(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.idle.Broadcast()
	})
	defer stop()
	l.mu.Lock()
	defer l.mu.Unlock()

	for len(l.waiting) > 0 && ctx.Err() == nil {
		l.idle.Wait()
	}
}
