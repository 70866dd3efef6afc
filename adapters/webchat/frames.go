package webchat

import (
	"encoding/json"
	"fmt"

	"frontdesk/chat"
	"frontdesk/markup"
)

// frame is any frame from a widget.
type frame struct {
	Type         string              `json:"type"`
	Token        string              `json:"token"`
	Cursor       *cursor             `json:"cursor"`
	More         []cursor            `json:"more"`
	Lang         string              `json:"lang"`
	Page         page                `json:"page"`
	ID           string              `json:"id"`
	Text         string              `json:"text"`
	Files        []string            `json:"files"`
	ReplyTo      string              `json:"reply_to"`
	Value        string              `json:"value"`
	Label        string              `json:"label"`
	On           bool                `json:"on"`
	Conversation chat.ConversationID `json:"conversation"`
	Seq          int64               `json:"seq"`
}

type cursor struct {
	Epoch        string              `json:"epoch,omitempty"`
	Conversation chat.ConversationID `json:"conversation"`
	Seq          int64               `json:"seq"`
}

type page struct {
	URL      string `json:"url"`
	Title    string `json:"title"`
	Referrer string `json:"referrer"`
}

// Limits of the fields of a widget's frame.
const (
	maxID    = 64
	maxLabel = 500
	maxPage  = 2000
	maxFiles = 10
	maxMore  = 4
)

// decode reads a frame. Every input gives either a frame or an error.
func decode(data []byte) (frame, error) {
	var got frame
	if err := json.Unmarshal(data, &got); err != nil {
		return got, fmt.Errorf("not a frame: %w", err)
	}

	switch {
	case got.Type == "":
		return got, fmt.Errorf("frame without a type")
	case len(got.ID) > maxID,
		len(got.Label) > maxLabel,
		len(got.Value) > maxID*2,
		len(got.Files) > maxFiles,
		len(got.More) > maxMore,
		len(got.ReplyTo) > maxID:
		return got, fmt.Errorf("frame %q: a field is too long", got.Type)
	}
	got.Page = page{URL: cut(got.Page.URL), Title: cut(got.Page.Title), Referrer: cut(got.Page.Referrer)}

	return got, nil
}

func cut(text string) string {
	if len(text) > maxPage {
		return ""
	}

	return text
}

// The frames of the server.
type (
	welcome struct {
		Type    string    `json:"type"`
		Token   string    `json:"token"`
		Epoch   string    `json:"epoch"`
		Lang    string    `json:"lang"`
		Session *standing `json:"session"`
		Limits  limits    `json:"limits"`
		Reset   bool      `json:"reset,omitempty"`
	}
	limits struct {
		FileBytes int64 `json:"file_bytes"`
		Text      int   `json:"text"`
	}
	// standing is the state of the visitor's newest conversation.
	standing struct {
		Conversation chat.ConversationID `json:"conversation"`
		State        string              `json:"state"`
		Operator     string              `json:"operator"`
		Online       bool                `json:"online"`
		Survey       *asked              `json:"survey"`
	}
	asked struct {
		ID    string `json:"id"`
		Kind  string `json:"kind"`
		Scale int    `json:"scale"`
		Stage string `json:"stage"`
		Score int    `json:"score"`
	}
	sessionFrame struct {
		Type    string    `json:"type"`
		Session *standing `json:"session"`
	}
	ack struct {
		Type         string              `json:"type"`
		ID           string              `json:"id"`
		Conversation chat.ConversationID `json:"conversation"`
		Seq          int64               `json:"seq"`
	}
	typing struct {
		Type string `json:"type"`
		On   bool   `json:"on"`
		Name string `json:"name"`
	}
	refusal struct {
		Type    string `json:"type"`
		Code    string `json:"code"`
		Message string `json:"message"`
		ID      string `json:"id,omitempty"`
	}
	simple struct {
		Type    string `json:"type"`
		AfterMS int64  `json:"after_ms,omitempty"`
	}
	entryFrame struct {
		Type         string              `json:"type"`
		Conversation chat.ConversationID `json:"conversation"`
		Seq          int64               `json:"seq"`
		Prev         int64               `json:"prev"`
		ID           string              `json:"id"`
		Kind         chat.Kind           `json:"kind"`
		At           int64               `json:"at"`
		Author       entryAuthor         `json:"author"`
		Text         string              `json:"text,omitempty"`
		Body         []markup.Node       `json:"body,omitempty"`
		Choices      []chat.Choice       `json:"choices,omitempty"`
		Files        []entryFile         `json:"files,omitempty"`
		ClientID     string              `json:"client_id,omitempty"`
		ReplyTo      string              `json:"reply_to,omitempty"`
		Of           string              `json:"of,omitempty"`
		State        chat.State          `json:"state,omitempty"`
		Operator     string              `json:"operator,omitempty"`
		Score        int                 `json:"score,omitempty"`
	}
	entryAuthor struct {
		Kind chat.AuthorKind `json:"kind"`
		Name string          `json:"name,omitempty"`
	}
	entryFile struct {
		ID    string         `json:"id"`
		Name  string         `json:"name"`
		Size  int64          `json:"size"`
		Type  string         `json:"type"`
		State chat.FileState `json:"state"`
	}
)

// showFile converts a file for the visitor.
func showFile(f chat.File) entryFile {
	return entryFile{ID: f.ID, Name: f.Name, Size: f.Size, Type: f.Type, State: f.State}
}

// show converts a public entry for the visitor. Operator ids, reasons and the bot's search results are left out.
func show(entry *chat.Entry) entryFrame {
	frame := entryFrame{
		Type:         "entry",
		Conversation: entry.Conversation,
		Seq:          entry.Seq,
		Prev:         entry.Prev,
		ID:           entry.ID,
		Kind:         entry.Kind,
		At:           entry.At.UnixMilli(),
		Author:       entryAuthor{Kind: entry.Author.Kind},
		Text:         entry.Text,
		Choices:      entry.Choices,
		ReplyTo:      entry.ReplyTo,
		Of:           entry.Of,
	}
	switch entry.Author.Kind {
	case chat.ByOperator:
		frame.Author.Name = entry.Author.Name
	case chat.ByCustomer:
		frame.ClientID = entry.ClientID
	}
	if entry.Format == chat.Markdown && entry.Text != "" {
		frame.Body = markup.Parse(entry.Text).Nodes()
		frame.Text = markup.Parse(entry.Text).Text()
	}

	for _, x := range entry.Files {
		frame.Files = append(frame.Files, showFile(x))
	}
	if entry.Move != nil {
		frame.State, frame.Operator = entry.Move.To, entry.Move.OwnerName
	}
	if entry.Rating != nil {
		frame.Score = entry.Rating.Score
	}

	return frame
}
