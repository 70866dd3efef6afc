package telegram

import (
	"cmp"
	"errors"
	"fmt"
)

// Errors of the customers' gestures.
var (
	ErrNoChat    = errors.New("no such chat")
	ErrNoMessage = errors.New("no such message")
	ErrNoButton  = errors.New("no such button")
)

// Customer is a person with a private chat with the bot. The private chat has the person's id.
type Customer struct {
	ID       int64  `json:"id"` // zero means Join picks an id
	Name     string `json:"name"`
	LastName string `json:"last_name,omitempty"`
	Username string `json:"username,omitempty"`
	Language string `json:"language,omitempty"` // IETF tag such as ru
	Blocked  bool   `json:"blocked,omitempty"`  // only in lists
}

func (c Customer) user() User {
	return User{ID: c.ID, FirstName: c.Name, LastName: c.LastName, Username: c.Username, LanguageCode: c.Language}
}

// Join makes a customer known, or changes the names of a known customer. No message is sent.
func (b *Bot) Join(customer Customer) Customer {
	b.mu.Lock()
	defer b.mu.Unlock()
	if customer.ID == 0 {
		customer.ID = b.lastUser + 1
	}
	b.lastUser = max(b.lastUser, customer.ID)
	customer.Name = cmp.Or(customer.Name, fmt.Sprintf("Customer %d", customer.ID))
	user := customer.user()
	room := b.room(Chat{
		ID:        customer.ID,
		Type:      "private",
		FirstName: user.FirstName,
		LastName:  user.LastName,
		Username:  user.Username,
	})
	room.people[customer.ID] = user
	b.signal.Fire()

	return customer
}

// JoinGroup makes a group known; the id of a group is negative.
func (b *Bot) JoinGroup(id int64, title string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kind := "group"
	if id < -1_000_000_000_000 {
		kind = "supergroup"
	}
	b.room(Chat{ID: -max(id, -id), Type: kind, Title: title})
	b.signal.Fire()
}

func (b *Bot) room(to Chat) *room {
	chatRoom := b.chats[to.ID]
	if chatRoom == nil {
		chatRoom = &room{people: map[int64]User{}, index: map[int]int{}}
		b.chats[to.ID] = chatRoom
		b.order = append(b.order, to.ID)
	}
	chatRoom.chat = to

	return chatRoom
}

// Say sends a text from the customer and returns its message id. An unknown customer joins first. A customer with a blocked bot unblocks
// the bot.
func (b *Bot) Say(chat int64, text string) int { return b.write(chat, chat, 0, text) }

// Reply is Say in answer to a message of the chat.
func (b *Bot) Reply(chat int64, to int, text string) int { return b.write(chat, chat, to, text) }

// SayInGroup sends a text from a person in a group.
func (b *Bot) SayInGroup(group, user int64, text string) int { return b.write(group, user, 0, text) }

func (b *Bot) write(chat, user int64, to int, text string) int {
	return b.post(chat, user, func(r *room) Shown {
		return Shown{Message: Message{Text: text, Entities: detect(text), ReplyToMessage: r.quote(to)}}
	})
}

// post delivers a message of the user, made by build.
func (b *Bot) post(chat, user int64, build func(*room) Shown) int {
	b.mu.Lock()
	known := b.chats[chat] != nil
	b.mu.Unlock()
	if !known {
		if chat > 0 {
			b.Join(Customer{ID: chat})
		} else {
			b.JoinGroup(chat, "Group")
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	chatRoom := b.chats[chat]
	from, ok := chatRoom.people[user]
	if !ok {
		from = Customer{ID: user, Name: fmt.Sprintf("Customer %d", user)}.user()
		if private := b.chats[user]; private != nil {
			from = private.people[user]
		}
		chatRoom.people[user] = from
	}
	if chatRoom.blocked && chat > 0 {
		b.setBlocked(chatRoom, from, false)
	}

	return b.receive(chatRoom, from, build(chatRoom))
}

// Photo sends an image; the data should be PNG, JPEG or GIF.
func (b *Bot) Photo(chat int64, name string, data []byte, caption string) int {
	return b.post(chat, chat, func(*room) Shown {
		file := b.newFile("photos", name, data)
		b.keep(file)
		size, _ := dimensions(data)

		return Shown{File: file.id, FileName: file.name, Message: Message{Photo: file.photo(size), Caption: caption}}
	})
}

// Document sends a file of any kind and size. From 20 MB on the bot cannot fetch the file.
func (b *Bot) Document(chat int64, name string, data []byte, caption string) int {
	return b.post(chat, chat, func(*room) Shown {
		f := b.newFile("documents", name, data)
		b.keep(f)

		return Shown{File: f.id, FileName: f.name, Message: Message{Document: f.document(), Caption: caption}}
	})
}

// Voice sends a voice note of the given length in seconds.
func (b *Bot) Voice(chat int64, data []byte, seconds int) int {
	return b.post(chat, chat, func(*room) Shown {
		file := b.newFile("voice", "voice.oga", data)
		file.mime = "audio/ogg"
		b.keep(file)

		return Shown{File: file.id, FileName: file.name, Message: Message{Voice: file.voice(seconds)}}
	})
}

// Location sends a point in degrees.
func (b *Bot) Location(chat int64, lat, lon float64) int {
	return b.post(chat, chat, func(*room) Shown {
		return Shown{Message: Message{Location: &Location{Latitude: lat, Longitude: lon}}}
	})
}

// Contact shares a phone number.
func (b *Bot) Contact(chat int64, phone, name string) int {
	return b.post(chat, chat, func(*room) Shown {
		return Shown{Message: Message{Contact: &Contact{PhoneNumber: phone, FirstName: name, UserID: chat}}}
	})
}

// Sticker sends a message a support bot cannot use.
func (b *Bot) Sticker(chat int64) int {
	return b.post(chat, chat, func(*room) Shown {
		file := b.newFile("stickers", "sticker.webp", []byte("RIFF....WEBP"))
		b.keep(file)

		return Shown{
			Message: Message{
				Sticker: &Sticker{
					FileID:       file.id,
					FileUniqueID: file.unique,
					Type:         "regular",
					Width:        512,
					Height:       512,
					Emoji:        "👍",
				},
			},
		}
	})
}

// Edit changes a text of the customer. An unchanged text is sent as an edit, too, because the real platform sends such edits.
func (b *Bot) Edit(chat int64, id int, text string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := b.chats[chat]
	if room == nil {
		return ErrNoChat
	}
	message, ok := room.find(id)
	if !ok || message.FromBot {
		return ErrNoMessage
	}
	if message.Text != text {
		message.Versions = append(message.Versions[:len(message.Versions):len(message.Versions)], message.Text)
	}
	message.Text, message.Entities, message.EditDate = text, detect(text), b.now().Unix()
	room.change(message)
	update := message.Message
	b.enqueue(Update{EditedMessage: &update}, chatKey(chat), keepMessages)
	b.signal.Fire()

	return nil
}
