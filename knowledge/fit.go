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

// fitting is the state of the fit.
type fitting struct {
	// fit is in use. It was made from the newest base, or from a base a few edits before.
	fit     *faq.Fit
	current bool // fit was made from the newest base
	// refused is the reason against the newest fit. Nil means the newest fit is in use.
	refused *Refusal
	// Progress of the running fit. 0 of 0 means no fit is running.
	done, of int
}

// State is the state of the FAQ for operators.
type State struct {
	Version  int64             `json:"version"`
	Entries  int               `json:"entries"`
	MaxWrong float64           `json:"max_wrong"`
	Indexing bool              `json:"indexing" doc:"true while the first base is built; questions wait meanwhile"`
	Fitted   bool              `json:"fitted" doc:"true when the model belongs to the newest version"`
	Expected []faq.Expectation `json:"expected" doc:"answered share by wrong share, cross-validated; empty: unknown"`
	Fitting  *Steps            `json:"fitting" doc:"progress of the running fit"`
	Refused  string            `json:"refused" doc:"reason against the newest fit, in English; empty: none"`
	Refusal  *Refusal          `json:"refusal" doc:"the reason in figures; null: none"`
}

// Refusal explains a refused fit: by cross-validation the new fit is clearly worse than the previous fit. Both values are shares of
// questions with the right entry in the first place, 0 to 1.
type Refusal struct {
	Fresh  float64 `json:"fresh"`
	Before float64 `json:"before"`
}

func (r Refusal) String() string {
	return fmt.Sprintf(
		"by cross-validation the new model ranks the right entry first for %.1f %% of the questions, "+
			"the previous model for %.1f %%; the previous model stays",
		100*r.Fresh,
		100*r.Before,
	)
}

// Steps is the progress of a task.
type Steps struct {
	Done int `json:"done"`
	Of   int `json:"of"`
}

// State returns the state of the FAQ.
func (k *Library) State() State {
	k.mu.Lock()
	defer k.mu.Unlock()
	state := State{
		Version:  k.number,
		Entries:  len(k.entries),
		Indexing: k.base == nil,
		MaxWrong: k.Options.MaxWrong,
		Fitted:   k.fitting.current,
		Refusal:  k.fitting.refused,
		Expected: []faq.Expectation{},
	}
	if state.Refusal != nil {
		state.Refused = state.Refusal.String()
	}
	if k.fitting.of > 0 {
		state.Fitting = &Steps{Done: k.fitting.done, Of: k.fitting.of}
	}
	if k.base != nil {
		state.Expected = append(state.Expected, k.base.Expect()...)
	}

	return state
}

// serve publishes the base after the shift by traffic. The caller must hold k.mu.
func (k *Library) serve() {
	k.served = k.base.Follow(&k.traffic)
	k.Put(k.served)
}

const (
	// settle is the pause for further edits after a fit or after a new base.
	settle = 2 * time.Second
	// vectorsAgain is the pause before missing vectors are requested again.
	vectorsAgain = time.Minute
)

// fit fetches the vectors of every new base and fits the base, in the background, until ctx ends.
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
		// Building and fitting leave much garbage. The next build may come only after days.
		debug.FreeOSMemory()

		// A burst of clicks leads to one fit.
		select {
		case <-ctx.Done():
			return
		case <-time.After(settle):
		}
	}
}

// catchUp rebuilds the base after an accepted suggestion, in the background, until ctx ends. The words of the suggestion then count in
// every measure.
func (k *Library) catchUp(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.behind:
		}
		k.mu.Lock()
		entries, number, waits := k.entries, k.number, len(k.accepted) > 0
		k.mu.Unlock()
		// An edit in between has already rebuilt the base.
		if waits {
			k.install(number, entries)
		}

		// A burst of clicks leads to one base.
		select {
		case <-ctx.Done():
			return
		case <-time.After(settle):
		}
	}
}

// warm fetches the missing vectors of the base and rebuilds the base with these vectors.
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

// fitNewest loads the fit of the newest base from the store. Without a stored fit, fitNewest makes one.
func (k *Library) fitNewest(ctx context.Context) error {
	k.mu.Lock()
	// The served base is not used, because its index lacks the recent suggestions. The stored fit must suit other processes, which build
	// their own base.
	base := k.built
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
			k.Log.Warn("a stored fit is unusable and is made again", "error", err)
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

// Hash returns the digest of the newest base. The fit is stored under the digest.
func (k *Library) Hash() string { return hashOf(k.Base()) }

func hashOf(b *faq.Base) string { return strconv.FormatUint(b.Hash(), 16) }

func (k *Library) progress(done, of int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fitting.done, k.fitting.of = done, of
}

// use activates a fit. A fit worse than the current one is refused: the current fit stays, and the refusal is reported.
func (k *Library) use(fresh *faq.Fit) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if old := k.fitting.fit; old != nil && fresh.WorseThan(old) {
		k.fitting.refused = &Refusal{Fresh: fresh.Quality().Top1, Before: old.Quality().Top1}
		k.Log.Warn("a fit is refused", "reason", k.fitting.refused.String())

		return false
	}
	k.fitting.fit, k.fitting.refused = fresh, nil
	k.assemble()

	return true
}

const (
	outcomeLimit = 1000 // maximum of the newest outcomes in use
	sampleLimit  = 3000 // maximum of the newest question samples in use
	// samplesPerContact is the maximum of samples counted per contact, so that one contact cannot dominate.
	samplesPerContact = 5
)

// Follow shifts the probabilities by the question samples and by the outcomes of questions. Outcomes count only from operators and from
// channels with verified identities, because one visitor of a web site could pose as many people. Question samples of visitors count
// within limits.
func (k *Library) Follow(ctx context.Context) error {
	list, err := k.Store.Evidence.Judged(ctx, outcomeLimit)
	if err != nil {
		return err
	}
	var traffic faq.Traffic

	for _, outcome := range list {
		if !outcome.Operator && !slices.Contains(k.Known, outcome.Channel) {
			continue
		}
		if outcome.Scope != chat.ScopeUnknown {
			traffic.Scope(outcome.Scope == chat.ScopeUnanswerable)
		}
		if outcome.Verdict != chat.VerdictNone {
			traffic.Judge(outcome.P, outcome.Verdict == chat.VerdictRight)
		}
	}
	asked, err := k.Store.Evidence.Asked(ctx, sampleLimit)
	if err != nil {
		return err
	}

	times := map[chat.ContactID]int{}
	for _, a := range asked {
		if times[a.Contact]++; times[a.Contact] <= samplesPerContact {
			traffic.See(faq.Nothing{Near: a.Near, Far: a.Far})
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.traffic = traffic
	if k.base != nil {
		k.serve()
	}

	return nil
}
