package faq

import "slices"

// First returns the first entries of the base in the customer's language, in the order of the editors, up to Query.Most. The probabilities
// are zero. The bot offers these entries when no entry is near a question.
func (b *Base) First(query Query) []Hit {
	own, other := b.order(query.Lang)

	for _, langs := range [][]string{own, other} {
		var out []Hit
		for at := 0; at < len(b.entries) && len(out) < query.Most; at++ {
			if slices.Contains(langs, b.entries[at].Lang) && b.allowed(&query, at) {
				out = append(out, b.hit(query, at, 0, ""))
			}
		}
		if len(out) > 0 {
			return out
		}
	}

	return nil
}
