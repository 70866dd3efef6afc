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
	var o outer
	adapters.Lenient(raw, &o)
	if result.key = r.key("e", o.EventID); o.EventID == "" {
		sum := sha256.Sum256(raw)
		result.key = r.key("h", hex.EncodeToString(sum[:16]))
	}
	var m message
	adapters.Lenient(o.Event, &m)

	switch {
	case o.Type != "event_callback":
		result.unknown = word(o.Type)
	case m.Type == "message" && m.direct():
		r.message(&result, o, m)
	case m.Type == "message":
		result.skip = "not a direct message" // the twin of a mention, too
	case m.Type == "app_mention":
		r.mentioned(&result, o, m)
	case m.Type == "app_home_opened":
		result.skip = m.Type
	default:
		result.unknown = word(m.Type)
	}

	return result
}

// word makes a metric label of a kind: one short word, or "garbage".
func word(s string) string {
	if s == "" || len(s) > 40 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_./") != "" {
		return "garbage"
	}

	return s
}

func (r reader) key(kind string, parts ...string) string {
	return strings.Join(append([]string{string(r.channel), kind}, parts...), ":")
}

// ours reports whether a message is our own, that is the echo of a sent message. The echo may come before the answer to the sending call.
// The event itself names our user, too.
func (r reader) ours(o outer, m message) bool {
	for _, a := range o.Auths {
		if a.Bot && a.User != "" && a.User == m.User {
			return true
		}
	}

	return m.User != "" && m.User == r.self.user || m.Bot != "" && m.Bot == r.self.bot || m.App != "" && m.App == o.App
}

// machine reports whether a program wrote the message.
func machine(m message) bool {
	return m.Bot != "" || m.Subtype == "bot_message" || m.User == "USLACKBOT"
}

// inbound fills the fields of all kinds.
func (r reader) inbound(d *decoded, o outer, kind chat.InboundKind, channel, user string, keys ...string) chat.Inbound {
	d.person = user
	in := chat.Inbound{
		Kind:   kind,
		Peer:   chat.Peer{Channel: r.channel, Address: channel},
		Sender: chat.Sender{Channel: r.channel, Person: user},
		Keys:   keys,
	}
	if o.EventID != "" {
		in.Keys = append([]string{d.key}, keys...)
	}

	return in
}

func (r reader) message(d *decoded, o outer, m message) {
	switch m.Subtype {
	case "", "file_share", "thread_broadcast", "me_message", "bot_message":
		r.said(d, o, m)
	case "message_changed":
		r.changed(d, o, m)
	case "message_deleted":
		if m.Previous == nil || m.Deleted == "" {
			d.unknown = "message/message_deleted"
			return
		}
		r.withdrawn(d, o, m, *m.Previous, m.Deleted)
	default:
		d.unknown = "message/" + word(m.Subtype)
	}
}

// who reports whether a message is an input for us: a person wrote the message, and the message is not our own.
func (r reader) who(d *decoded, o outer, m message) bool {
	switch {
	case r.ours(o, m):
		d.skip = "own"
	case machine(m):
		d.unknown = "bot"
	case m.User == "" || m.TS == "":
		d.unknown = "garbage"
	default:
		return true
	}

	return false
}

// said reads a new message in the direct message. A reply in a thread stays in the same conversation and quotes the thread's first
// message.
func (r reader) said(d *decoded, o outer, m message) {
	if r.who(d, o, m) {
		in := r.inbound(d, o, chat.InText, m.Channel, m.User, r.keys(m)...)
		in.Native = m.TS
		if m.Thread != m.TS {
			in.ReplyTo = m.Thread
		}
		d.in = append(d.in, r.fill(in, m, r.unaddressed(o, m.words())))
	}
}

func (r reader) keys(m message) []string {
	list := []string{r.key("m", m.Channel, m.TS)}
	if m.Client != "" {
		list = append(list, r.key("c", m.User, m.Client))
	}

	return list
}

// fill adds the text and the files, or the command in the text.
func (r reader) fill(in chat.Inbound, m message, text string) chat.Inbound {
	in.SentAt, in.Text, in.Files = moment(m.TS), text, r.files(m)
	switch name, payload, is := command(in.Text); {
	case is:
		in.Kind, in.Text, in.Payload = chat.InCommand, name, payload
	case in.Text == "" && len(in.Files) == 0:
		in.Kind = chat.InUnsupported
	}

	return in
}

// mentioned reads a mention of the app in a channel. The text goes into the direct message; take finds the direct message.
func (r reader) mentioned(d *decoded, o outer, m message) {
	if isDirect(m.Channel) {
		d.skip = "not a direct message" // the text comes as a message, too
		return
	}
	if m.Channel == "" {
		d.unknown = "garbage"
		return
	}
	if !r.who(d, o, m) {
		return
	}
	d.mention = &mention{channel: m.Channel, ts: m.TS, thread: m.TS, user: m.User}
	if m.Thread != "" {
		d.mention.thread = m.Thread
	}
	in := r.inbound(d, o, chat.InText, "", m.User, r.keys(m)...)
	in.Native = m.Channel + ":" + m.TS // never equal to the ts of a message in the direct message
	in = r.fill(in, m, r.unaddressed(o, m.words()))
	if in.Kind == chat.InUnsupported { // only the name of the app: the person calls the app
		in.Kind, in.Text = chat.InCommand, "help"
	}
	d.in = append(d.in, in)
}

// unaddressed takes our own name out of a text.
func (r reader) unaddressed(o outer, text string) string {
	names := []string{r.self.user}

	for _, a := range o.Auths {
		if a.Bot {
			names = append(names, a.User)
		}
	}

	for _, n := range names {
		if n == "" {
			continue
		}
		if at, found := strings.CutPrefix(strings.TrimSpace(text), "@"+n); found {
			text = strings.TrimLeft(at, " ,:\u00a0")
		}
		text = strings.ReplaceAll(text, "@"+n, "")
	}

	return strings.TrimSpace(text)
}

// changed reads the new text of an older message. Slack also sends message_changed with the same text, for previews of links.
func (r reader) changed(d *decoded, o outer, m message) {
	if m.Message == nil {
		d.unknown = "message/message_changed"
		return
	}
	now := *m.Message
	if now.Subtype == "tombstone" { // the message is deleted, its thread stays
		who := now
		if m.Previous != nil {
			who = *m.Previous
		}
		r.withdrawn(d, o, m, who, now.TS)

		return
	}
	if !r.who(d, o, now) {
		return
	}
	if m.Previous != nil && m.Previous.Text == now.Text {
		d.skip = "the same words"
		return
	}
	text := now.words()
	sum := sha256.Sum256([]byte(text))
	in := r.inbound(
		d,
		o,
		chat.InEdit,
		m.Channel,
		now.User,
		r.key("x", m.Channel, now.TS, now.Edited.TS, hex.EncodeToString(sum[:8])),
	)
	in.Of, in.Text, in.SentAt = now.TS, r.unaddressed(o, text), moment(m.TS)
	d.in = append(d.in, in)
}

// withdrawn reads the deletion of a message by the author.
func (r reader) withdrawn(d *decoded, o outer, m, old message, ts string) {
	old.TS = ts
	if !r.who(d, o, old) {
		return
	}
	in := r.inbound(d, o, chat.InWithdraw, m.Channel, old.User, r.key("d", m.Channel, ts))
	in.Of, in.SentAt = ts, moment(m.TS)
	d.in = append(d.in, in)
}

// interact reads an interaction: the press of a button under one of our messages.
func (r reader) interact(raw []byte) decoded {
	result := decoded{raw: raw, once: true}
	var i interaction
	adapters.Lenient(raw, &i)
	channel, ts := i.Channel.ID, i.Message.TS
	if channel == "" {
		channel = i.Container.Channel
	}
	if ts == "" {
		ts = i.Container.TS
	}
	if i.Type != "block_actions" {
		result.unknown = word(i.Type)
		return result
	}
	if !isDirect(channel) || ts == "" || i.User.ID == "" { // in a direct message only the customer can press
		result.unknown = "press"
		return result
	}

	for n, a := range i.Actions {
		if a.Type != "button" || a.Value == "" && a.ID == "" || a.TS == "" {
			result.unknown = "press"
			continue
		}
		key := r.key("p", channel, ts, a.TS, i.User.ID)
		if n > 0 {
			key += fmt.Sprintf(":%d", n)
		}
		if result.key == "" {
			result.key = key
		}
		in := r.inbound(&result, outer{}, chat.InPress, channel, i.User.ID, key)
		in.Payload, in.Label = a.Value, plain(a.Text.Text)
		in.Of, in.SentAt = ts, moment(a.TS)
		if in.Payload == "" {
			in.Payload = a.ID
		}
		result.in = append(result.in, in)
	}
	if len(i.Actions) == 0 {
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
