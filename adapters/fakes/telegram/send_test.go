package telegram_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"frontdesk/adapters/fakes/telegram"
)

func TestSendMessageRules(t *testing.T) {
	r := start(t, telegram.Options{})
	in := r.Say(7, "hi")
	entity := func(kind string, from, n int) []params {
		return []params{{"type": kind, "offset": from, "length": n}}
	}

	keys := func(b params) params { return params{"inline_keyboard": [][]params{{b}}} }
	for _, tt := range []struct {
		name  string
		p     params
		words string // "" means accepted
	}{
		{"plain", params{"text": "hi"}, ""},
		{"no chat", params{"chat_id": "", "text": "x"}, "chat_id is empty"},
		{"unknown chat", params{"chat_id": 8, "text": "x"}, "chat not found"},
		{"empty", params{"text": ""}, "message text is empty"},
		{"blank", params{"text": " \n\t"}, "text must be non-empty"},
		{"4096", params{"text": strings.Repeat("я", 4096)}, ""},
		{"4097", params{"text": strings.Repeat("я", 4097)}, "message is too long"},
		{"2048 emoji", params{"text": strings.Repeat("😀", 2048)}, ""},
		{"2049 emoji", params{"text": strings.Repeat("😀", 2049)}, "message is too long"},
		{"4096 after parsing", params{"text": "<b>" + strings.Repeat("x", 4096) + "</b>", "parse_mode": "HTML"}, ""},
		{
			"bad HTML",
			params{"text": "<b>x", "parse_mode": "HTML"},
			`can't parse entities: Can't find end tag corresponding to start tag "b"`,
		},
		{"entity", params{"text": "a😀b", "entities": entity("bold", 1, 2)}, ""},
		{"entity to the end", params{"text": "a😀b", "entities": entity("bold", 0, 4)}, ""},
		{
			"entity past the end",
			params{"text": "a😀b", "entities": entity("bold", 0, 5)},
			"entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 5",
		},
		{
			"entity begins after",
			params{"text": "ab", "entities": entity("bold", 2, 1)},
			"entity begins after the end of the text at UTF-16 offset 2",
		},
		{
			"entity begins inside",
			params{"text": "a😀b", "entities": entity("bold", 2, 1)},
			"entity begins in a middle of a UTF-16 symbol at UTF-16 offset 2",
		},
		{
			"entity ends inside",
			params{"text": "a😀b", "entities": entity("bold", 0, 2)},
			"entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at UTF-16 offset 2",
		},
		{
			"entity empty",
			params{"text": "ab", "entities": entity("bold", 0, 0)},
			"receive an entity with incorrect length",
		},
		{
			"entity negative",
			params{"text": "ab", "entities": entity("bold", -1, 1)},
			"receive an entity with incorrect offset",
		},
		{
			"entity unknown",
			params{"text": "ab", "entities": entity("blink", 0, 1)},
			`can't parse entity: unsupported type "blink" specified`,
		},
		{"reply", params{"text": "x", "reply_parameters": params{"message_id": in}}, ""},
		{
			"reply to nothing",
			params{"text": "x", "reply_parameters": params{"message_id": 999}},
			"message to be replied not found",
		},
		{
			"lenient reply",
			params{"text": "x", "reply_parameters": params{"message_id": 999, "allow_sending_without_reply": true}},
			"",
		},
		{"old reply", params{"text": "x", "reply_to_message_id": 999}, "message to be replied not found"},
		{"topic", params{"text": "x", "message_thread_id": 3}, "message thread not found"},
		{
			"button",
			params{
				"text":         "x",
				"reply_markup": keys(params{"text": "A", "callback_data": "a", "copy_text": params{"text": ""}}),
			},
			"",
		},
		{
			"64 bytes",
			params{"text": "x", "reply_markup": keys(params{"text": "A", "callback_data": strings.Repeat("я", 32)})},
			"",
		},
		{
			"65 bytes",
			params{
				"text":         "x",
				"reply_markup": keys(params{"text": "A", "callback_data": strings.Repeat("я", 32) + "a"}),
			},
			"BUTTON_DATA_INVALID",
		},
		{
			"no data",
			params{"text": "x", "reply_markup": keys(params{"text": "A", "callback_data": ""})},
			"BUTTON_DATA_INVALID",
		},
		{
			"no action",
			params{"text": "x", "reply_markup": keys(params{"text": "A"})},
			"can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
		},
		{
			"no label",
			params{"text": "x", "reply_markup": keys(params{"text": "", "callback_data": "a"})},
			`can't parse inline keyboard button: field "text" must be a non-empty string`,
		},
		{"markup garbage", params{"text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"},
	} {
		p := params{"chat_id": 7}
		for k, v := range tt.p {
			p[k] = v
		}
		if tt.words != "" {
			r.refused("sendMessage", p, 400, "Bad Request: "+tt.words)
		} else if a := r.call("sendMessage", p); !a.OK {
			t.Errorf("%s: %s", tt.name, a.Description)
		}
	}
}

func TestTextIsTrimmedWithItsEntities(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "hi")
	var m telegram.Message
	r.call(
		"sendMessage",
		params{
			"chat_id":  7,
			"text":     "\n 😀bold tail \n",
			"entities": []params{{"type": "bold", "offset": 4, "length": 11}},
		},
	).
		into(t, &m)
	if m.Text != "😀bold tail" {
		t.Errorf("text %q", m.Text)
	}
	if d := cmp.Diff([]telegram.Entity{{Type: "bold", Offset: 2, Length: 9}}, m.Entities); d != "" {
		t.Error(d)
	}
}

func TestHTML(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "hi")
	var m telegram.Message
	r.call(
		"sendMessage",
		params{
			"chat_id":    7,
			"parse_mode": "html",
			"text":       `😀 <b>a<i>b</i></b> &lt;c&gt; <a href="https://x.org/?a=1&amp;b=2">link</a>`,
		},
	).
		into(t, &m)
	want := []telegram.Entity{
		{Type: "bold", Offset: 3, Length: 2}, {Type: "italic", Offset: 4, Length: 1},
		{Type: "text_link", Offset: 10, Length: 4, URL: "https://x.org/?a=1&b=2"},
	}
	if d := cmp.Diff(want, m.Entities); m.Text != "😀 ab <c> link" || d != "" {
		t.Errorf("%q\n%s", m.Text, d)
	}

	for _, src := range []string{"<b>x</i>", "</b>", "<script>x</script>", "a < b"} {
		if a := r.call("sendMessage", params{"chat_id": 7, "parse_mode": "HTML", "text": src}); a.OK ||
			!strings.Contains(a.Description, "can't parse entities") {
			t.Errorf("%q: %+v", src, a)
		}
	}
}

func TestWhoRefusesTheBot(t *testing.T) {
	r := start(t, telegram.Options{})
	for _, id := range []int64{7, 8, 9} {
		r.Say(id, "hi")
	}
	if err := r.Block(7); err != nil {
		t.Fatal(err)
	}
	if err := r.Deactivate(8); err != nil {
		t.Fatal(err)
	}
	r.refused("sendMessage", params{"chat_id": 7, "text": "x"}, 403, "Forbidden: bot was blocked by the user")
	r.refused("sendMessage", params{"chat_id": 8, "text": "x"}, 403, "Forbidden: user is deactivated")
	r.SayInGroup(-50, 9, "hi")
	if err := r.Migrate(-50, -1001234567890); err != nil {
		t.Fatal(err)
	}
	a := r.refused(
		"sendMessage",
		params{"chat_id": -50, "text": "x"},
		400,
		"Bad Request: group chat was upgraded to a supergroup chat",
	)
	if a.Parameters.MigrateTo != -1001234567890 {
		t.Errorf("%+v", a)
	}
	r.send(-1001234567890, "here")
	r.Say(7, "back again") // writing unblocks
	r.send(7, "welcome")
	var kinds []string

	for _, u := range r.updates(nil) {
		if u.MyChatMember != nil {
			kinds = append(kinds, u.MyChatMember.New.Status)
		}
	}
	if d := cmp.Diff([]string{"kicked", "member"}, kinds); d != "" {
		t.Error(d)
	}
}

func TestEditAndDelete(t *testing.T) {
	r := start(t, telegram.Options{})
	in := r.Say(7, "hi")
	m := r.send(7, "one")
	keys := params{"inline_keyboard": [][]params{{{"text": "A", "callback_data": "a"}}}}
	const same = "Bad Request: message is not modified: specified new message content and reply markup are " +
		"exactly the same as a current content and reply markup of the message"
	r.refused("editMessageText", params{"chat_id": 7, "message_id": m.ID, "text": "one"}, 400, same)
	r.refused(
		"editMessageText",
		params{"chat_id": 7, "message_id": 999, "text": "x"},
		400,
		"Bad Request: message to edit not found",
	)
	r.refused(
		"editMessageText",
		params{"chat_id": 7, "message_id": in, "text": "x"},
		400,
		"Bad Request: message can't be edited",
	)
	r.refused("editMessageReplyMarkup", params{"chat_id": 7, "message_id": m.ID}, 400, same)
	var out telegram.Message
	r.call("editMessageText", params{"chat_id": 7, "message_id": m.ID, "text": "two", "reply_markup": keys}).
		into(t, &out)
	if out.Text != "two" || out.EditDate == 0 || out.ReplyMarkup == nil {
		t.Errorf("%+v", out)
	}
	r.refused("editMessageReplyMarkup", params{"chat_id": 7, "message_id": m.ID, "reply_markup": keys}, 400, same)
	r.call("editMessageReplyMarkup", params{"chat_id": 7, "message_id": m.ID}).into(t, &out)
	shown, _ := r.Snapshot().Last(7)
	if shown.ReplyMarkup != nil || !shown.Edited() || cmp.Diff([]string{"one"}, shown.Versions) != "" {
		t.Errorf("%+v", shown)
	}
	var ok bool
	r.call("deleteMessage", params{"chat_id": 7, "message_id": m.ID}).into(t, &ok)
	r.refused(
		"deleteMessage",
		params{"chat_id": 7, "message_id": m.ID},
		400,
		"Bad Request: message to delete not found",
	)
	if len(r.Snapshot().FromBot(7)) != 0 || !r.Messages(7)[1].Deleted {
		t.Error("the deleted message still shows")
	}
	old := r.send(7, "old")
	r.clock.add(49 * time.Hour)
	r.refused(
		"deleteMessage",
		params{"chat_id": 7, "message_id": old.ID},
		400,
		"Bad Request: message can't be deleted for everyone",
	)
}

func TestPressAndAnswer(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Join(telegram.Customer{ID: 7, Name: "Анна", Language: "ru", Username: "anna"})
	r.Say(7, "hi")
	var m telegram.Message
	r.call(
		"sendMessage",
		params{
			"chat_id":      7,
			"text":         "rate",
			"reply_markup": params{"inline_keyboard": [][]params{{{"text": "⭐", "callback_data": "r:1"}}}},
		},
	).
		into(t, &m)
	if _, err := r.Press(7, m.ID, "nope"); err == nil {
		t.Error("pressed a button that is not there")
	}
	q, err := r.Press(7, m.ID, "⭐")
	if err != nil {
		t.Fatal(err)
	}
	u := r.updates(nil)
	got := u[len(u)-1].CallbackQuery
	if got == nil || got.ID != q || got.Data != "r:1" || got.Message.ID != m.ID || got.From.Username != "anna" ||
		got.From.LanguageCode != "ru" {
		t.Fatalf("%+v", got)
	}
	const old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
	r.refused("answerCallbackQuery", params{"callback_query_id": "1"}, 400, old)
	r.refused(
		"answerCallbackQuery",
		params{"callback_query_id": q, "text": strings.Repeat("я", 201)},
		400,
		"Bad Request: MESSAGE_TOO_LONG",
	)
	r.call("answerCallbackQuery", params{"callback_query_id": q, "text": "thanks"}).into(t, new(bool))
	if a := r.Snapshot().Answers; len(a) != 1 || a[0].Text != "thanks" {
		t.Errorf("%+v", a)
	}
	late, _ := r.Press(7, m.ID, "r:1")
	r.clock.add(16 * time.Second)
	r.refused("answerCallbackQuery", params{"callback_query_id": late}, 400, old)
}

func TestSmallMethods(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "hi")
	r.call("sendChatAction", params{"chat_id": 7, "action": "typing"}).into(t, new(bool))
	r.refused(
		"sendChatAction",
		params{"chat_id": 7, "action": "dancing"},
		400,
		"Bad Request: wrong parameter action in request",
	)
	r.call("setMyCommands", params{"commands": []params{{"command": "help", "description": "Help"}}}).into(t, new(bool))
	r.refused(
		"setMyCommands",
		params{"commands": []params{{"command": "Help!", "description": "Help"}}},
		400,
		"Bad Request: BOT_COMMAND_INVALID",
	)
	if m := r.Snapshot().Menu; len(m) != 1 || m[0].Command != "help" {
		t.Errorf("%+v", m)
	}
	r.call("sendLocation", params{"chat_id": 7, "latitude": 55.7, "longitude": 37.6}).into(t, new(telegram.Message))
	r.refused("sendNothing", nil, 404, "Not Found: method not found")
	var fwd telegram.Message
	r.call("forwardMessage", params{"chat_id": 7, "from_chat_id": 7, "message_id": r.Messages(7)[0].ID}).into(t, &fwd)
	if fwd.Text != "hi" || fwd.ID == r.Messages(7)[0].ID {
		t.Errorf("%+v", fwd)
	}
}

func TestCustomersCommandsAreMarked(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "да 😀 /start abc https://x.org/a /help@my_bot")
	want := []telegram.Entity{
		{Type: "bot_command", Offset: 6, Length: 6},
		{Type: "url", Offset: 17, Length: 15},
		{Type: "bot_command", Offset: 33, Length: 12},
	}
	if d := cmp.Diff(want, r.updates(nil)[0].Message.Entities); d != "" {
		t.Error(d)
	}
}

func TestRateLimits(t *testing.T) {
	r := start(t, telegram.Options{RateLimits: true})
	r.Say(7, "hi")
	r.Say(8, "hi")
	r.send(7, "1")
	a := r.refused("sendMessage", params{"chat_id": 7, "text": "2"}, 429, "Too Many Requests: retry after 1")
	if a.Parameters.RetryAfter != 1 {
		t.Errorf("%+v", a)
	}
	r.send(8, "others go on")
	r.clock.add(time.Second)
	r.send(7, "2")
	r.SayInGroup(-5, 7, "hi")

	for i := range 20 {
		r.send(-5, fmt.Sprint(i))
	}
	r.refused("sendMessage", params{"chat_id": -5, "text": "21"}, 429, "Too Many Requests: retry after 3")
}
