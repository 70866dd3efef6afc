package simulation_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/chat"
)

// regressions are seeds of earlier failures, with the findings.
var regressions = map[uint64]string{}

// result is the output of a simulation.
type result struct {
	Seeds        int            `json:"seeds"`
	VirtualHours float64        `json:"virtual_hours"`
	Messages     int            `json:"messages"`
	Calls        int            `json:"calls"`
	Faults       map[string]int `json:"faults"`
	Violations   int            `json:"violations"`
}

func knob(t *testing.T, name string, otherwise float64) float64 {
	v, ok := os.LookupEnv(name)
	if !ok {
		return otherwise
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil {
		t.Fatalf("%s=%q is not a number", name, v)
	}

	return n
}

// TestSimulation plays SEEDS worlds of HOURS virtual hours each, with days of silence between the hours. With SEED the test plays only
// one world.
func TestSimulation(t *testing.T) {
	var seeds []uint64
	if one := uint64(knob(t, "SEED", 0)); one > 0 {
		seeds = append(seeds, one)
	} else {
		for s := range maps.Keys(regressions) {
			seeds = append(seeds, s)
		}

		for i := range int(knob(t, "SEEDS", 8)) {
			seeds = append(seeds, uint64(i+1))
		}
	}
	hours := knob(t, "HOURS", 2)
	sum := result{Seeds: len(seeds), Faults: map[string]int{}}
	var mu sync.Mutex
	t.Run("seeds", func(t *testing.T) {
		for _, seed := range seeds {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				dir := folder(t)
				synctest.Test(t, func(t *testing.T) {
					w := play(t, seed, hours, dir)
					mu.Lock()
					defer mu.Unlock()
					sum.add(w)
				})
			})
		}
	})
	line, err := json.Marshal(sum)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(string(line))
}

func (r *result) add(w *world) {
	r.VirtualHours += (time.Since(w.begun) + time.Duration(w.skew.Load())).Hours()
	r.Messages += w.said

	r.Violations += len(w.bad)
	for _, m := range w.chans {
		r.Calls += len(m.log)
	}

	for k, n := range w.faults {
		if k != "call_" {
			r.Faults[strings.TrimPrefix(k, "call_")] += n
		}
	}

	for _, b := range w.bad {
		w.t.Errorf("%s", b)
	}
	if len(w.bad) > 0 {
		w.t.Errorf(
			"again: SEED=%d go test ./simulation -run TestSimulation -count=1; then add the seed to regressions",
			w.seed,
		)
	}
}

// TestTwoMachines puts a machine on the other side. The machine answers every message. There are no faults and no people. The bot stops
// within five turns.
func TestTwoMachines(t *testing.T) {
	for _, kind := range []string{"fixed", "varying"} {
		t.Run(kind, func(t *testing.T) {
			dir := folder(t)
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 1, dir)
				w.calm.Store(true)
				c := &customer{w: w, m: w.chans[0], machine: kind, peer: chat.Peer{Channel: "tg", Address: "box"}}
				w.people = append(w.people, c)
				var a agenda
				c.say(&a, "добрый день")
				c.live(&a)
				w.until(&a, time.Now().Add(20*time.Minute))
				turns := 0

				for _, talk := range w.all() {
					list, err := w.db.ReadEntries(t.Context(), talk.ID, 0, 1000)
					if err != nil {
						t.Fatal(err)
					}

					for _, e := range list {
						if e.Author.Kind == chat.ByBot && e.Kind == chat.Said {
							turns++
						}
					}
				}
				if turns == 0 || turns > 12 || !w.withPeople(c.peer) {
					t.Errorf("%d turns, with people %v; want 1 to 12, then people", turns, w.withPeople(c.peer))
				}
				c.quiet = true
				w.stop()
			})
		})
	}
}

// play plays one world from the start to the verdict.
func play(t *testing.T, seed uint64, hours float64, dir string) *world {
	w := newWorld(t, seed, dir)
	w.begun = time.Now()
	var a agenda

	for i := range 3 + w.rng.IntN(4) {
		c := &customer{w: w, m: w.chans[i%2]}
		c.peer = chat.Peer{Channel: c.m.id, Address: fmt.Sprint("p", i)}
		if i == 2 {
			c.machine = []string{"fixed", "varying"}[seed%2]
			c.say(&a, "Здравствуйте, это почтовый ящик")
		}
		w.people = append(w.people, c)
		a.add(time.Now().Add(time.Duration(w.rng.IntN(60))*time.Second), func() { c.live(&a) })
	}

	for _, op := range w.ops {
		a.add(time.Now().Add(time.Minute), func() { w.work(&a, op) })
	}
	end := time.Now().Add(time.Duration(hours * float64(time.Hour)))
	a.add(time.Now().Add(time.Minute), func() { w.trouble(&a, end) })
	w.until(&a, end)
	w.peace(&a)
	w.verdict()
	w.stop()

	return w
}

// trouble plays random faults of the whole world.
func (w *world) trouble(a *agenda, end time.Time) {
	r := w.rng
	w.stuck()

	switch r.IntN(10) {
	case 0, 1:
		w.ambush()
		w.crash(true)
	case 2:
		w.crash(false)
	case 3:
		w.jump([]time.Duration{time.Hour, 25 * time.Hour, 72 * time.Hour}[r.IntN(3)])
	case 4, 8:
		w.jump(-time.Duration(1+r.IntN(600)) * time.Second)
	case 5:
		w.ambush()
		w.fault("disk_full")
		w.door.sick.Store(true)
		long := time.Duration(1+r.IntN(180)) * time.Second
		w.sick = append(w.sick, span{from: time.Now(), until: time.Now().Add(long)})
		a.add(time.Now().Add(long), func() {
			w.door.sick.Store(false)
			w.excuse(0)
		})
	case 6, 7:
		c := w.people[r.IntN(len(w.people))]
		c.m.block(c.peer.Address, []string{"blocked", "archived"}[r.IntN(2)])
		a.add(time.Now().Add(time.Duration(1+r.IntN(1800))*time.Second), func() { c.m.block(c.peer.Address, "") })
	}
	w.read()
	a.add(time.Now().Add(time.Duration(30+r.IntN(300))*time.Second), func() { w.trouble(a, end) })
}

// peace ends the faults and checks that every customer is served (I8). Then all timers lapse.
func (w *world) peace(a *agenda) {
	w.calm.Store(true)
	w.door.sick.Store(false)
	w.excuse(0)

	for _, c := range w.people {
		c.quiet = true
		c.m.block(c.peer.Address, "")
	}
	a.at, a.do = nil, nil
	// The wait covers a platform's Retry-After and a clock that went back.
	w.until(a, time.Now().Add(20*time.Minute))
	shown := map[*customer]int{}

	for _, c := range w.people {
		c.looks()
		shown[c] = len(c.screen)
		c.say(a, []string{"Как оплатить заказ?", "что-то совсем другое и непонятное"}[w.rng.IntN(2)])
	}
	w.until(a, time.Now().Add(30*time.Second))

	for _, c := range w.people {
		if c.looks(); len(c.screen) == shown[c] && !w.withPeople(c.peer) {
			w.violation("I8: %s has no answer and is in no queue", c.peer.Address)
		}
	}
	w.jump(4 * 24 * time.Hour)
	w.until(a, time.Now().Add(time.Minute))

	for _, c := range w.all() {
		if c.State == chat.StateBot || c.State == chat.StateHuman {
			w.violation("I14: %s is still %s after four days of silence", c.ID, c.State)
		}
	}
}

func (w *world) withPeople(p chat.Peer) bool {
	for _, c := range w.all() {
		if c.Peer == p && (c.State == chat.StateWaiting || c.State == chat.StateHuman) {
			return true
		}
	}

	return false
}
