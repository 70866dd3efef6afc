package main

import (
	"testing"
	"time"

	"frontdesk/store/storetest"
)

// TestPostgresRestarts restarts the database server at once, under load and with kills of the program in between. Every acknowledged
// message is stored, and the program continues without help.
func TestPostgresRestarts(t *testing.T) {
	faultBinary(t)
	w := newWorld(t, 12, storetest.Postgres(t))
	w.extra["planned"], w.extra["postgres"] = 3, 1
	restarted := make(chan error, 1)
	w.begin("random:2500", "random:2500", "random:2500")
	go func() {
		for i := range 3 {
			w.pause(1500 * time.Millisecond)
			if err := storetest.Restart(time.Duration(i) * 200 * time.Millisecond); err != nil {
				restarted <- err
				return
			}
			w.count("postgres")
		}
		restarted <- nil
	}()
	w.crowd()
	if err := <-restarted; err != nil {
		t.Fatal("restart PostgreSQL:", err)
	}
	w.calm()
	w.report()
}
