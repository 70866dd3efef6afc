package adaptertest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/handoff"
	"frontdesk/program"
	"frontdesk/program/programtest"
	"frontdesk/store"
	"frontdesk/texts"
)

// rig is the real program with one channel. The program can be stopped and started again on the same data.
type rig struct {
	t    *testing.T
	p    Platform
	can  Abilities
	dir  string
	url  string
	http atomic.Pointer[http.Handler] // nil means the program is down
	log  safeBuffer
	op   chat.Operator

	program *program.Program
	book    *texts.Book
	db      *store.DB
	blobs   store.Blobs
	desk    *handoff.Verbs
	board   *adapters.Board
	ch      adapters.Channel
	stop    func()

	mu      sync.Mutex
	before  func(chat.Inbound) error // fails before the message is stored
	after   func(chat.Inbound) error // fails after the message is stored
	asked   int                      // calls of Accept
	unknown int
	drafts  int
}

const questions = `
- {id: hours, lang: ru, question: Когда вы работаете?, phrasings: [режим работы, часы работы магазина],
   answer: "Мы работаем **каждый день** с 9 до 21."}
- {id: pay, lang: ru, question: Как оплатить заказ?, phrasings: [способы оплаты, можно ли картой],
   answer: "Картой на сайте или при получении."}
- {id: return, lang: ru, question: Как вернуть товар?, phrasings: [возврат товара, вернуть покупку],
   answer: "В течение 14 дней."}
`

const (
	asksHours = "Когда вы работаете?"
	hours     = "Мы работаем каждый день с 9 до 21.\n\nПомогло?"
)

func newRig(t *testing.T, platform Platform) *rig {
	made := &rig{
		t:   t,
		p:   platform,
		can: platform.Can(),
		dir: t.TempDir(),
		op: chat.Operator{
			ID:    chat.OperatorID(chat.NewID()),
			Login: "olga",
			Name:  "Olga",
			Role:  chat.RoleAdmin,
			Lang:  "ru",
		},
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if h := made.http.Load(); h != nil {
			(*h).ServeHTTP(w, req)
			return
		}
		fault.Reset(w) // the program is down
	}))
	made.url = web.URL
	if err := os.WriteFile(filepath.Join(made.dir, "faq.yaml"), []byte(questions), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(web.Close)
	t.Cleanup(func() {
		if made.stop != nil {
			made.stop()
		}
		if t.Failed() {
			t.Log(made.log.String())
		}
	})
	made.open()
	if err := made.db.AddOperator(t.Context(), store.Account{Operator: made.op}); err != nil {
		t.Fatal(err)
	}
	made.start()

	return made
}

// open builds the program over the data but starts no part of the program.
func (r *rig) open() {
	r.t.Helper()
	text := fmt.Sprintf(
		"database: sqlite:rig.db\nfiles: files\nlanguage: ru\nquiet_time: 0s\n"+
			"faq: {import: faq.yaml}\nchannels: [{id: %s, type: tested}]\n",
		channelID,
	)
	kinds := []adapters.Kind{r.kind()}
	conf, err := config.Load(filepath.Join(r.dir, "config.yaml"), []byte(text), programtest.NoEnv, kinds)
	if err != nil {
		r.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.program = program.New(
		program.Options{Config: conf, Log: log, Kinds: kinds, Faults: program.Faults{Store: programtest.Twice}},
	)
	if err := r.program.Open(context.Background()); err != nil {
		r.t.Fatal(err)
	}
	r.book, r.db, r.blobs = r.program.Book, r.program.DB, r.program.Blobs
	r.desk, r.board, r.ch = r.program.Desk, r.program.Board, r.program.Channels[0]
	r.stop = func() { r.stop = nil; _ = r.program.Close() }
}

// kind returns the kind of the channel under test.
func (r *rig) kind() adapters.Kind {
	traits := r.p.Traits()
	traits.Type = "tested"

	return adapters.Kind{
		Type:     "tested",
		Traits:   traits,
		Settings: programtest.NoSettings,
		New: func(_ context.Context, env adapters.Env) (adapters.Channel, error) {
			stored := env.Receive
			receive := func(ctx context.Context, in chat.Inbound) (chat.Stored, error) {
				return r.receive(ctx, in, stored)
			}
			env.Receive = receive
			env.Accept = func(ctx context.Context, in chat.Inbound) error { _, err := receive(ctx, in); return err }
			unknown := env.Unknown
			env.Unknown = func(kind string) {
				r.mu.Lock()
				r.unknown++
				r.mu.Unlock()
				unknown(kind)
			}

			return r.p.Channel(Env{Env: env, URL: r.url})
		},
	}
}

// start runs the program built by open.
func (r *rig) start() {
	ctx, cancel := context.WithCancel(context.Background())
	handler := r.program.Handler()
	r.http.Store(&handler)
	built := r.program
	built.Start(ctx)
	r.stop = func() {
		r.stop = nil
		r.http.Store(nil)
		cancel()
		built.Wait()
		_ = built.Close()
	}
}

func (r *rig) restart() {
	r.stop()
	r.open()
	r.start()
}

// receive calls the program's Receive with the faults of the scenario.
func (r *rig) receive(
	ctx context.Context,
	in chat.Inbound,
	stored func(context.Context, chat.Inbound) (chat.Stored, error),
) (chat.Stored, error) {
	r.mu.Lock()
	before, after := r.before, r.after
	r.asked++
	r.mu.Unlock()
	if before != nil {
		if err := before(in); err != nil {
			return chat.Stored{}, err
		}
	}
	out, err := stored(ctx, in)
	if err == nil && after != nil {
		err = after(in)
	}

	return out, err
}

func (r *rig) faults(before, after func(chat.Inbound) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before, r.after = before, after
}

func (r *rig) count(n *int) int {
	r.mu.Lock()
	defer r.mu.Unlock()

	return *n
}

// safeBuffer collects the log of many goroutines.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.b.String()
}
