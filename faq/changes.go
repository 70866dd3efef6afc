package faq

import "slices"

// Equal reports whether two entries have equal content. Times are compared as moments.
func (e Entry) Equal(o Entry) bool {
	return e.key() == o.key() && e.Question == o.Question && e.Answer == o.Answer &&
		e.Audience == o.Audience && e.Off == o.Off &&
		slices.Equal(e.Phrasings, o.Phrasings) && slices.Equal(e.Tags, o.Tags) &&
		e.ValidFrom.Equal(o.ValidFrom) && e.ValidTo.Equal(o.ValidTo)
}

type entryKey struct{ id, lang string }

func (e Entry) key() entryKey { return entryKey{id: e.ID, lang: e.Lang} }

// IndexOf returns the position of the entry with the id and the language, or -1.
func IndexOf(entries []Entry, id, lang string) int {
	return slices.IndexFunc(entries, func(e Entry) bool { return e.ID == id && e.Lang == lang })
}

// Changes counts the differences between two states of a base, by (ID, Lang).
type Changes struct{ Added, Changed, Removed, Unchanged int }

// Compare counts the differences between the old and the new entries. The order of the entries does
// not matter.
func Compare(old, entries []Entry) Changes {
	before := make(map[entryKey]Entry, len(old))
	for _, e := range old {
		before[e.key()] = e
	}
	var changes Changes

	for _, entry := range entries {
		was, known := before[entry.key()]
		switch {
		case !known:
			changes.Added++
		case entry.Equal(was):
			changes.Unchanged++
		default:
			changes.Changed++
		}
		delete(before, entry.key())
	}
	changes.Removed = len(before)

	return changes
}

// Merge replaces old entries by new entries with the same (ID, Lang), in the same place. The other new
// entries follow at the end.
func Merge(old, entries []Entry) []Entry {
	out := slices.Clone(old)

	at := make(map[entryKey]int, len(old))
	for i, e := range old {
		at[e.key()] = i
	}

	for _, entry := range entries {
		if i, known := at[entry.key()]; known {
			out[i] = entry
			continue
		}
		out = append(out, entry)
	}

	return out
}
