package faq

import "fmt"

// Duplicate is two entries of one language that are asked in the same words, so that only a menu
// can tell them apart.
type Duplicate struct {
	Lang          string
	First, Second string // ids
	Text          string // the question or phrasing of the second
}

// String is one line for people.
func (d Duplicate) String() string {
	return fmt.Sprintf("%q and %q (%s) are asked in the same words: %q", d.First, d.Second, d.Lang, excerpt(d.Text))
}

// mostAlike bounds how many entries of other times or audiences are looked at for one text.
const mostAlike = 20

// Duplicates lists the entries that another one before them shares a question or phrasing with,
// after normalising; each with the first such. Entries that no customer can meet together, as one
// is off or they are for different audiences or times, are none.
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
			if !alike && len(seen[a]) < mostAlike {
				seen[a] = append(seen[a], i)
			}
		}
	}

	return out
}

// spoken is the normal form of a text under which the engine finds it.
func spoken(text string) string {
	forms := keys(text)
	if len(forms) == 0 {
		return ""
	}

	return forms[len(forms)-1]
}

// meet reports whether a customer can meet both entries at one time.
func meet(a, b Entry) bool {
	if a.Audience != "" && b.Audience != "" && a.Audience != b.Audience {
		return false
	}

	return (a.ValidTo.IsZero() || a.ValidTo.After(b.ValidFrom)) && (b.ValidTo.IsZero() || b.ValidTo.After(a.ValidFrom))
}
