// Package telegram is a Telegram Bot API server in memory: the platform for a bot, without an account and without the internet. Tests and
// `frontdesk demo` run the server.
//
// The fake keeps the rules of Telegram that break bots in practice: offsets, 409, update retention, callback deadlines, UTF-16 entities,
// limits, retries of a webhook. The fake plays faults on demand. The methods of Bot are the gestures of people; the same gestures exist
// over HTTP under /sim/ and on the page at /.
//
// The fake calls no address except a webhook set by the bot itself, keeps no state on disk, and does no business of the bot.
//
// Sources: Bot API 10.1; the public server, tdlib/telegram-bot-api.
package telegram

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"frontdesk/adapters/fakes/fault"
)

// Fault and its kinds are shared with the other fake; see package fault.
type Fault = fault.Fault

// Options shape a Server. The zero value works.
type Options struct {
	// Tokens of the hosted bots; default is one token, DefaultToken. Each bot has its own chats and updates.
	Tokens []string
	// Now is the clock for message dates, retention and deadlines; default
	// time.Now.
	Now func() time.Time
	// Sleep waits between tries of a webhook; the default really waits.
	Sleep func(ctx context.Context, d time.Duration) error
	// Seed makes ids and random faults repeatable.
	Seed uint64
	// LongPollMax limits the timeout of getUpdates; default 50 s.
	LongPollMax time.Duration
	// CallbackDeadline is the time limit for the answer to a press; default 15 s (not documented; users report 10-20 s).
	CallbackDeadline time.Duration
	// RateLimits answers 429 beyond 1 message a second per chat, 20 a minute per
	// group and 30 a second per bot.
	RateLimits bool
	// Logger hears each call at debug level, without texts and tokens; default
	// none.
	Logger *slog.Logger
}

// DefaultToken is the token of the only bot when Options names no token.
const DefaultToken = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

// Server is the platform. Server is an http.Handler: the Bot API under /bot<token>/, files under /file/bot<token>/, control under /sim/, a
// page at /. The embedded Bot is the first bot, so tests with one bot write srv.Say(...).
type Server struct {
	*Bot
	opt     Options
	bots    []*Bot
	sim     http.Handler
	closed  chan struct{}
	ctx     context.Context
	end     context.CancelFunc
	closing sync.Once
	running sync.WaitGroup
}

// New returns a server with its bots and without customers.
func New(opt Options) *Server {
	if len(opt.Tokens) == 0 {
		opt.Tokens = []string{DefaultToken}
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Sleep == nil {
		opt.Sleep = fault.Wait
	}
	if opt.LongPollMax == 0 {
		opt.LongPollMax = 50 * time.Second
	}
	if opt.CallbackDeadline == 0 {
		opt.CallbackDeadline = 15 * time.Second
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	server := &Server{opt: opt, closed: make(chan struct{})}

	server.ctx, server.end = context.WithCancel(context.Background())
	for i, token := range opt.Tokens {
		server.bots = append(server.bots, newBot(server, i, token))
	}
	server.Bot = server.bots[0]
	server.sim = server.simRoutes()

	return server
}

// Close ends long polls, hanging answers and webhook retries, and waits for the
// retries' goroutines.
func (s *Server) Close() {
	s.closing.Do(func() {
		close(s.closed)
		s.end()

		for _, b := range s.bots {
			b.mu.Lock()
			//lint:ignore SA2001 no pump starts after the lock was taken once
			b.mu.Unlock()
		}
	})
	s.running.Wait()
}

// BotAt returns the i-th bot of Options.Tokens, from 0, or nil without such a bot.
func (s *Server) BotAt(index int) *Bot {
	if index < 0 || index >= len(s.bots) {
		return nil
	}

	return s.bots[index]
}

// ServeHTTP serves the Bot API, the files, the control API and the page.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		token, path, _ := strings.Cut(rest, "/")
		s.download(w, r, token, path)

		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/bot"); ok {
		token, method, _ := strings.Cut(rest, "/")
		s.serveAPI(w, r, token, method)

		return
	}
	s.sim.ServeHTTP(w, r)
}

func (s *Server) byToken(token string) *Bot {
	for _, b := range s.bots {
		if b.token == token {
			return b
		}
	}

	return nil
}

// Bot is one hosted bot with its chats and updates. The exported methods are the gestures of people and of the platform. All methods may
// be called concurrently.
type Bot struct {
	server *Server
	token  string

	signal fault.Signal
	script fault.Script

	mu        sync.Mutex
	me        User
	revoked   bool
	chats     map[int64]*room
	order     []int64 // chats in order of appearance
	lastMsg   int
	lastUser  int64
	queue     queue
	hook      *hook
	poller    *poller
	lastPoll  pollMark
	presses   map[string]*press
	files     map[string]*file
	paths     map[string]*file
	commands  []Command
	journal   fault.Journal
	limits    limits
	callbacks []CallbackAnswer
	rng       *rand.Rand
}

func newBot(server *Server, index int, token string) *Bot {
	rng := rand.New(rand.NewPCG(server.opt.Seed, uint64(index)+1))
	id, _, _ := strings.Cut(token, ":")
	me := User{IsBot: true, FirstName: "Frontdesk demo", Username: "frontdesk_demo_bot"}
	if _, err := fmt.Sscan(id, &me.ID); err != nil {
		me.ID = 110201543
	}
	if index > 0 {
		me.Username = fmt.Sprintf("frontdesk_demo%d_bot", index+1)
	}

	return &Bot{
		server:   server,
		token:    token,
		me:       me,
		rng:      rng,
		chats:    map[int64]*room{},
		presses:  map[string]*press{},
		files:    map[string]*file{},
		paths:    map[string]*file{},
		lastUser: 1000,
		lastMsg:  rng.IntN(100),
		queue:    queue{next: 100_000_000 + rng.Int64N(100_000_000)},
		limits:   newLimits(),
	}
}

// Token returns the bot's token.
func (b *Bot) Token() string { return b.token }

// Me returns the bot from its customers' point of view.
func (b *Bot) Me() User { return b.me }

// Inject adds a fault to the script of this bot. Fault.Chat is the chat id in
// decimal.
func (b *Bot) Inject(f Fault) { b.script.Inject(f) }

// Random makes calls with a message fail by chance, from Options.Seed.
func (b *Bot) Random(odds map[fault.Kind]float64) { b.script.Random(b.server.opt.Seed, odds) }

// ClearFaults empties the script.
func (b *Bot) ClearFaults() { b.script.Clear() }

// Revoke makes the token answer 401, as after /revoke at BotFather; Restore undoes Revoke.
func (b *Bot) Revoke() { b.setRevoked(true) }

// Restore lets the token work again.
func (b *Bot) Restore() { b.setRevoked(false) }

func (b *Bot) setRevoked(v bool) {
	b.mu.Lock()
	b.revoked = v
	b.mu.Unlock()
	b.signal.Fire()
}

func (b *Bot) now() time.Time { return b.server.opt.Now() }
