package telegram_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"frontdesk/adapters/fakes/telegram"
)

func (r *rig) sim(method, path, body string) (int, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}

	return resp.StatusCode, string(raw)
}

func TestControlOverHTTP(t *testing.T) {
	r := start(t, telegram.Options{})
	do := func(method, path, body string) string {
		t.Helper()
		code, out := r.sim(method, path, body)
		if code != 200 {
			t.Fatalf("%s %s: %d %s", method, path, code, out)
		}

		return out
	}
	var c telegram.Customer
	_ = json.Unmarshal([]byte(do("POST", "/sim/customers", `{"name":"Анна","language":"ru"}`)), &c)
	base := fmt.Sprintf("/sim/chats/%d/", c.ID)
	do("POST", base+"say", `{"text":"привет"}`)
	do("POST", base+"edit", fmt.Sprintf(`{"message":%d,"text":"hi"}`, r.Messages(c.ID)[0].ID))
	do("POST", base+"file?kind=photo&name=p.png", string(picture(t)))
	do("POST", base+"location", `{"latitude":1,"longitude":2}`)
	do("POST", base+"contact", `{"phone":"+7","name":"A"}`)
	do("POST", base+"block", `{"blocked":true}`)
	do("POST", base+"block", `{"blocked":false}`)
	u := r.updates(nil)
	if len(u) != 7 || u[0].Message.From.FirstName != "Анна" || u[1].EditedMessage == nil || u[2].Message.Photo == nil {
		t.Fatalf("%+v", u)
	}
	var m telegram.Message
	r.call(
		"sendMessage",
		params{
			"chat_id":      c.ID,
			"text":         "x",
			"reply_markup": params{"inline_keyboard": [][]params{{{"text": "A", "callback_data": "a"}}}},
		},
	).
		into(t, &m)
	do("POST", base+"press", fmt.Sprintf(`{"message":%d,"button":"A"}`, m.ID))
	do("POST", fmt.Sprintf("/sim/updates/%d/redeliver", u[0].ID), "")
	do("POST", "/sim/faults", fmt.Sprintf(`{"method":"sendMessage","chat":"%d","kind":"429","retry_after":9}`, c.ID))
	r.refused("sendMessage", params{"chat_id": c.ID, "text": "x"}, 429, "Too Many Requests: retry after 9")
	if out := do("GET", "/sim/transcript", ""); !strings.Contains(out, `"fault":"429"`) ||
		!strings.Contains(out, "привет") {
		t.Error(out)
	}
	if out := do("GET", base+"messages", ""); !strings.Contains(out, `"versions":["привет"]`) {
		t.Error(out)
	}

	for _, bad := range [][3]string{
		{"POST", base + "say", `{"text":""}`},
		{"POST", base + "press", `{"message":1,"button":"?"}`},
		{"POST", "/sim/faults", `{"kind":"777"}`},
		{"POST", base + "say", `{"txet":"x"}`},
		{"GET", "/sim/files/none", ""},
	} {
		if code, _ := r.sim(bad[0], bad[1], bad[2]); code != 400 && code != 404 {
			t.Errorf("%v: %d", bad, code)
		}
	}
}

func TestControlRefusesOtherOrigins(t *testing.T) {
	r := start(t, telegram.Options{})
	req, _ := http.NewRequest(http.MethodPost, r.url+"/sim/customers", strings.NewReader(`{"name":"x"}`))
	req.Header.Set("Origin", "https://evil.example")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != 403 {
		t.Errorf("%d", resp.StatusCode)
	}
}

func TestEventsTellOfChanges(t *testing.T) {
	r := start(t, telegram.Options{})
	resp, err := http.Get(r.url + "/sim/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	in := bufio.NewScanner(resp.Body)
	in.Scan()
	if in.Text() != "data: 0" {
		t.Errorf("%q", in.Text())
	}
	r.Say(7, "x")

	for in.Scan() && in.Text() == "" {
	}
	if in.Text() != "data: 1" {
		t.Errorf("%q", in.Text())
	}
}

func TestPageIsStrictAndWhole(t *testing.T) {
	r := start(t, telegram.Options{})
	for path, want := range map[string]string{
		"/":         "app.js",
		"/app.js":   "textarea",
		"/base.js":  "EventSource",
		"/base.css": "prefers-color-scheme",
	} {
		resp, err := http.Get(r.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != 200 || (path != "/app.js" && !strings.Contains(string(body), want)) {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
		if !strings.Contains(resp.Header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'") {
			t.Errorf("%s has no policy", path)
		}
		if strings.Contains(string(body), "innerHTML") || strings.Contains(string(body), "http://") {
			t.Errorf("%s uses innerHTML or another host", path)
		}
	}
}
