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

func (b *Bot) editText(request *call) (any, *apiError) {
	return b.edit(request, func(shown *Shown) *apiError {
		text, list, failure := request.text()
		if failure != nil {
			return failure
		}
		if shown.Text == "" {
			return bad("there is no text in the message to edit")
		}
		shown.Text, shown.Entities = text, list

		return nil
	})
}

func (b *Bot) editMarkup(c *call) (any, *apiError) {
	return b.edit(c, func(*Shown) *apiError { return nil })
}

// edit changes a message of the bot. The keyboard is always the keyboard of the call: an edit without a keyboard removes the old one.
func (b *Bot) edit(request *call, change func(*Shown) *apiError) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	room, failure := b.target(request)
	if failure != nil {
		return nil, failure
	}
	old, ok := room.find(int(request.integer("message_id")))
	if !ok || old.Deleted {
		return nil, bad("message to edit not found")
	}
	if !old.FromBot {
		return nil, bad("message can't be edited")
	}
	message := old
	if message.ReplyMarkup, failure = request.keyboard(); failure != nil {
		return nil, failure
	}
	if failure = change(&message); failure != nil {
		return nil, failure
	}
	if message.Text == old.Text && reflect.DeepEqual(message.ReplyMarkup, old.ReplyMarkup) &&
		sameEntities(message.Entities, old.Entities) {
		return nil, bad(notModified)
	}
	if message.Text != old.Text {
		message.Versions = append(old.Versions[:len(old.Versions):len(old.Versions)], old.Text)
	}
	message.EditDate = b.now().Unix()
	room.change(message)
	request.result = strconv.Itoa(message.ID)

	return message.Message, nil
}

func sameEntities(a, b []Entity) bool {
	return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b)
}

func (b *Bot) deleteMessage(request *call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	room, failure := b.target(request)
	if failure != nil {
		return nil, failure
	}
	message, ok := room.find(int(request.integer("message_id")))
	if !ok || message.Deleted {
		return nil, bad("message to delete not found")
	}
	if b.now().Sub(time.Unix(message.Date, 0)) > deleteWithin {
		return nil, bad("message can't be deleted for everyone")
	}
	message.Deleted = true
	room.change(message)
	request.result = strconv.Itoa(message.ID)

	return true, nil
}
