package main

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"frontdesk/chat"
)

const siteOnly = "quiet_time: 0s\nchannels: [{id: site, type: webchat}]\n"

func TestVisitorFromQuestionToRating(t *testing.T) {
	r := start(t, siteOnly)
	anna, boris := r.operator("anna", chat.RoleOperator), r.operator("boris", chat.RoleOperator)
	v := r.visitor()
	v.say("сколько стоит доставка в Казань?")
	answer := v.hears("290")
	if len(answer.Choices) != 3 {
		t.Errorf("choices %v, want three", answer.Choices)
	}
	v.say("мой котик съел упаковку")
	v.hears("вам ответят прямо здесь")
	id := anna.waiting("site")
	anna.claim(id)
	v.until("the operator's name", func(w wire) bool { return w.Type == "session" && w.Session.Operator == "Anna" })
	var problem struct{ Code, Owner string }
	boris.ask("POST", path("/api/v1/conversations/%s/claim", id), struct{}{}, 409, &problem)
	if problem.Code != "conflict" || problem.Owner != "Anna" {
		t.Errorf("the second claimer was told %+v", problem)
	}
	again := map[string]string{"id": chat.NewID(), "text": "Здравствуйте!"}
	for range 3 {
		anna.ask("POST", path("/api/v1/conversations/%s/replies", id), again, 200, nil)
	}
	anna.ask("POST", path("/api/v1/conversations/%s/notes", id), map[string]string{"id": chat.NewID(), "text": "тайная заметка"}, 200, nil)
	anna.reply(id, "Чем помочь?")
	v.hears("Чем помочь?")
	if n := strings.Count(v.texts(), "Здравствуйте!"); n != 1 {
		t.Errorf("a repeated request was shown %d times", n)
	}
	if strings.Contains(v.texts(), "тайная") {
		t.Error("the visitor saw a note")
	}
	anna.close(id)
	ask := v.hears("от 1 до 5")
	v.press(ask.Choices[3].Value)
	v.hears("Одним сообщением")
	v.say("5")
	v.hears("на 5")
	v.say("быстро и вежливо")
	v.hears("передали команде")
	if answered, scores := anna.csat(); answered != 1 || scores[4] != 1 {
		t.Errorf("report: %d rated, scores %v", answered, scores)
	}
}

func TestVisitorResumesWithoutLossOrDouble(t *testing.T) {
	r := start(t, siteOnly)
	anna := r.operator("anna", chat.RoleOperator)
	v := r.visitor()
	v.say("позовите оператора")
	v.hears("ответит прямо здесь")
	id := anna.waiting("site")
	anna.claim(id)
	lost := chat.NewID()
	v.send(map[string]any{"type": "say", "id": lost, "text": "до обрыва"}) // the line goes before the ack is read
	_ = v.conn.Close()
	anna.reply(id, "пока вас не было")
	v.connect()
	v.send(map[string]any{"type": "say", "id": lost, "text": "до обрыва"})
	v.until("ack", func(w wire) bool { return w.Type == "ack" && w.ID == lost })
	anna.reply(id, "и снова")
	v.hears("и снова")
	for _, text := range []string{"до обрыва", "пока вас не было", "и снова"} {
		if n := strings.Count(v.texts(), text); n != 1 {
			t.Errorf("%q was shown %d times: %s", text, n, v.texts())
		}
	}
	// A second tab with the same token sees the same.
	w := &visitor{r: r, token: v.token, seen: map[string]int64{}, acked: map[string]int64{}}
	w.connect()
	w.until("the newest", func(x wire) bool { return x.Type == "entry" && strings.Contains(x.Text, "и снова") })
	if w.texts() != v.texts() && !strings.HasPrefix(w.texts(), v.texts()) {
		t.Errorf("tabs differ:\n%s\n%s", v.texts(), w.texts())
	}
	// Another history: everything is sent anew.
	v.epoch = "another"
	_ = v.conn.Close()
	v.connect()
	v.until("the newest again", func(x wire) bool { return x.Type == "entry" && strings.Contains(x.Text, "и снова") })
}

func TestVisitorFiles(t *testing.T) {
	r := start(t, siteOnly)
	v := r.visitor()
	id, status := v.upload("../../чек.png", []byte("\x89PNG\r\n\x1a\n123"))
	if status != 200 {
		t.Fatal("upload", status)
	}
	v.send(map[string]any{"type": "say", "id": chat.NewID(), "text": "", "files": []string{id}})
	e := v.until("the file", func(w wire) bool { return w.Type == "entry" && len(w.Files) == 1 })
	if e.Files[0].Name != "чек.png" || e.Files[0].State != "ready" {
		t.Errorf("file %+v", e.Files[0])
	}
	v.hears("файл получил")
	other := r.visitor()
	for _, x := range []struct {
		token string
		want  int
	}{{v.token, 200}, {other.token, 404}, {"", 401}, {"AAAA", 401}} {
		req, _ := http.NewRequest("GET", r.base+"/widget/files/"+id+"?channel=site", nil)
		req.Header.Set("Authorization", "Bearer "+x.token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != x.want {
			t.Errorf("file with token %.4q: %d, want %d", x.token, resp.StatusCode, x.want)
		}
	}
	other.send(map[string]any{"type": "say", "id": chat.NewID(), "text": "mine?", "files": []string{id}})
	other.until("refusal", func(w wire) bool { return w.Type == "error" && w.Code == "file" })
	if _, status := v.upload("big", make([]byte, 21<<20)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("21 MiB: %d", status)
	}
}

func TestWidgetRefusesWhatItMust(t *testing.T) {
	r := start(t, "quiet_time: 0s\nchannels: [{id: site, type: webchat, origins: [\"https://shop.example.com\"]}]\n")
	url := strings.Replace(r.base, "http", "ws", 1) + "/widget/socket?channel=site"
	for origin, ok := range map[string]bool{"https://shop.example.com": true, r.base: true, "": true, "https://evil.example.com": false, "null": false, "https://shop.example.com.evil.com": false} {
		h := http.Header{}
		if origin != "" {
			h.Set("Origin", origin)
		}
		conn, _, err := websocket.DefaultDialer.Dial(url, h)
		if (err == nil) != ok {
			t.Errorf("origin %q: %v, want let in %v", origin, err, ok)
		}
		if conn != nil {
			_ = conn.Close()
		}
	}
	forged := &visitor{r: r, token: strings.Repeat("A", 54), seen: map[string]int64{}, acked: map[string]int64{}}
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	forged.conn = conn
	forged.send(map[string]any{"type": "hello", "token": forged.token})
	if w := forged.until("refusal", func(w wire) bool { return true }); w.Code != "token" {
		t.Errorf("a token that we have not made: %+v", w)
	}
	v := r.visitor()
	for frame, code := range map[string]string{`{"type":"say","id":"","text":"x"}`: "bad_frame", `{"type":"say","id":"1","text":""}`: "empty", `{"nonsense`: "bad_frame",
		`{"type":"say","id":"2","text":"` + strings.Repeat("я", 8001) + `"}`: "too_long"} {
		if err := v.conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			t.Fatal(err)
		}
		if w := v.until("error", func(w wire) bool { return w.Type == "error" }); w.Code != code {
			t.Errorf("%.40s: %s, want %s", frame, w.Code, code)
		}
	}
	v.send(map[string]any{"type": "of the future"}) // ignored
	v.say("still here")
}

func TestOperatorSendsAFile(t *testing.T) {
	r := start(t, siteOnly)
	anna := r.operator("anna", chat.RoleOperator)
	v := r.visitor()
	v.say("позовите оператора")
	v.hears("прямо здесь")
	id := anna.waiting("site")
	anna.claim(id)
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", "инструкция.svg")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`))
	_ = m.Close()
	req, _ := http.NewRequest("POST", r.base+"/api/v1/files", &body)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.AddCookie(&http.Cookie{Name: "frontdesk_session", Value: anna.token})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var file struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&file); err != nil {
		t.Fatal(err)
	}
	anna.ask("POST", path("/api/v1/conversations/%s/replies", id), map[string]any{"id": chat.NewID(), "text": "вот", "files": []string{file.ID}}, 200, nil)
	e := v.hears("вот")
	if len(e.Files) != 1 || e.Files[0].ID != file.ID {
		t.Fatalf("files %+v", e.Files)
	}
	req, _ = http.NewRequest("GET", r.base+"/widget/files/"+file.ID+"?channel=site", nil)
	req.Header.Set("Authorization", "Bearer "+v.token)
	got, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	h := got.Header
	if got.StatusCode != 200 || h.Get("Content-Type") != "application/octet-stream" || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a drawing that can run scripts is served as %d %v", got.StatusCode, h)
	}
}

func TestTypingBothWays(t *testing.T) {
	r := start(t, siteOnly)
	anna := r.operator("anna", chat.RoleOperator)
	v := r.visitor()
	v.say("позовите оператора")
	v.hears("прямо здесь")
	id := anna.waiting("site")
	anna.claim(id)
	live, _, err := websocket.DefaultDialer.Dial(strings.Replace(r.base, "http", "ws", 1)+"/api/v1/live", http.Header{"Cookie": {"frontdesk_session=" + anna.token}})
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	if err := live.WriteJSON(map[string]any{"type": "typing", "conversation": id, "on": true}); err != nil {
		t.Fatal(err)
	}
	if w := v.until("typing", func(w wire) bool { return w.Type == "typing" }); !w.On {
		t.Errorf("got %+v", w)
	}
	v.send(map[string]any{"type": "typing", "on": true})
	for {
		var f struct{ Type, Who, Conversation string }
		_ = live.SetReadDeadline(time.Now().Add(patience))
		if err := live.ReadJSON(&f); err != nil {
			t.Fatal(err)
		}
		if f.Type == "typing" && f.Who == "customer" && f.Conversation == id {
			return
		}
	}
}

// TestADeadChannelDoesNotStopTheOthers: it shows in /readyz with what to do, and the widget goes on.
func TestADeadChannelDoesNotStopTheOthers(t *testing.T) {
	r, d := startDemo(t)
	d.telegram.Revoke()
	d.telegram.Say(900, "ends the long poll that is under way") // the next one is refused
	health := func() (h struct {
		Ready    bool
		Channels []struct{ ID, State, Todo string }
	}) {
		resp, err := http.Get(r.base + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if err := json.NewDecoder(resp.Body).Decode(&h); err != nil {
			t.Fatal(err)
		}
		return h
	}
	r.await("the dead channel in /readyz", func() bool {
		h := health()
		for _, c := range h.Channels {
			if c.ID == "tg" && c.State == "down" && strings.Contains(c.Todo, "token") {
				return h.Ready
			}
		}
		return false
	})
	v := r.visitor()
	v.say("сколько стоит доставка в Казань?")
	v.hears("290")
	d.telegram.Restore()
	r.await("the channel is back by itself", func() bool {
		for _, c := range health().Channels {
			if c.ID == "tg" {
				return c.State == "up"
			}
		}
		return false
	})
}

// TestStopInGoodOrder: sockets that are open do not hold a stop up; their widgets are told to come back, and find everything again.
func TestStopInGoodOrder(t *testing.T) {
	dir := t.TempDir()
	text := "listen: 127.0.0.1:0\ndatabase: sqlite:frontdesk.db\nfiles: files\nfaq: {import: \"\"}\n" + siteOnly
	r := startIn(t, dir, text)
	anna := r.operator("anna", chat.RoleOperator)
	live, _, err := websocket.DefaultDialer.Dial(strings.Replace(r.base, "http", "ws", 1)+"/api/v1/live", http.Header{"Cookie": {"frontdesk_session=" + anna.token}})
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	v := r.visitor()
	v.say("до остановки")
	stopped := make(chan struct{})
	go func() { r.stop(); close(stopped) }()
	v.until("reconnect", func(w wire) bool { return w.Type == "reconnect" })
	select {
	case <-stopped:
	case <-time.After(drainWithin):
		t.Fatal("open sockets hold the stop up")
	}
	r2 := startIn(t, dir, text)
	v.r = r2
	v.connect()
	v.say("после остановки")
	list, err := r2.p.DB.ReadEntries(t.Context(), chat.ConversationID(v.last), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range list {
		if e.Text == "до остановки" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("what was said before the stop is stored %d times", n)
	}
}
