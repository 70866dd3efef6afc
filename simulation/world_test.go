package simulation_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/dialog"
	"frontdesk/handoff"
	"frontdesk/program"
	"frontdesk/program/programtest"
	"frontdesk/store"
)

const questions = `
- {id: hours, lang: ru, question: Когда вы работаете?,
   phrasings: [режим работы, часы работы магазина],
   answer: "Мы работаем **каждый день** с 9 до 21, а по праздникам с 10 до 18;
     приходите в любое время, мы всегда рады."}
- {id: pay, lang: ru, question: Как оплатить заказ?,
   phrasings: [способы оплаты, можно ли картой],
   answer: "Картой на сайте или при получении."}
- {id: return, lang: ru, question: Как вернуть товар?,
   phrasings: [возврат товара, вернуть покупку],
   answer: "В течение 14 дней, с чеком."}
`

// world is one Frontdesk with messengers, customers and operators, all drawn from a seed.
type world struct {
	t       *testing.T
	seed    uint64
	rng     *rand.Rand
	dir     string
	calling atomic.Int64 // open platform calls
	calm    atomic.Bool  // the messengers answer without faults
	skew    atomic.Int64 // wall clock minus virtual time, ns
	chans   []*messenger
	rules   dialog.Rules

	program *program.Program
	db      *store.DB
	door    *door
	engine  *dialog.Engine
	desk    *handoff.Verbs
	stop    func()
	kill    chan struct{}
	begun   time.Time

	people []*customer
	ops    []chat.Operator
	acked  map[string]*chat.Inbound // by native id
	rated  map[string]int           // survey -> score of the last press
	faults map[string]int
	sick   []span // periods of a refusing store
	upset  []span // times of events that excuse a delay: starts, outages, jumps
	firsts map[chat.ConversationID][]first
	reader map[chat.ConversationID][]chat.Entry
	back   map[chat.ConversationID]chat.ConversationID // the customer's next conversation
	bad    []string
	said   int
	n      int
	mu     sync.Mutex
}

// first notes the first sight of an entry.
type first struct {
	seq int64
	at  time.Time
}

func (w *world) now() time.Time { return time.Now().Add(time.Duration(w.skew.Load())) }

func (w *world) killed() <-chan struct{} { return w.kill }

func (w *world) fault(kind string) { w.faults[kind]++ }

func (w *world) violation(format string, args ...any) {
	if len(w.bad) < 20 {
		w.bad = append(w.bad, fmt.Sprintf(format, args...))
	}
}

// door stands before the store. door can refuse calls for a time and lose the answer of a commit. After a kill door refuses all calls.
type door struct {
	adapters.Outbox
	updater    program.Updater
	dead, sick atomic.Bool
}

func (d *door) shut() error {
	if d.dead.Load() || d.sick.Load() {
		return chat.Fault(chat.Storage, "the disk is full")
	}

	return nil
}

func (d *door) Update(ctx context.Context, fn func(*store.Tx) error) error {
	if err := d.shut(); err != nil {
		return err
	}

	return d.updater.Update(ctx, fn)
}

func (d *door) Claim(ctx context.Context, p chat.Part) (bool, error) {
	if err := d.shut(); err != nil {
		return false, err
	}

	return d.Outbox.Claim(ctx, p)
}

func (d *door) Settle(ctx context.Context, p chat.Part) error {
	if err := d.shut(); err != nil {
		return err
	}

	return d.Outbox.Settle(ctx, p)
}

func (d *door) Split(ctx context.Context, p chat.Part, list []string) error {
	if err := d.shut(); err != nil {
		return err
	}

	return d.Outbox.Split(ctx, p, list)
}

func (d *door) FailPeer(ctx context.Context, p chat.Peer, reason string) error {
	if err := d.shut(); err != nil {
		return err
	}

	return d.Outbox.FailPeer(ctx, p, reason)
}

// folder is in memory on systems with a file system in memory. Another test checks the survival of a power cut.
func folder(t *testing.T) string {
	if dir, err := os.MkdirTemp("/dev/shm", "simulation"); err == nil {
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
		return dir
	}

	return t.TempDir()
}

func newWorld(t *testing.T, seed uint64, dir string) *world {
	w := &world{
		t:      t,
		seed:   seed,
		rng:    rand.New(rand.NewPCG(seed, 7)),
		dir:    dir,
		rules:  dialog.DefaultRules,
		acked:  map[string]*chat.Inbound{},
		rated:  map[string]int{},
		faults: map[string]int{},
		firsts: map[chat.ConversationID][]first{},
		reader: map[chat.ConversationID][]chat.Entry{},
		back:   map[chat.ConversationID]chat.ConversationID{},
	}
	if err := os.WriteFile(filepath.Join(dir, "faq.yaml"), []byte(questions), 0o600); err != nil {
		t.Fatal(err)
	}
	w.chans = []*messenger{newMessenger(w, "tg", seed), newMessenger(w, "sl", seed+1)}
	w.open()

	for i := range 2 + w.rng.IntN(2) {
		op := chat.Operator{
			ID:    chat.OperatorID(fmt.Sprint("op", i)),
			Login: fmt.Sprint("op", i),
			Name:  fmt.Sprint("Op", i),
			Role:  chat.RoleOperator,
		}
		if err := w.db.AddOperator(context.Background(), store.Account{Operator: op}); err != nil {
			t.Fatal(err)
		}
		w.ops = append(w.ops, op)
	}

	return w
}

const configuration = `
database: sqlite:desk.db
files: files
language: ru
quiet_time: 1s
faq: {import: faq.yaml}
channels:
  - {id: tg, type: memory}
  - {id: sl, type: memory}
`

// open builds the program again on the stored data and runs the program, as a start of the process does.
func (w *world) open() {
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("VERBOSE") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	kinds := []adapters.Kind{w.memory()}
	conf, err := config.Load(filepath.Join(w.dir, "config.yaml"), []byte(configuration), programtest.NoEnv, kinds)
	if err != nil {
		w.t.Fatal(err)
	}
	d := &door{}
	faults := program.Faults{
		Store:  func(u program.Updater) program.Updater { d.updater = programtest.Twice(u); return d },
		Outbox: func(o adapters.Outbox) adapters.Outbox { d.Outbox = o; return d },
	}
	w.door, w.kill = d, make(chan struct{})
	w.program = program.New(
		program.Options{
			Config:       conf,
			Log:          log,
			Now:          w.now,
			Kinds:        kinds,
			Faults:       faults,
			Presence:     &crowded{},
			StoreOptions: store.Options{Readers: 1},
		},
	)
	if err := w.program.Open(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	w.db, w.engine, w.desk = w.program.DB, w.program.Engine, w.program.Desk

	ctx, cancel := context.WithCancel(context.Background())
	heard, end := w.program.Bus.Subscribe()
	var listening sync.WaitGroup
	listening.Go(func() { w.listen(ctx, heard) })
	w.program.Start(ctx)
	w.excuse(0)
	p := w.program
	w.stop = func() {
		cancel()
		p.Wait()
		listening.Wait()
		end()
		if err := p.Close(); err != nil {
			w.violation("close: %v", err)
		}
	}
}

// memory is the kind of the world's messengers. The history of the second messenger is readable.
func (w *world) memory() adapters.Kind {
	return adapters.Kind{Type: "memory", Traits: w.chans[0].Traits(), Settings: programtest.NoSettings,
		New: func(_ context.Context, env adapters.Env) (adapters.Channel, error) {
			if env.ID == w.chans[1].id {
				return readable{w.chans[1]}, nil
			}

			return w.chans[0], nil
		}}
}

// crowded reports that operators are always online.
type crowded struct{ handoff.Presence }

func (*crowded) Online() bool { return true }

func (w *world) listen(ctx context.Context, hints <-chan chat.Hint) {
	for {
		select {
		case <-ctx.Done():
			return
		case h := <-hints:
			w.mu.Lock()
			w.firsts[h.Conversation] = append(w.firsts[h.Conversation], first{seq: h.Seq, at: time.Now()})
			w.mu.Unlock()
		}
	}
}

// crash ends the process. After a kill no more data is stored, and no answer of a call is seen. Without a kill the process stops in good
// order.
func (w *world) crash(kill bool) {
	if kill {
		w.fault("kill")
		w.door.dead.Store(true)
		close(w.kill)
	} else {
		w.fault("restart")
	}
	w.stop()
	w.open()
}

// span is a period of virtual time.
type span struct{ from, until time.Time }

// excuse notes a permitted delay from now on.
func (w *world) excuse(d time.Duration) {
	until := time.Now()
	if n := len(w.upset); n > 0 { // delays add up
		until = later(until, w.upset[n-1].until)
	}
	w.upset = append(w.upset, span{from: time.Now(), until: until.Add(d)})
}

// jump sets the wall clock forward or back. After a jump back, waits by the wall clock get longer by the jump.
func (w *world) jump(d time.Duration) {
	w.fault("clock_jump")
	w.skew.Add(int64(d))
	w.excuse(max(0, -d))
}

// ambush waits for a moment with an open platform call, if such a moment comes soon.
func (w *world) ambush() {
	for range 400 {
		if w.calling.Load() > 0 {
			return
		}
		w.pass(50 * time.Millisecond)
	}
}

// pass lets virtual time pass with all due events.
func (w *world) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// read lets a reader with a remembered place fetch the new entries, as a widget or a console does.
func (w *world) read() {
	for _, c := range w.all() {
		old := w.reader[c.ID]
		list, err := w.db.ReadEntries(context.Background(), c.ID, int64(len(old)), 5)
		if err != nil {
			w.violation("read: %v", err)
		}
		w.reader[c.ID] = append(old, list...)
	}
}

func (w *world) all() (out []chat.Conversation) {
	for _, p := range w.people {
		list, err := w.db.PeerConversations(context.Background(), p.peer, 1000)
		if err != nil {
			w.violation("list: %v", err)
		}
		out = append(out, list...)
	}

	return out
}
