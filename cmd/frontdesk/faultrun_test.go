package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"frontdesk/adapters/fakes/fault"
)

const (
	killsPerWorld = 10
	// A deck is a number of kills. Each named point has one kill of a deck. The remaining kills come at a random time.
	deck       = 22
	shortKills = 220
)

// TestFaults kills the real program (-9) at every named step and at random times. Meanwhile customers write in Telegram, in Slack and in
// the widget, and two operators answer. Calls also fail, updates come twice, disks fill up, and every inlet gets nonsense. No
// acknowledged message may be missing. No message may be doubled, except for parts with an unknown outcome. The test ends with one line
// of JSON.
//
// KILLS= is the number of kills (220). SECONDS= continues with new seeds for a time. SEEDS=7,9 runs only the given seeds. OVERLAY= builds
// the program with a seeded bug.
func TestFaults(t *testing.T) {
	faultBinary(t)
	var mu sync.Mutex
	total, byPoint := toll{Faults: map[string]int{}}, map[string]int{}
	began := time.Now()
	round := func(name string, seeds []uint64) {
		t.Run(name, func(t *testing.T) {
			for _, seed := range seeds {
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					t.Parallel()
					w := newWorld(t, seed, "")
					got := w.play(planOf(w))
					mu.Lock()
					defer mu.Unlock()
					total.add(got)

					for p, n := range w.kills {
						byPoint[p] += n
					}
				})
			}
		})
	}
	seeds, fixed := seedsOf(os.Getenv("SEEDS"))
	if !fixed {
		for n := range (knob("KILLS", shortKills) + killsPerWorld - 1) / killsPerWorld {
			seeds = append(seeds, uint64(n+1))
		}
	}
	round("seeds", seeds)

	more := time.Duration(knob("SECONDS", 0)) * time.Second
	for next := uint64(len(seeds) + 1); !fixed && time.Since(began) < more; next += 4 {
		round("more", []uint64{next, next + 1, next + 2, next + 3})
	}
	t.Logf(
		"kills by point: %v, %d seeds from %d, %s",
		byPoint,
		len(seeds),
		seeds[0],
		time.Since(began).Round(time.Second),
	)
	line, err := json.Marshal(total)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%s\n", line)
	if file := os.Getenv("FAULTS_JSON"); file != "" {
		if err := os.WriteFile(file, append(line, '\n'), 0o600); err != nil {
			t.Error(err)
		}
	}
	if fixed || t.Failed() {
		return
	}

	for _, point := range crashPoints {
		if want := min(10, total.Kills/deck); byPoint[point] < want {
			t.Errorf("%s: %d kills, want %d: the point is hardly reached any more", point, byPoint[point], want)
		}
	}
}

func knob(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}

	return otherwise
}

func seedsOf(text string) (list []uint64, fixed bool) {
	for s := range strings.SplitSeq(text, ",") {
		if n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64); err == nil {
			list = append(list, n)
		}
	}

	return list, len(list) > 0
}

// planOf distributes the kills of a world. Consecutive seeds cover all points.
func planOf(w *world) (plan []string) {
	for k := range killsPerWorld {
		if i := int(w.seed*killsPerWorld+uint64(k)) % deck; i < len(crashPoints) {
			plan = append(plan, fmt.Sprintf("%s:%d", crashPoints[i], 1+w.chance(6)))
		} else {
			plan = append(plan, fmt.Sprintf("random:%d", 150+w.chance(900)))
		}
	}
	w.rng.Shuffle(len(plan), func(i, j int) { plan[i], plan[j] = plan[j], plan[i] })

	return plan
}

// play lets the people live until all kills have happened and the world is at rest. play then stops the program in good order and checks
// the world.
func (w *world) play(plan []string) toll {
	w.t.Helper()
	w.extra["planned"] = len(plan)
	w.telegram.Random(harm)
	w.slack.Random(harm)
	w.begin(plan...)
	w.crowd()
	w.calm()

	return w.check()
}

// calm ends all faults, waits until the world is at rest, sends the guests home and stops the program in good order.
func (w *world) calm() {
	w.t.Helper()
	w.telegram.ClearFaults()
	w.slack.ClearFaults()
	w.limit(0)
	w.settled()

	for _, g := range w.guests {
		w.rest(g)
	}
	w.stop(syscall.SIGTERM)
}

// crowd runs all people and returns when all people have gone home.
func (w *world) crowd() {
	var all, chaos sync.WaitGroup
	for i := range int64(2) {
		all.Go(func() { w.inTelegram(700 + i) })
		all.Go(func() { w.inSlack(fmt.Sprint("oleg", i)) })
		all.Go(w.inWidget)
	}

	for _, c := range w.clerks {
		all.Go(c.work)
	}
	done := make(chan struct{})
	chaos.Go(func() { w.chaos(done) })
	chaos.Go(func() { w.nonsense(done) })
	ended := make(chan struct{})
	go func() { all.Wait(); close(ended) }()
	limit := time.NewTimer(time.Duration(knob("PATIENCE", 120)) * time.Second)
	defer limit.Stop()

	select {
	case <-ended:
	case <-limit.C:
		w.t.Errorf("seed %d: %s is not reached; to come: %v", w.seed, w.at, w.plan)
		w.stop(syscall.SIGKILL)
		<-ended
	}
	close(done)
	chaos.Wait()
}

// chaos plays the faults of platforms and disks besides wrong answers.
func (w *world) chaos(done chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-time.After(time.Duration(20+w.chance(120)) * time.Millisecond):
		}

		switch w.chance(16) {
		case 0, 1, 2, 3:
			if list := w.telegram.Snapshot().Settled; len(list) > 0 &&
				w.telegram.Redeliver(list[w.chance(len(list))].ID) {
				w.count("redelivered")
			}
		case 4, 5:
			if list := w.slack.Snapshot().Settled; len(list) > 0 && w.slack.Redeliver(list[w.chance(len(list))].ID) {
				w.count("redelivered")
			}
		case 6, 7:
			if list := w.slack.Snapshot().Settled; len(list) > 0 && w.slack.Twice(list[w.chance(len(list))].ID) != "" {
				w.count("twice")
			}
		case 8:
			w.slack.Drop()
			w.count("socket_dropped")
		case 9:
			w.slack.Disconnect("refresh_requested")
			w.count("socket_refreshed")
		case 10:
			w.count("fsize")
			w.limit(uint64(4096 * (1 + w.chance(60))))
			w.pause(time.Duration(50+w.chance(300)) * time.Millisecond)
			w.limit(0)
		// An operator's claim comes while the platform refuses the bot's messages. The bot's messages must not leave after the claim.
		case 11:
			for _, inject := range []func(fault.Fault){w.telegram.Inject, w.slack.Inject} {
				inject(
					fault.Fault{
						Method: fault.AnyMessage,
						Kind:   fault.RateLimited,
						Delay:  300 * time.Millisecond,
						Count:  2,
					},
				)
			}
		case 12:
			w.edge()
		}
	}
}

// edge is a customer who blocks the bot, or an archived direct message. The customer's next message opens the chat again.
func (w *world) edge() {
	if w.chance(2) == 0 {
		if w.telegram.Block(700) == nil {
			w.count("blocked")
		}

		return
	}

	for id, room := range w.slack.Snapshot().Rooms {
		if room.User != "" && w.slack.Archive(id) == nil {
			w.count("archived")
			return
		}
	}
}

// settled waits until no message is queued or open any more.
func (w *world) settled() {
	w.t.Helper()

	var why error
	for end := time.Now().Add(2 * patience); time.Now().Before(end); w.pause(50 * time.Millisecond) {
		if why = w.unsettled(); why == nil {
			return
		}
	}
	w.t.Errorf("seed %d: does not come to rest: %v", w.seed, why)
}

func (w *world) unsettled() error {
	if n := len(w.telegram.Snapshot().Pending); n > 0 {
		return fmt.Errorf("%d updates are not taken", n)
	}
	if n := len(w.slack.Snapshot().Live); n > 0 {
		return fmt.Errorf("%d events are not taken", n)
	}
	resp, err := http.Get(w.base + "/metrics")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !strings.Contains(string(text), "\nfrontdesk_turns_due ") {
		return fmt.Errorf("no turns in the metrics: %s", resp.Status)
	}
	if w.messengers() && !strings.Contains(string(text), "frontdesk_parts{") {
		return fmt.Errorf("no parts in the metrics: %s", resp.Status)
	}

	for line := range strings.SplitSeq(string(text), "\n") {
		if strings.HasPrefix(line, "frontdesk_parts{") &&
			(strings.Contains(line, `state="queued"`) || strings.Contains(line, `state="sending"`)) &&
			!strings.HasSuffix(line, " 0") {
			return fmt.Errorf("%s", line)
		}
		if strings.HasPrefix(line, "frontdesk_turns_due ") && line != "frontdesk_turns_due 0" {
			return fmt.Errorf("%s", line)
		}
	}

	return nil
}

// messengers reports whether a customer writes in a messenger. Widgets have no parts.
func (w *world) messengers() bool {
	w.mu.Lock()
	defer w.mu.Unlock()

	return slices.ContainsFunc(w.people, func(p *shopper) bool { return p.channel != "site" })
}
