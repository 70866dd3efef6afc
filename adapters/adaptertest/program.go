package adaptertest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	"frontdesk/bus"
	"frontdesk/chat"
	"frontdesk/dialog"
	"frontdesk/faq"
	"frontdesk/handoff"
	"frontdesk/store"
	"frontdesk/survey"
	"frontdesk/texts"
)

// rig is a small Frontdesk with one channel, wired as program wires it. It can be stopped and started again on the same data.
type rig struct {
	t   *testing.T
	p   Platform
	can Abilities
	dir string
	url string
	mux atomic.Pointer[http.ServeMux]
	log safeBuffer
	op  chat.Operator

	book   *texts.Book
	db     *store.DB
	blobs  store.Blobs
	desk   *handoff.Desk
	board  *adapters.Board
	ch     adapters.Channel
	sender *adapters.Sender
	engine *dialog.Engine
	fetch  *adapters.FileFetcher
	stop   func()

	mu      sync.Mutex
	before  func(chat.Inbound) error // fails instead of storing
	after   func(chat.Inbound) error // fails although it is stored
	asked   int                      // calls of Accept
	unknown int
	drafts  int
}

const questions = `
- {id: hours, lang: ru, question: Когда вы работаете?, phrasings: [режим работы, часы работы магазина], answer: "Мы работаем **каждый день** с 9 до 21."}
- {id: pay, lang: ru, question: Как оплатить заказ?, phrasings: [способы оплаты, можно ли картой], answer: "Картой на сайте или при получении."}
- {id: return, lang: ru, question: Как вернуть товар?, phrasings: [возврат товара, вернуть покупку], answer: "В течение 14 дней."}
`

const (
	asksHours = "Когда вы работаете?"
	hours     = "Мы работаем каждый день с 9 до 21.\n\nПомогло?"
)

func newRig(t *testing.T, p Platform) *rig {
	r := &rig{t: t, p: p, can: p.Can(), dir: t.TempDir(), op: chat.Operator{ID: chat.OperatorID(chat.NewID()), Login: "olga", Name: "Olga", Role: chat.RoleAdmin, Lang: "ru"}}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if mux := r.mux.Load(); mux != nil {
			mux.ServeHTTP(w, req)
			return
		}
		fault.Reset(w) // the program is down
	}))
	r.url = web.URL
	var err error
	if r.book, err = texts.Open("ru"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(web.Close)
	t.Cleanup(func() {
		if r.stop != nil {
			r.stop()
		}
		if t.Failed() {
			t.Log(r.log.String())
		}
	})
	r.open()
	if err := r.db.AddOperator(t.Context(), store.Account{Operator: r.op}); err != nil {
		t.Fatal(err)
	}
	r.start()
	return r
}

// open builds everything over the data; nothing runs yet.
func (r *rig) open() {
	r.t.Helper()
	log := slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	if r.db, err = store.Open(context.Background(), "sqlite:"+filepath.Join(r.dir, "desk.db"), store.Options{Log: log}); err != nil {
		r.t.Fatal(err)
	}
	r.blobs = store.Blobs{Dir: filepath.Join(r.dir, "files")}
	spread := &bus.Memory{}
	pulled := func(chat.ChannelID) bool { return r.ch.Traits().ClientsPull }
	post := chat.Poster{Pulled: pulled}
	ask := &survey.Desk{Rules: survey.DefaultRules, Book: r.book, Post: post}
	r.engine = &dialog.Engine{Store: r.db, Bus: spread, Book: r.book, Survey: ask, Post: post, Rules: dialog.DefaultRules, Online: func() bool { return false }, Now: time.Now,
		Log: log, Clock: dialog.NewClock(time.Now), Quiet: func(chat.ChannelID) time.Duration { return 0 }}
	entries, err := faq.Load("faq.yaml", []byte(questions))
	if err != nil {
		r.t.Fatal(err)
	}
	r.engine.SetBase(faq.New(entries, faq.Options{}))
	r.desk = &handoff.Desk{Store: r.db, Bus: spread, Post: post, Survey: ask, Idle: dialog.DefaultRules.HumanIdle, Wake: r.engine.Clock.Set}
	r.board = &adapters.Board{Now: time.Now}
	r.ch, err = r.p.Channel(Env{ID: channelID, Words: r.words, Park: r.db.Park, Board: r.board, Log: log, URL: r.url, Store: r.db, Blobs: r.blobs, Bus: spread,
		Accept: func(ctx context.Context, in chat.Inbound) error { _, err := r.words(ctx, in); return err },
		Say:    func(lang, key string) string { return r.book.Say(lang, key, nil) }, Lang: r.book.Lang,
		Unknown: func(string) { r.mu.Lock(); r.unknown++; r.mu.Unlock() }})
	if err != nil {
		r.t.Fatal(err)
	}
	if out, ok := r.ch.(adapters.Sending); ok {
		r.sender = adapters.NewSender(out, r.db, log)
		r.sender.Files = func(hash string) (io.ReadCloser, error) { return r.blobs.Open(hash) }
	}
	r.fetch = &adapters.FileFetcher{Store: r.db, Channels: map[chat.ChannelID]adapters.Channel{channelID: r.ch}, Put: r.blobs.Put, Bus: spread, Log: log, Now: time.Now}
	r.stop = func() { r.stop = nil; _ = r.db.Close() }
}

// start runs what open has built.
func (r *rig) start() {
	ctx, cancel := context.WithCancel(context.Background())
	mux := http.NewServeMux()
	if in, ok := r.ch.(adapters.Inlet); ok {
		in.Register(mux.Handle)
	}
	r.mux.Store(mux)
	var work sync.WaitGroup
	work.Go(func() {
		r.engine.Clock.Run(ctx, 4, func(ctx context.Context, id chat.ConversationID) {
			if err := r.engine.Turn(ctx, id); err != nil && ctx.Err() == nil {
				r.engine.Log.Error("turn", "error", err)
			}
		})
	})
	work.Go(func() { r.ticks(ctx) })
	work.Go(func() { r.fetch.Run(ctx) })
	work.Go(func() { adapters.Keep(ctx, r.ch, r.board, r.engine.Log) })
	if r.sender != nil {
		work.Go(func() { r.sender.Run(ctx) })
		work.Go(func() { r.kicks(ctx) })
	}
	db := r.db
	r.stop = func() {
		r.stop = nil
		r.mux.Store(nil)
		cancel()
		work.Wait()
		_ = db.Close()
	}
}

func (r *rig) ticks(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := r.engine.Tick(ctx); err != nil && ctx.Err() == nil {
			r.engine.Log.Error("tick", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (r *rig) kicks(ctx context.Context) {
	hints, end := r.engine.Bus.Subscribe()
	defer end()
	for {
		select {
		case <-ctx.Done():
			return
		case h := <-hints:
			if h.Typing == nil {
				r.sender.Kick(h.Peer.Address)
			}
		}
	}
}

func (r *rig) restart() {
	r.stop()
	r.open()
	r.start()
}

// words is the engine's, with the faults of the scenario around it.
func (r *rig) words(ctx context.Context, in chat.Inbound) (chat.Stored, error) {
	r.mu.Lock()
	before, after := r.before, r.after
	r.asked++
	r.mu.Unlock()
	if before != nil {
		if err := before(in); err != nil {
			return chat.Stored{}, err
		}
	}
	out, err := r.engine.Words(ctx, in)
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
