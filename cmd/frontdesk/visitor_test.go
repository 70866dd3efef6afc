package main

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"frontdesk/chat"
)

// visitor is a web widget without a browser: it keeps what it has seen and checks the order as it comes.
type visitor struct {
	r      *running
	conn   *websocket.Conn
	token  string
	epoch  string
	seen   map[string]int64 // newest seq by conversation
	last   string           // newest conversation
	shown  []wire
	acked  map[string]int64
	state  string
	errors []wire
}

// wire is any frame of the server.
type wire struct {
	Type         string
	Token, Epoch string
	Reset        bool
	Session      struct {
		State, Operator string
		Survey          *struct {
			ID    string
			Stage string
		}
	}
	ID, Conversation string
	Seq, Prev        int64
	Kind             string
	Author           struct{ Kind, Name string }
	Text             string
	Choices          []chat.Choice
	Files            []struct{ ID, Name, State string }
	ClientID         string `json:"client_id"`
	Code, Message    string
	State            string
	On               bool
}

func (r *running) visitor() *visitor {
	v := &visitor{r: r, seen: map[string]int64{}, acked: map[string]int64{}}
	v.connect()
	return v
}

// connect says hello with what has been seen and reads until the welcome.
func (v *visitor) connect() {
	v.r.t.Helper()
	conn, resp, err := websocket.DefaultDialer.Dial(strings.Replace(v.r.base, "http", "ws", 1)+"/widget/socket?channel=site", nil)
	if err != nil {
		v.r.t.Fatal(err, resp)
	}
	v.conn = conn
	hello := map[string]any{"type": "hello", "token": v.token, "lang": "ru", "v": 1, "page": map[string]string{"url": "http://shop/tea", "title": "Чай"}}
	if v.last != "" {
		hello["cursor"] = map[string]any{"epoch": v.epoch, "conversation": v.last, "seq": v.seen[v.last]}
	}
	v.send(hello)
	v.until("welcome", func(w wire) bool { return w.Type == "welcome" })
}

func (v *visitor) send(frame any) {
	v.r.t.Helper()
	if err := v.conn.WriteJSON(frame); err != nil {
		v.r.t.Fatal(err)
	}
}

// until reads frames until one is wanted.
func (v *visitor) until(what string, want func(wire) bool) wire {
	v.r.t.Helper()
	for {
		_ = v.conn.SetReadDeadline(time.Now().Add(patience))
		var w wire
		if err := v.conn.ReadJSON(&w); err != nil {
			v.r.t.Fatalf("waited in vain for %s: %v; shown: %s", what, err, v.texts())
		}
		v.note(w)
		if want(w) {
			return w
		}
	}
}

func (v *visitor) note(w wire) {
	v.r.t.Helper()
	switch w.Type {
	case "welcome":
		v.token, v.epoch, v.state = w.Token, w.Epoch, w.Session.State
		if w.Reset {
			v.seen, v.shown, v.last = map[string]int64{}, nil, ""
		}
	case "session":
		v.state = w.Session.State
	case "ack":
		v.acked[w.ID] = w.Seq
	case "error":
		v.errors = append(v.errors, w)
	case "entry":
		if w.Prev != v.seen[w.Conversation] && v.seen[w.Conversation] != 0 {
			v.r.t.Errorf("entry %d says that %d is before it, but %d was shown", w.Seq, w.Prev, v.seen[w.Conversation])
		}
		if w.Seq <= v.seen[w.Conversation] {
			v.r.t.Errorf("entry %d came again", w.Seq)
		}
		v.seen[w.Conversation] = w.Seq
		v.last = max(v.last, w.Conversation)
		v.shown = append(v.shown, w)
	}
}

func (v *visitor) texts() string {
	var out []string
	for _, w := range v.shown {
		out = append(out, w.Author.Kind+":"+w.Text)
	}
	return strings.Join(out, " | ")
}

func (v *visitor) say(text string) string {
	v.r.t.Helper()
	id := chat.NewID()
	v.send(map[string]any{"type": "say", "id": id, "text": text})
	v.until("ack of "+text, func(w wire) bool { return w.Type == "ack" && w.ID == id })
	return id
}

func (v *visitor) press(value string) {
	v.r.t.Helper()
	v.send(map[string]any{"type": "press", "id": chat.NewID(), "value": value})
}

// hears waits for words of somebody else that contain a text.
func (v *visitor) hears(text string) wire {
	v.r.t.Helper()
	return v.until(text, func(w wire) bool {
		return w.Type == "entry" && w.Kind == "said" && w.Author.Kind != "customer" && strings.Contains(w.Text, text)
	})
}

func (v *visitor) upload(name string, data []byte) (id string, status int) {
	v.r.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		v.r.t.Fatal(err)
	}
	_, _ = part.Write(data)
	_ = m.Close()
	req, err := http.NewRequest("POST", v.r.base+"/widget/upload?channel=site", &body)
	if err != nil {
		v.r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+v.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		v.r.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out struct{ ID string }
	_ = json.NewDecoder(resp.Body).Decode(&out)
	return out.ID, resp.StatusCode
}
