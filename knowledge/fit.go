package knowledge

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
)

// fitting is what is known of the fit.
type fitting struct {
	fit      *faq.Fit // serves; made from the newest base or from one a few edits before it
	current  bool     // made from the newest base
	refused  *Refusal // why the newest one does not serve; nil = it does
	done, of int      // of the one under way, 0 of 0 = none is
}

// State is where the FAQ stands, for people.
type State struct {
	Version  int64             `json:"version"`
	Entries  int               `json:"entries"`
	MaxWrong float64           `json:"max_wrong"`
	Indexing bool              `json:"indexing" doc:"the first base since the start is being built; until then questions wait"`
	Fitted   bool              `json:"fitted" doc:"the model is that of the newest version; until then the one before serves"`
	Expected []faq.Expectation `json:"expected" doc:"share of questions answered at so many wrong answers, by the FAQ's own cross-validation; empty = too little to tell"`
	Fitting  *Steps            `json:"fitting" doc:"the fit under way"`
	Refused  string            `json:"refused" doc:"why the newest fit does not serve, in English; empty = it does"`
	Refusal  *Refusal          `json:"refusal" doc:"the same in figures; null = it does"`
}

// Refusal is why a fit does not serve: by its own cross-validation it is clearly worse than the one before. Shares of questions whose entry comes first, 0
// to 1.
type Refusal struct {
	Fresh  float64 `json:"fresh"`
	Before float64 `json:"before"`
}

func (r Refusal) String() string {
	return fmt.Sprintf(
		"by its own cross-validation the new model finds the right entry first for %.1f %% of the questions, the one before for %.1f %%; that one goes on",
		100*r.Fresh,
		100*r.Before,
	)
}

// Steps is how far something is.
type Steps struct {
	Done int `json:"done"`
	Of   int `json:"of"`
}

// State says where the FAQ stands.
func (k *Library) State() State {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := State{
		Version:  k.number,
		Entries:  len(k.entries),
		Indexing: k.base == nil,
		MaxWrong: k.Options.MaxWrong,
		Fitted:   k.fitting.current,
		Refusal:  k.fitting.refused,
		Expected: []faq.Expectation{},
	}
	if s.Refusal != nil {
		s.Refused = s.Refusal.String()
	}
	if k.fitting.of > 0 {
		s.Fitting = &Steps{k.fitting.done, k.fitting.of}
	}
	if k.base != nil {
		s.Expected = append(s.Expected, k.base.Expect()...)
	}

	return s
}

// serve hands out the base as traffic has shifted it; k.mu is held.
func (k *Library) serve() {
	k.served = k.base.Follow(&k.traffic)
	k.Put(k.served)
}

const (
	settle       = 2 * time.Second // how long after a fit, or after a base was built, the next one waits for further edits
	vectorsAgain = time.Minute     // when missing vectors are asked for again
)

// fit fetches vectors for every new base and fits it, in the background, until ctx ends.
func (k *Library) fit(ctx context.Context) {
	for {
		var again <-chan time.Time
		if k.Vectors != nil {
			again = time.After(vectorsAgain)
		}

		select {
		case <-ctx.Done():
			return
		case <-k.changed:
		case <-again:
		}
		k.warm(ctx)
		if err := k.fitNewest(ctx); err != nil && ctx.Err() == nil {
			k.Log.Error("fit the FAQ", "error", err)
		}
		debug.FreeOSMemory() // building and fitting leave much behind, and then nothing is built for days

		select { // a burst of clicks is one fit
		case <-ctx.Done():
			return
		case <-time.After(settle):
		}
	}
}

// catchUp builds the base anew after something was taught, in the background, until ctx ends: then the words of the lesson count in every measure.
func (k *Library) catchUp(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.behind:
		}
		k.mu.Lock()
		entries, number, waits := k.entries, k.number, len(k.taught) > 0
		k.mu.Unlock()
		if waits { // an edit meanwhile has built it all
			k.install(number, entries)
		}

		select { // a burst of clicks is one base
		case <-ctx.Done():
			return
		case <-time.After(settle):
		}
	}
}

// warm fetches the vectors that the base lacks and builds it again with them.
func (k *Library) warm(ctx context.Context) {
	if k.Vectors == nil {
		return
	}
	added, err := k.Vectors.Warm(ctx)
	if err != nil && ctx.Err() == nil {
		k.Log.Warn("the FAQ answers without vectors for now", "error", err)
	}
	if added {
		entries, number := k.Entries()
		k.install(number, entries)
	}
}

// fitNewest takes the fit of the newest base from the store, or makes it.
func (k *Library) fitNewest(ctx context.Context) error {
	k.mu.Lock()
	base := k.built // not what serves: what was taught since is not in its index, and a fit is kept for others who have built theirs
	fitted := base != nil && k.fitting.fit != nil && k.fitting.fit.Of(base)
	k.mu.Unlock()
	if base == nil || fitted {
		return nil
	}
	hash := hashOf(base)
	data, err := k.Store.Fits.Fitted(ctx, hash)
	if err != nil {
		return err
	}
	if data != nil {
		kept := new(faq.Fit)
		if err := kept.UnmarshalBinary(data); err == nil && kept.Of(base) {
			k.use(kept)
			return nil
		} else if err != nil && !errors.Is(err, faq.ErrOtherCode) {
			k.Log.Warn("a kept fit is of no use and is made anew", "error", err)
		}
	}
	began := time.Now()
	fresh, err := base.Fit(ctx, k.progress)
	k.progress(0, 0)
	if err != nil {
		return err
	}
	if !k.use(fresh) {
		return nil
	}
	k.Log.Info("FAQ fitted", "entries", base.Len(), "seconds", time.Since(began).Round(time.Millisecond).Seconds())
	if data, err = fresh.MarshalBinary(); err != nil {
		return err
	}

	return k.Store.Fits.KeepFit(ctx, hash, data)
}

// Hash is the digest under which the fit of the newest base is kept.
func (k *Library) Hash() string { return hashOf(k.Base()) }

func hashOf(b *faq.Base) string { return strconv.FormatUint(b.Hash(), 16) }

func (k *Library) progress(done, of int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fitting.done, k.fitting.of = done, of
}

// use puts a fit in place, unless it is worse than the one that serves: then that one goes on, and people are told.
func (k *Library) use(fresh *faq.Fit) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if old := k.fitting.fit; old != nil && fresh.WorseThan(old) {
		k.fitting.refused = &Refusal{fresh.Quality().Top1, old.Quality().Top1}
		k.Log.Warn("a fit is refused", "reason", k.fitting.refused.String())

		return false
	}
	k.fitting.fit, k.fitting.refused = fresh, nil
	k.assemble()

	return true
}

const (
	judgedMost = 1000 // of the newest judged questions that are looked at
	askedMost  = 3000 // the same, of questions that nobody judged
	askedByOne = 5    // of these, by one contact: nobody's questions shall be everybody's
)

// Follow shifts the probabilities by what is asked and how it has turned out. Only people who are who they are can judge: visitors of a web site could be
// anybody, many times. What they ask counts, within bounds.
func (k *Library) Follow(ctx context.Context) error {
	list, err := k.Store.Evidence.Judged(ctx, judgedMost)
	if err != nil {
		return err
	}
	var t faq.Traffic

	for _, j := range list {
		if !j.Operator && !slices.Contains(k.Known, j.Channel) {
			continue
		}
		if j.Scope != chat.ScopeUnknown {
			t.Scope(j.Scope == chat.ScopeUnanswerable)
		}
		if j.Verdict != chat.VerdictNone {
			t.Judge(j.P, j.Verdict == chat.VerdictRight)
		}
	}
	asked, err := k.Store.Evidence.Asked(ctx, askedMost)
	if err != nil {
		return err
	}

	times := map[chat.ContactID]int{}
	for _, a := range asked {
		if times[a.Contact]++; times[a.Contact] <= askedByOne {
			t.See(faq.Nothing{Near: a.Near, Far: a.Far})
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.traffic = t
	if k.base != nil {
		k.serve()
	}

	return nil
}
