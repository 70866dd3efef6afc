package telegram

import (
	"cmp"
	"strconv"
)

// Press presses the inline button with this callback data or label under a
// message of the bot in a private chat, and returns the query's id.
func (b *Bot) Press(chat int64, message int, button string) (query string, err error) {
	return b.PressAs(chat, chat, message, button)
}

// PressAs is Press by one person of a group.
func (b *Bot) PressAs(chat, user int64, message int, button string) (query string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := b.chats[chat]
	if room == nil {
		return "", ErrNoChat
	}
	pressed, ok := room.find(message)
	if !ok || pressed.Deleted {
		return "", ErrNoMessage
	}

	for _, k := range pressed.Buttons() {
		if k.CallbackData != "" && (k.CallbackData == button || k.Text == button) {
			return b.press(room, user, pressed.Message, k.CallbackData), nil
		}
	}

	return "", ErrNoButton
}

// PressRaw presses a button with the data, even when the message has no such button: an old message, a removed button, a forged client. An
// unknown message is given as inaccessible, with date 0.
func (b *Bot) PressRaw(chat int64, message int, data string) (query string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := b.chats[chat]
	if room == nil {
		return "", ErrNoChat
	}
	pressed, ok := room.find(message)
	if !ok {
		pressed.Message = Message{ID: message, Chat: room.chat}
	}

	return b.press(room, chat, pressed.Message, data), nil
}

// press queues the query. The caller holds the lock.
func (b *Bot) press(chatRoom *room, user int64, message Message, data string) string {
	from := chatRoom.people[user]
	from.ID = cmp.Or(from.ID, user)
	query := CallbackQuery{
		ID:           strconv.FormatUint(b.rng.Uint64()>>1, 10),
		From:         from,
		Message:      &message,
		ChatInstance: strconv.FormatInt(chatRoom.chat.ID*7919, 10),
		Data:         data,
	}
	b.presses[query.ID] = &press{query: query, at: b.now()}
	b.enqueue(Update{CallbackQuery: &query}, pressKey(from.ID), keepPresses)
	b.signal.Fire()

	return query.ID
}

// PressAgain delivers the same press under a new update id. Clients do so when they never saw an answer.
func (b *Bot) PressAgain(query string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := b.presses[query]
	if known == nil {
		return ErrNoButton
	}
	again := known.query
	b.enqueue(Update{CallbackQuery: &again}, pressKey(again.From.ID), keepPresses)
	b.signal.Fire()

	return nil
}
