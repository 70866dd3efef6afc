package slack

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"frontdesk/chat"
)

func testReader() reader {
	return reader{
		channel: "sl",
		self:    identity{user: "U0US", bot: "B0US"},
		maxFile: 100,
		say:     func(_, key string, _ map[string]string) string { return key },
	}
}

func wrap(event string) []byte {
	return []byte(
		`{"type":"event_callback","event_id":"Ev1","api_app_id":"A0US","authorizations":[{"user_id":"U0AUTH",` +
			`"is_bot":true},{"user_id":"U01","is_bot":false}],"event":` + event + `}`,
	)
}

func im(more string) []byte {
	return wrap(
		`{"type":"message","channel_type":"im","channel":"D01","user":"U01","ts":"1700000000.000100",` + more + `}`,
	)
}

func TestDecode(t *testing.T) {
	for name, tt := range map[string]struct {
		raw           []byte
		kind          chat.InboundKind // "" means no inbound
		text, payload string
		unknown, skip string
	}{
		"text":      {raw: im(`"text":"hi &amp; bye"`), kind: chat.InText, text: "hi & bye"},
		"addressed": {raw: im(`"text":"<@U0US>, hi"`), kind: chat.InText, text: "hi"},
		"me":        {raw: im(`"subtype":"me_message","text":"waves"`), kind: chat.InText, text: "waves"},
		"broadcast": {
			raw:  im(`"subtype":"thread_broadcast","thread_ts":"1.1","text":"x"`),
			kind: chat.InText,
			text: "x",
		},
		"shared": {
			raw:  im(`"text":"","attachments":[{"text":"quoted <https://e.org>"},{"fallback":"f"}]`),
			kind: chat.InText,
			text: "quoted https://e.org\nf",
		},
		"empty":    {raw: im(`"text":""`), kind: chat.InUnsupported},
		"help":     {raw: im(`"text":" HELP "`), kind: chat.InCommand, text: "help"},
		"помощь":   {raw: im(`"text":"Помощь"`), kind: chat.InCommand, text: "help"},
		"operator": {raw: im(`"text":"!operator"`), kind: chat.InCommand, text: "operator"},
		"language": {
			raw:     im(`"text":"!Language  ru"`),
			kind:    chat.InCommand,
			text:    "language",
			payload: "ru",
		},
		"with a slash":          {raw: im(`"text":"/feedback"`), kind: chat.InCommand, text: "feedback"},
		"no command of ours":    {raw: im(`"text":"!important"`), kind: chat.InText, text: "!important"},
		"only the whole word":   {raw: im(`"text":"help me"`), kind: chat.InText, text: "help me"},
		"our user":              {raw: im(`"text":"x","user":"U0US"`), skip: "own"},
		"our user by the event": {raw: im(`"text":"x","user":"U0AUTH"`), skip: "own"},
		"our bot":               {raw: im(`"text":"x","bot_id":"B0US"`), skip: "own"},
		"our app":               {raw: im(`"text":"x","app_id":"A0US"`), skip: "own"},
		"another bot":           {raw: im(`"text":"x","bot_id":"B0OTHER"`), unknown: "bot"},
		"bot message":           {raw: im(`"text":"x","subtype":"bot_message"`), unknown: "bot"},
		"slackbot":              {raw: im(`"text":"x","user":"USLACKBOT"`), unknown: "bot"},
		"join":                  {raw: im(`"subtype":"channel_join"`), unknown: "message/channel_join"},
		"strange subtype":       {raw: im(`"subtype":"Бум"`), unknown: "message/garbage"},
		"in a channel": {
			raw: wrap(
				`{"type":"message","channel_type":"channel","channel":"C01","user":"U01","ts":"1.1","text":"x"}`,
			),
			skip: "not a direct message",
		},
		"in a group": {
			raw:  wrap(`{"type":"message","channel_type":"mpim","channel":"G01","user":"U01","ts":"1.1","text":"x"}`),
			skip: "not a direct message",
		},
		"mention": {
			raw:  wrap(`{"type":"app_mention","channel":"C01","user":"U01","ts":"1.1","text":"hey <@U0US> where?"}`),
			kind: chat.InText,
			text: "hey  where?",
		},
		"bare mention": {
			raw:  wrap(`{"type":"app_mention","channel":"C01","user":"U01","ts":"1.1","text":"<@U0US>"}`),
			kind: chat.InCommand,
			text: "help",
		},
		"mention by a bot": {
			raw: wrap(
				`{"type":"app_mention","channel":"C01","user":"U01","bot_id":"B9","ts":"1.1","text":"<@U0US>"}`,
			),
			unknown: "bot",
		},
		"home":    {raw: wrap(`{"type":"app_home_opened","user":"U01"}`), skip: "app_home_opened"},
		"unknown": {raw: wrap(`{"type":"moon_landed"}`), unknown: "moon_landed"},
		"changed": {
			raw: im(
				`"subtype":"message_changed","message":{"user":"U01","ts":"1.1","text":"new"},` +
					`"previous_message":{"user":"U01","ts":"1.1","text":"old"}`,
			),
			kind: chat.InEdit,
			text: "new",
		},
		"changed, by preview": {
			raw: im(
				`"subtype":"message_changed","message":{"user":"U01","ts":"1.1","text":"old","attachments":[{}]},` +
					`"previous_message":{"user":"U01","ts":"1.1","text":"old"}`,
			),
			skip: "the same words",
		},
		"our own changed": {
			raw:  im(`"subtype":"message_changed","message":{"user":"U0US","ts":"1.1","text":"new"}`),
			skip: "own",
		},
		"deleted": {
			raw: im(
				`"subtype":"message_deleted","deleted_ts":"1.1","previous_message":{"user":"U01","ts":"1.1",` +
					`"text":"old"}`,
			),
			kind: chat.InWithdraw,
		},
		"deleted with a thread": {
			raw: im(
				`"subtype":"message_changed","message":{"subtype":"tombstone","user":"USLACKBOT","ts":"1.1"},` +
					`"previous_message":{"user":"U01","ts":"1.1"}`,
			),
			kind: chat.InWithdraw,
		},
		"our own deleted": {
			raw:  im(`"subtype":"message_deleted","deleted_ts":"1.1","previous_message":{"bot_id":"B0US","ts":"1.1"}`),
			skip: "own",
		},
		"rate limit": {raw: []byte(`{"type":"app_rate_limited"}`), unknown: "app_rate_limited"},
		"garbage":    {raw: []byte(`{`), unknown: "garbage"},
		"no user":    {raw: im(`"text":"x","user":""`), unknown: "garbage"},
	} {
		d := testReader().event(tt.raw)
		if d.unknown != tt.unknown || d.skip != tt.skip || len(d.in) > 1 || (len(d.in) == 1) != (tt.kind != "") {
			t.Errorf("%s: %+v", name, d)
			continue
		}
		if len(d.in) == 1 && (d.in[0].Kind != tt.kind || d.in[0].Text != tt.text || d.in[0].Payload != tt.payload) {
			t.Errorf("%s: %+v", name, d.in[0])
		}
	}
}

func TestDecodeDetails(t *testing.T) {
	d := testReader().event(im(`"thread_ts":"1.5","client_msg_id":"c-1","subtype":"file_share","text":"t","files":[
		{"id":"F1","name":"a/../b.txt","mimetype":"text/plain","size":10,"url_private":"https://files.slack.com/f1"},
		{"id":"F2","name":"big","size":101,"url_private":"https://files.slack.com/f2"},
		{"id":"F3","title":"doc","is_external":true,"url_private":"https://docs.example.org"},
		{"id":"F4","mode":"tombstone"}]`))
	want := chat.Inbound{
		Kind:   chat.InText,
		Peer:   chat.Peer{Channel: "sl", Address: "D01"},
		Sender: chat.Sender{Channel: "sl", Person: "U01"},
		Keys: []string{
			"sl:e:Ev1",
			"sl:m:D01:1700000000.000100",
			"sl:c:U01:c-1",
		},
		Native:  "1700000000.000100",
		Text:    "t",
		ReplyTo: "1.5",
		SentAt:  moment("1700000000.000100"),
		Files: []chat.File{
			{
				Name:   "b.txt",
				Type:   "text/plain",
				Size:   10,
				State:  chat.FilePending,
				Native: "https://files.slack.com/f1",
			},
			{
				Name:   "big",
				Size:   101,
				State:  chat.FileFailed,
				Reason: "file.large",
				Native: "https://files.slack.com/f2",
			},
			{
				Name:   "doc",
				State:  chat.FileFailed,
				Reason: "the file is kept outside of Slack: https://docs.example.org",
				Native: "https://docs.example.org",
			},
			{Name: "F4", State: chat.FileFailed, Reason: "Slack does not hand the file out"},
		},
	}
	if diff := cmp.Diff([]chat.Inbound{want}, d.in); diff != "" || d.person != "U01" {
		t.Error(diff)
	}
	if d := testReader().event(im(`"thread_ts":"1700000000.000100","text":"t"`)); d.in[0].ReplyTo != "" {
		t.Error("the first message of a thread quotes itself")
	}
	d = testReader().event(wrap(
		`{"type":"app_mention","channel":"C01","user":"U01","ts":"2.2","thread_ts":"1.1","client_msg_id":"c",` +
			`"text":"<@U0US> hi"}`,
	))
	if d.mention == nil || *d.mention != (mention{"C01", "2.2", "1.1", "U01"}) || d.in[0].Peer.Address != "" ||
		d.in[0].Native != "C01:2.2" ||
		d.in[0].ReplyTo != "" {
		t.Errorf("%+v", d)
	}
	if got := moment("1700000000.000100"); !got.Equal(time.UnixMicro(1700000000000100)) {
		t.Error(got)
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"a &lt; b &amp;amp; c":            "a < b &amp; c",
		"<https://e.org/?a=1&amp;b=2|it>": "it (https://e.org/?a=1&b=2)",
		"<https://e.org>":                 "https://e.org",
		"<http://e.org|e.org>":            "e.org",
		"<https://e.org/|e.org>":          "e.org",
		"<https://e.org|https://e.org>":   "https://e.org",
		"<mailto:a@e.org|a@e.org>":        "a@e.org",
		"<tel:+7495|+7495>":               "+7495",
		"<@U01> and <@U02|anna>":          "@U01 and @anna",
		"<#C01|general> <#C02>":           "#general #C02",
		"<!here> <!subteam^S1|@team> <!date^1^{date}|1 May> <!subteam^S1>": "@here @team 1 May @subteam",
		"1 < 2":            "1 < 2",
		"<>":               "<>",
		"<no link>":        "<no link>",
		"&lt;script&gt;":   "<script>",
		"unclosed <https:": "unclosed <https:",
	} {
		if got := plain(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		aMessage,
		aPress,
		`{"type":"url_verification","challenge":"x"}`,
		string(im(`"text":"<@U0US> <https://e.org|x>","files":[{"size":-5}]`)),
		string(im(`"subtype":"message_changed","message":{"user":"U01","ts":"1.1","text":"new"}`)),
		string(im(`"subtype":"message_deleted","deleted_ts":"1","previous_message":{"user":"U01"}`)),
		string(wrap(`{"type":"app_mention","channel":"C01","user":"U01","ts":"1.1","text":"!operator x"}`)),
		`[]`,
		`null`,
		`{"event":7,"type":[]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, d := range []decoded{testReader().event(raw), testReader().interact(raw)} {
			if len(d.in) == 0 && d.unknown == "" && d.skip == "" {
				t.Fatalf("%q means nothing, and nobody counts it", raw)
			}
			if len(d.unknown) > 60 || strings.Trim(d.unknown, "abcdefghijklmnopqrstuvwxyz_./") != "" {
				t.Fatalf("metric %q", d.unknown)
			}

			for _, in := range d.in {
				if len(in.Keys) == 0 || in.Sender.Person == "" || d.person != in.Sender.Person || d.key == "" ||
					!utf8.ValidString(in.Text) {
					t.Fatalf("%+v", in)
				}
				if d.mention == nil && in.Peer.Address == "" ||
					d.mention != nil && (in.Peer.Address != "" || d.mention.channel == "" || d.mention.thread == "") {
					t.Fatalf("%+v", in)
				}
				if _, err := json.Marshal(in); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = plain(string(raw))
	})
}
