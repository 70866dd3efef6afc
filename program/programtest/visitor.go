package programtest

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

// Visitor is a web widget without a browser. A visitor records the received frames and checks their order.
type Visitor struct {
	R      *Running
	Conn   *websocket.Conn
	Token  string
	Epoch  string           // epoch of the history in Seen
	Seen   map[string]int64 // newest seq by conversation
	Last   string           // newest conversation
	Shown  []Frame
	Acked  map[string]int64 // seq by client id
	State  string
	Errors []Frame
}

// Frame is any frame of the server.
type Frame struct {
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

// Stranger is a visitor with a token, without any history and without a connection.
func (r *Running) Stranger(token string) *Visitor {
	return &Visitor{R: r, Token: token, Seen: map[string]int64{}, Acked: map[string]int64{}}
}

// Visitor is a new visitor with a connection.
func (r *Running) Visitor() *Visitor {
	v := r.Stranger("")
	v.Connect()

	return v
}

// Connect sends a hello with the seen position and reads until the welcome.
func (v *Visitor) Connect() {
	v.R.T.Helper()
	socket := strings.Replace(v.R.Base, "http", "ws", 1) + "/widget/socket?channel=site"
	conn, resp, err := websocket.DefaultDialer.Dial(socket, nil)
	if err != nil {
		v.R.T.Fatal(err, resp)
	}
	v.Conn = conn
	page := map[string]string{"url": "http://shop/tea", "title": "Чай"}
	hello := map[string]any{"type": "hello", "token": v.Token, "lang": "ru", "v": 1, "page": page}
	if v.Last != "" {
		hello["cursor"] = map[string]any{"epoch": v.Epoch, "conversation": v.Last, "seq": v.Seen[v.Last]}
	}
	v.Send(hello)
	v.Until("welcome", func(w Frame) bool { return w.Type == "welcome" })
}

// Send writes a frame.
func (v *Visitor) Send(frame any) {
	v.R.T.Helper()
	if err := v.Conn.WriteJSON(frame); err != nil {
		v.R.T.Fatal(err)
	}
}

// Until reads frames until want accepts a frame.
func (v *Visitor) Until(what string, want func(Frame) bool) Frame {
	v.R.T.Helper()

	for {
		_ = v.Conn.SetReadDeadline(time.Now().Add(Patience))
		var frame Frame
		if err := v.Conn.ReadJSON(&frame); err != nil {
			v.R.T.Fatalf("waited in vain for %s: %v; shown: %s", what, err, v.Texts())
		}
		v.note(frame)
		if want(frame) {
			return frame
		}
	}
}

func (v *Visitor) note(frame Frame) {
	v.R.T.Helper()

	switch frame.Type {
	case "welcome":
		v.Token, v.Epoch, v.State = frame.Token, frame.Epoch, frame.Session.State
		if frame.Reset {
			v.Seen, v.Shown, v.Last = map[string]int64{}, nil, ""
		}
	case "session":
		v.State = frame.Session.State
	case "ack":
		v.Acked[frame.ID] = frame.Seq
	case "error":
		v.Errors = append(v.Errors, frame)
	case "entry":
		if frame.Prev != v.Seen[frame.Conversation] && v.Seen[frame.Conversation] != 0 {
			v.R.T.Errorf(
				"entry %d says that %d is before it, but %d was shown",
				frame.Seq,
				frame.Prev,
				v.Seen[frame.Conversation],
			)
		}
		if frame.Seq <= v.Seen[frame.Conversation] {
			v.R.T.Errorf("entry %d came again", frame.Seq)
		}
		v.Seen[frame.Conversation] = frame.Seq
		v.Last = max(v.Last, frame.Conversation)
		v.Shown = append(v.Shown, frame)
	}
}

// Texts is the text of all shown entries, in one line.
func (v *Visitor) Texts() string {
	var out []string
	for _, w := range v.Shown {
		out = append(out, w.Author.Kind+":"+w.Text)
	}

	return strings.Join(out, " | ")
}

// Say sends a message, waits for the ack, and returns the client id of the message.
func (v *Visitor) Say(text string) string {
	v.R.T.Helper()
	id := chat.NewID()
	v.Send(map[string]any{"type": "say", "id": id, "text": text})
	v.Until("ack of "+text, func(w Frame) bool { return w.Type == "ack" && w.ID == id })

	return id
}

// Press presses the button with a value.
func (v *Visitor) Press(value string) {
	v.R.T.Helper()
	v.Send(map[string]any{"type": "press", "id": chat.NewID(), "value": value})
}

// Hears waits for a message of another author that contains a text.
func (v *Visitor) Hears(text string) Frame {
	v.R.T.Helper()

	return v.Until(text, func(w Frame) bool {
		return w.Type == "entry" && w.Kind == "said" && w.Author.Kind != "customer" && strings.Contains(w.Text, text)
	})
}

// Upload sends a file and returns its id and the HTTP status.
func (v *Visitor) Upload(name string, data []byte) (id string, status int) {
	v.R.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		v.R.T.Fatal(err)
	}

	_, _ = part.Write(data)
	_ = form.Close()
	req, err := http.NewRequest("POST", v.R.Base+"/widget/upload?channel=site", &body)
	if err != nil {
		v.R.T.Fatal(err)
	}

	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+v.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		v.R.T.Fatal(err)
	}
	defer resp.Body.Close()
	var out struct{ ID string }
	_ = json.NewDecoder(resp.Body).Decode(&out)

	return out.ID, resp.StatusCode
}
