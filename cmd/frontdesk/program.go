package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/adapters"
	"frontdesk/adapters/webchat"
	"frontdesk/bus"
	"frontdesk/chat"
	"frontdesk/console"
	"frontdesk/dialog"
	"frontdesk/handoff"
	"frontdesk/knowledge"
	"frontdesk/store"
	"frontdesk/survey"
	"frontdesk/texts"
)

// Program is a running Frontdesk: the only place that builds dependencies. Tests start it for real.
type Program struct {
	Config *config
	Log    *slog.Logger
	Now    func() time.Time
	Faults Faults // of fault tests; the zero value does nothing

	DB        *store.DB
	Blobs     store.Blobs
	Bus       *bus.Memory
	Book      *texts.Book
	Engine    *dialog.Engine
	Knowledge *knowledge.Keeper
	Desk      *handoff.Desk
	Presence  *handoff.Presence
	Board     *adapters.Board
	Console   *console.Server
	Channels  []adapters.Channel

	web      *webchat.Routes
	senders  map[chat.ChannelID]*adapters.Sender
	fetcher  *adapters.FileFetcher
	routes   []string
	server   *http.Server
	listener net.Listener
	ready    atomic.Bool
	lock     atomic.Pointer[store.Lock] // of the database; nil while it is lost
	holds    atomic.Bool
	metrics  *metrics
	stop     context.CancelFunc
	work     sync.WaitGroup
	// Greeting adds to what is printed at the start.
	Greeting func(io.Writer)
	// FirstLogin is set when this start has made the first admin.
	FirstLogin *login
}

type login struct{ Login, Password string }

// drainWithin is how long a stop waits for work under way.
const drainWithin = 10 * time.Second

// Open builds everything and opens the database; nothing is received or served yet.
func (p *Program) Open(ctx context.Context) (err error) {
	if p.Now = p.Faults.Now; p.Now == nil {
		p.Now = time.Now
	}
	if p.Book, err = texts.Open(p.Config.Language); err != nil {
		return err
	}
	if err = p.hold(ctx); err != nil {
		return err
	}
	if p.DB, err = store.Open(ctx, p.Config.Database, store.Options{Now: p.Now, Log: p.Log, Lock: p.lock.Load()}); err != nil {
		return err
	}
	p.Blobs, p.Bus, p.Presence = store.Blobs{Dir: p.Config.Files}, &bus.Memory{}, &handoff.Presence{}
	p.metrics = newMetrics(p)
	p.Board = &adapters.Board{Now: p.Now, Change: func() {
		if p.Console != nil {
			p.Console.ChannelsChanged()
		}
	}}
	p.buildDialog()
	if err := p.buildChannels(ctx); err != nil {
		return err
	}
	if err := p.loadFAQ(ctx); err != nil {
		return err
	}
	if err := p.buildConsole(); err != nil {
		return err
	}
	return p.firstAdmin(ctx)
}

func (p *Program) buildDialog() {
	post := chat.Poster{Pulled: p.pulled}
	ask := &survey.Desk{Rules: survey.DefaultRules, Book: p.Book, Post: post}
	rules := dialog.DefaultRules
	rules.Lang, rules.BotIdle, rules.HumanIdle = p.Config.Language, duration(p.Config.Idle.Bot), duration(p.Config.Idle.Human)
	quiet := map[chat.ChannelID]time.Duration{}
	for _, ch := range p.Config.Channels {
		quiet[ch.ID] = duration(p.Config.QuietTime)
		if ch.QuietTime != "" {
			quiet[ch.ID] = duration(ch.QuietTime)
		}
	}
	p.Engine = &dialog.Engine{Store: p.Faults.store(p.DB), Bus: p.Bus, Book: p.Book, Survey: ask, Post: post, Rules: rules, Online: p.Presence.Online, Now: p.Now, Log: p.Log,
		Clock: dialog.NewClock(p.Now), Quiet: func(id chat.ChannelID) time.Duration { return quiet[id] }}
	p.Desk = &handoff.Desk{Store: p.Faults.store(p.DB), Bus: p.Bus, Post: post, Survey: ask, Idle: rules.HumanIdle, Wake: p.Engine.Clock.Set}
}

// duration parses what the configuration check has passed.
func duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0
	}
	return d
}

// pulled says of a channel that its clients pull from the timeline.
func (p *Program) pulled(id chat.ChannelID) bool {
	for _, ch := range p.Config.Channels {
		if ch.ID == id {
			return ch.Type == "webchat"
		}
	}
	return false
}

func (p *Program) buildConsole() (err error) {
	types := map[chat.ChannelID]string{}
	for _, ch := range p.Config.Channels {
		types[ch.ID] = ch.Type
	}
	p.Console, err = console.New(console.Deps{DB: p.DB, Knowledge: p.Knowledge, Desk: p.Desk, Presence: p.Presence, Bus: p.Bus, Blobs: p.Blobs, Types: types, Pulled: p.pulled,
		Health: p.health, Typing: p.operatorTypes, RetryFile: p.fetcher.Retry, MaxFile: operatorFileMost, Zone: p.Config.zone,
		Secure: isURL(p.Config.PublicURL, "https"), Now: p.Now, Log: p.Log})
	return err
}

// operatorFileMost is the largest file an operator can send; what a channel takes may be less.
const operatorFileMost = 50 << 20

// health tells people how the channels are and what to do.
func (p *Program) health(lang string) []console.ChannelHealth {
	out := []console.ChannelHealth{}
	for _, h := range p.Board.List() {
		c := console.ChannelHealth{ID: h.ID, Type: h.Type, State: string(h.State), Detail: h.Detail, Since: h.Since.UnixMilli()}
		if h.Code != "" {
			c.Todo = p.Book.Say(lang, "todo."+h.Code, map[string]string{"Type": h.Type})
		}
		out = append(out, c)
	}
	return out
}

// operatorTypes shows an operator's typing to the customer, as far as the channel can.
func (p *Program) operatorTypes(c chat.Conversation, op chat.Operator, on bool) {
	p.Bus.Publish(chat.Hint{Conversation: c.ID, Peer: c.Peer, Typing: &chat.Typing{By: chat.Author{Kind: chat.ByOperator, Name: op.Name}, On: on}})
	for _, ch := range p.Channels {
		t, ok := ch.(adapters.Typist)
		if !ok || ch.ID() != c.Peer.Channel || !on {
			continue
		}
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			if err := t.Typing(ctx, c.Peer); err != nil {
				p.Log.Debug("typing", "channel", c.Peer.Channel, "error", err)
			}
		}()
	}
}

// customerTypes tells the bot to wait and the consoles that the customer writes. It writes nothing to the store.
func (p *Program) customerTypes(peer chat.Peer, on bool, text string) {
	p.Engine.Clock.Types(peer, on)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	c, err := p.DB.OpenConversation(ctx, peer)
	if err != nil || c == nil {
		return
	}
	p.Bus.Publish(chat.Hint{Conversation: c.ID, Peer: peer, Typing: &chat.Typing{By: chat.Author{Kind: chat.ByCustomer}, On: on, Text: text}})
}

// Run starts receiving and serving and returns when ctx ends and everything has been drained, or when it cannot listen.
func (p *Program) Run(ctx context.Context) error {
	if p.listener == nil {
		if err := p.Listen(); err != nil {
			return err
		}
	}
	p.server = &http.Server{Handler: p.handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(p.Log.Handler(), slog.LevelDebug)}
	failed := make(chan error, 1)
	go func() { failed <- p.server.Serve(p.listener) }()
	// Work outlives ctx: it is stopped in the order of drain.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.stop = stop
	p.start(work)
	p.ready.Store(true)
	select {
	case <-ctx.Done():
		p.drain()
		return nil
	case err := <-failed:
		p.drain()
		return fmt.Errorf("serve: %w", err)
	}
}

// Listen binds the address, so that a port in use is an error before anything is started.
func (p *Program) Listen() (err error) {
	p.listener, err = net.Listen("tcp", p.Config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w (change listen in the configuration, or FRONTDESK_LISTEN)", err)
	}
	return nil
}

// Addr is the address that is served.
func (p *Program) Addr() string { return p.listener.Addr().String() }

const (
	turnWorkers = 16
	tickEvery   = time.Second
	purgeEvery  = time.Hour
	keysKept    = 7 * 24 * time.Hour
)

func (p *Program) start(ctx context.Context) {
	p.work.Go(func() { p.Console.Run(ctx) })
	p.work.Go(func() { p.Knowledge.Run(ctx) })
	p.work.Go(func() { p.whileHeld(ctx, p.workAlone) })
}

// workAlone is what only one process on a database may do. It returns when ctx has ended and everything has stopped.
func (p *Program) workAlone(ctx context.Context) {
	var work sync.WaitGroup
	defer work.Wait()

	work.Go(func() {
		p.Engine.Clock.Run(ctx, turnWorkers, func(ctx context.Context, id chat.ConversationID) {
			if err := p.Engine.Turn(ctx, id); err != nil && ctx.Err() == nil {
				p.Log.Error("turn", "conversation", id, "error", err)
			}
		})
	})
	work.Go(func() { every(ctx, tickEvery, func() { p.log("tick", ctx, p.Engine.Tick(ctx)) }) })
	work.Go(func() {
		every(ctx, purgeEvery, func() { p.log("purge dedupe keys", ctx, p.DB.Purge(ctx, p.Now().Add(-keysKept))) })
	})

	work.Go(func() { p.fetcher.Run(ctx) })
	work.Go(func() { p.kickSenders(ctx) })
	for _, s := range p.senders {
		work.Go(func() { s.Run(ctx) })
	}
	for _, ch := range p.Channels {
		work.Go(func() { adapters.Keep(ctx, ch, p.Board, p.Log) })
	}
}

func (p *Program) log(what string, ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		p.Log.Error(what, "error", err)
	}
}

func every(ctx context.Context, d time.Duration, fn func()) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		fn()
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// kickSenders tells the senders of new entries at once; what it misses they find by their own scan.
func (p *Program) kickSenders(ctx context.Context) {
	hints, end := p.Bus.Subscribe()
	defer end()
	for {
		select {
		case <-ctx.Done():
			return
		case h := <-hints:
			if s := p.senders[h.Peer.Channel]; s != nil && h.Typing == nil {
				s.Kick(h.Peer.Address)
			}
		}
	}
}

// drain stops in order: new connections, sockets, requests under way, then channels, turns and senders.
func (p *Program) drain() {
	p.ready.Store(false)
	ctx, cancel := context.WithTimeout(context.Background(), drainWithin)
	defer cancel()
	for _, c := range p.web.Channels {
		c.Drain()
	}
	p.Console.Drain()
	if err := p.server.Shutdown(ctx); err != nil && !errors.Is(err, http.ErrServerClosed) {
		p.Log.Warn("drain requests", "error", err)
		_ = p.server.Close()
	}
	p.stop()
	done := make(chan struct{})
	go func() {
		for _, c := range p.web.Channels {
			c.Wait()
		}
		p.work.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		p.Log.Warn("drain: work under way was left; it is taken up at the next start")
	}
}

// Close releases the database and its lock. Call it after Run has returned.
func (p *Program) Close() error {
	if p.listener != nil && p.server == nil {
		_ = p.listener.Close()
	}
	if p.DB == nil {
		return p.letGo()
	}
	return errors.Join(p.DB.Close(), p.letGo())
}
