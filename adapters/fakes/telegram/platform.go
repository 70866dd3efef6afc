package telegram

import "slices"

// The gestures of the platform toward a bot; the gestures of people are in customer.go.

// Block lets the customer block the bot. The bot gets an update about the block.
func (b *Bot) Block(chat int64) error { return b.block(chat, true) }

// Unblock undoes Block.
func (b *Bot) Unblock(chat int64) error { return b.block(chat, false) }

func (b *Bot) block(chat int64, on bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := b.chats[chat]
	if room == nil {
		return ErrNoChat
	}
	b.setBlocked(room, room.people[chat], on)
	b.signal.Fire()

	return nil
}

// setBlocked changes the state and queues my_chat_member. The caller holds the
// lock.
func (b *Bot) setBlocked(chatRoom *room, by User, on bool) {
	if chatRoom.blocked == on {
		return
	}
	chatRoom.blocked = on
	var zero int64
	member, kicked := MemberStatus{
		Status: "member",
		User:   b.me,
	}, MemberStatus{
		Status:    "kicked",
		User:      b.me,
		UntilDate: &zero,
	}
	change := MemberChange{Chat: chatRoom.chat, From: by, Date: b.now().Unix(), Old: member, New: kicked}
	if !on {
		change.Old, change.New = kicked, member
	}
	b.enqueue(Update{MyChatMember: &change}, chatKey(chatRoom.chat.ID), keepMessages)
}

// Deactivate makes every send to the chat fail with "user is deactivated".
func (b *Bot) Deactivate(chat int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := b.chats[chat]
	if room == nil {
		return ErrNoChat
	}
	room.deactivated = true
	b.signal.Fire()

	return nil
}

// Migrate upgrades a group to a supergroup with a new id: calls with the old id
// get 400 and migrate_to_chat_id.
func (b *Bot) Migrate(group, to int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := b.chats[group]
	if room == nil {
		return ErrNoChat
	}

	next := b.room(Chat{ID: to, Type: "supergroup", Title: room.chat.Title})
	for id, u := range room.people {
		next.people[id] = u
	}
	room.migratedTo = to
	b.signal.Fire()

	return nil
}

// Redeliver gives an update once more under its own id, even after the update was confirmed.
func (b *Bot) Redeliver(update int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	ok := b.queue.redeliver(update, b.now())
	b.startPumps()
	b.signal.Fire()

	return ok
}

// NextUpdateID sets the id of the next update. After a week without updates the platform picks a random id. The random id may be lower
// than the last one.
func (b *Bot) NextUpdateID(id int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue.next = id
}

// Customers lists the private chats in order of appearance.
func (b *Bot) Customers() []Customer {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := []Customer{}

	for _, id := range b.order {
		if room := b.chats[id]; id > 0 {
			user := room.people[id]
			out = append(
				out,
				Customer{
					ID:       id,
					Name:     user.FirstName,
					LastName: user.LastName,
					Username: user.Username,
					Language: user.LanguageCode,
					Blocked:  room.blocked,
				},
			)
		}
	}

	return out
}

// Messages lists the messages from the customer's point of view, in order, deleted messages included.
func (b *Bot) Messages(chat int64) []Shown {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r := b.chats[chat]; r != nil {
		return slices.Clip(r.messages)
	}

	return nil
}
