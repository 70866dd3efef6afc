package program_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"frontdesk/chat"
	"frontdesk/program"
	"frontdesk/program/programtest"
)

const siteOnly = "quiet_time: 0s\nchannels: [{id: site, type: webchat}]\n"

func TestVisitorFromQuestionToRating(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	anna, boris := r.Operator("anna", chat.RoleOperator), r.Operator("boris", chat.RoleOperator)
	v := r.Visitor()
	v.Say("сколько стоит доставка в Казань?")
	answer := v.Hears("290")
	if len(answer.Choices) != 3 {
		t.Errorf("choices %v, want three", answer.Choices)
	}
	v.Say("мой котик съел упаковку")
	v.Hears("другими словами")
	v.Say("позовите человека")
	v.Hears("ответит прямо здесь")
	id := anna.Waiting("site")
	anna.Claim(id)
	v.Until(
		"the operator's name",
		func(w programtest.Frame) bool { return w.Type == "session" && w.Session.Operator == "Anna" },
	)
	var problem struct{ Code, Owner string }
	boris.Ask("POST", fmt.Sprintf("/api/v1/conversations/%s/claim", id), struct{}{}, 409, &problem)
	if problem.Code != "conflict" || problem.Owner != "Anna" {
		t.Errorf("the second claimer got %+v", problem)
	}

	again := map[string]string{"id": chat.NewID(), "text": "Здравствуйте!"}
	for range 3 {
		anna.Ask("POST", fmt.Sprintf("/api/v1/conversations/%s/replies", id), again, 200, nil)
	}
	anna.Ask(
		"POST",
		fmt.Sprintf("/api/v1/conversations/%s/notes", id),
		map[string]string{"id": chat.NewID(), "text": "тайная заметка"},
		200,
		nil,
	)
	anna.Reply(id, "Чем помочь?")
	v.Hears("Чем помочь?")
	if n := strings.Count(v.Texts(), "Здравствуйте!"); n != 1 {
		t.Errorf("a repeated request was shown %d times", n)
	}
	if strings.Contains(v.Texts(), "тайная") {
		t.Error("the visitor saw a note")
	}
	anna.Close(id)
	ask := v.Hears("от 1 до 5")
	v.Press(ask.Choices[3].Value)
	v.Hears("Одним сообщением")
	v.Say("5")
	v.Hears("на 5")
	v.Say("быстро и вежливо")
	v.Hears("передали команде")
	if answered, scores := anna.CSAT(); answered != 1 || scores[4] != 1 {
		t.Errorf("report: %d rated, scores %v", answered, scores)
	}
}

func TestVisitorResumesWithoutLossOrDouble(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	anna := r.Operator("anna", chat.RoleOperator)
	v := r.Visitor()
	v.Say("позовите оператора")
	v.Hears("ответит прямо здесь")
	id := anna.Waiting("site")
	anna.Claim(id)
	lost := chat.NewID()
	// The connection breaks before the ack is read.
	v.Send(map[string]any{"type": "say", "id": lost, "text": "до обрыва"})
	_ = v.Conn.Close()
	anna.Reply(id, "пока вас не было")
	v.Connect()
	v.Send(map[string]any{"type": "say", "id": lost, "text": "до обрыва"})
	v.Until("ack", func(w programtest.Frame) bool { return w.Type == "ack" && w.ID == lost })
	anna.Reply(id, "и снова")
	v.Hears("и снова")

	for _, text := range []string{"до обрыва", "пока вас не было", "и снова"} {
		if n := strings.Count(v.Texts(), text); n != 1 {
			t.Errorf("%q was shown %d times: %s", text, n, v.Texts())
		}
	}
	// A second tab with the same token sees the same entries.
	w := r.Stranger(v.Token)
	w.Connect()
	w.Until(
		"the newest",
		func(x programtest.Frame) bool { return x.Type == "entry" && strings.Contains(x.Text, "и снова") },
	)
	if w.Texts() != v.Texts() && !strings.HasPrefix(w.Texts(), v.Texts()) {
		t.Errorf("tabs differ:\n%s\n%s", v.Texts(), w.Texts())
	}
	// With another history all entries are sent again.
	v.Epoch = "another"
	_ = v.Conn.Close()
	v.Connect()
	v.Until(
		"the newest again",
		func(x programtest.Frame) bool { return x.Type == "entry" && strings.Contains(x.Text, "и снова") },
	)
}

func TestVisitorFiles(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	v := r.Visitor()
	id, status := v.Upload("../../чек.png", []byte("\x89PNG\r\n\x1a\n123"))
	if status != 200 {
		t.Fatal("upload", status)
	}
	v.Send(map[string]any{"type": "say", "id": chat.NewID(), "text": "", "files": []string{id}})
	e := v.Until("the file", func(w programtest.Frame) bool { return w.Type == "entry" && len(w.Files) == 1 })
	if e.Files[0].Name != "чек.png" || e.Files[0].State != "ready" {
		t.Errorf("file %+v", e.Files[0])
	}
	v.Hears("файл получил")

	other := r.Visitor()
	for _, x := range []struct {
		token string
		want  int
	}{{v.Token, 200}, {other.Token, 404}, {"", 401}, {"AAAA", 401}} {
		req, _ := http.NewRequest("GET", r.Base+"/widget/files/"+id+"?channel=site", nil)
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
	other.Send(map[string]any{"type": "say", "id": chat.NewID(), "text": "mine?", "files": []string{id}})
	other.Until("refusal", func(w programtest.Frame) bool { return w.Type == "error" && w.Code == "file" })
	if _, status := v.Upload("big", make([]byte, 21<<20)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("21 MiB: %d", status)
	}
}

func TestWidgetRefusesWhatItMust(t *testing.T) {
	r := programtest.Start(
		t,
		"quiet_time: 0s\nchannels: [{id: site, type: webchat, origins: [\"https://shop.example.com\"]}]\n",
	)

	url := strings.Replace(r.Base, "http", "ws", 1) + "/widget/socket?channel=site"
	for origin, ok := range map[string]bool{
		"https://shop.example.com":          true,
		r.Base:                              true,
		"":                                  true,
		"https://evil.example.com":          false,
		"null":                              false,
		"https://shop.example.com.evil.com": false,
	} {
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
	forged := r.Stranger(strings.Repeat("A", 54))
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	forged.Conn = conn
	forged.Send(map[string]any{"type": "hello", "token": forged.Token})
	if w := forged.Until("refusal", func(w programtest.Frame) bool { return true }); w.Code != "token" {
		t.Errorf("a token that we have not made: %+v", w)
	}

	v := r.Visitor()
	for frame, code := range map[string]string{
		`{"type":"say","id":"","text":"x"}`: "bad_frame",
		`{"type":"say","id":"1","text":""}`: "empty",
		`{"nonsense`:                        "bad_frame",
		`{"type":"say","id":"2","text":"` + strings.Repeat("я", 8001) + `"}`: "too_long",
	} {
		if err := v.Conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			t.Fatal(err)
		}
		if w := v.Until("error", func(w programtest.Frame) bool { return w.Type == "error" }); w.Code != code {
			t.Errorf("%.40s: %s, want %s", frame, w.Code, code)
		}
	}
	v.Send(map[string]any{"type": "of the future"}) // ignored
	v.Say("still here")
}

func TestOperatorSendsAFile(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	anna := r.Operator("anna", chat.RoleOperator)
	v := r.Visitor()
	v.Say("позовите оператора")
	v.Hears("прямо здесь")
	id := anna.Waiting("site")
	anna.Claim(id)
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", "инструкция.svg")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`))
	_ = m.Close()
	req, _ := http.NewRequest("POST", r.Base+"/api/v1/files", &body)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.AddCookie(&http.Cookie{Name: "frontdesk_session", Value: anna.Token})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var file struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&file); err != nil {
		t.Fatal(err)
	}
	anna.Ask(
		"POST",
		fmt.Sprintf("/api/v1/conversations/%s/replies", id),
		map[string]any{"id": chat.NewID(), "text": "вот", "files": []string{file.ID}},
		200,
		nil,
	)
	e := v.Hears("вот")
	if len(e.Files) != 1 || e.Files[0].ID != file.ID {
		t.Fatalf("files %+v", e.Files)
	}
	req, _ = http.NewRequest("GET", r.Base+"/widget/files/"+file.ID+"?channel=site", nil)
	req.Header.Set("Authorization", "Bearer "+v.Token)
	got, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	h := got.Header
	if got.StatusCode != 200 || h.Get("Content-Type") != "application/octet-stream" ||
		h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(h.Get("Content-Disposition"), "attachment") ||
		!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a drawing that can run scripts is served as %d %v", got.StatusCode, h)
	}
}

func TestTypingBothWays(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	anna := r.Operator("anna", chat.RoleOperator)
	v := r.Visitor()
	v.Say("позовите оператора")
	v.Hears("прямо здесь")
	id := anna.Waiting("site")
	anna.Claim(id)
	live, _, err := websocket.DefaultDialer.Dial(
		strings.Replace(r.Base, "http", "ws", 1)+"/api/v1/live",
		http.Header{"Cookie": {"frontdesk_session=" + anna.Token}},
	)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	if err := live.WriteJSON(map[string]any{"type": "typing", "conversation": id, "on": true}); err != nil {
		t.Fatal(err)
	}
	if w := v.Until("typing", func(w programtest.Frame) bool { return w.Type == "typing" }); !w.On {
		t.Errorf("got %+v", w)
	}
	v.Send(map[string]any{"type": "typing", "on": true})

	for {
		var f struct{ Type, Who, Conversation string }
		_ = live.SetReadDeadline(time.Now().Add(programtest.Patience))
		if err := live.ReadJSON(&f); err != nil {
			t.Fatal(err)
		}
		if f.Type == "typing" && f.Who == "customer" && f.Conversation == id {
			return
		}
	}
}

// TestStopInGoodOrder: open sockets do not delay a stop. The widgets are told to come back, and find all entries again.
func TestStopInGoodOrder(t *testing.T) {
	dir := t.TempDir()
	text := "listen: 127.0.0.1:0\ndatabase: sqlite:frontdesk.db\nfiles: files\nfaq: {import: \"\"}\n" + siteOnly
	r := programtest.StartIn(t, dir, text)
	anna := r.Operator("anna", chat.RoleOperator)
	live, _, err := websocket.DefaultDialer.Dial(
		strings.Replace(r.Base, "http", "ws", 1)+"/api/v1/live",
		http.Header{"Cookie": {"frontdesk_session=" + anna.Token}},
	)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	v := r.Visitor()
	v.Say("до остановки")
	stopped := make(chan struct{})
	go func() { r.Stop(); close(stopped) }()
	v.Until("reconnect", func(w programtest.Frame) bool { return w.Type == "reconnect" })

	select {
	case <-stopped:
	case <-time.After(program.DrainWithin):
		t.Fatal("open sockets hold the stop up")
	}
	r2 := programtest.StartIn(t, dir, text)
	v.R = r2
	v.Connect()
	v.Say("после остановки")
	list, err := r2.Program.DB.ReadEntries(t.Context(), chat.ConversationID(v.Last), 0, 100)
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
		t.Errorf("the message before the stop is stored %d times", n)
	}
}
