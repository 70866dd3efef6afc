package faq

import "slices"

// Equal reports whether two entries say the same. Times are compared as moments.
func (e Entry) Equal(o Entry) bool {
	return e.ID == o.ID && e.Lang == o.Lang && e.Question == o.Question && e.Answer == o.Answer && e.Audience == o.Audience && e.Off == o.Off &&
		slices.Equal(e.Phrasings, o.Phrasings) && slices.Equal(e.Tags, o.Tags) && e.ValidFrom.Equal(o.ValidFrom) &&
		e.ValidTo.Equal(o.ValidTo)
}

type entryKey struct{ id, lang string }

func (e Entry) key() entryKey { return entryKey{e.ID, e.Lang} }

// IndexOf is where the entry of an id and a language stands, -1 if it is not there.
func IndexOf(entries []Entry, id, lang string) int {
	return slices.IndexFunc(entries, func(e Entry) bool { return e.ID == id && e.Lang == lang })
}

// Changes counts what makes one state of a base another, by (ID, Lang).
type Changes struct{ Added, Changed, Removed, Unchanged int }

// Compare counts what turns the old entries into the new ones; their order does not matter.
func Compare(old, entries []Entry) Changes {
	before := make(map[entryKey]Entry, len(old))
	for _, e := range old {
		before[e.key()] = e
	}
	var c Changes

	for _, e := range entries {
		was, known := before[e.key()]
		switch {
		case !known:
			c.Added++
		case e.Equal(was):
			c.Unchanged++
		default:
			c.Changed++
		}
		delete(before, e.key())
	}
	c.Removed = len(before)

	return c
}

// Merge puts the new entries over the old ones of the same (ID, Lang), in their places, and the
// others behind them.
func Merge(old, entries []Entry) []Entry {
	out := slices.Clone(old)

	at := make(map[entryKey]int, len(old))
	for i, e := range old {
		at[e.key()] = i
	}

	for _, e := range entries {
		if i, known := at[e.key()]; known {
			out[i] = e
			continue
		}
		out = append(out, e)
	}

	return out
}
