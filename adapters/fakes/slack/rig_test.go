package slack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	sdk "github.com/slack-go/slack"

	"frontdesk/adapters/fakes/slack"
)

// clock is a time moved by hand.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()

	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// rig is a fake behind a real HTTP server, with an SDK client.
type rig struct {
	t *testing.T
	*slack.Server
	url   string
	clock *clock
	api   *sdk.Client
}

func start(t *testing.T, opt slack.Options) *rig {
	t.Helper()
	c := &clock{t: time.Now()}
	if opt.Now == nil {
		opt.Now = c.now
	}
	srv := slack.New(opt)
	web := httptest.NewServer(srv)
	t.Cleanup(func() { srv.Close(); web.Close() })
	api := sdk.New(
		slack.DefaultBotToken,
		sdk.OptionAPIURL(web.URL+"/api/"),
		sdk.OptionAppLevelToken(slack.DefaultAppToken),
	)

	return &rig{t: t, Server: srv, url: web.URL, clock: c, api: api}
}

type answer struct {
	Status int
	Header http.Header
	Body   map[string]any
	Raw    string
}

func (a answer) err() string {
	s, _ := a.Body["error"].(string)
	return s
}

// call posts a form with the bot token.
func (r *rig) call(method string, pairs ...string) answer {
	r.t.Helper()
	a, err := r.try(r.t.Context(), slack.DefaultBotToken, method, pairs...)
	if err != nil {
		r.t.Fatal(err)
	}

	return a
}

func (r *rig) try(ctx context.Context, token, method string, pairs ...string) (answer, error) {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+"/api/"+method, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}

	return do(req)
}

func do(req *http.Request) (answer, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{Status: resp.StatusCode, Header: resp.Header, Raw: string(raw)}

	return a, json.Unmarshal(raw, &a.Body)
}

// want makes the call and compares the error; "" means ok.
func (r *rig) want(code, method string, pairs ...string) answer {
	r.t.Helper()
	a := r.call(method, pairs...)
	if a.err() != code || a.Body["ok"] != (code == "") {
		r.t.Errorf("%s %.120q: got %q, want %q (%s)", method, pairs, a.err(), code, a.Raw)
	}

	return a
}

func (r *rig) post(channel, text string) string {
	r.t.Helper()
	ts, _ := r.want("", "chat.postMessage", "channel", channel, "text", text).Body["ts"].(string)

	return ts
}

func (r *rig) wait(ok func(*slack.Snapshot) bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	if err := r.Wait(ctx, ok); err != nil {
		dump, _ := json.MarshalIndent(r.Transcript(), "", " ")
		r.t.Fatalf("never came: %v\n%s", err, dump)
	}
}

func (r *rig) connected(n int) {
	r.t.Helper()
	r.wait(func(s *slack.Snapshot) bool { return s.Connections == n })
}

// frame is one frame from a socket.
type frame struct {
	Type     string `json:"type"`
	Reason   string `json:"reason"`
	Envelope string `json:"envelope_id"`
	Attempt  int    `json:"retry_attempt"`
	Why      string `json:"retry_reason"`
	Count    int    `json:"num_connections"`
	Accepts  bool   `json:"accepts_response_payload"`
	Debug    map[string]any
	Payload  struct {
		Type    string         `json:"type"`
		EventID string         `json:"event_id"`
		Event   map[string]any `json:"event"`
		Command string         `json:"command"`
		Actions []map[string]any
	} `json:"payload"`
}

// socket is a raw client: socket acks only on a call of ack.
type socket struct {
	t     *testing.T
	ws    *websocket.Conn
	pings chan string
	in    chan frame // closed with the connection
}

func (r *rig) dial() *socket {
	r.t.Helper()
	a, err := r.try(r.t.Context(), slack.DefaultAppToken, "apps.connections.open")
	if err != nil {
		r.t.Fatal(err)
	}
	target, _ := a.Body["url"].(string)
	ws, _, err := websocket.DefaultDialer.Dial(target, nil)
	if err != nil {
		r.t.Fatal(err, a.Raw)
	}
	s := &socket{t: r.t, ws: ws, pings: make(chan string, 1000), in: make(chan frame, 1000)}
	ws.SetPingHandler(func(data string) error {
		select {
		case s.pings <- data:
		default:
		}

		return nil
	})
	r.t.Cleanup(func() { _ = ws.Close() })
	go func() {
		defer close(s.in)

		for {
			var f frame
			if ws.ReadJSON(&f) != nil {
				return
			}
			s.in <- f
		}
	}()

	return s
}

// next is the next frame; the zero frame means the connection has ended.
func (s *socket) next() frame {
	s.t.Helper()

	select {
	case f := <-s.in:
		return f
	case <-time.After(20 * time.Second):
		s.t.Fatal("no frame")
		return frame{}
	}
}

func (s *socket) ack(f frame) { s.send(map[string]string{"envelope_id": f.Envelope}) }

func (s *socket) send(v any) {
	if err := s.ws.WriteJSON(v); err != nil {
		s.t.Error(err)
	}
}

func (s *socket) hello() *socket {
	s.t.Helper()
	if f := s.next(); f.Type != "hello" {
		s.t.Fatalf("first frame %+v", f)
	}

	return s
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}

	return strings.TrimSpace(b.String())
}

type obj = map[string]any
type arr = []any
