package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	fakeslack "frontdesk/adapters/fakes/slack"
)

// good are valid frames, bodies and events. Nonsense is made from good.
var good = []string{
	`{"type":"hello","token":"","lang":"ru","v":1,"cursor":{"epoch":"x","conversation":"c","seq":3}}`,
	`{"type":"say","id":"0197a3c8-0000-7000-8000-000000000000","text":"","files":[]}`,
	`{"type":"press","id":"","value":"csat:1:5","label":"5"}`,
	`{"type":"seen","conversation":"nobody","seq":99}`,
	`{"login":"nobody","password":"wrong"}`,
	`{"id":"0197a3c8-0000-7000-8000-000000000001","text":"nonsense","files":["no such file"]}`,
	`{"type":"message","channel":"D0","user":"U0","text":"x","ts":"1.000001",` +
		`"blocks":[{"type":"rich_text","elements":[]}]}`,
	`{"action":"again","to":"nobody","state":"bot"}`,
}

// odd are difficult values for decoders.
var odd = []string{
	"null",
	"0",
	"-1",
	"1e400",
	"true",
	`""`,
	`"\u0000"`,
	"[]",
	"{}",
	`[[[[[[[[]]]]]]]]`,
	`"` + strings.Repeat("Я", 300) + `"`,
	"9223372036854775808",
	`"\ud800"`,
}

// mutate makes a wrong text from a valid text: other values, other types, cut, doubled, other bytes.
func (w *world) mutate(text string) string {
	switch w.chance(5) {
	case 0:
		return text[:w.chance(len(text))]
	case 1:
		b := []byte(text)
		b[w.chance(len(b))] ^= 1 << w.chance(8)

		return string(b)
	case 2:
		return text + text
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &fields) != nil {
		return text
	}

	for k := range fields {
		if k != "type" || w.chance(4) == 0 {
			fields[k] = json.RawMessage(odd[w.chance(len(odd))])
		}
		if w.chance(2) == 0 {
			break
		}
	}
	var b strings.Builder

	sep := "{"
	for k, v := range fields {
		fmt.Fprintf(&b, "%s%q:%s", sep, k, v)
		sep = ","
	}

	return b.String() + "}"
}

var doors = []string{
	"POST /api/v1/session",
	"POST /api/v1/conversations/nobody/claim",
	"POST /api/v1/conversations/%00/replies",
	"GET /api/v1/conversations?state=%ff&before=x",
	"POST /widget/upload?channel=site",
	"GET /widget/files/../../x?channel=site",
	"POST /telegram/tg",
	"POST /slack/slack/events",
	"PUT /api/v1/nothing",
}

// nonsense sends wrong input to every inlet until done.
func (w *world) nonsense(done chan struct{}) {
	client := &http.Client{Timeout: 5 * time.Second}

	for i := 0; ; i++ {
		select {
		case <-done:
			return
		case <-time.After(time.Duration(w.chance(40)) * time.Millisecond):
		}
		text := w.mutate(good[w.chance(len(good))])
		sent := 1

		switch i % 4 {
		case 0:
			sent = w.throwFrames(text)
		case 1:
			method, path, _ := strings.Cut(doors[w.chance(len(doors))], " ")
			req, err := http.NewRequest(method, w.base+path, strings.NewReader(text))
			if err != nil {
				continue
			}
			req.Header.Set("Content-Type", "application/json")
			resp, err := client.Do(req)
			if err != nil {
				sent = 0
				break
			}
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				w.t.Errorf("seed %d: %s %s took %q", w.seed, method, path, text)
			}
		case 2: // forged and old presses
			_, _ = w.telegram.PressRaw(990, 1+w.chance(9), text[:min(len(text), 60)])
			_, _ = w.slack.PressRaw("U0FORGED", "C0", "1.000001", fakeslack.Button{ActionID: text, Value: text})
			sent = 2
		case 3:
			var e map[string]any
			if json.Unmarshal([]byte(text), &e) != nil {
				e = map[string]any{"type": text}
			}
			delete(e, "text") // a text would count as a customer's message
			w.slack.Emit(e)
			w.slack.Frame(e)
			sent = 2
		}
		w.mu.Lock()
		w.bad += sent
		w.mu.Unlock()
	}
}

// throwFrames opens a widget's socket, sends a hello or not, and sends wrong frames.
func (w *world) throwFrames(text string) (sent int) {
	conn, _, err := websocket.DefaultDialer.Dial(
		strings.Replace(w.base, "http", "ws", 1)+"/widget/socket?channel=site",
		nil,
	)
	if err != nil {
		return 0
	}
	defer conn.Close()
	if w.chance(3) > 0 {
		_ = conn.WriteJSON(map[string]any{"type": "hello", "lang": "ru"})
	}

	for range 3 {
		if conn.WriteMessage(1+w.chance(2), []byte(text)) == nil {
			sent++
		}
		text = w.mutate(good[w.chance(len(good))])
	}

	return sent
}
