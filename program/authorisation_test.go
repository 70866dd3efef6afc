package program_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/gorilla/websocket"

	"frontdesk/chat"
	"frontdesk/program/programtest"
)

// access has the HTTP statuses of a route for each kind of caller. The victim's conversation and file exist. The callers are: a caller
// without a token, another visitor with a valid token, an operator, and an operator who was disabled while signed in.
type access struct{ nobody, visitor, operator, disabled int }

// public routes give all callers the same status.
func public(status int) access {
	return access{nobody: status, visitor: status, operator: status, disabled: status}
}

// staff routes are for operators only.
func staff(status int) access {
	return access{nobody: 401, visitor: 401, operator: status, disabled: 401}
}

// matrix has a row for every route of the router. A new route without a row fails the test.
var matrix = map[string]access{
	"GET /widget.js":     public(200),
	"GET /widget/{file}": public(200),
	"GET /widget/socket": public(
		400,
	), // a plain GET is no upgrade; frames are tested below
	"POST /widget/upload":                                    {401, 400, 401, 401},
	"OPTIONS /widget/upload":                                 public(204),
	"GET /widget/files/{id}":                                 {401, 404, 401, 401},
	"OPTIONS /widget/files/{id}":                             public(204),
	"GET /healthz":                                           public(200),
	"GET /readyz":                                            public(200),
	"GET /metrics":                                           public(200), // from this machine only, tested below
	"GET /{$}":                                               public(200),
	"GET /site/{file}":                                       public(404),
	"GET /console":                                           public(301),
	"GET /console/{path...}":                                 public(200),
	"GET /api/v1/openapi.yaml":                               public(200),
	"POST /api/v1/session":                                   public(401), // a wrong password
	"GET /api/v1/session":                                    staff(200),
	"DELETE /api/v1/session":                                 public(204),
	"PATCH /api/v1/session":                                  staff(200),
	"GET /api/v1/operators":                                  staff(200),
	"POST /api/v1/operators":                                 staff(403), // for admins only
	"PATCH /api/v1/operators/{id}":                           staff(403),
	"GET /api/v1/conversations":                              staff(200),
	"GET /api/v1/conversations/{id}":                         staff(200),
	"GET /api/v1/conversations/{id}/entries":                 staff(200),
	"POST /api/v1/conversations/{id}/claim":                  staff(409), // owned by another operator
	"POST /api/v1/conversations/{id}/release":                staff(409),
	"POST /api/v1/conversations/{id}/transfer":               staff(409),
	"POST /api/v1/conversations/{id}/close":                  staff(409),
	"POST /api/v1/conversations/{id}/replies":                staff(409),
	"POST /api/v1/conversations/{id}/notes":                  staff(200),
	"POST /api/v1/conversations/{id}/entries/{seq}/delivery": staff(409),
	"POST /api/v1/files":                                     staff(422),
	"GET /api/v1/files/{id}":                                 staff(200),
	"POST /api/v1/files/{id}/retry":                          staff(404),
	"GET /api/v1/channels":                                   staff(200),
	"GET /api/v1/parked":                                     staff(200),
	"GET /api/v1/report":                                     staff(200),
	"GET /api/v1/faq":                                        staff(200),
	"GET /api/v1/faq/entries":                                staff(200),
	"PUT /api/v1/faq/entries":                                staff(403),
	"DELETE /api/v1/faq/entries/{lang}/{id}":                 staff(403),
	"GET /api/v1/faq/versions":                               staff(200),
	"POST /api/v1/faq/versions/{number}/restore":             staff(403),
	"GET /api/v1/faq/lessons":                                staff(200),
	"POST /api/v1/faq/lessons/{id}":                          staff(403),
	"POST /api/v1/faq/try":                                   staff(200),
	"POST /api/v1/faq/preview":                               staff(200),
	"POST /api/v1/faq/import":                                staff(403),
	"GET /api/v1/faq/export":                                 staff(200),
	"POST /api/v1/conversations/{id}/match":                  staff(200),
	"GET /api/v1/live":                                       staff(400), // a plain GET is no upgrade
	"POST /telegram/tg":                                      public(401),
	"POST /slack/slack/events":                               public(401),
	"POST /slack/slack/interactive":                          public(401),
}

// bodies are valid requests. Only the caller may lack the permission.
var bodies = map[string]string{
	"POST /api/v1/session":  `{"login":"owner","password":"not-the-password"}`,
	"PATCH /api/v1/session": `{"lang":"en"}`,
	"POST /api/v1/operators": `{"login":"evil","name":"Evil","role":"admin",` +
		`"password":"password"}`,
	"PATCH /api/v1/operators/{id}":                           `{"disabled":true}`,
	"POST /api/v1/conversations/{id}/transfer":               `{"operator":"x"}`,
	"POST /api/v1/conversations/{id}/replies":                `{"id":"stolen-reply","text":"stolen"}`,
	"POST /api/v1/conversations/{id}/entries/{seq}/delivery": `{"action":"arrived"}`,
	"PUT /api/v1/faq/entries": `{"id":"evil","lang":"en","question":"q","answer":"a",` +
		`"phrasings":[],"tags":[]}`,
	"POST /api/v1/faq/lessons/{id}": `{"accept":true}`,
	"POST /api/v1/faq/try":          `{"text":"delivery"}`,
	"POST /api/v1/faq/preview":      `{"text":"**delivery**"}`,
	"POST /api/v1/conversations/{id}/match": `{"id":"a-match-of-mine","entry":"delivery-cost","lang":"en",` +
		`"words":"how much is it"}`,
	"POST /api/v1/conversations/{id}/notes": `{"id":"a-note-of-mine","text":"note"}`,
}

// withEveryInlet configures the channels with routes of their own. No server answers at the channels' api_url.
const withEveryInlet = `quiet_time: 0s
sample_site: true
public_url: http://127.0.0.1:1
channels:
  - {id: site, type: webchat}
  - id: tg
    type: telegram
    token: "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    mode: webhook
    secret: s3cret
    api_url: "http://127.0.0.1:1"
  - {id: slack, type: slack, bot_token: xoxb-1, mode: events, signing_secret: s3cret, api_url: "http://127.0.0.1:1/"}
`

func TestAuthorisationMatrix(t *testing.T) {
	r := programtest.Start(t, withEveryInlet)
	victim := r.Visitor()
	file, _ := victim.Upload("secret.txt", []byte("secret"))
	victim.Send(map[string]any{"type": "say", "id": chat.NewID(), "text": "", "files": []string{file}})
	victim.Hears("файл получил")
	owner := r.Operator("owner", chat.RoleOperator)
	id := owner.Waiting("site")
	owner.Claim(id)
	other := r.Visitor()
	mate, disabled := r.Operator("mate", chat.RoleOperator), r.Operator("gone", chat.RoleOperator)
	disabled.Account.Disabled = true
	if err := r.Program.DB.SaveOperator(t.Context(), disabled.Account); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}

	for _, pattern := range r.Program.Routes() {
		want, known := matrix[pattern]
		seen[pattern] = true
		if !known {
			t.Errorf("route %q has no row: add the statuses of each caller", pattern)
			continue
		}
		if pattern == "DELETE /api/v1/session" { // this route signs the caller out
			mate = r.Operator("leaver", chat.RoleOperator)
		}

		for who, x := range map[string]struct {
			bearer, cookie string
			want           int
		}{
			"nobody":            {want: want.nobody},
			"another visitor":   {bearer: other.Token, want: want.visitor},
			"operator":          {cookie: mate.Token, want: want.operator},
			"disabled operator": {cookie: disabled.Token, want: want.disabled},
		} {
			method, path, _ := strings.Cut(pattern, " ")
			value := id
			if strings.Contains(path, "files/{id}") {
				value = file
			}
			path = strings.NewReplacer(
				"{id}", value,
				"{seq}", "1",
				"{number}", "1",
				"{lang}", "en",
				"{file}", "panel.js",
				"{path...}", "",
				"{$}", "",
			).Replace(path)
			if strings.HasPrefix(path, "/site/") {
				path = "/site/none"
			}
			req, err := http.NewRequest(method, r.Base+path, strings.NewReader(bodies[pattern]))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(bodies[pattern], "{") {
				req.Header.Set("Content-Type", "application/json")
			}
			if x.bearer != "" {
				req.Header.Set("Authorization", "Bearer "+x.bearer)
			}
			if x.cookie != "" {
				req.AddCookie(&http.Cookie{Name: "frontdesk_session", Value: x.cookie})
			}
			resp, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if strings.HasPrefix(pattern, "GET /widget") && resp.StatusCode == http.StatusServiceUnavailable ||
				pattern == "GET /console/{path...}" && resp.StatusCode == http.StatusServiceUnavailable {
				continue // no test builds the front ends
			}
			if pattern == "DELETE /api/v1/session" && x.cookie != "" {
				mate = r.Operator("mate-"+who[:1], chat.RoleOperator)
			}
			if resp.StatusCode != x.want {
				t.Errorf("%s as %s: %d, want %d: %.200s", pattern, who, resp.StatusCode, x.want, body)
			}
		}
	}

	for pattern := range matrix {
		if !seen[pattern] {
			t.Errorf("the matrix speaks of %q, which is no route", pattern)
		}
	}
}

// TestFramesOfOtherVisitors sends every type of frame with the ids of a victim. No data of the victim may come back or change.
func TestFramesOfOtherVisitors(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	victim := r.Visitor()
	canary := "канарейка-7731"
	victim.Say(canary)
	victim.Hears("другими словами")
	victim.Say("позовите человека")
	victim.Hears("ответит прямо здесь")
	owner := r.Operator("owner", chat.RoleOperator)
	id := owner.Waiting("site")
	owner.Claim(id)
	owner.Reply(id, "ответ "+canary)
	entry := victim.Hears(canary)
	thief := r.Visitor()
	_ = thief.Conn.Close()
	thief.Last, thief.Epoch = id, victim.Epoch
	thief.Seen[id] = 1
	thief.Connect() // a cursor into another visitor's conversation

	cursor := map[string]any{"epoch": victim.Epoch, "conversation": id, "seq": 0}
	for _, f := range []map[string]any{
		{"type": "hello", "token": thief.Token, "cursor": cursor},
		{"type": "say", "id": "thief-1", "text": "что тут?", "reply_to": entry.ID, "conversation": id},
		{"type": "press", "id": "thief-2", "value": "human", "conversation": id},
		{"type": "seen", "conversation": id, "seq": 100},
		{"type": "typing", "on": true, "conversation": id},
		{"type": "ping"},
	} {
		thief.Send(f)
	}
	thief.Until("pong", func(w programtest.Frame) bool { return w.Type == "pong" })
	if strings.Contains(thief.Texts(), canary) {
		t.Errorf("a thief saw %s", thief.Texts())
	}
	var list struct {
		Items []struct {
			Text     string
			Delivery *struct{ State string }
		}
	}
	owner.Ask("GET", "/api/v1/conversations/"+id+"/entries", nil, 200, &list)

	for _, e := range list.Items {
		if strings.Contains(e.Text, "что тут") {
			t.Error("a thief wrote into the victim's conversation")
		}
	}
}

// TestLiveSocketIsForOperators checks the permitted callers, the permitted origins, and the end of a session.
func TestLiveSocketIsForOperators(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	anna := r.Operator("anna", chat.RoleOperator)
	url := strings.Replace(r.Base, "http", "ws", 1) + "/api/v1/live"

	dial := func(token, origin string) (*websocket.Conn, int) {
		h := http.Header{"Cookie": {"frontdesk_session=" + token}}
		if origin != "" {
			h.Set("Origin", origin)
		}
		conn, resp, err := websocket.DefaultDialer.Dial(url, h)
		if err != nil {
			return nil, resp.StatusCode
		}

		return conn, 101
	}
	for _, x := range []struct {
		token, origin string
		want          int
	}{
		{token: "", origin: "", want: 401},
		{token: "wrong", origin: "", want: 401},
		{token: anna.Token, origin: "https://evil.example.com", want: 403},
		{token: anna.Token, origin: "null", want: 403},
		{token: anna.Token, origin: r.Base, want: 101},
	} {
		conn, got := dial(x.token, x.origin)
		if got != x.want {
			t.Errorf("token %.5q origin %q: %d, want %d", x.token, x.origin, got, x.want)
		}
		if conn != nil {
			_ = conn.Close()
		}
	}

	conn, _ := dial(anna.Token, r.Base)
	for _, f := range []string{
		`{"type":"typing","conversation":"none","on":true}`,
		`{"type":"of the future"}`,
		`{"type":"ping"}`,
	} {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(f)); err != nil {
			t.Fatal(err)
		}
	}

	for pong := false; !pong; {
		var f struct{ Type string }
		if err := conn.ReadJSON(&f); err != nil {
			t.Fatal(err)
		}
		pong = f.Type == "pong"
	}
	anna.Ask("DELETE", "/api/v1/session", nil, 204, nil)

	for { // closed soon after the end of the session
		if _, _, err := conn.ReadMessage(); err != nil {
			break
		}
	}
}

func TestCrossSiteRequestsChangeNothing(t *testing.T) {
	r := programtest.Start(t, siteOnly)

	anna := r.Operator("anna", chat.RoleOperator)
	for _, pattern := range r.Program.Routes() {
		method, path, _ := strings.Cut(pattern, " ")
		if method == "GET" || method == "OPTIONS" || pattern == "POST /widget/upload" {
			continue
		}
		req, err := http.NewRequest(
			method,
			r.Base+strings.NewReplacer("{id}", "x", "{seq}", "1").Replace(path),
			strings.NewReader("{}"),
		)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		req.Header.Set("Origin", "https://evil.example.com")
		req.AddCookie(&http.Cookie{Name: "frontdesk_session", Value: anna.Token})
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s from another site: %d, want 403", pattern, resp.StatusCode)
		}
	}
}

func TestLoginAttemptsAreLimited(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	r.Operator("anna", chat.RoleOperator)
	nobody := &programtest.Person{R: r}
	last := 0

	for range 14 {
		resp := nobody.Do("POST", "/api/v1/session", map[string]string{"login": "anna", "password": "wrong-password"})
		last = resp.StatusCode
		resp.Body.Close()
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the 14th wrong password: %d, want 429", last)
	}
}

func TestMetricsStayOnThisMachine(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	req, _ := http.NewRequest("GET", r.Base+"/metrics", nil)
	req.Header.Set("X-Forwarded-For", "203.0.113.1")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("metrics through a proxy: %d", resp.StatusCode)
	}
}

// TestOpenAPIListsEveryOperation compares the published description with the router.
func TestOpenAPIListsEveryOperation(t *testing.T) {
	r := programtest.Start(t, siteOnly)
	resp, err := http.Get(r.Base + "/api/v1/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var published struct{ Paths map[string]map[string]any }
	if err := yaml.NewDecoder(resp.Body).Decode(&published); err != nil {
		t.Fatal(err)
	}

	routes := 0
	for _, pattern := range r.Program.Routes() {
		method, path, _ := strings.Cut(pattern, " ")
		if !strings.HasPrefix(path, "/api/v1/") || path == "/api/v1/openapi.yaml" {
			continue
		}
		routes++
		if published.Paths[path][strings.ToLower(method)] == nil {
			t.Errorf("openapi.yaml does not list %s", pattern)
		}
	}

	operations := 0
	for _, methods := range published.Paths {
		operations += len(methods)
	}
	if operations != routes {
		t.Errorf("openapi.yaml lists %d operations; the router has %d", operations, routes)
	}
}
