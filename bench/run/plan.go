package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// bench is a running benchmark.
type bench struct {
	settings
	ctx     context.Context
	began   time.Time
	runs    []*outcome
	samples map[string]*sample
}

// sample collects one figure of both targets, one pair per round. Some figures exist for Frontdesk only.
type sample struct{ floor, ours []float64 }

func (b *bench) note(key string, floor, ours float64) {
	kept := b.samples[key]
	if kept == nil {
		kept = &sample{}
		b.samples[key] = kept
	}
	kept.floor, kept.ours = append(kept.floor, floor), append(kept.ours, ours)
}

func (b *bench) progress(format string, args ...any) {
	fmt.Fprintf(
		os.Stderr,
		"\r%-100s",
		fmt.Sprintf("[%4d s] %s", int(time.Since(b.began).Seconds()), fmt.Sprintf(format, args...)),
	)
}

// wants reports whether a goal must be measured.
func (b *bench) wants(goals ...string) bool {
	for _, only := range strings.Split(b.Only, ",") {
		for _, g := range goals {
			if only == "" || g == only {
				return true
			}
		}
	}

	return false
}

// seconds is the length of a measurement: the long length, or the short length of a short benchmark.
func (b *bench) seconds(long, short int) string {
	if b.Short {
		return strconv.Itoa(short)
	}

	return strconv.Itoa(long)
}

func (b *bench) all() error {
	for round := range b.Rounds {
		if err := b.round(round); err != nil {
			return err
		}
	}

	for _, step := range []struct {
		goals []string
		run   func() error
	}{
		{[]string{"P8", "P9"}, b.starts},
		{[]string{"P6", "P7"}, b.idle},
		{[]string{"P12"}, b.full},
		{[]string{"P13"}, b.overload},
	} {
		if b.wants(step.goals...) {
			if err := step.run(); err != nil {
				return err
			}
		}
	}

	return nil
}

// pair starts both targets on empty databases.
func (b *bench) pair(name string) (floor, ours *server, stop func(), err error) {
	dir := filepath.Join(b.Dir, name)
	stop = func() {
		floor.stop()
		ours.stop()
		_ = os.RemoveAll(dir)
	}
	if floor, err = b.floor(filepath.Join(dir, "floor")); err == nil {
		ours, err = b.frontdesk(filepath.Join(dir, "frontdesk"))
	}
	if err != nil {
		stop()
	}

	return floor, ours, stop, err
}

// both runs the same load against both targets, one after the other. In every other round the floor comes second.
func (b *bench) both(
	round int,
	floor, ours *server,
	what string,
	args ...string,
) (floorResult, ownResult *outcome, err error) {
	first, second := floor, ours
	if round%2 == 1 {
		first, second = ours, floor
	}
	if floorResult, err = b.load(first, what, args...); err != nil {
		return nil, nil, err
	}
	if ownResult, err = b.load(second, what, args...); err != nil {
		return nil, nil, err
	}
	if round%2 == 1 {
		floorResult, ownResult = ownResult, floorResult
	}

	return floorResult, ownResult, nil
}

// round measures P1 to P5.
func (b *bench) round(round int) error {
	if !b.wants("P1", "P2", "P3", "P4", "P5") {
		return nil
	}
	floor, ours, stop, err := b.pair(fmt.Sprintf("round-%d", round+1))
	if err != nil {
		return err
	}
	defer stop()
	name := func(what string) string { return fmt.Sprintf("round %d of %d: %s", round+1, b.Rounds, what) }
	if b.wants("P1", "P3") {
		floorResult, ownResult, err := b.both(
			round,
			floor,
			ours,
			name("P1, 200 messages a second"),
			"-rate",
			"200",
			"-visitors",
			"50",
			"-seconds",
			b.seconds(10, 4),
		)
		if err != nil {
			return err
		}
		b.note("P1 p50", floorResult.Deliver.P50, ownResult.Deliver.P50)
		b.note("P1 p99", floorResult.Deliver.P99, ownResult.Deliver.P99)
		// 1,000 visitors, because the bot hands over a visitor that writes faster than people do.
		result, err := b.load(
			ours,
			name("P3, 200 questions a second"),
			"-rate",
			"200",
			"-visitors",
			"1000",
			"-seconds",
			b.seconds(10, 4),
			"-person=false",
			"-ask",
		)
		if err != nil {
			return err
		}
		b.note("P3 p50", floorResult.Ack.P50, result.Answer.P50)
		b.note("P3 p99", floorResult.Ack.P99, result.Answer.P99)
		b.note("P3 answered", 1, float64(result.Answer.N)/float64(max(result.Acked, 1)))
		b.note("P5 bot closures", 0, result.Closures/float64(max(result.Messages, 1)))
	}

	for _, rate := range []string{"500", "2000"} {
		if !b.wants("P2") {
			break
		}
		floorResult, ownResult, err := b.both(
			round,
			floor,
			ours,
			name("P2, "+rate+" messages a second"),
			"-rate",
			rate,
			"-visitors",
			"200",
			"-seconds",
			b.seconds(6, 3),
			"-verify",
		)
		if err != nil {
			return err
		}
		b.note("P2 "+rate+" p50", floorResult.Deliver.P50, ownResult.Deliver.P50)
		b.note("P2 "+rate+" p99", floorResult.Deliver.P99, ownResult.Deliver.P99)
		lost := ownResult.Unanswered + ownResult.Missing + ownResult.Doubled
		b.note("P2 lost", float64(floorResult.Unanswered), float64(lost))
	}
	if !b.wants("P4", "P5") {
		return nil
	}
	floorResult, ownResult, err := b.both(
		round,
		floor,
		ours,
		name("P4, as fast as 64 visitors can"),
		"-mode",
		"closed",
		"-visitors",
		"64",
		"-seconds",
		b.seconds(6, 3),
	)
	if err != nil {
		return err
	}
	b.note("P4 rate", floorResult.PerSecond, ownResult.PerSecond)
	b.note("P5 closures", 0, ownResult.Closures/float64(max(ownResult.Messages, 1)))
	b.note("P5 commits", 0, ownResult.Commits/float64(max(ownResult.Messages, 1)))
	result, err := b.load(
		floor,
		name("P4, 8 clients over HTTP"),
		"-mode",
		"post",
		"-visitors",
		"8",
		"-seconds",
		b.seconds(4, 2),
	)
	if err != nil {
		return err
	}
	b.note("P4 post", result.PerSecond, 0)

	return nil
}

// starts measures cold starts and the memory of a freshly started program.
func (b *bench) starts() error {
	times := 5
	if b.Short {
		times = 1
	}

	for i := range times {
		b.progress("P8, P9: start %d of %d", i+1, times)
		dir := filepath.Join(b.Dir, fmt.Sprintf("start-%d", i))

		var took [2]struct{ floor, ours *server }
		for j := range took { // the first start has no database, the second start has the database of the first
			var err error
			if took[j].floor, err = b.floor(filepath.Join(dir, "floor")); err != nil {
				return err
			}
			if took[j].ours, err = b.frontdesk(filepath.Join(dir, "frontdesk")); err != nil {
				took[j].floor.stop()
				return err
			}
			time.Sleep(2 * time.Second)
			b.note(fmt.Sprintf("P8 rss %d", j+1), took[j].floor.rss(), took[j].ours.rss())
			b.note(fmt.Sprintf("P9 start %d", j+1), ms(took[j].floor.start), ms(took[j].ours.start))
			took[j].floor.stop()
			took[j].ours.stop()
		}
		_ = os.RemoveAll(dir)
	}

	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// idle measures the cost of sockets that only ping.
func (b *bench) idle() error {
	for _, messages := range []int{5_000, 10_000} {
		if b.Short && messages > 5_000 {
			break
		}
		floor, ours, stop, err := b.pair("idle")
		if err != nil {
			return err
		}
		floorResult, ownResult, err := b.both(
			0,
			floor,
			ours,
			fmt.Sprintf("P6, P7: %d idle visitors", messages),
			"-mode",
			"idle",
			"-visitors",
			strconv.Itoa(messages),
			"-seconds",
			b.seconds(20, 8),
		)
		stop()
		if err != nil {
			return err
		}
		each := func(r *outcome) float64 { return (r.RSSAfter - r.RSSBefore) / float64(max(r.Sockets, 1)) / 1024 }
		b.note(fmt.Sprintf("P6 %d", messages), each(floorResult), each(ownResult))
		if messages == 5_000 {
			b.note("P7 cpu", 100*floorResult.CPU, 100*ownResult.CPU)
			b.note("P7 commits", 0, ownResult.Commits)
		}
	}

	return nil
}

// full compares an empty database with a database of a million messages, in alternating rounds.
func (b *bench) full() error {
	if b.SkipPreload {
		return nil
	}
	dir := filepath.Join(b.Dir, "full")
	defer os.RemoveAll(dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	b.progress("P12: load a million messages of 100,000 visitors\n")
	cmd := exec.CommandContext(
		b.ctx,
		filepath.Join(b.Bin, "preload"),
		"-database",
		"sqlite:"+filepath.Join(dir, "frontdesk.db"),
	)
	cmd.Stderr = os.Stderr
	if out, err := cmd.Output(); err != nil {
		return fmt.Errorf("preload: %w: %s", err, out)
	}
	full, err := b.frontdesk(dir)
	if err != nil {
		return err
	}
	defer full.stop()
	b.note("P12 start", 0, ms(full.start))
	empty, err := b.frontdesk(filepath.Join(b.Dir, "empty"))
	if err != nil {
		return err
	}
	defer empty.stop()

	for round := range b.Rounds {
		emptyResult, floorResult, err := b.both(
			round,
			empty,
			full,
			"P12, 200 messages a second (empty, full)",
			"-rate",
			"200",
			"-visitors",
			"50",
			"-seconds",
			b.seconds(6, 3),
		)
		if err != nil {
			return err
		}
		b.note("P12 p99", emptyResult.Deliver.P99, floorResult.Deliver.P99)
		emptyResult, floorResult, err = b.both(
			round,
			empty,
			full,
			"P12, as fast as 64 visitors can (empty, full)",
			"-mode", "closed",
			"-visitors", "64",
			"-seconds", b.seconds(5, 3),
		)
		if err != nil {
			return err
		}
		b.note("P12 rate", emptyResult.PerSecond, floorResult.PerSecond)
	}

	return nil
}

// overload offers twice the maximum rate of Frontdesk. Afterwards overload checks whether Frontdesk meets P1 again.
func (b *bench) overload() error {
	floor, ours, stop, err := b.pair("overload")
	if err != nil {
		return err
	}
	defer stop()
	best, err := b.load(ours, "P13, the maximum", "-mode", "closed", "-visitors", "64", "-seconds", "3")
	if err != nil {
		return err
	}
	rate := strconv.Itoa(int(2 * best.PerSecond))
	// A widget keeps at most 50 messages in the queue. The widget refuses further messages of the visitor.
	ownResult, err := b.load(
		ours,
		"P13, "+rate+" messages a second",
		"-rate",
		rate,
		"-visitors",
		"256",
		"-cap",
		"50",
		"-seconds",
		b.seconds(30, 6),
		"-verify",
	)
	if err != nil {
		return err
	}
	floorResult, after, err := b.both(
		0,
		floor,
		ours,
		"P13, back at 200 a second",
		"-rate",
		"200",
		"-visitors",
		"50",
		"-seconds",
		b.seconds(6, 3),
	)
	if err != nil {
		return err
	}
	b.note("P13 lost", 0, float64(ownResult.Missing+ownResult.Doubled+ownResult.Unanswered))
	b.note("P13 refused", 0, float64(ownResult.Refused))
	b.note("P13 shed", 0, 100*float64(ownResult.Shed)/float64(max(ownResult.Offered, 1)))
	b.note("P13 offered", 0, float64(ownResult.Offered)/ownResult.Seconds)
	b.note("P13 acked", 0, ownResult.PerSecond)
	b.note("P13 rss", 0, (ownResult.RSSMost-ownResult.RSSBefore)/1024/1024)
	b.note("P13 drained", 0, ownResult.Drained)
	b.note("P13 p99", floorResult.Deliver.P99, after.Deliver.P99)

	return nil
}
