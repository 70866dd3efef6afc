package telegram

import (
	"slices"
	"strconv"
	"time"

	"frontdesk/adapters/fakes/fault"
)

// room is one chat with its messages.
type room struct {
	chat        Chat
	people      map[int64]User
	blocked     bool
	deactivated bool
	migratedTo  int64
	messages    []Shown // append-only except through change
	index       map[int]int
}

// Shown is a message as the customer sees the message now.
type Shown struct {
	Message
	FromBot  bool     `json:"from_bot"`
	Deleted  bool     `json:"deleted,omitempty"`
	Versions []string `json:"versions,omitempty"` // texts before the edits, oldest first
	File     string   `json:"file,omitempty"`     // id for Bot.File
	FileName string   `json:"file_name,omitempty"`
}

// Edited reports whether the message was changed after it was sent.
func (m Shown) Edited() bool { return m.EditDate != 0 || len(m.Versions) > 0 }

// Buttons returns the inline buttons in reading order.
func (m Shown) Buttons() []Button {
	if m.ReplyMarkup == nil {
		return nil
	}

	return slices.Concat(m.ReplyMarkup.Rows...)
}

// Words returns the text, or the caption of a file.
func (m Shown) Words() string {
	if m.Text != "" {
		return m.Text
	}

	return m.Caption
}

func (r *room) find(id int) (Shown, bool) {
	at, ok := r.index[id]
	if !ok {
		return Shown{}, false
	}

	return r.messages[at], true
}

func (r *room) add(m Shown) {
	r.index[m.ID] = len(r.messages)
	r.messages = append(r.messages, m)
}

// change replaces a message. The slice is copied: snapshots share the old one.
func (r *room) change(m Shown) {
	r.messages = slices.Clone(r.messages)
	r.messages[r.index[m.ID]] = m
}

// quote is the quoted message of a reply: whole, but without its own quote.
func (r *room) quote(id int) *Message {
	message, ok := r.find(id)
	if !ok || message.Deleted {
		return nil
	}
	quoted := message.Message
	quoted.ReplyToMessage = nil

	return &quoted
}

// target finds the chat of a call and checks the bot's permission to write there. The caller holds the lock.
func (b *Bot) target(request *call) (*room, *apiError) {
	if request.str("chat_id") == "" {
		return nil, bad("chat_id is empty")
	}
	id, err := strconv.ParseInt(request.str("chat_id"), 10, 64)
	if err != nil {
		for _, r := range b.chats { // @username is for channels and groups
			if r.chat.ID < 0 && r.chat.Username != "" && "@"+r.chat.Username == request.str("chat_id") {
				return r, nil
			}
		}

		return nil, bad("chat not found")
	}

	chatRoom := b.chats[id]
	switch {
	case chatRoom == nil:
		return nil, bad("chat not found")
	case chatRoom.migratedTo != 0:
		e := bad("group chat was upgraded to a supergroup chat")
		e.migrateTo = chatRoom.migratedTo

		return nil, e
	case chatRoom.deactivated:
		return nil, forbid("user is deactivated")
	case chatRoom.blocked && chatRoom.chat.ID > 0:
		return nil, forbid("bot was blocked by the user")
	case chatRoom.blocked:
		return nil, forbid("bot was kicked from the " + chatRoom.chat.Type + " chat")
	}

	return chatRoom, nil
}

// send holds the shared steps of all sending methods: find the chat, read the quote and the keyboard, let fill put the content in, store
// the message.
func (b *Bot) send(request *call, fill func(*Shown) *apiError) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	room, failure := b.target(request)
	if failure != nil {
		return nil, failure
	}
	me := b.me
	message := Shown{FromBot: true, Message: Message{From: &me, Date: b.now().Unix(), Chat: room.chat}}
	if message.ReplyToMessage, failure = request.replyTo(room); failure != nil {
		return nil, failure
	}
	if request.integer("message_thread_id") != 0 && room.chat.ID > 0 {
		return nil, bad("message thread not found")
	}
	if message.ReplyMarkup, failure = request.keyboard(); failure != nil {
		return nil, failure
	}
	if failure = fill(&message); failure != nil {
		return nil, failure
	}
	if b.server.opt.RateLimits {
		if failure = b.limits.check(room.chat.ID, b.now()); failure != nil {
			return nil, failure
		}
	}
	b.lastMsg++
	message.ID = b.lastMsg
	room.add(message)
	request.result = strconv.Itoa(message.ID)

	return message.Message, nil
}

// replyTo reads reply_parameters or the older reply_to_message_id.
func (c *call) replyTo(chatRoom *room) (*Message, *apiError) {
	var params struct {
		Message int  `json:"message_id"`
		Lenient bool `json:"allow_sending_without_reply"`
	}
	if given, e := c.object("reply_parameters", &params); e != nil {
		return nil, e
	} else if !given {
		params.Message, params.Lenient = int(c.integer("reply_to_message_id")), c.truth("allow_sending_without_reply")
	}
	if params.Message == 0 {
		return nil, nil
	}
	quoted := chatRoom.quote(params.Message)
	if quoted == nil && !params.Lenient {
		return nil, bad("message to be replied not found")
	}

	return quoted, nil
}

// receive stores a message of a customer and tells the bot. The caller holds the lock.
func (b *Bot) receive(chatRoom *room, from User, shown Shown) int {
	b.lastMsg++
	shown.ID = b.lastMsg
	shown.From, shown.Date, shown.Chat = &from, b.now().Unix(), chatRoom.chat
	chatRoom.add(shown)
	update := shown.Message
	b.enqueue(Update{Message: &update}, chatKey(chatRoom.chat.ID), keepMessages)
	if kind, ok := fault.Magic(shown.Text); ok {
		b.magic(chatRoom, from, kind)
	}
	b.signal.Fire()

	return shown.ID
}

// magic turns a text like /429 into the fault of the next message to the chat.
func (b *Bot) magic(chatRoom *room, from User, kind fault.Kind) {
	if kind == fault.Blocked {
		b.setBlocked(chatRoom, from, true)
		return
	}
	b.script.Inject(
		Fault{Method: fault.AnyMessage, Chat: strconv.FormatInt(chatRoom.chat.ID, 10), Kind: kind, RetryAfter: 3},
	)
}

func (b *Bot) enqueue(u Update, key string, keep time.Duration) int64 {
	id := b.queue.put(u, key, b.now(), keep)
	b.startPumps()

	return id
}

// Webhooks are one at a time per key: presses do not wait for messages.
func chatKey(chat int64) string  { return "chat:" + strconv.FormatInt(chat, 10) }
func pressKey(user int64) string { return "press:" + strconv.FormatInt(user, 10) }
