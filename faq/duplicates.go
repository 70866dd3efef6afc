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

	for i, entry := range entries {
		if entry.Off {
			continue
		}
		named := map[int]bool{i: true}

		for _, text := range asked(entry) {
			form := asking{entry.Lang, spoken(text)}
			if form.text == "" {
				continue
			}

			alike := false
			for _, earlier := range seen[form] {
				if alike = meet(entries[earlier], entry); alike {
					if !named[earlier] {
						first := entries[earlier].ID
						out = append(out, Duplicate{Lang: entry.Lang, First: first, Second: entry.ID, Text: text})
					}
					named[earlier] = true
					break
				}
			}
			if !alike && len(seen[form]) < maxAlike {
				seen[form] = append(seen[form], i)
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
func meet(one, other Entry) bool {
	if one.Audience != "" && other.Audience != "" && one.Audience != other.Audience {
		return false
	}

	return (one.ValidTo.IsZero() || one.ValidTo.After(other.ValidFrom)) &&
		(other.ValidTo.IsZero() || other.ValidTo.After(one.ValidFrom))
}
