package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// decoded is the meaning of one event or interaction. An event without a meaning for us has no inbound. Then unknown names its kind for
// the metric, or skip says why no count is needed.
type decoded struct {
	raw     []byte
	key     string // the name among failures and in the park
	person  string // events of one person stay in order
	once    bool   // Slack does not deliver a refused event again
	in      []chat.Inbound
	mention *mention // the inbound still has no peer
	unknown string
	skip    string
}

// mention is the place in a channel where a person has addressed the app.
type mention struct{ channel, ts, thread, user string }

// reader holds the facts of the channel for decoding. Decoding is pure and total.
type reader struct {
	channel chat.ChannelID
	self    identity
	maxFile int64
	say     func(lang, key string, args map[string]string) string
}

func (c *Channel) reader() reader {
	return reader{channel: c.cfg.ID, self: *c.self.Load(), maxFile: c.cfg.MaxFile, say: c.env.Say}
}

// event reads the outer event of the Events API. A few structs of our own are used instead of the library's structs. In the library's
// structs a new variant in an unused field makes the whole event unreadable.
func (r reader) event(raw []byte) decoded {
	result := decoded{raw: raw}
	var envelope outer
	adapters.Lenient(raw, &envelope)
	if result.key = r.key("e", envelope.EventID); envelope.EventID == "" {
		sum := sha256.Sum256(raw)
		result.key = r.key("h", hex.EncodeToString(sum[:16]))
	}
	var msg message
	adapters.Lenient(envelope.Event, &msg)

	switch {
	case envelope.Type != "event_callback":
		result.unknown = word(envelope.Type)
	case msg.Type == "message" && msg.direct():
		r.message(&result, envelope, msg)
	case msg.Type == "message":
		result.skip = "not a direct message" // the twin of a mention, too
	case msg.Type == "app_mention":
		r.mentioned(&result, envelope, msg)
	case msg.Type == "app_home_opened":
		result.skip = msg.Type
	default:
		result.unknown = word(msg.Type)
	}

	return result
}

// word makes a metric label of a kind: one short word, or "garbage".
func word(text string) string {
	if text == "" || len(text) > 40 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_./") != "" {
		return "garbage"
	}

	return text
}

func (r reader) key(kind string, parts ...string) string {
	return strings.Join(append([]string{string(r.channel), kind}, parts...), ":")
}

// ours reports whether a message is our own, that is the echo of a sent message. The echo may come before the answer to the sending call.
// The event itself names our user, too.
func (r reader) ours(envelope outer, msg message) bool {
	for _, a := range envelope.Auths {
		if a.Bot && a.User != "" && a.User == msg.User {
			return true
		}
	}

	return msg.User != "" && msg.User == r.self.user ||
		msg.Bot != "" && msg.Bot == r.self.bot ||
		msg.App != "" && msg.App == envelope.App
}

// machine reports whether a program wrote the message.
func machine(m message) bool {
	return m.Bot != "" || m.Subtype == "bot_message" || m.User == "USLACKBOT"
}

// inbound fills the fields of all kinds.
func (r reader) inbound(
	event *decoded,
	envelope outer,
	kind chat.InboundKind,
	channel, user string,
	keys ...string,
) chat.Inbound {
	event.person = user
	in := chat.Inbound{
		Kind:   kind,
		Peer:   chat.Peer{Channel: r.channel, Address: channel},
		Sender: chat.Sender{Channel: r.channel, Person: user},
		Keys:   keys,
	}
	if envelope.EventID != "" {
		in.Keys = append([]string{event.key}, keys...)
	}

	return in
}

func (r reader) message(event *decoded, envelope outer, msg message) {
	switch msg.Subtype {
	case "", "file_share", "thread_broadcast", "me_message", "bot_message":
		r.said(event, envelope, msg)
	case "message_changed":
		r.changed(event, envelope, msg)
	case "message_deleted":
		if msg.Previous == nil || msg.Deleted == "" {
			event.unknown = "message/message_deleted"
			return
		}
		r.withdrawn(event, envelope, msg, *msg.Previous, msg.Deleted)
	default:
		event.unknown = "message/" + word(msg.Subtype)
	}
}

// who reports whether a message is an input for us: a person wrote the message, and the message is not our own.
func (r reader) who(event *decoded, envelope outer, msg message) bool {
	switch {
	case r.ours(envelope, msg):
		event.skip = "own"
	case machine(msg):
		event.unknown = "bot"
	case msg.User == "" || msg.TS == "":
		event.unknown = "garbage"
	default:
		return true
	}

	return false
}

// said reads a new message in the direct message. A reply in a thread stays in the same conversation and quotes the thread's first
// message.
func (r reader) said(event *decoded, envelope outer, msg message) {
	if r.who(event, envelope, msg) {
		in := r.inbound(event, envelope, chat.InText, msg.Channel, msg.User, r.keys(msg)...)
		in.Native = msg.TS
		if msg.Thread != msg.TS {
			in.ReplyTo = msg.Thread
		}
		event.in = append(event.in, r.fill(in, msg, r.unaddressed(envelope, msg.words())))
	}
}

func (r reader) keys(msg message) []string {
	list := []string{r.key("m", msg.Channel, msg.TS)}
	if msg.Client != "" {
		list = append(list, r.key("c", msg.User, msg.Client))
	}

	return list
}

// fill adds the text and the files, or the command in the text.
func (r reader) fill(in chat.Inbound, msg message, text string) chat.Inbound {
	in.SentAt, in.Text, in.Files = moment(msg.TS), text, r.files(msg)
	switch name, payload, is := command(in.Text); {
	case is:
		in.Kind, in.Text, in.Payload = chat.InCommand, name, payload
	case in.Text == "" && len(in.Files) == 0:
		in.Kind = chat.InUnsupported
	}

	return in
}

// mentioned reads a mention of the app in a channel. The text goes into the direct message; take finds the direct message.
func (r reader) mentioned(event *decoded, envelope outer, msg message) {
	if isDirect(msg.Channel) {
		event.skip = "not a direct message" // the text comes as a message, too
		return
	}
	if msg.Channel == "" {
		event.unknown = "garbage"
		return
	}
	if !r.who(event, envelope, msg) {
		return
	}
	event.mention = &mention{channel: msg.Channel, ts: msg.TS, thread: msg.TS, user: msg.User}
	if msg.Thread != "" {
		event.mention.thread = msg.Thread
	}
	in := r.inbound(event, envelope, chat.InText, "", msg.User, r.keys(msg)...)
	in.Native = msg.Channel + ":" + msg.TS // never equal to the ts of a message in the direct message
	in = r.fill(in, msg, r.unaddressed(envelope, msg.words()))
	if in.Kind == chat.InUnsupported { // only the name of the app: the person calls the app
		in.Kind, in.Text = chat.InCommand, "help"
	}
	event.in = append(event.in, in)
}

// unaddressed takes our own name out of a text.
func (r reader) unaddressed(envelope outer, text string) string {
	names := []string{r.self.user}

	for _, a := range envelope.Auths {
		if a.Bot {
			names = append(names, a.User)
		}
	}

	for _, name := range names {
		if name == "" {
			continue
		}
		if at, found := strings.CutPrefix(strings.TrimSpace(text), "@"+name); found {
			text = strings.TrimLeft(at, " ,:\u00a0")
		}
		text = strings.ReplaceAll(text, "@"+name, "")
	}

	return strings.TrimSpace(text)
}

// changed reads the new text of an older message. Slack also sends message_changed with the same text, for previews of links.
func (r reader) changed(event *decoded, envelope outer, msg message) {
	if msg.Message == nil {
		event.unknown = "message/message_changed"
		return
	}
	now := *msg.Message
	if now.Subtype == "tombstone" { // the message is deleted, its thread stays
		who := now
		if msg.Previous != nil {
			who = *msg.Previous
		}
		r.withdrawn(event, envelope, msg, who, now.TS)

		return
	}
	if !r.who(event, envelope, now) {
		return
	}
	if msg.Previous != nil && msg.Previous.Text == now.Text {
		event.skip = "the same words"
		return
	}
	text := now.words()
	sum := sha256.Sum256([]byte(text))
	in := r.inbound(
		event,
		envelope,
		chat.InEdit,
		msg.Channel,
		now.User,
		r.key("x", msg.Channel, now.TS, now.Edited.TS, hex.EncodeToString(sum[:8])),
	)
	in.Of, in.Text, in.SentAt = now.TS, r.unaddressed(envelope, text), moment(msg.TS)
	event.in = append(event.in, in)
}

// withdrawn reads the deletion of a message by the author.
func (r reader) withdrawn(event *decoded, envelope outer, msg, old message, ts string) {
	old.TS = ts
	if !r.who(event, envelope, old) {
		return
	}
	in := r.inbound(event, envelope, chat.InWithdraw, msg.Channel, old.User, r.key("d", msg.Channel, ts))
	in.Of, in.SentAt = ts, moment(msg.TS)
	event.in = append(event.in, in)
}

// interact reads an interaction: the press of a button under one of our messages.
func (r reader) interact(raw []byte) decoded {
	result := decoded{raw: raw, once: true}
	var action interaction
	adapters.Lenient(raw, &action)
	channel, ts := action.Channel.ID, action.Message.TS
	if channel == "" {
		channel = action.Container.Channel
	}
	if ts == "" {
		ts = action.Container.TS
	}
	if action.Type != "block_actions" {
		result.unknown = word(action.Type)
		return result
	}
	if !isDirect(channel) || ts == "" || action.User.ID == "" { // in a direct message only the customer can press
		result.unknown = "press"
		return result
	}

	for number, pressed := range action.Actions {
		if pressed.Type != "button" || pressed.Value == "" && pressed.ID == "" || pressed.TS == "" {
			result.unknown = "press"
			continue
		}
		key := r.key("p", channel, ts, pressed.TS, action.User.ID)
		if number > 0 {
			key += fmt.Sprintf(":%d", number)
		}
		if result.key == "" {
			result.key = key
		}
		in := r.inbound(&result, outer{}, chat.InPress, channel, action.User.ID, key)
		in.Payload, in.Label = pressed.Value, plain(pressed.Text.Text)
		in.Of, in.SentAt = ts, moment(pressed.TS)
		if in.Payload == "" {
			in.Payload = pressed.ID
		}
		result.in = append(result.in, in)
	}
	if len(action.Actions) == 0 {
		result.unknown = "press"
	}

	return result
}

// commands lists the known commands; any other command stays a plain text.
var commands = []string{"help", "operator", "feedback", "language"}

// command reads "!operator" or "!language ru", and the bare word for help. A leading slash means the same, because some clients let a
// slash through.
func command(text string) (name, payload string, ok bool) {
	text = strings.TrimSpace(text)
	if w := strings.ToLower(text); w == "help" || w == "помощь" {
		return "help", "", true
	}
	if text == "" || text[0] != '!' && text[0] != '/' {
		return "", "", false
	}
	name, payload, _ = strings.Cut(strings.Join(strings.Fields(text[1:]), " "), " ")
	name = strings.ToLower(name)
	if !slices.Contains(commands, name) {
		return "", "", false
	}

	return name, payload, true
}
