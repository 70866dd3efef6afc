package knowledge

import (
	"context"
	"slices"

	"frontdesk/chat"
	"frontdesk/faq"
)

// byRule is the author of what is accepted without a click.
const byRule = "rule"

// Accept makes a phrasing of what was taught, with the text as the author has corrected it ("" = as it was said); it counts from the next question on.
// Accepting twice is once.
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
		if !k.teach(lesson{number, t.Entry, t.Lang, text}, entries) {
			k.install(number, entries)
		}
	}
	if _, err := k.edit(ctx, v, 0, phrase(*t, text), put); err != nil {
		return err
	}
	_, err = k.Store.Lessons.Decide(ctx, id, chat.SuggestionAccepted, author)

	return err
}

// lesson is a phrasing that made a version.
type lesson struct {
	number            int64
	entry, lang, text string
}

// teach puts a lesson on top of the base that serves, at once: a large base takes seconds to build, which is done in the background afterwards. It is
// false if that cannot be done: then the base must be built.
func (k *Library) teach(l lesson, entries []faq.Entry) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if l.number <= k.number {
		return true // it was read from the store meanwhile, and is there
	}
	if k.base == nil || l.number != k.number+1 {
		return false
	}
	with, ok := k.base.Teach(l.entry, l.lang, l.text)
	if !ok {
		return false
	}
	k.number, k.entries, k.base, k.taught = l.number, entries, with, append(k.taught, l)
	k.fitting.current = false
	k.serve()
	signal(k.behind)

	return true
}

// Reject puts aside what was taught; the same words of others may teach it again.
func (k *Library) Reject(ctx context.Context, author, id string) error {
	_, err := k.Store.Lessons.Decide(ctx, id, chat.SuggestionRejected, author)
	return err
}

// phrase adds a phrasing to an entry; one that it has already changes nothing.
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

// AcceptKnown accepts what the admin's rule allows.
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
