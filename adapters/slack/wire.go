package slack

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
)

// The shapes on the wire, with only our own fields.
type (
	outer struct {
		Type      string          `json:"type"`
		EventID   string          `json:"event_id"`
		App       string          `json:"api_app_id"`
		Challenge string          `json:"challenge"`
		Event     json.RawMessage `json:"event"`
		Auths     []struct {
			User string `json:"user_id"`
			Bot  bool   `json:"is_bot"`
		} `json:"authorizations"`
	}
	message struct {
		Type        string       `json:"type"`
		Subtype     string       `json:"subtype"`
		Channel     string       `json:"channel"`
		ChannelType string       `json:"channel_type"`
		User        string       `json:"user"`
		Bot         string       `json:"bot_id"`
		App         string       `json:"app_id"`
		Text        string       `json:"text"`
		TS          string       `json:"ts"`
		Thread      string       `json:"thread_ts"`
		Client      string       `json:"client_msg_id"`
		Files       []file       `json:"files"`
		Attached    []attachment `json:"attachments"`
		Edited      struct {
			TS string `json:"ts"`
		} `json:"edited"`
		Deleted  string   `json:"deleted_ts"`
		Message  *message `json:"message"`
		Previous *message `json:"previous_message"`
	}
	attachment struct {
		Text     string `json:"text"`
		Fallback string `json:"fallback"`
	}
	file struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Title    string `json:"title"`
		Type     string `json:"mimetype"`
		Size     int64  `json:"size"`
		Mode     string `json:"mode"`
		External bool   `json:"is_external"`
		Private  string `json:"url_private"`
		Download string `json:"url_private_download"`
	}
	interaction struct {
		Type string `json:"type"`
		User struct {
			ID string `json:"id"`
		} `json:"user"`
		Channel struct {
			ID string `json:"id"`
		} `json:"channel"`
		Container struct {
			Channel string `json:"channel_id"`
			TS      string `json:"message_ts"`
		} `json:"container"`
		Message struct {
			TS string `json:"ts"`
		} `json:"message"`
		Actions []struct {
			Type  string `json:"type"`
			ID    string `json:"action_id"`
			Value string `json:"value"`
			TS    string `json:"action_ts"`
			Text  struct {
				Text string `json:"text"`
			} `json:"text"`
		} `json:"actions"`
	}
)

// direct reports whether the message is in a direct message with us.
func (m message) direct() bool {
	return m.ChannelType == "im" && m.Channel != "" || m.ChannelType == "" && isDirect(m.Channel)
}

// isDirect reports whether a channel's id belongs to a direct message.
func isDirect(id string) bool { return len(id) > 1 && strings.HasPrefix(id, "D") }

// words is the readable text of a message. A shared message has its text in attachments.
func (m message) words() string {
	if m.Text != "" || len(m.Files) > 0 {
		return plain(m.Text)
	}
	var list []string

	for _, a := range m.Attached {
		if t := plain(cmp.Or(a.Text, a.Fallback)); t != "" {
			list = append(list, t)
		}
	}

	return strings.Join(list, "\n")
}

// files lists the attachments, to be fetched later. A file Slack does not hand out is failed from the start, with a reason.
func (r reader) files(msg message) []chat.File {
	var list []chat.File

	for _, file := range msg.Files {
		out := chat.File{
			Name:   chat.FileName(cmp.Or(file.Name, file.Title, file.ID)),
			Size:   max(file.Size, 0),
			Type:   file.Type,
			State:  chat.FilePending,
			Native: cmp.Or(file.Private, file.Download),
		}
		switch {
		case file.External || file.Mode == "external":
			out.State, out.Reason = chat.FileFailed, "the file is kept outside of Slack: "+out.Native
		case out.Native == "":
			out.State, out.Reason = chat.FileFailed, "Slack does not hand the file out"
		case out.Size > r.maxFile:
			out.State, out.Reason = chat.FileFailed, r.say("", "file.large", nil)
		}
		list = append(list, out)
	}

	return list
}

// moment reads a ts, "seconds.micros". An invalid ts gives the zero time.
func moment(ts string) time.Time {
	sec, frac, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || seconds <= 0 || seconds > 1<<40 {
		return time.Time{}
	}
	us, err := strconv.ParseInt((frac + "000000")[:6], 10, 64)
	if err != nil || us < 0 {
		us = 0
	}

	return time.Unix(seconds, us*1000).UTC()
}
