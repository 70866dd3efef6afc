package telegram

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"frontdesk/chat"
)

func testReader() reader {
	return reader{
		channel:  "tg",
		bot:      "77",
		username: "Shop_bot",
		maxFile:  20 << 20,
		say:      func(lang, key string) string { return lang + "/" + key },
	}
}

const (
	sender = `"from":{"id":5,"is_bot":false,"first_name":"Anna","last_name":"Li","username":"anna",` +
		`"language_code":"ru"}`
	from = sender + `,"chat":{"id":5,"type":"private","first_name":"Anna"}`
)

func msg(rest string) string {
	return `{"update_id":9,"message":{"message_id":3,"date":1700000000,` + from + rest + `}}`
}

func TestDecode(t *testing.T) {
	profile := chat.Profile{Name: "Anna Li", Handle: "@anna", Lang: "ru"}
	base := chat.Inbound{
		Kind:    chat.InText,
		Peer:    chat.Peer{Channel: "tg", Address: "5"},
		Sender:  chat.Sender{Channel: "tg", Person: "5"},
		Profile: profile,
		Keys:    []string{"tg:77:u:9", "tg:77:m:5:3"},
		Native:  "3",
		SentAt:  time.Unix(1700000000, 0).UTC(),
	}
	in := func(change func(*chat.Inbound)) []chat.Inbound {
		x := base
		change(&x)

		return []chat.Inbound{x}
	}

	file := func(name, kind string, size int64) []chat.File {
		return []chat.File{{Name: name, Size: size, Type: kind, State: chat.FilePending, Native: "F"}}
	}
	for name, tt := range map[string]struct {
		raw     string
		want    []chat.Inbound
		unknown string
	}{
		"text": {raw: msg(`,"text":"привет"`), want: in(func(x *chat.Inbound) { x.Text = "привет" })},
		"reply": {
			raw:  msg(`,"text":"yes","reply_to_message":{"message_id":2,"chat":{"id":5}}`),
			want: in(func(x *chat.Inbound) { x.Text, x.ReplyTo = "yes", "2" }),
		},
		"photo": {
			raw: msg(
				`,"caption":"look","photo":[{"file_id":"S","width":90,"height":90,"file_size":1},{"file_id":"F",` +
					`"width":900,"height":900,"file_size":7}]`,
			),
			want: in(func(x *chat.Inbound) { x.Text, x.Files = "look", file("photo.jpg", "image/jpeg", 7) }),
		},
		"document": {
			raw:  msg(`,"document":{"file_id":"F","file_name":"../a.pdf","mime_type":"application/pdf","file_size":5}`),
			want: in(func(x *chat.Inbound) { x.Files = file("a.pdf", "application/pdf", 5) }),
		},
		"voice": {
			raw:  msg(`,"voice":{"file_id":"F","duration":3}`),
			want: in(func(x *chat.Inbound) { x.Files = file("voice.ogg", "audio/ogg", 0) }),
		},
		"audio": {
			raw:  msg(`,"audio":{"file_id":"F","mime_type":"audio/aac"}`),
			want: in(func(x *chat.Inbound) { x.Files = file("audio.mp3", "audio/aac", 0) }),
		},
		"video": {
			raw:  msg(`,"video":{"file_id":"F"}`),
			want: in(func(x *chat.Inbound) { x.Files = file("video.mp4", "video/mp4", 0) }),
		},
		"note": {
			raw:  msg(`,"video_note":{"file_id":"F"}`),
			want: in(func(x *chat.Inbound) { x.Files = file("video.mp4", "video/mp4", 0) }),
		},
		"too large": {
			raw: msg(`,"document":{"file_id":"F","file_name":"a.zip","file_size":20971521}`),
			want: in(func(x *chat.Inbound) {
				x.Files = []chat.File{
					{
						Name:   "a.zip",
						Size:   20971521,
						Type:   "application/octet-stream",
						State:  chat.FileFailed,
						Reason: "ru/file.large",
						Native: "F",
					},
				}
			}),
		},
		"sticker": {
			raw:  msg(`,"sticker":{"file_id":"F","emoji":"👍"}`),
			want: in(func(x *chat.Inbound) { x.Kind, x.Text = chat.InUnsupported, "👍" }),
		},
		"dice": {raw: msg(`,"dice":{"value":3}`), want: in(func(x *chat.Inbound) { x.Kind = chat.InUnsupported })},
		"location": {
			raw:  msg(`,"location":{"latitude":55.75,"longitude":37.61}`),
			want: in(func(x *chat.Inbound) { x.Text = "55.75, 37.61" }),
		},
		"venue": {
			raw:  msg(`,"location":{"latitude":-1,"longitude":0.1234567},"venue":{"title":"Cafe","address":"Main 1"}`),
			want: in(func(x *chat.Inbound) { x.Text = "Cafe\nMain 1\n-1, 0.123457" }),
		},
		"contact": {
			raw:  msg(`,"contact":{"phone_number":"+7999","first_name":"Bo"}`),
			want: in(func(x *chat.Inbound) { x.Text = "Bo, +7999" }),
		},
		"start": {
			raw: msg(`,"text":"/start shop-42"`),
			want: in(func(x *chat.Inbound) {
				x.Kind, x.Text, x.Payload, x.Profile.Origin = chat.InCommand, "start", "shop-42", "shop-42"
			}),
		},
		"command to us": {
			raw:  msg(`,"text":"/HELP@shop_BOT"`),
			want: in(func(x *chat.Inbound) { x.Kind, x.Text = chat.InCommand, "help" }),
		},
		"command to others": {
			raw:  msg(`,"text":"/help@other_bot"`),
			want: in(func(x *chat.Inbound) { x.Text = "/help@other_bot" }),
		},
		"unknown command": {
			raw:  msg(`,"text":"/refund now"`),
			want: in(func(x *chat.Inbound) { x.Text = "/refund now" }),
		},
		"command in a text": {
			raw:  msg(`,"text":"да /help"`),
			want: in(func(x *chat.Inbound) { x.Text = "да /help" }),
		},
		"fields of other type": {
			raw:  msg(`,"text":"hello","photo":"?","forward_origin":[1],"reply_to_message":7`),
			want: in(func(x *chat.Inbound) { x.Text = "hello" }),
		},
		"edit": {
			raw: `{"update_id":9,"edited_message":{"message_id":3,"date":1700000000,` +
				`"edit_date":1700000005,` + from + `,"text":"new"}}`,
			want: in(func(x *chat.Inbound) {
				x.Kind, x.Text = chat.InEdit, "new"
				x.Native, x.Of, x.SentAt = "", "3", time.Unix(1700000005, 0).UTC()
				x.Keys = []string{"tg:77:u:9", "tg:77:e:5:3:1700000005:11507a0e2f5e69d5"}
			}),
		},
		"live location": {
			raw: `{"update_id":9,"edited_message":{"message_id":3,` +
				`"date":1,` + from + `,"location":{"latitude":1,"longitude":2}}}`,
			unknown: "edited_without_words",
		},
		"press": {
			raw: `{"update_id":9,"callback_query":{"id":"Q",` + sender + `,"data":"helped:no",` +
				`"message":{"message_id":8,"date":1,"chat":{"id":5,"type":"private"},` +
				`"reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"helped:yes"}],` +
				`[{"text":"No","callback_data":"helped:no"}]]}}}}`,
			want: in(func(x *chat.Inbound) {
				x.Kind, x.Payload, x.Label = chat.InPress, "helped:no", "No"
				x.Native, x.Of, x.SentAt = "", "8", time.Time{}
				x.Keys = []string{"tg:77:u:9", "tg:77:cb:Q"}
			}),
		},
		"press under a lost message": {
			raw: `{"update_id":9,"callback_query":{"id":"Q",` + sender + `,"data":"human","inline_message_id":"x"}}`,
			want: in(func(x *chat.Inbound) {
				x.Kind, x.Payload = chat.InPress, "human"
				x.Native, x.SentAt = "", time.Time{}
				x.Keys = []string{"tg:77:u:9", "tg:77:cb:Q"}
			}),
		},
		"blocked": {
			raw: `{"update_id":9,"my_chat_member":{` + from + `,"date":1700000000,` +
				`"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}}`,
			want: in(func(x *chat.Inbound) { x.Kind, x.Native, x.Keys = chat.InBlocked, "", []string{"tg:77:u:9"} }),
		},
		"unblocked": {
			raw: `{"update_id":9,"my_chat_member":{` + from + `,"date":1700000000,` +
				`"old_chat_member":{"status":"kicked"},"new_chat_member":{"status":"member"}}}`,
			want: in(func(x *chat.Inbound) {
				x.Kind, x.Native, x.Payload, x.Keys = chat.InBlocked, "", "unblocked", []string{"tg:77:u:9"}
			}),
		},
		"group": {
			raw: `{"update_id":9,"message":{"message_id":3,"date":1,"from":{"id":5},"chat":{"id":-5,` +
				`"type":"group"},"text":"hi"}}`,
			unknown: "group",
		},
		"own echo": {
			raw: `{"update_id":9,"message":{"message_id":3,"date":1,"from":{"id":77},"chat":{"id":5,` +
				`"type":"private"},"text":"hi"}}`,
			unknown: "own",
		},
		"pinned":        {raw: msg(`,"pinned_message":{"message_id":1}`), unknown: "pinned_message"},
		"poll answer":   {raw: `{"update_id":9,"poll_answer":{}}`, unknown: "poll_answer"},
		"odd kind":      {raw: `{"update_id":9,"<b>":{}}`, unknown: "garbage"},
		"not an object": {raw: `[1]`, unknown: "garbage"},
		"not JSON":      {raw: `{"update_id":`, unknown: "garbage"},
	} {
		t.Run(name, func(t *testing.T) {
			d := testReader().update([]byte(tt.raw))
			if diff := cmp.Diff(tt.want, d.in); diff != "" || d.unknown != tt.unknown {
				t.Errorf("unknown %q, want %q; %s", d.unknown, tt.unknown, diff)
			}
			if strings.Contains(tt.raw, "callback_query") && d.press != "Q" {
				t.Error("the press will not be answered")
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		msg(`,"text":"/start x"`),
		msg(`,"photo":[{}]`),
		`{"update_id":1,"callback_query":{"id":"1","from":{"id":2},"data":"x"}}`,
		`{"update_id":1e99,"message":null}`,
		`{"update_id":1,"":{}}`,
		`{"my_chat_member":{"chat":{"id":1,"type":"private"},"new_chat_member":{"status":"kicked"}}}`,
		"\x00",
		"null",
		`{"message":{"chat":[]}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d := testReader().update(raw)
		if len(d.in) == 0 && d.unknown == "" {
			t.Errorf("%q vanished", raw)
		}

		for _, in := range d.in {
			if in.Peer.Address == "" || in.Sender.Person == "" || len(in.Keys) == 0 || in.Kind == "" ||
				in.Peer.Address != d.peer {
				t.Errorf("%q: incomplete %+v", raw, in)
			}
			if in.Kind == chat.InText && in.Text == "" && len(in.Files) == 0 {
				t.Errorf("%q: empty text", raw)
			}

			for _, file := range in.Files {
				if file.Native == "" || file.Name == "" || file.Size < 0 {
					t.Errorf("%q: bad file %+v", raw, file)
				}
			}
		}
	})
}
