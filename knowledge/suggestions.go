package knowledge

import (
	"context"
	"slices"

	"frontdesk/chat"
	"frontdesk/faq"
)

// byRule is the author of automatically accepted suggestions.
const byRule = "rule"

// Accept makes a phrasing from a suggestion. The author may correct the text, and an empty text means no correction. The phrasing counts
// from the next question on. A repeated call has no effect.
func (k *Library) Accept(ctx context.Context, author, id, text string) error {
	t, err := k.Store.Lessons.Lesson(ctx, id)
	if err != nil || t == nil {
		return err
	}
	if text == "" {
		text = t.Text
	}
	v := Version{Source: "lesson", Author: author}.Did("learned", "entry", t.Entry, "lang", t.Lang, "text", text)
	put := func(number int64, entries []faq.Entry) {
		if !k.teach(phrasing{number: number, entry: t.Entry, lang: t.Lang, text: text}, entries) {
			k.install(number, entries)
		}
	}
	if _, err := k.edit(ctx, v, 0, phrase(*t, text), put); err != nil {
		return err
	}
	_, err = k.Store.Lessons.Decide(ctx, id, chat.SuggestionAccepted, author)

	return err
}

// phrasing is an accepted phrasing with its version.
type phrasing struct {
	number            int64
	entry, lang, text string
}

// teach adds a phrasing on top of the current base at once. A rebuild of a large base takes seconds and runs in the background
// afterwards. The result is false if the base must be rebuilt first.
func (k *Library) teach(l phrasing, entries []faq.Entry) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if l.number <= k.number {
		return true // already read from the store
	}
	if k.base == nil || l.number != k.number+1 {
		return false
	}
	with, ok := k.base.Teach(l.entry, l.lang, l.text)
	if !ok {
		return false
	}
	k.number, k.entries = l.number, entries
	k.base, k.accepted = with, append(k.accepted, l)
	k.fitting.current = false
	k.serve()
	signal(k.behind)

	return true
}

// Reject rejects a suggestion. The same text from other people makes a new suggestion.
func (k *Library) Reject(ctx context.Context, author, id string) error {
	_, err := k.Store.Lessons.Decide(ctx, id, chat.SuggestionRejected, author)
	return err
}

// phrase adds a phrasing to an entry. An existing phrasing is not added again.
func phrase(t Taught, text string) Change {
	return func(list []faq.Entry) ([]faq.Entry, error) {
		i := faq.IndexOf(list, t.Entry, t.Lang)
		if i < 0 {
			return nil, chat.Refuse(chat.NotFound, "faq_no_entry", "entry", t.Entry, "lang", t.Lang)
		}

		e := list[i]
		for _, has := range append([]string{e.Question}, e.Phrasings...) {
			if chat.SameWords(has) == chat.SameWords(text) {
				return list, nil
			}
		}
		e.Phrasings = append(slices.Clone(e.Phrasings), text)
		list[i] = e

		return list, nil
	}
}

// AcceptKnown accepts the suggestions allowed by the rule of Automatic.
func (k *Library) AcceptKnown(ctx context.Context) error {
	if k.Automatic <= 0 {
		return nil
	}
	list, err := k.Store.Lessons.Known(ctx, k.Automatic, k.Known)
	if err != nil {
		return err
	}

	for _, t := range list {
		err := k.Accept(ctx, byRule, t.ID, "")
		if chat.KindOf(err) == chat.NotFound {
			err = k.Reject(ctx, byRule, t.ID)
		}
		if err != nil {
			return err
		}
	}

	return nil
}
