package telegram

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// The parts of updates we read (core.telegram.org/bots/api). Absent fields and fields of another type stay zero.
type (
	room struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	}
	person struct {
		ID       int64  `json:"id"`
		First    string `json:"first_name"`
		Last     string `json:"last_name"`
		Username string `json:"username"`
		Lang     string `json:"language_code"`
	}
	message struct {
		ID        int64   `json:"message_id"`
		From      person  `json:"from"`
		Date      int64   `json:"date"`
		EditDate  int64   `json:"edit_date"`
		Chat      room    `json:"chat"`
		Text      string  `json:"text"`
		Caption   string  `json:"caption"`
		Photo     []media `json:"photo"`
		Document  media   `json:"document"`
		Audio     media   `json:"audio"`
		Voice     media   `json:"voice"`
		Video     media   `json:"video"`
		VideoNote media   `json:"video_note"`
		Reply     struct {
			ID int64 `json:"message_id"`
		} `json:"reply_to_message"`
		Sticker struct {
			Emoji string `json:"emoji"`
		} `json:"sticker"`
		Location *place `json:"location"`
		Venue    struct {
			Title   string `json:"title"`
			Address string `json:"address"`
		} `json:"venue"`
		Contact struct {
			Phone string `json:"phone_number"`
			First string `json:"first_name"`
			Last  string `json:"last_name"`
		} `json:"contact"`
		Markup struct {
			Rows [][]struct {
				Text string `json:"text"`
				Data string `json:"callback_data"`
			} `json:"inline_keyboard"`
		} `json:"reply_markup"`
	}
	media struct {
		ID     string `json:"file_id"`
		Name   string `json:"file_name"`
		Type   string `json:"mime_type"`
		Size   int64  `json:"file_size"`
		Width  int64  `json:"width"`
		Height int64  `json:"height"`
	}
	place struct {
		Lat float64 `json:"latitude"`
		Lon float64 `json:"longitude"`
	}
	query struct {
		ID      string  `json:"id"`
		From    person  `json:"from"`
		Message message `json:"message"`
		Data    string  `json:"data"`
	}
	membership struct {
		Chat room   `json:"chat"`
		From person `json:"from"`
		Date int64  `json:"date"`
		Old  status `json:"old_chat_member"`
		New  status `json:"new_chat_member"`
	}
	status struct {
		Status string `json:"status"`
	}
)

func (r room) private() bool { return r.Type == "private" && r.ID > 0 }

func (p person) profile() chat.Profile {
	out := chat.Profile{Name: strings.TrimSpace(p.First + " " + p.Last), Lang: p.Lang}
	if p.Username != "" {
		out.Handle = "@" + p.Username
	}

	return out
}

// words is the text of a message. A place and a shared contact become text, so operators can copy the text.
func (m message) words() string {
	switch {
	case m.Text != "":
		return m.Text
	case m.Caption != "":
		return m.Caption
	case m.Location != nil:
		at := degrees(m.Location.Lat) + ", " + degrees(m.Location.Lon)
		return strings.Join(
			slices.DeleteFunc([]string{m.Venue.Title, m.Venue.Address, at}, func(s string) bool { return s == "" }),
			"\n",
		)
	case m.Contact.Phone != "":
		name := strings.TrimSpace(m.Contact.First + " " + m.Contact.Last)
		if name == "" {
			return m.Contact.Phone
		}

		return name + ", " + m.Contact.Phone
	}

	return ""
}

// degrees has at most six decimals: a tenth of a metre.
func degrees(x float64) string { return strconv.FormatFloat(math.Round(x*1e6)/1e6, 'f', -1, 64) }

// files lists the attachments, to be fetched later. A file the platform does not hand out is failed from the start, with a reason.
func (r reader) files(msg message) []chat.File {
	var list []chat.File
	add := func(attached media, name, kind string) {
		if attached.ID == "" {
			return
		}
		out := chat.File{
			Name:   chat.FileName(cmp.Or(attached.Name, name)),
			Size:   max(attached.Size, 0),
			Type:   cmp.Or(attached.Type, kind),
			State:  chat.FilePending,
			Native: attached.ID,
		}
		if out.Size > r.maxFile {
			out.State, out.Reason = chat.FileFailed, r.say(msg.From.Lang, "file.large")
		}
		list = append(list, out)
	}
	if len(msg.Photo) > 0 { // the same picture in several sizes
		add(slices.MaxFunc(msg.Photo, func(a, b media) int {
			return cmp.Or(cmp.Compare(a.Width*a.Height, b.Width*b.Height), cmp.Compare(a.Size, b.Size))
		}), "photo.jpg", "image/jpeg")
	}
	add(msg.Document, "file", "application/octet-stream")
	add(msg.Audio, "audio.mp3", "audio/mpeg")
	add(msg.Voice, "voice.ogg", "audio/ogg")
	add(msg.Video, "video.mp4", "video/mp4")
	add(msg.VideoNote, "video.mp4", "video/mp4")

	return list
}

// services are messages no person has written. Such messages need no answer.
var services = []string{
	"pinned_message",
	"message_auto_delete_timer_changed",
	"new_chat_members",
	"left_chat_member",
	"new_chat_title",
	"new_chat_photo",
	"delete_chat_photo",
	"group_chat_created",
	"migrate_to_chat_id",
	"migrate_from_chat_id",
	"write_access_allowed",
	"chat_background_set",
	"boost_added",
	"forum_topic_created",
	"forum_topic_closed",
	"proximity_alert_triggered",
	"users_shared",
	"chat_shared",
	"web_app_data",
	"successful_payment",
	"refunded_payment",
}

func serviceOf(raw json.RawMessage) string {
	var fields map[string]json.RawMessage
	adapters.Lenient(raw, &fields)

	for _, k := range services {
		if fields[k] != nil {
			return k
		}
	}

	return ""
}
