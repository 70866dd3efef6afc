package main

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"frontdesk/adapters/fakes/fault"
	fakeslack "frontdesk/adapters/fakes/slack"
	faketelegram "frontdesk/adapters/fakes/telegram"
	"frontdesk/chat"
	"frontdesk/console"
	"frontdesk/store"
)

// crashPoints are the named steps of one message (architecture.md, "one message, step by step"). The process kills itself at the steps.
var crashPoints = []string{"arrived", "tx-begun", "tx-written", "tx-committed", "accepted", "poll-before",
	"split-before", "split-after", "claim-before", "claim-after", "call-before", "call-after",
	"settle-before", "settle-after"}

// world is one scenario: the real program, both fakes and the people. The program dies and is started again. The fakes and the people
// live on.
type world struct {
	t         *testing.T
	seed      uint64
	bin       string
	dir, dsn  string
	addr      string
	base      string
	config    string
	platforms [2]string // addresses of both fakes
	telegram  *faketelegram.Server
	slack     *fakeslack.Server
	// clock is a file with the error of the program's clock. An empty name means no error.
	clock string
	wrap  []string // prefix of the program's command line, such as strace
	ended chan struct{}

	mu     sync.Mutex
	rng    *rand.Rand
	cmd    *exec.Cmd
	dead   chan struct{}
	at     string   // the kill of the current life
	plan   []string // the kills of the next lives: POINT:N, or "random:MS"
	kills  map[string]int
	extra  map[string]int // faults of the world besides the answers of a fake
	over   bool
	bad    int
	panics int
	people []*shopper
	guests []*guest
	clerks []*clerk
}

// shopper is a customer in a messenger with the customer's messages, in order.
type shopper struct {
	channel, address, tag string
	said                  []saying
}

// saying is one text with a canary. Event is the event of the required ack. An empty Event means: the text is acknowledged for sure.
type saying struct{ text, event string }

const faultPassword = "password-of-faults"

var (
	buildOnce sync.Once
	builtBin  string
	buildErr  error
	hashOnce  sync.Once
	faultHash string
)

// faultBinary builds the program with crash points, once for all tests.
func faultBinary(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts the program many times")
	}
	buildOnce.Do(func() {
		dir, err := os.MkdirTemp("", "frontdesk-faults-")
		if err != nil {
			buildErr = err
			return
		}
		builtBin = filepath.Join(dir, "frontdesk")
		args := []string{"build", "-tags", "faults", "-o", builtBin}
		if overlay := os.Getenv("OVERLAY"); overlay != "" { // a seeded bug
			args = append(args, "-overlay", overlay)
		}
		build := exec.Command("go", append(args, ".")...)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			buildErr = fmt.Errorf("%w: %s", err, out)
		}
	})
	if buildErr != nil {
		t.Fatal(buildErr)
	}

	return builtBin
}

// newWorld prepares a world on an empty database. An empty dsn means SQLite in the world's folder.
func newWorld(t *testing.T, seed uint64, dsn string) *world {
	t.Helper()
	w := &world{
		t:     t,
		seed:  seed,
		bin:   faultBinary(t),
		dir:   t.TempDir(),
		rng:   rand.New(rand.NewPCG(seed, 1)),
		kills: map[string]int{},
		extra: map[string]int{},
		ended: make(chan struct{}),
	}
	if w.dsn = dsn; dsn == "" {
		w.dsn = "sqlite:" + filepath.Join(w.dir, "frontdesk.db")
	}
	w.telegram = faketelegram.New(faketelegram.Options{Seed: seed})
	t.Cleanup(w.telegram.Close)

	again := make([]time.Duration, 60)
	for i := range again {
		again[i] = 50 * time.Millisecond
	}
	w.slack = fakeslack.New(fakeslack.Options{Seed: seed, AckDeadline: 700 * time.Millisecond, SocketRetries: again})
	t.Cleanup(w.slack.Close)
	tg, sl, free := httptest.NewServer(w.telegram), httptest.NewServer(w.slack), httptest.NewServer(nil)
	t.Cleanup(func() { tg.CloseClientConnections(); tg.Close(); sl.CloseClientConnections(); sl.Close() })
	w.addr, w.platforms = free.Listener.Addr().
		String(),
		[2]string{
			tg.Listener.Addr().String(),
			sl.Listener.Addr().String(),
		}
	free.Close()
	sample, err := filepath.Abs("../../examples/faq.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w.base, w.config = "http://"+w.addr, filepath.Join(w.dir, "config.yaml")
	text := fmt.Sprintf(
		"listen: %s\ndatabase: %q\nfiles: files\nquiet_time: 0s\nfaq: {import: %s}\nchannels:\n"+
			"  - {id: site, type: webchat, messages_per_second: 100}\n"+
			"  - {id: tg, type: telegram, token: %q, api_url: %q}\n"+
			"  - {id: slack, type: slack, bot_token: %q, app_token: %q, api_url: \"%s/api/\", mode: socket}\n",
		w.addr,
		w.dsn,
		sample,
		faketelegram.DefaultToken,
		tg.URL,
		fakeslack.DefaultBotToken,
		fakeslack.DefaultAppToken,
		sl.URL,
	)
	if err := os.WriteFile(w.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	w.hire("anna", "boris")

	return w
}

// open opens the world's database beside the program.
func (w *world) open() *store.DB {
	w.t.Helper()
	db, err := store.Open(w.t.Context(), w.dsn, store.Options{})
	if err != nil {
		w.t.Fatalf("seed %d: %v", w.seed, err)
	}

	return db
}

func (w *world) hire(names ...string) {
	hashOnce.Do(func() { faultHash, _ = console.HashPassword(faultPassword) })
	db := w.open()
	defer db.Close()

	for _, name := range names {
		err := db.AddOperator(
			w.t.Context(),
			store.Account{
				Operator: chat.Operator{
					ID:    chat.OperatorID(chat.NewID()),
					Login: name,
					Name:  name,
					Role:  chat.RoleAdmin,
					Lang:  "ru",
				},
				Password: faultHash,
			},
		)
		if err != nil {
			w.t.Fatal(err)
		}
		w.clerks = append(w.clerks, &clerk{w: w, name: name, claimed: map[string]bool{}, told: map[string]time.Time{}})
	}
}

// begin starts the first life. The end of the test ends the last life.
func (w *world) begin(plan ...string) {
	w.mu.Lock()
	w.plan = plan
	w.start()
	w.mu.Unlock()
	w.t.Cleanup(func() { w.stop(syscall.SIGKILL) })
}

// start runs the next life of the program. The caller holds w.mu.
func (w *world) start() {
	at := ""
	if len(w.plan) > 0 {
		at, w.plan = w.plan[0], w.plan[1:]
	}
	w.at = at
	var log bytes.Buffer
	args := append(append([]string{}, w.wrap...), w.bin, "serve", "--config", w.config, "--log-level", "warn")
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "FRONTDESK_CRASH="+at, "FRONTDESK_CLOCK="+w.clock)
	cmd.Stderr = &log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	w.wrap = nil // the prefix is for the first life only
	if err := cmd.Start(); err != nil {
		w.t.Error(err)
		return
	}
	dead := make(chan struct{})
	w.cmd, w.dead = cmd, dead
	if ms, ok := strings.CutPrefix(at, "random:"); ok {
		n, _ := strconv.Atoi(ms)
		kill := time.AfterFunc(time.Duration(n)*time.Millisecond, func() { _ = cmd.Process.Kill() })
		go func() { <-dead; kill.Stop() }()
	}
	go func() {
		err := cmd.Wait()
		w.died(cmd, at, &log, err)
		close(dead)
	}()
}

func (w *world) died(cmd *exec.Cmd, at string, log *bytes.Buffer, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := strings.Count(log.String(), "panic"); n > 0 {
		w.panics += n
		w.t.Errorf("seed %d: panic: %.3000s", w.seed, log.String())
	}

	status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case w.over:
	case status.Signaled() && status.Signal() == syscall.SIGKILL && at != "":
		point, _, _ := strings.Cut(at, ":")
		w.kills[point]++
		w.start()
	// A start may fail while the disk or the server is away. The test starts the program again.
	case w.extra["fsize"]+w.extra["eio"]+w.extra["postgres"] > 0:
		if at != "" {
			w.plan = append([]string{at}, w.plan...)
		}
		time.AfterFunc(100*time.Millisecond, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			if !w.over {
				w.start()
			}
		})
	default:
		w.t.Errorf("seed %d: the program ended by itself: %v\n%s", w.seed, err, log.String())
	}
}

// stop ends the running program. The program is not started again.
func (w *world) stop(with syscall.Signal) {
	w.mu.Lock()
	if !w.over {
		close(w.ended)
	}
	w.over = true
	cmd, dead := w.cmd, w.dead
	w.mu.Unlock()
	if cmd == nil {
		return
	}
	_ = cmd.Process.Signal(with)
	<-dead
}

// enough reports whether all planned kills have happened, or the world has ended.
func (w *world) enough() bool {
	w.mu.Lock()
	defer w.mu.Unlock()

	n := 0
	for _, k := range w.kills {
		n += k
	}

	return w.over || w.t.Failed() || len(w.plan) == 0 && n >= w.planned()
}

func (w *world) planned() int { return w.extra["planned"] }

// chance draws from the world's seed. People call chance from goroutines of their own.
func (w *world) chance(n int) int {
	w.mu.Lock()
	defer w.mu.Unlock()

	return w.rng.IntN(n)
}

func (w *world) count(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.extra[what]++
}

// pause waits for a time, or until the world's end.
func (w *world) pause(d time.Duration) {
	select {
	case <-w.ended:
	case <-time.After(d):
	}
}

// limit caps the size of files of the running program, in bytes. A cap acts as a full disk. Zero lifts the cap.
func (w *world) limit(bytes uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cmd == nil || w.cmd.Process == nil {
		return
	}
	lim := syscall.Rlimit{Cur: bytes, Max: ^uint64(0)}
	if bytes == 0 {
		lim.Cur = ^uint64(0)
	}
	setLimit(w.cmd.Process.Pid, syscall.RLIMIT_FSIZE, &lim)
}

// harm has the chances of failure for calls that show a message.
var harm = map[fault.Kind]float64{
	fault.ServerError: 0.015,
	fault.BadGateway:  0.015,
	fault.ResetBefore: 0.015,
	fault.ResetAfter:  0.02,
	fault.Truncated:   0.015,
	fault.RateLimited: 0.015,
	fault.Slow:        0.01,
}

// playedFaults counts the faults of the fakes and of the world.
func (w *world) playedFaults() map[string]int {
	out := map[string]int{}
	w.mu.Lock()
	maps.Copy(out, w.extra)
	w.mu.Unlock()
	delete(out, "planned")

	for _, calls := range [][]fault.Record{w.telegram.Snapshot().Calls, w.slack.Snapshot().Calls} {
		for _, c := range calls {
			if c.Fault == "" {
				continue
			}
			name := string(c.Fault)
			if c.Fault == fault.ResetAfter {
				name = "timeout_after_accept"
			}
			out[name]++
		}
	}

	return out
}
