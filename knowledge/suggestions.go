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
	suggestion, err := k.Store.Lessons.Lesson(ctx, id)
	if err != nil || suggestion == nil {
		return err
	}
	if text == "" {
		text = suggestion.Text
	}
	version := Version{Source: "lesson", Author: author}.
		Did("learned", "entry", suggestion.Entry, "lang", suggestion.Lang, "text", text)
	put := func(number int64, entries []faq.Entry) {
		if !k.teach(phrasing{number: number, entry: suggestion.Entry, lang: suggestion.Lang, text: text}, entries) {
			k.install(number, entries)
		}
	}
	if _, err := k.edit(ctx, version, 0, phrase(*suggestion, text), put); err != nil {
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
func (k *Library) teach(wording phrasing, entries []faq.Entry) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if wording.number <= k.number {
		return true // already read from the store
	}
	if k.base == nil || wording.number != k.number+1 {
		return false
	}
	with, ok := k.base.Teach(wording.entry, wording.lang, wording.text)
	if !ok {
		return false
	}
	k.number, k.entries = wording.number, entries
	k.base, k.accepted = with, append(k.accepted, wording)
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
func phrase(suggestion Taught, text string) Change {
	return func(list []faq.Entry) ([]faq.Entry, error) {
		at := faq.IndexOf(list, suggestion.Entry, suggestion.Lang)
		if at < 0 {
			return nil, chat.Refuse(chat.NotFound, "faq_no_entry", "entry", suggestion.Entry, "lang", suggestion.Lang)
		}

		entry := list[at]
		for _, has := range append([]string{entry.Question}, entry.Phrasings...) {
			if chat.SameWords(has) == chat.SameWords(text) {
				return list, nil
			}
		}
		entry.Phrasings = append(slices.Clone(entry.Phrasings), text)
		list[at] = entry

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

	for _, suggestion := range list {
		err := k.Accept(ctx, byRule, suggestion.ID, "")
		if chat.KindOf(err) == chat.NotFound {
			err = k.Reject(ctx, byRule, suggestion.ID)
		}
		if err != nil {
			return err
		}
	}

	return nil
}
