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
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("not a frame: %w", err)
	}

	switch {
	case f.Type == "":
		return f, fmt.Errorf("frame without a type")
	case len(f.ID) > maxID,
		len(f.Label) > maxLabel,
		len(f.Value) > maxID*2,
		len(f.Files) > maxFiles,
		len(f.More) > maxMore,
		len(f.ReplyTo) > maxID:
		return f, fmt.Errorf("frame %q: a field is too long", f.Type)
	}
	f.Page = page{URL: cut(f.Page.URL), Title: cut(f.Page.Title), Referrer: cut(f.Page.Referrer)}

	return f, nil
}

func cut(s string) string {
	if len(s) > maxPage {
		return ""
	}

	return s
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
func show(e *chat.Entry) entryFrame {
	f := entryFrame{
		Type:         "entry",
		Conversation: e.Conversation,
		Seq:          e.Seq,
		Prev:         e.Prev,
		ID:           e.ID,
		Kind:         e.Kind,
		At:           e.At.UnixMilli(),
		Author:       entryAuthor{Kind: e.Author.Kind},
		Text:         e.Text,
		Choices:      e.Choices,
		ReplyTo:      e.ReplyTo,
		Of:           e.Of,
	}
	switch e.Author.Kind {
	case chat.ByOperator:
		f.Author.Name = e.Author.Name
	case chat.ByCustomer:
		f.ClientID = e.ClientID
	}
	if e.Format == chat.Markdown && e.Text != "" {
		f.Body = markup.Parse(e.Text).Nodes()
		f.Text = markup.Parse(e.Text).Text()
	}

	for _, x := range e.Files {
		f.Files = append(f.Files, showFile(x))
	}
	if e.Move != nil {
		f.State, f.Operator = e.Move.To, e.Move.OwnerName
	}
	if e.Rating != nil {
		f.Score = e.Rating.Score
	}

	return f
}
