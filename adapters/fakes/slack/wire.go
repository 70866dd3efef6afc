package slack

import (
	"encoding/json"
	"time"
)

// The shapes on the wire.

// User is a member of the workspace.
type User struct {
	ID       string `json:"id"` // "" lets AddUser pick one
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	Locale   string `json:"locale,omitempty"` // such as ru-RU
	TZ       string `json:"tz,omitempty"`
	Email    string `json:"-"`
	IsBot    bool   `json:"is_bot"`
	Deleted  bool   `json:"deleted"`
}

// Message is one message from the app's point of view.
type Message struct {
	Type        string          `json:"type"` // message
	Subtype     string          `json:"subtype,omitempty"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts,omitempty"`
	User        string          `json:"user,omitempty"`
	Team        string          `json:"team,omitempty"`
	Text        string          `json:"text"` // with & < > escaped, as in Slack
	BotID       string          `json:"bot_id,omitempty"`
	AppID       string          `json:"app_id,omitempty"`
	ClientMsgID string          `json:"client_msg_id,omitempty"`
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
	Files       []File          `json:"files,omitempty"`
	Upload      bool            `json:"upload,omitempty"`
	Edited      *Edited         `json:"edited,omitempty"`
	ReplyCount  int             `json:"reply_count,omitempty"`
	LatestReply string          `json:"latest_reply,omitempty"`
}

// Edited names the user and the time (a ts) of a change.
type Edited struct {
	User string `json:"user"`
	TS   string `json:"ts"`
}

// File is a file in a message. The file's URLs want the bot token as a bearer.
type File struct {
	ID         string `json:"id"`
	Created    int64  `json:"created"` // Unix seconds
	Timestamp  int64  `json:"timestamp"`
	Name       string `json:"name"`
	Title      string `json:"title"`
	Mimetype   string `json:"mimetype"`
	Filetype   string `json:"filetype"`
	User       string `json:"user"`
	Size       int    `json:"size"` // bytes
	Mode       string `json:"mode"`
	FileAccess string `json:"file_access"`
	URL        string `json:"url_private"`
	Download   string `json:"url_private_download"`
	Permalink  string `json:"permalink"`
}

// Shown is a message as people see the message now.
type Shown struct {
	Message
	FromBot   bool     `json:"from_bot"`
	Deleted   bool     `json:"deleted,omitempty"`
	Ephemeral string   `json:"ephemeral,omitempty"` // the only user to see the message
	Versions  []string `json:"versions,omitempty"`  // texts before the edits, oldest first
	Buttons   []Button `json:"buttons,omitempty"`   // of the blocks, in reading order
}

// Button is a button in a message's blocks.
type Button struct {
	Label    string `json:"label"`
	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"`
	Value    string `json:"value,omitempty"`
	URL      string `json:"url,omitempty"`
	Style    string `json:"style,omitempty"`
}

// View is a modal or a home tab, opened by the app.
type View struct {
	ID      string          `json:"id"`
	User    string          `json:"user"`
	Type    string          `json:"type"` // modal or home
	Payload json.RawMessage `json:"view"`
	At      time.Time       `json:"at"`
}

// Event is an event for the app, and the progress of its delivery.
type Event struct {
	ID       string `json:"id"`       // event_id; of an interaction its first envelope id
	Envelope string `json:"envelope"` // id of the sending envelope
	// Kind is the inner event type, with /subtype, or block_actions, slash_commands or view_submission.
	Kind       string    `json:"kind"`
	Channel    string    `json:"channel,omitempty"`
	At         time.Time `json:"at"`
	Deliveries int       `json:"deliveries"` // tries, with any outcome
	Reason     string    `json:"reason,omitempty"`
	Acked      time.Time `json:"acked,omitzero"`
	Failed     bool      `json:"failed,omitempty"` // given up
}
