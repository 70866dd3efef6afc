package slack_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"frontdesk/adapters/fakes/slack"
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
	r := start(t, slack.Options{})
	do := func(method, path, body string) string {
		t.Helper()
		code, out := r.sim(method, path, body)
		if code != 200 {
			t.Fatalf("%s %s: %d %s", method, path, code, out)
		}

		return out
	}
	posted := func(out string) (p slack.Posted) {
		if err := json.Unmarshal([]byte(out), &p); err != nil {
			t.Fatal(err)
		}

		return p
	}
	var u slack.User
	_ = json.Unmarshal([]byte(do("POST", "/sim/users", `{"name":"anna","real_name":"Анна","locale":"ru-RU"}`)), &u)
	s := r.dial().hello()
	p := posted(do("POST", "/sim/say", fmt.Sprintf(`{"user":%q,"text":"привет"}`, u.ID)))
	s.ack(s.next())
	do("POST", "/sim/edit", fmt.Sprintf(`{"channel":%q,"ts":%q,"text":"hi"}`, p.Channel, p.TS))
	if f := s.next(); f.Payload.Event["subtype"] != "message_changed" {
		t.Errorf("%+v", f)
	}
	do("POST", "/sim/file?user="+u.ID+"&name=a.txt", "abc")
	if f := s.next(); f.Payload.Event["subtype"] != "file_share" {
		t.Errorf("%+v", f)
	}
	m := posted(
		do("POST", "/sim/say", fmt.Sprintf(`{"user":%q,"channel":"support","text":"help","mention":true}`, u.ID)),
	)
	if len(m.Events) != 2 {
		t.Errorf("%+v", m)
	}
	s.next()
	s.next()
	ts := r.want(
		"", "chat.postMessage",
		"channel", p.Channel,
		"text", "x",
		"blocks", jsonOf(t, arr{actions("a")}),
	).Body["ts"].(string)
	s.next()
	do("POST", "/sim/press", fmt.Sprintf(`{"user":%q,"channel":%q,"ts":%q,"button":"a"}`, u.ID, p.Channel, ts))
	if f := s.next(); f.Type != "interactive" {
		t.Errorf("%+v", f)
	}
	do("POST", "/sim/events/"+p.Events[0]+"/redeliver", `{}`)
	if f := s.next(); f.Payload.EventID != p.Events[0] {
		t.Errorf("%+v", f)
	}
	do("POST", "/sim/events/"+p.Events[0]+"/redeliver", `{"as_new":true}`)
	if f := s.next(); f.Payload.EventID == p.Events[0] || f.Payload.Event["ts"] != p.TS {
		t.Errorf("%+v", f)
	}
	do("POST", "/sim/home", fmt.Sprintf(`{"user":%q}`, u.ID))
	s.next()
	do("POST", "/sim/slash", fmt.Sprintf(`{"user":%q,"command":"/help"}`, u.ID))
	s.next()
	do("POST", "/sim/delete", fmt.Sprintf(`{"channel":%q,"ts":%q}`, p.Channel, p.TS))
	s.next()
	do("POST", "/sim/faults", fmt.Sprintf(`{"method":"message","chat":%q,"kind":"500"}`, p.Channel))
	r.want("internal_error", "chat.postMessage", "channel", p.Channel, "text", "x")
	do("POST", "/sim/archive", `{"channel":"support","archived":true}`)
	r.want("is_archived", "chat.postMessage", "channel", "support", "text", "x")
	do("POST", "/sim/token", `{"revoked":true}`)
	r.want("token_revoked", "auth.test")
	do("POST", "/sim/token", `{"revoked":false}`)
	do("POST", "/sim/socket", `{"fault":"warning"}`)
	if f := s.next(); f.Reason != "warning" {
		t.Errorf("%+v", f)
	}
	if out := do("GET", "/sim/transcript", ""); !strings.Contains(out, "привет") ||
		!strings.Contains(out, `"fault":"500"`) {
		t.Error(out)
	}
	if out := do("GET", "/sim/state?user="+url.QueryEscape(u.ID), ""); !strings.Contains(out, "Анна") ||
		!strings.Contains(out, `"connected":true`) {
		t.Error(out)
	}

	for _, bad := range [][2]string{
		{"/sim/say", `{"text":"x"}`},
		{"/sim/press", `{}`},
		{"/sim/socket", `{"fault":"?"}`},
		{"/sim/faults", `{"kind":"7"}`},
		{"/sim/events/Ev0/redeliver", `{}`},
	} {
		if code, _ := r.sim("POST", bad[0], bad[1]); code != 400 && code != 404 {
			t.Errorf("%v: %d", bad, code)
		}
	}
}

func TestPageIsStrictAndWhole(t *testing.T) {
	r := start(t, slack.Options{})
	for _, path := range []string{"/", "/app.js", "/base.js", "/base.css"} {
		resp, err := http.Get(r.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != 200 || len(body) == 0 ||
			!strings.Contains(resp.Header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'") {
			t.Errorf("%s: %d %v", path, resp.StatusCode, resp.Header)
		}
		if strings.Contains(string(body), "innerHTML") || strings.Contains(string(body), "http://") {
			t.Errorf("%s uses innerHTML or another host", path)
		}
	}
}
