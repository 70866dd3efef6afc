package programtest

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/program"
	"frontdesk/store"
)

// Still opens the real program on an empty database and runs no part of the program. A test moves the clock, ticks the program, and calls
// the verbs. The program has one channel, "tg", without a platform. Every transaction is rehearsed (Twice) unless the setup has a store
// of its own. The text is added to the configuration, channels first.
func Still(t *testing.T, now func() time.Time, text string, setup Setup) *program.Program {
	t.Helper()
	const head = "database: sqlite:frontdesk.db\nfiles: files\nlanguage: ru\nquiet_time: 1s\n" +
		"channels:\n  - {id: tg, type: silent}\n"
	options := setup.Options
	options.Log, options.Now, options.Kinds = slog.New(slog.DiscardHandler), now, []adapters.Kind{silentKind}
	if options.Faults.Store == nil {
		options.Faults.Store = Twice
	}

	name := filepath.Join(t.TempDir(), "config.yaml")
	var err error
	if options.Config, err = config.Load(name, []byte(head+text), NoEnv, options.Kinds); err != nil {
		t.Fatal(err)
	}
	if setup.Config != nil {
		setup.Config(options.Config)
	}
	built := program.New(options)
	if err := built.Open(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := built.Close(); err != nil {
			t.Error("close:", err)
		}
	})

	return built
}

// Twice runs every function of a transaction two times: first as a rehearsal, then for real. A test then finds a function with an effect
// outside the transaction, and a function that relies on the first run.
func Twice(u program.Updater) program.Updater { return twice{Updater: u} }

type twice struct{ program.Updater }

// errRehearsal undoes the first run.
var errRehearsal = errors.New("a rehearsal")

func (u twice) Update(ctx context.Context, fn func(*store.Tx) error) error {
	err := u.Updater.Update(ctx, func(tx *store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}

		return errRehearsal
	})
	if !errors.Is(err, errRehearsal) {
		return err
	}

	return u.Updater.Update(ctx, fn)
}

// silentKind is a messenger without a platform.
var silentKind = adapters.Kind{
	Type:     "silent",
	Traits:   adapters.Traits{Type: "silent", IdentityVerified: true},
	Settings: NoSettings,
	New:      func(_ context.Context, env adapters.Env) (adapters.Channel, error) { return silent{id: env.ID}, nil },
}

type silent struct{ id chat.ChannelID }

func (s silent) ID() chat.ChannelID      { return s.id }
func (s silent) Traits() adapters.Traits { return silentKind.Traits }

func (s silent) Run(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func (s silent) Render(e chat.Entry) ([]string, error) { return []string{e.Text}, nil }

func (s silent) Send(context.Context, adapters.Outgoing) (string, error) { return "1", nil }

// NoSettings is for kinds of channels without keys of their own in config.yaml.
func NoSettings() adapters.Settings { return &noSettings{} }

type noSettings struct{}

func (*noSettings) On() bool             { return true }
func (*noSettings) Check(adapters.Check) {}
