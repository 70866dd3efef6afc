package faq

import "fmt"

// Duplicate is a pair of entries in one language with the same question or phrasing. Only a menu can
// distinguish the two entries.
type Duplicate struct {
	Lang          string
	First, Second string // ids of the entries
	Text          string // the common question or phrasing, in the words of the second entry
}

// String returns a readable line.
func (d Duplicate) String() string {
	return fmt.Sprintf("%q and %q (%s) are asked in the same words: %q", d.First, d.Second, d.Lang, excerpt(d.Text))
}

// maxAlike is the maximum number of entries with other times or audiences compared for one text.
const maxAlike = 20

// Duplicates lists the entries with a question or phrasing equal to one of an earlier entry, after
// normalising. Each duplicate names the first such entry. Two entries are no duplicates if no customer
// can meet both: one entry has Off, or the audiences or the times differ.
func Duplicates(entries []Entry) []Duplicate {
	type asking struct{ lang, text string }
	seen := map[asking][]int{}
	var out []Duplicate

	for i, e := range entries {
		if e.Off {
			continue
		}
		named := map[int]bool{i: true}

		for _, text := range asked(e) {
			a := asking{e.Lang, spoken(text)}
			if a.text == "" {
				continue
			}

			alike := false
			for _, j := range seen[a] {
				if alike = meet(entries[j], e); alike {
					if !named[j] {
						out = append(out, Duplicate{Lang: e.Lang, First: entries[j].ID, Second: e.ID, Text: text})
					}
					named[j] = true
					break
				}
			}
			if !alike && len(seen[a]) < maxAlike {
				seen[a] = append(seen[a], i)
			}
		}
	}

	return out
}

// spoken returns the normal form used by the engine to find a text.
func spoken(text string) string {
	forms := keys(text)
	if len(forms) == 0 {
		return ""
	}

	return forms[len(forms)-1]
}

// meet reports whether a customer can meet both entries at the same time.
func meet(a, b Entry) bool {
	if a.Audience != "" && b.Audience != "" && a.Audience != b.Audience {
		return false
	}

	return (a.ValidTo.IsZero() || a.ValidTo.After(b.ValidFrom)) && (b.ValidTo.IsZero() || b.ValidTo.After(a.ValidFrom))
}
