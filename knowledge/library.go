package knowledge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
)

// Library holds the newest base and applies edits. Methods may be called concurrently.
type Library struct {
	Store   Store
	Options faq.Options
	Put     func(*faq.Base) // hands a new base to the engine
	Log     *slog.Logger
	// Automatic is the number of people that is enough to accept the same suggestion without a click. Only people of the Known channels and
	// suggestions by operators count. Zero means every suggestion needs a click.
	Automatic int
	Known     []chat.ChannelID
	// Vectors is the embedder of Options if the embedder is an endpoint, otherwise nil.
	Vectors *Vectors
	// Later leaves the build of the first base to Run. Load and Edit then only read, check and store, so a start waits for no build. A
	// large base takes seconds to build.
	Later bool

	mu      sync.Mutex
	running bool
	ready   chan struct{} // closed when the first base is ready
	// number is the newest version: built and accepted together.
	number   int64
	entries  []faq.Entry
	known    bool       // number and entries have been read
	built    *faq.Base  // the base for the fit; nil means none yet
	builtAt  int64      // version of built
	accepted []phrasing // one for each version after builtAt
	base     *faq.Base  // built, accepted and the fit together
	served   *faq.Base  // base after the shift by traffic
	traffic  faq.Traffic
	fitting  fitting
	changed  chan struct{} // signal: a base was built
	behind   chan struct{} // signal: a suggestion was accepted
}

// New makes a library without a base. The first base comes from Load, or from Run with Later.
func New(store Store, options faq.Options, put func(*faq.Base), log *slog.Logger) *Library {
	return &Library{
		ready:   make(chan struct{}),
		Store:   store,
		Options: options,
		Put:     put,
		Log:     log,
		changed: make(chan struct{}, 1),
		behind:  make(chan struct{}, 1),
	}
}

// Await waits for the first base and returns the current base. The only error is the error of ctx.
func (k *Library) Await(ctx context.Context) (*faq.Base, error) {
	select {
	case <-k.ready:
		return k.Base(), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Base returns the current base, or nil before the first base.
func (k *Library) Base() *faq.Base {
	k.mu.Lock()
	defer k.mu.Unlock()

	return k.served
}

// Entries returns the entries and the number of the newest version. The caller must not change the entries.
func (k *Library) Entries() (list []faq.Entry, number int64) {
	k.mu.Lock()
	defer k.mu.Unlock()

	return k.entries, k.number
}

// Load activates the newest version of the store. Load is called at the start and after edits of other processes.
func (k *Library) Load(ctx context.Context) error {
	number, err := k.Store.Versions.NewestFAQ(ctx)
	if err != nil {
		return err
	}
	k.mu.Lock()
	// A known version is built already, or will be built.
	same := number == k.number && (k.base != nil || k.known)
	k.mu.Unlock()
	if same {
		return nil
	}
	var entries []faq.Entry
	if number > 0 {
		if _, entries, err = k.Store.Versions.FAQ(ctx, number); err != nil {
			return fmt.Errorf("FAQ version %d: %w", number, err)
		}
	}
	k.put(number, entries)
	k.Log.Info("FAQ loaded", "version", number, "entries", len(entries))

	return nil
}

// put activates a version. With Later, put leaves the build to Run before Run has started.
func (k *Library) put(number int64, entries []faq.Entry) {
	k.mu.Lock()
	later := k.Later && !k.running
	if later {
		k.number, k.entries, k.known = number, entries, true
	}
	k.mu.Unlock()
	if !later {
		k.install(number, entries)
	}
}

// install builds a base from the entries of a version and activates the base. Suggestions accepted during the build are added. The
// previous fit serves until the new fit is ready.
func (k *Library) install(number int64, entries []faq.Entry) {
	fresh := faq.New(entries, k.Options)
	k.mu.Lock()
	defer k.mu.Unlock()
	if number < k.builtAt {
		return // a newer version was installed meanwhile
	}
	k.built, k.builtAt = fresh, number
	k.accepted = slices.DeleteFunc(k.accepted, func(l phrasing) bool { return l.number <= number })
	if number >= k.number {
		k.number, k.entries, k.known = number, entries, true
	}
	first := k.base == nil
	k.assemble()
	signal(k.changed)
	if first {
		close(k.ready)
	}
}

// assemble activates the base from built, the fit and the accepted suggestions. The caller must hold k.mu.
func (k *Library) assemble() {
	k.base = k.built
	if k.fitting.fit != nil {
		k.base = k.base.With(k.fitting.fit)
	}

	for _, l := range k.accepted {
		k.base, _ = k.base.Teach(l.entry, l.lang, l.text)
	}
	k.fitting.current = k.fitting.fit != nil && k.fitting.fit.Of(k.base)
	k.serve()
}

// signal sends without blocking. A pending signal is enough.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Change is an edit of the entries. The function may run again on the entries of a newer version, and only the last run counts. So a run
// must not depend on earlier runs, and every result must be assigned anew. The list is a copy and may be altered. The lists within an
// entry are shared and must not be altered.
type Change func([]faq.Entry) ([]faq.Entry, error)

// Edit makes a new version and activates the version at once. base is the version the author has seen, and zero means the newest version.
// If base is no longer the newest version, the error is Conflict. An edit without changes makes no version.
func (k *Library) Edit(ctx context.Context, v Version, base int64, change Change) (number int64, err error) {
	return k.edit(ctx, v, base, change, k.put)
}

// edit stores a new version and activates the version by put.
func (k *Library) edit(
	ctx context.Context,
	version Version,
	base int64,
	change Change,
	put func(number int64, entries []faq.Entry),
) (number int64, err error) {
	// Without a base version, an edit is repeated on top of a concurrent edit.
	for range 3 {
		if err := k.Load(ctx); err != nil {
			return 0, err
		}
		before, newest := k.Entries()
		if base != 0 && base != newest {
			return newest, chat.Refuse(chat.Conflict, "faq_changed_to", "version", newest)
		}
		after, err := change(slices.Clone(before))
		if err != nil {
			return newest, err
		}
		if slices.EqualFunc(before, after, faq.Entry.Equal) {
			return newest, nil
		}
		version.Size = len(after)
		number, err = k.Store.Versions.AddFAQ(ctx, newest, version, after)
		if chat.KindOf(err) == chat.Conflict && base == 0 {
			continue
		}
		if err != nil {
			return newest, err
		}
		put(number, after)

		return number, nil
	}

	return 0, chat.Refuse(chat.Conflict, "faq_busy")
}

// Back makes a new version with the entries of an older version.
func (k *Library) Back(ctx context.Context, author string, to int64) (number int64, err error) {
	version, entries, err := k.Store.Versions.FAQ(ctx, to)
	if err != nil {
		return 0, err
	}
	if version == nil {
		return 0, chat.Refuse(chat.NotFound, "faq_no_version", "version", to)
	}

	return k.Edit(
		ctx,
		Version{Source: "undo", Author: author}.Did("undone", "version", to),
		0,
		func([]faq.Entry) ([]faq.Entry, error) { return entries, nil },
	)
}

const (
	watchEvery = 3 * time.Second // interval of looking for versions of other processes
	// followEvery is the interval of reading outcomes and of applying the rule of Automatic.
	followEvery = time.Minute
)

// Run builds the first base if necessary. Run then watches the store and fits until ctx ends.
func (k *Library) Run(ctx context.Context) {
	k.first(ctx)
	if ctx.Err() != nil {
		return
	}
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { k.fit(ctx) })
	work.Go(func() { k.catchUp(ctx) })
	work.Go(func() {
		k.every(
			ctx,
			followEvery,
			"lessons",
			func(ctx context.Context) error { return errors.Join(k.AcceptKnown(ctx), k.Follow(ctx)) },
		)
	})
	k.every(ctx, watchEvery, "FAQ", k.Load)
}

// first builds the first base from the entries of Load. A stop does not wait for the build, because the build stores no data.
func (k *Library) first(ctx context.Context) {
	k.mu.Lock()
	k.running = true
	number, entries, missing := k.number, k.entries, k.base == nil && k.known
	k.mu.Unlock()
	if !missing {
		return
	}
	began, built := time.Now(), make(chan struct{})
	go func() {
		defer close(built)
		k.install(number, entries)
		k.Log.Info(
			"FAQ indexed",
			"entries",
			len(entries),
			"seconds",
			time.Since(began).Round(time.Millisecond).Seconds(),
		)
	}()

	select {
	case <-built:
	case <-ctx.Done():
	}
}

// every calls do at an interval until ctx ends.
func (k *Library) every(ctx context.Context, interval time.Duration, what string, do func(context.Context) error) {
	tick := time.NewTicker(interval)
	defer tick.Stop()

	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			k.Log.Error(what, "error", err)
		}

		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
