package fault

import (
	"slices"
	"time"
)

// maxJournal limits the records of a journal, because a demo may run for days. At the limit the older half is dropped.
const maxJournal = 100_000

// Record is one API call from the platform's point of view. A record never holds a token.
type Record struct {
	At     time.Time         `json:"at"`
	Method string            `json:"method"`
	Chat   string            `json:"chat,omitempty"`
	Params map[string]string `json:"params,omitempty"` // long values are cut; a file is given by name and size
	Status int               `json:"status"`           // HTTP status; 0 without an answer
	Error  string            `json:"error,omitempty"`
	Fault  Kind              `json:"fault,omitempty"`  // the fault played
	Result string            `json:"result,omitempty"` // id of the message made or changed
	Done   bool              `json:"done"`             // the call was carried out, with any answer
}

// Journal is an append-only list: a list from All never changes. The owner locks.
type Journal struct {
	list    []Record
	Dropped int // records dropped because of the limit
}

// Add appends one record.
func (j *Journal) Add(record Record) {
	if len(j.list) >= maxJournal {
		j.Dropped += maxJournal / 2
		j.list = slices.Clone(j.list[maxJournal/2:])
	}
	j.list = append(j.list, record)
}

// All returns every kept record, oldest first. The caller must not change the list.
func (j *Journal) All() []Record { return slices.Clip(j.list) }

// Cut shortens a value for Params to at most 200 characters.
func Cut(text string) string {
	const most = 200

	count := 0
	for i := range text {
		if count == most {
			return text[:i] + "…"
		}
		count++
	}

	return text
}
