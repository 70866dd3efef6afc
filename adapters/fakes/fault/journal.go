package fault

import (
	"slices"
	"time"
)

// maxJournal bounds a journal in a demo that runs for days; the older half goes.
const maxJournal = 100_000

// Record is one API call as the platform saw it. It never holds a token.
type Record struct {
	At     time.Time         `json:"at"`
	Method string            `json:"method"`
	Chat   string            `json:"chat,omitempty"`
	Params map[string]string `json:"params,omitempty"` // long values are cut, files are given by name and size
	Status int               `json:"status"`           // HTTP status; 0 when no answer was given
	Error  string            `json:"error,omitempty"`
	Fault  Kind              `json:"fault,omitempty"`  // the fault played
	Result string            `json:"result,omitempty"` // id of the message made or changed
	Done   bool              `json:"done"`             // it was carried out, whatever the answer was
}

// Journal is an append-only list: what All returned stays as it was. The owner
// locks.
type Journal struct {
	list    []Record
	Dropped int // records dropped to stay bounded
}

// Add appends one record.
func (j *Journal) Add(r Record) {
	if len(j.list) >= maxJournal {
		j.Dropped += maxJournal / 2
		j.list = slices.Clone(j.list[maxJournal/2:])
	}
	j.list = append(j.list, r)
}

// All returns every record kept, oldest first; not to be changed.
func (j *Journal) All() []Record { return slices.Clip(j.list) }

// Cut shortens a value for Params to at most 200 characters.
func Cut(s string) string {
	const most = 200

	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}

	return s
}
