package telegram

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// decoded is the meaning of one update. An update without a meaning for us has no inbound, and unknown names its kind.
type decoded struct {
	raw     []byte
	id      int64 // update_id; zero means none
	peer    string
	in      []chat.Inbound
	press   string // id of the callback query; the query needs an answer
	unknown string
}

func (d decoded) key() string { return strconv.FormatInt(d.id, 10) }

// reader holds the facts of the channel for decoding.
type reader struct {
	channel  chat.ChannelID
	bot      string // id of the bot
	username string // username of the bot, "" while unknown
	maxFile  int64
	say      func(lang, key string) string
}

func (c *Channel) decode(raw []byte) decoded {
	decoder := reader{
		channel: c.cfg.ID,
		bot:     c.botID(),
		maxFile: c.cfg.MaxFile,
		say:     func(lang, key string) string { return c.env.Say(lang, key, nil) },
	}
	if name := c.username.Load(); name != nil {
		decoder.username = *name
	}

	return decoder.update(raw)
}

// update reads one update. update is total: every known part is decoded, and the rest is counted. A few structs of our own are used
// instead of the library's structs. In the library's structs a new variant deep in an unused field makes the whole update unreadable.
func (r reader) update(raw []byte) decoded {
	result := decoded{raw: raw}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		result.unknown = "garbage"
		return result
	}
	if adapters.Lenient(fields["update_id"], &result.id); result.id == 0 {
		result.unknown = "garbage" // without an id the update can be neither confirmed nor recognised
		return result
	}

	switch {
	case fields["message"] != nil:
		r.message(&result, fields["message"], false)
	case fields["edited_message"] != nil:
		r.message(&result, fields["edited_message"], true)
	case fields["callback_query"] != nil:
		r.press(&result, fields["callback_query"])
	case fields["my_chat_member"] != nil:
		r.member(&result, fields["my_chat_member"])
	default:
		result.unknown = kindOf(fields)
	}

	return result
}

// kindOf names an unknown update for a metric, in one word.
func kindOf(fields map[string]json.RawMessage) string {
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		if k != "" && k != "update_id" && len(k) <= 40 && strings.Trim(k, "abcdefghijklmnopqrstuvwxyz_") == "" {
			return k
		}
	}

	return "garbage"
}

// inbound fills the fields of all kinds.
func (r reader) inbound(update *decoded, kind chat.InboundKind, to room, from person, keys ...string) chat.Inbound {
	update.peer = strconv.FormatInt(to.ID, 10)
	if from.ID == 0 {
		from.ID = to.ID // in a private chat both ids are the same
	}
	in := chat.Inbound{
		Kind:    kind,
		Peer:    chat.Peer{Channel: r.channel, Address: update.peer},
		Sender:  chat.Sender{Channel: r.channel, Person: strconv.FormatInt(from.ID, 10)},
		Profile: from.profile(),
	}
	in.Keys = append([]string{r.key("u", update.id)}, keys...)

	return in
}

// key makes a dedupe key. The key holds the bot's id, because another bot on the same channel numbers the messages of its chats anew.
func (r reader) key(kind string, parts ...any) string {
	key := string(r.channel) + ":" + r.bot + ":" + kind
	for _, p := range parts {
		key += fmt.Sprintf(":%v", p)
	}

	return key
}

func (r reader) message(update *decoded, raw json.RawMessage, edited bool) {
	var msg message
	adapters.Lenient(raw, &msg)

	switch {
	case !msg.Chat.private():
		update.unknown = "group"
		return
	case msg.ID == 0:
		update.unknown = "garbage"
		return
	case strconv.FormatInt(msg.From.ID, 10) == r.bot:
		update.unknown = "own"
		return
	}
	if edited {
		r.edit(update, msg)
		return
	}
	in := r.inbound(update, chat.InText, msg.Chat, msg.From, r.key("m", msg.Chat.ID, msg.ID))
	in.Native, in.SentAt = strconv.FormatInt(msg.ID, 10), moment(msg.Date)
	if msg.Reply.ID != 0 {
		in.ReplyTo = strconv.FormatInt(msg.Reply.ID, 10)
	}
	in.Text, in.Files = msg.words(), r.files(msg)

	name, payload, isCommand := r.command(msg.Text)
	switch {
	case isCommand:
		in.Kind, in.Text, in.Payload = chat.InCommand, name, payload
		if name == "start" {
			in.Profile.Origin = payload
		}
	case in.Text == "" && len(in.Files) == 0:
		if k := serviceOf(raw); k != "" {
			update.unknown = k
			return
		}
		in.Kind, in.Text = chat.InUnsupported, msg.Sticker.Emoji
	}
	update.in = append(update.in, in)
}

// edit reads the new text of an older message. Edits without a text are ignored: a live location moves every few seconds.
func (r reader) edit(update *decoded, msg message) {
	text := msg.Text
	if text == "" {
		text = msg.Caption
	}
	if text == "" && len(r.files(msg)) == 0 {
		update.unknown = "edited_without_words"
		return
	}
	sum := sha256.Sum256([]byte(text))
	in := r.inbound(
		update,
		chat.InEdit,
		msg.Chat,
		msg.From,
		r.key("e", msg.Chat.ID, msg.ID, msg.EditDate, hex.EncodeToString(sum[:8])),
	)
	in.Of, in.Text, in.SentAt = strconv.FormatInt(msg.ID, 10), text, moment(msg.EditDate)
	update.in = append(update.in, in)
}

func (r reader) press(update *decoded, raw json.RawMessage) {
	var press query
	adapters.Lenient(raw, &press)
	update.press = press.ID
	to := press.Message.Chat
	if to.ID == 0 && press.From.ID > 0 {
		to = room{ID: press.From.ID, Type: "private"} // the message is too old for the platform to describe
	}
	if !to.private() || press.Data == "" || press.ID == "" {
		update.unknown = "press"
		return
	}
	in := r.inbound(update, chat.InPress, to, press.From, r.key("cb", press.ID))
	in.Payload = press.Data
	if press.Message.ID != 0 {
		in.Of = strconv.FormatInt(press.Message.ID, 10)
	}

	for _, row := range press.Message.Markup.Rows {
		for _, b := range row {
			if b.Data == press.Data && in.Label == "" {
				in.Label = b.Text
			}
		}
	}
	update.in = append(update.in, in)
}

// member reads from an update whether a customer has blocked the bot or has come back.
func (r reader) member(update *decoded, raw json.RawMessage) {
	var member membership
	adapters.Lenient(raw, &member)
	gone, was := member.New.Status == "kicked", member.Old.Status == "kicked"
	if !member.Chat.private() || gone == was {
		update.unknown = "my_chat_member"
		return
	}
	in := r.inbound(update, chat.InBlocked, member.Chat, member.From)
	in.SentAt = moment(member.Date)
	if was {
		in.Payload = "unblocked"
	}
	update.in = append(update.in, in)
}

// commands lists the known commands; any other command stays a plain text.
var commands = []string{"start", "help", "operator", "feedback", "language"}

// command reads "/start payload", "/help@our_bot" and the like.
func (r reader) command(text string) (name, payload string, ok bool) {
	rest, ok := strings.CutPrefix(text, "/")
	if !ok {
		return "", "", false
	}
	word := rest
	if i := strings.IndexFunc(rest, func(c rune) bool { return c == ' ' || c == '\n' || c == '\t' }); i >= 0 {
		word, payload = rest[:i], strings.TrimSpace(rest[i:])
	}
	name, at, addressed := strings.Cut(word, "@")
	if addressed && r.username != "" && !strings.EqualFold(at, r.username) {
		return "", "", false
	}
	name = strings.ToLower(name)
	if !slices.Contains(commands, name) {
		return "", "", false
	}

	return name, payload, true
}

// moment reads a date of the platform in unix seconds. Zero means unknown.
func moment(seconds int64) time.Time {
	if seconds <= 0 || seconds > 1<<40 {
		return time.Time{}
	}

	return time.Unix(seconds, 0).UTC()
}
