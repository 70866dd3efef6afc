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
	r := reader{
		channel: c.cfg.ID,
		bot:     c.botID(),
		maxFile: c.cfg.MaxFile,
		say:     func(lang, key string) string { return c.env.Say(lang, key, nil) },
	}
	if name := c.username.Load(); name != nil {
		r.username = *name
	}

	return r.update(raw)
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
func (r reader) inbound(d *decoded, kind chat.InboundKind, to room, from person, keys ...string) chat.Inbound {
	d.peer = strconv.FormatInt(to.ID, 10)
	if from.ID == 0 {
		from.ID = to.ID // in a private chat both ids are the same
	}
	in := chat.Inbound{
		Kind:    kind,
		Peer:    chat.Peer{Channel: r.channel, Address: d.peer},
		Sender:  chat.Sender{Channel: r.channel, Person: strconv.FormatInt(from.ID, 10)},
		Profile: from.profile(),
	}
	in.Keys = append([]string{r.key("u", d.id)}, keys...)

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

func (r reader) message(d *decoded, raw json.RawMessage, edited bool) {
	var m message
	adapters.Lenient(raw, &m)

	switch {
	case !m.Chat.private():
		d.unknown = "group"
		return
	case m.ID == 0:
		d.unknown = "garbage"
		return
	case strconv.FormatInt(m.From.ID, 10) == r.bot:
		d.unknown = "own"
		return
	}
	if edited {
		r.edit(d, m)
		return
	}
	in := r.inbound(d, chat.InText, m.Chat, m.From, r.key("m", m.Chat.ID, m.ID))
	in.Native, in.SentAt = strconv.FormatInt(m.ID, 10), moment(m.Date)
	if m.Reply.ID != 0 {
		in.ReplyTo = strconv.FormatInt(m.Reply.ID, 10)
	}
	in.Text, in.Files = m.words(), r.files(m)

	name, payload, isCommand := r.command(m.Text)
	switch {
	case isCommand:
		in.Kind, in.Text, in.Payload = chat.InCommand, name, payload
		if name == "start" {
			in.Profile.Origin = payload
		}
	case in.Text == "" && len(in.Files) == 0:
		if k := serviceOf(raw); k != "" {
			d.unknown = k
			return
		}
		in.Kind, in.Text = chat.InUnsupported, m.Sticker.Emoji
	}
	d.in = append(d.in, in)
}

// edit reads the new text of an older message. Edits without a text are ignored: a live location moves every few seconds.
func (r reader) edit(d *decoded, m message) {
	text := m.Text
	if text == "" {
		text = m.Caption
	}
	if text == "" && len(r.files(m)) == 0 {
		d.unknown = "edited_without_words"
		return
	}
	sum := sha256.Sum256([]byte(text))
	in := r.inbound(
		d,
		chat.InEdit,
		m.Chat,
		m.From,
		r.key("e", m.Chat.ID, m.ID, m.EditDate, hex.EncodeToString(sum[:8])),
	)
	in.Of, in.Text, in.SentAt = strconv.FormatInt(m.ID, 10), text, moment(m.EditDate)
	d.in = append(d.in, in)
}

func (r reader) press(d *decoded, raw json.RawMessage) {
	var q query
	adapters.Lenient(raw, &q)
	d.press = q.ID
	to := q.Message.Chat
	if to.ID == 0 && q.From.ID > 0 {
		to = room{ID: q.From.ID, Type: "private"} // the message is too old for the platform to describe
	}
	if !to.private() || q.Data == "" || q.ID == "" {
		d.unknown = "press"
		return
	}
	in := r.inbound(d, chat.InPress, to, q.From, r.key("cb", q.ID))
	in.Payload = q.Data
	if q.Message.ID != 0 {
		in.Of = strconv.FormatInt(q.Message.ID, 10)
	}

	for _, row := range q.Message.Markup.Rows {
		for _, b := range row {
			if b.Data == q.Data && in.Label == "" {
				in.Label = b.Text
			}
		}
	}
	d.in = append(d.in, in)
}

// member reads from an update whether a customer has blocked the bot or has come back.
func (r reader) member(d *decoded, raw json.RawMessage) {
	var m membership
	adapters.Lenient(raw, &m)
	gone, was := m.New.Status == "kicked", m.Old.Status == "kicked"
	if !m.Chat.private() || gone == was {
		d.unknown = "my_chat_member"
		return
	}
	in := r.inbound(d, chat.InBlocked, m.Chat, m.From)
	in.SentAt = moment(m.Date)
	if was {
		in.Payload = "unblocked"
	}
	d.in = append(d.in, in)
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
