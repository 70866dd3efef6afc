package telegram

import (
	"reflect"
	"strconv"
	"time"
)

const (
	notModified = "message is not modified: specified new message content and reply markup are exactly the same " +
		"as a current content and reply markup of the message"
	// deleteWithin is the age limit of a message for deletion.
	deleteWithin = 48 * time.Hour
)

func (b *Bot) editText(c *call) (any, *apiError) {
	return b.edit(c, func(m *Shown) *apiError {
		text, list, e := c.text()
		if e != nil {
			return e
		}
		if m.Text == "" {
			return bad("there is no text in the message to edit")
		}
		m.Text, m.Entities = text, list

		return nil
	})
}

func (b *Bot) editMarkup(c *call) (any, *apiError) {
	return b.edit(c, func(*Shown) *apiError { return nil })
}

// edit changes a message of the bot. The keyboard is always the keyboard of the call: an edit without a keyboard removes the old one.
func (b *Bot) edit(c *call, change func(*Shown) *apiError) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, e := b.target(c)
	if e != nil {
		return nil, e
	}
	old, ok := r.find(int(c.integer("message_id")))
	if !ok || old.Deleted {
		return nil, bad("message to edit not found")
	}
	if !old.FromBot {
		return nil, bad("message can't be edited")
	}
	m := old
	if m.ReplyMarkup, e = c.keyboard(); e != nil {
		return nil, e
	}
	if e = change(&m); e != nil {
		return nil, e
	}
	if m.Text == old.Text && reflect.DeepEqual(m.ReplyMarkup, old.ReplyMarkup) &&
		sameEntities(m.Entities, old.Entities) {
		return nil, bad(notModified)
	}
	if m.Text != old.Text {
		m.Versions = append(old.Versions[:len(old.Versions):len(old.Versions)], old.Text)
	}
	m.EditDate = b.now().Unix()
	r.change(m)
	c.result = strconv.Itoa(m.ID)

	return m.Message, nil
}

func sameEntities(a, b []Entity) bool {
	return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b)
}

func (b *Bot) deleteMessage(c *call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, e := b.target(c)
	if e != nil {
		return nil, e
	}
	m, ok := r.find(int(c.integer("message_id")))
	if !ok || m.Deleted {
		return nil, bad("message to delete not found")
	}
	if b.now().Sub(time.Unix(m.Date, 0)) > deleteWithin {
		return nil, bad("message can't be deleted for everyone")
	}
	m.Deleted = true
	r.change(m)
	c.result = strconv.Itoa(m.ID)

	return true, nil
}
