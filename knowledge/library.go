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

// Library holds the newest base and changes it. Its methods may be called concurrently.
type Library struct {
	Store   Store
	Options faq.Options
	Put     func(*faq.Base) // hands a base to whoever answers
	Log     *slog.Logger
	// Automatic accepts what so many people have taught who are not anonymous, those of the Known channels; 0 = nothing without a click.
	Automatic int
	Known     []chat.ChannelID
	Vectors   *Vectors // the embedder of Options, if it is an endpoint; nil = none
	// Later leaves the first base to Run: before it, Load and Edit read, check and store, which a start waits for, and build nothing, which takes a large
	// base seconds.
	Later bool

	mu      sync.Mutex
	running bool
	ready   chan struct{} // closed when there is a base
	number  int64         // the newest version: what was built, and what was taught since
	entries []faq.Entry
	known   bool      // number and entries have been read
	built   *faq.Base // is fitted; nil = none yet
	builtAt int64     // its version
	taught  []lesson  // of the versions after builtAt, one each
	base    *faq.Base // built, what was taught since, and what a fit has learnt
	served  *faq.Base // base as the traffic has shifted it
	traffic faq.Traffic
	fitting fitting
	changed chan struct{} // one waiting word that a base was built
	behind  chan struct{} // one waiting word that something was taught since
}

// New makes a keeper without a base; Load gives it one, or Run if that is to be later.
func New(s Store, o faq.Options, put func(*faq.Base), log *slog.Logger) *Library {
	return &Library{
		ready:   make(chan struct{}),
		Store:   s,
		Options: o,
		Put:     put,
		Log:     log,
		changed: make(chan struct{}, 1),
		behind:  make(chan struct{}, 1),
	}
}

// Await is Base as soon as there is one. The only error is the context's.
func (k *Library) Await(ctx context.Context) (*faq.Base, error) {
	select {
	case <-k.ready:
		return k.Base(), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Base is the base that answers now; nil while the first one is not there.
func (k *Library) Base() *faq.Base {
	k.mu.Lock()
	defer k.mu.Unlock()

	return k.served
}

// Entries are those of the newest version, which is the number returned. They must not be changed.
func (k *Library) Entries() (list []faq.Entry, number int64) {
	k.mu.Lock()
	defer k.mu.Unlock()

	return k.entries, k.number
}

// Load puts the newest version in place if it is not yet: at the start, and when another process has made one.
func (k *Library) Load(ctx context.Context) error {
	number, err := k.Store.Versions.NewestFAQ(ctx)
	if err != nil {
		return err
	}
	k.mu.Lock()
	same := number == k.number && (k.base != nil || k.known) // what is known is being built, or will be
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

// put puts a version in place, or leaves it to Run if that may still come.
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

// install makes a base of the entries of a version and puts it in place, with what was taught while it was made; what the one before it has learnt
// serves until its own fit is there.
func (k *Library) install(number int64, entries []faq.Entry) {
	fresh := faq.New(entries, k.Options)
	k.mu.Lock()
	defer k.mu.Unlock()
	if number < k.builtAt {
		return // a newer one was put in place meanwhile
	}
	k.built, k.builtAt = fresh, number
	k.taught = slices.DeleteFunc(k.taught, func(l lesson) bool { return l.number <= number })
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

// assemble puts in place what was built, learnt and taught; k.mu is held.
func (k *Library) assemble() {
	k.base = k.built
	if k.fitting.fit != nil {
		k.base = k.base.With(k.fitting.fit)
	}

	for _, l := range k.taught {
		k.base, _ = k.base.Teach(l.entry, l.lang, l.text)
	}
	k.fitting.current = k.fitting.fit != nil && k.fitting.fit.Of(k.base)
	k.serve()
}

// signal leaves a word, if none waits.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Change is what an edit makes of the entries. It may run again, on the entries of a newer version, and only its last
// run counts: a change must not keep anything from a run before, and must assign anew whatever it hands out. The list
// is the change's own copy and may be altered; the lists within an entry are shared and must not be.
type Change func([]faq.Entry) ([]faq.Entry, error)

// Edit makes a new version and puts it in place at once. base is the version that the author has seen, 0 = whatever is newest; Conflict if it is not
// the newest any more. An edit that changes nothing makes no version.
func (k *Library) Edit(ctx context.Context, v Version, base int64, change Change) (number int64, err error) {
	return k.edit(ctx, v, base, change, k.put)
}

// edit stores a new version and has it put in place.
func (k *Library) edit(
	ctx context.Context,
	v Version,
	base int64,
	change Change,
	put func(number int64, entries []faq.Entry),
) (number int64, err error) {
	for range 3 { // without a version that the author has seen, an edit that another one has overtaken is made again on top of it
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
		v.Size = len(after)
		number, err = k.Store.Versions.AddFAQ(ctx, newest, v, after)
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

// Back makes a new version of the entries of an older one.
func (k *Library) Back(ctx context.Context, author string, to int64) (number int64, err error) {
	v, entries, err := k.Store.Versions.FAQ(ctx, to)
	if err != nil {
		return 0, err
	}
	if v == nil {
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
	watchEvery  = 3 * time.Second // how often the store is asked for versions of other processes
	followEvery = time.Minute     // how often it is asked how questions have turned out, and for what the admin's rule accepts
)

// Run builds the first base if there is none, watches and fits until ctx ends.
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

// first builds the first base of what Load has read. A stop does not wait for it: it only computes.
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

// every does something now and then, until ctx ends.
func (k *Library) every(ctx context.Context, d time.Duration, what string, do func(context.Context) error) {
	tick := time.NewTicker(d)
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
