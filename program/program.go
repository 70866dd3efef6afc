// Package program puts Frontdesk together. The package opens the store and builds the bot, the operators' desk, the channels and the
// console. The package also serves all routes and stops all parts in order. The command and the tests build the same program. No other
// package builds dependencies.
package program

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/adapters"
	"frontdesk/bus"
	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/console"
	"frontdesk/dialog"
	"frontdesk/handoff"
	"frontdesk/knowledge"
	"frontdesk/store"
	"frontdesk/texts"
	"frontdesk/timeline"
)

// Options say which parts to build. Apart from Config and Log, the zero value of every field is the product.
type Options struct {
	Config *config.Config
	Log    *slog.Logger
	Now    func() time.Time // nil means the machine's clock
	Kinds  []adapters.Kind  // types of channels; nil means Kinds()
	Faults Faults           // decorators of fault tests
	// Presence knows which operators are online. Nil means the operators with a console open on this node.
	Presence Presence
	// StoreOptions tune the store. The clock and the log of the store are the program's.
	StoreOptions store.Options

	// Greeting adds text to the output of Serve at the start.
	Greeting func(io.Writer)
}

// Presence knows which operators are online. The methods do not block and may be called concurrently.
type Presence interface {
	console.Presence
	// Online reports whether any operator is online.
	Online() bool
}

// Program is a running Frontdesk and the only place that builds dependencies. Tests start the real program.
//
// New makes a program. Then come Open, Listen, Run and Close. Run returns after all work has been drained. Serve is all four steps. A
// test without a port calls Start and Wait instead of Listen and Run, and serves Handler itself. The exported fields are set after Open.
type Program struct {
	Options

	DB        *store.DB
	Blobs     store.Blobs
	Bus       *bus.Memory
	Book      *texts.Book
	Timelines *timeline.Timelines
	Clock     *timeline.Clock
	Engine    *dialog.Engine
	Knowledge *knowledge.Library
	Desk      *handoff.Verbs
	Board     *adapters.Board
	Console   *console.Server
	Channels  []adapters.Channel

	// FirstLogin is set when this start has made the first admin.
	FirstLogin *Login

	updater  Updater
	senders  map[chat.ChannelID]*adapters.Sender
	fetcher  *adapters.FileFetcher
	routes   []string
	server   *http.Server
	listener net.Listener
	ready    atomic.Bool
	lock     atomic.Pointer[store.Lock] // lock of the database; nil while the lock is lost
	holds    atomic.Bool
	watch    *timeline.Watch // gives the time to all parts: Options.Now reads it
	metrics  *metrics
	stop     context.CancelFunc
	work     sync.WaitGroup
}

// Login is the login name and the password of an account for the console.
type Login struct{ Login, Password string }

// New makes a program. New neither opens nor starts any part.
func New(options Options) *Program {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Kinds == nil {
		options.Kinds = Kinds()
	}
	if options.Presence == nil {
		options.Presence = &handoff.Presence{}
	}

	watch := timeline.NewWatch(options.Now)
	options.Now = watch.Now

	return &Program{Options: options, watch: watch}
}

// Open builds all parts and opens the database. After Open no message is received or served yet.
func (p *Program) Open(ctx context.Context) (err error) {
	if p.Book, err = texts.Open(p.Config.Language, p.Config.Company); err != nil {
		return err
	}
	if err = p.hold(ctx); err != nil {
		return err
	}

	options := p.StoreOptions
	options.Now, options.Log, options.Lock = p.Now, p.Log, p.lock.Load()
	if p.DB, err = store.Open(ctx, p.Config.Database, options); err != nil {
		return err
	}

	p.Blobs, p.Bus = store.Blobs{Dir: p.Config.Files}, &bus.Memory{}
	p.metrics = newMetrics(p)
	p.Board = &adapters.Board{Now: p.Now, Change: func() {
		if p.Console != nil {
			p.Console.ChannelsChanged()
		}
	}}

	p.updater = p.Faults.updater(p.DB)
	p.buildTalks()
	if err := p.buildChannels(ctx); err != nil {
		return err
	}
	if err := p.loadFAQ(ctx); err != nil {
		return err
	}

	return p.buildConsole()
}

// clientsPull reports whether the clients of a channel read the timeline themselves.
func (p *Program) clientsPull(id chat.ChannelID) bool {
	return slices.Contains(p.having(func(t adapters.Traits) bool { return t.ClientsPull }), id)
}

func (p *Program) buildConsole() (err error) {
	types := map[chat.ChannelID]string{}
	for _, ch := range p.Config.Channels {
		types[ch.ID] = ch.Type
	}
	p.Console, err = console.New(console.Deps{
		Lists:    p.DB,
		Records:  p.DB,
		Accounts: p.DB,
		Sessions: p.DB,
		Files:    p.DB,

		Knowledge: p.Knowledge,
		Desk:      p.Desk,
		Presence:  p.Presence,
		Hints:     p.Bus,
		Blobs:     p.Blobs,
		Types:     types,
		Pulled:    p.clientsPull,
		Health:    p.health,
		Typing:    p.operatorTypes,
		MaxFile:   operatorFileMost,
		Zone:      p.Config.Zone(),
		Secure:    p.Config.Secure(),
		Now:       p.Now,
		Log:       p.Log,
	})

	return err
}

// operatorFileMost is the maximum size of an operator's file, in bytes. The maximum of a channel may be lower.
const operatorFileMost = 50 << 20

// health describes the state of every channel, and the needed action, in the reader's language.
func (p *Program) health(lang string) []console.ChannelHealth {
	out := []console.ChannelHealth{}

	for _, health := range p.Board.List() {
		shown := console.ChannelHealth{
			ID:     health.ID,
			Type:   health.Type,
			State:  string(health.State),
			Detail: health.Detail,
			Since:  health.Since.UnixMilli(),
		}
		if health.Code != "" {
			shown.Todo = p.Book.Say(lang, "todo."+health.Code, map[string]string{"Type": health.Type})
		}
		out = append(out, shown)
	}

	return out
}
