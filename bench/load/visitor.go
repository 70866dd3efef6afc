package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"frontdesk/chat"
)

// words is one message of a visitor.
type words struct {
	due     time.Time // the due instant; the zero time in the preparation
	id      string
	ack     time.Time
	seq     int64
	refused bool
}

// mark is a seq with the time at which the seq was seen.
type mark struct {
	seq int64
	at  time.Time
}

// visitor is one widget. The visitor sends messages on request and records the frames of the server.
type visitor struct {
	conn  *websocket.Conn
	write sync.Mutex

	mu           sync.Mutex
	said         []words
	open         map[string]int // index in said by id, for unacknowledged messages
	conversation string
	bot          []mark // entries of the bot
	cut          bool

	answered chan struct{} // gets a value for each ack and refusal (closed loop, preparation)
	waiting  atomic.Int64  // number of messages without acknowledgement or refusal
}

func connect(addr string) (*visitor, error) {
	dialer := websocket.Dialer{
		HandshakeTimeout: 20 * time.Second,
		ReadBufferSize:   1024,
		WriteBufferSize:  1024,
		WriteBufferPool:  dialBuffers,
	}
	conn, resp, err := dialer.Dial("ws://"+addr+"/widget/socket?channel=site", nil)
	if err != nil {
		if resp != nil {
			return nil, fmt.Errorf("visitor's socket: %s", resp.Status)
		}

		return nil, fmt.Errorf("visitor's socket: %w", err)
	}
	guest := &visitor{conn: conn, open: map[string]int{}, answered: make(chan struct{}, 1)}
	hello := map[string]any{
		"type": "hello", "token": "", "cursor": nil, "lang": "ru", "v": 1,
		"page": map[string]string{"url": "http://localhost/tea", "title": "Чай"},
	}
	if err := conn.WriteJSON(hello); err != nil {
		return nil, fmt.Errorf("hello: %w", err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	var first struct{ Type string }
	if err := conn.ReadJSON(&first); err != nil || first.Type != "welcome" {
		return nil, fmt.Errorf("welcome: got %q, %w", first.Type, err)
	}
	_ = conn.SetReadDeadline(time.Time{})

	return guest, nil
}

var dialBuffers = &sync.Pool{}

// say sends a message with the given due instant.
func (v *visitor) say(due time.Time, text string) error {
	id := chat.NewID()
	v.mu.Lock()
	v.open[id] = len(v.said)
	v.said = append(v.said, words{due: due, id: id})
	v.mu.Unlock()
	v.waiting.Add(1)
	frame, err := json.Marshal(map[string]string{"type": "say", "id": id, "text": text})
	if err != nil {
		return err
	}

	return v.send(frame)
}

func (v *visitor) send(frame []byte) error {
	v.write.Lock()
	defer v.write.Unlock()

	return v.conn.WriteMessage(websocket.TextMessage, frame)
}

// read records frames until the socket ends.
func (v *visitor) read() {
	var buf bytes.Buffer

	for {
		_, reader, err := v.conn.NextReader()
		if err == nil {
			buf.Reset()
			_, err = io.Copy(&buf, reader)
		}
		if err != nil {
			v.mu.Lock()
			v.cut = true
			v.mu.Unlock()

			return
		}
		v.note(buf.Bytes(), time.Now())
	}
}

// note reads only the few needed fields. The client shares the cores with the server and must be cheap.
func (v *visitor) note(data []byte, now time.Time) {
	switch {
	case bytes.HasPrefix(data, []byte(`{"type":"ack"`)), bytes.HasPrefix(data, []byte(`{"type":"error"`)):
		v.mu.Lock()
		id := field(data, "id")
		if at, ok := v.open[id]; ok {
			delete(v.open, id)
			v.said[at].ack, v.said[at].seq, v.said[at].refused = now, number(data, "seq"), data[9] == 'e'
			if c := field(data, "conversation"); c != "" {
				v.conversation = c
			}
			v.waiting.Add(-1)
		}
		v.mu.Unlock()

		select {
		case v.answered <- struct{}{}:
		default:
		}
	case bytes.HasPrefix(data, []byte(`{"type":"entry"`)):
		if bytes.Contains(data, []byte(`"kind":"said"`)) && bytes.Contains(data, []byte(`"author":{"kind":"bot"`)) {
			v.mu.Lock()
			v.bot = append(v.bot, mark{number(data, "seq"), now})
			v.mu.Unlock()
		}
	}
}

// field is the value of the first string field with the name. The values here need no unescaping.
func field(data []byte, name string) string {
	_, rest, ok := bytes.Cut(data, []byte(`"`+name+`":"`))
	if !ok {
		return ""
	}
	value, _, _ := bytes.Cut(rest, []byte{'"'})

	return string(value)
}

func number(data []byte, name string) int64 {
	_, rest, ok := bytes.Cut(data, []byte(`"`+name+`":`))
	if !ok {
		return 0
	}
	end := bytes.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	value, err := strconv.ParseInt(string(rest[:max(end, 0)]), 10, 64)
	if err != nil {
		return 0
	}

	return value
}
