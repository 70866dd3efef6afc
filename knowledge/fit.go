package knowledge

import "context"

// fitting is what is known of the fit of the newest base.
type fitting struct{}

func (k *Keeper) carryFit() {}
func (k *Keeper) wake()     {}

func (k *Keeper) fit(ctx context.Context) {}

// State is where the FAQ stands, for people.
type State struct {
	Version  int64   `json:"version"`
	Entries  int     `json:"entries"`
	MaxWrong float64 `json:"max_wrong"`
}

// State says where the FAQ stands.
func (k *Keeper) State() State {
	k.mu.Lock()
	defer k.mu.Unlock()
	return State{Version: k.number, Entries: len(k.entries), MaxWrong: k.Options.MaxWrong}
}
