package adaptertest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"frontdesk/adapters"
	"frontdesk/adapters/adaptertest"
	"frontdesk/adapters/webchat"
	"frontdesk/chat"
)

func TestConformsWebchat(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{New: newSite})
}

// site is a web page with three visitors. Each visitor has a widget with the protocol of docs/widget-protocol.md.
type site struct {
	t       *testing.T
	widgets [3]*widget
	mu      sync.Mutex
	env     adaptertest.Env
	peers   map[string]string // address by client id
	last    string            // client id of the newest press
	newest  string            // client id of the newest frame
}

func newSite(t *testing.T) adaptertest.Platform {
	s := &site{t: t, peers: map[string]string{}}
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup

	for i := range s.widgets {
		s.widgets[i] = &widget{site: s, known: make(chan struct{})}
		work.Go(func() { s.widgets[i].run(ctx) })
	}
	t.Cleanup(func() { cancel(); work.Wait() })

	return s
}

// program is the channel with the routes and the stop of package program.
type program struct{ *webchat.Channel }

func (p program) Register(handle func(string, http.Handler)) {
	(&webchat.Routes{Channels: []*webchat.Channel{p.Channel}}).Register(handle)
}

func (p program) Run(ctx context.Context) error {
	defer p.Wait()
	defer p.Drain()

	return p.Channel.Run(ctx)
}

func (s *site) Traits() adapters.Traits { return webchat.Kind.Traits }

func (s *site) Channel(env adaptertest.Env) (adapters.Channel, error) {
	secret, err := env.Secret(context.Background(), "visitor")
	if err != nil {
		return nil, err
	}
	receive := func(ctx context.Context, in chat.Inbound) (chat.Stored, error) {
		s.mu.Lock()
		s.peers[in.ClientID] = in.Peer.Address
		s.mu.Unlock()

		return env.Receive(ctx, in)
	}
	ch := webchat.New(
		webchat.Config{ID: env.ID, Secret: secret, PerSecond: 100},
		webchat.Deps{
			Receive: receive,
			Typing:  func(chat.Peer, bool, string) {},
			Store:   env.Store,
			Blobs:   env.Blobs,
			Hints:   env.Hints,
			Touched: env.Touched,
			Say:     func(lang, key string) string { return env.Say(lang, key, nil) },
			Lang:    env.Lang,
			Online:  func() bool { return false },
			Board:   env.Board,
			Log:     env.Log,
			Now:     time.Now,
		},
	)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.env = env

	return program{ch}, nil
}

func (s *site) url() string {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.env.URL
}

func (s *site) Peer(customer int) string {
	w := s.widgets[customer]
	w.mu.Lock()
	defer w.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()

	for _, id := range w.ids {
		if p := s.peers[id]; p != "" {
			return p
		}
	}

	return ""
}

func (s *site) say(customer int, f frame) string {
	f.Type, f.ID = "say", chat.NewID()
	s.widgets[customer].send(f)
	s.newest = f.ID

	return f.ID
}

func (s *site) Say(customer int, text string) string { return s.say(customer, frame{Text: text}) }

func (s *site) Press(customer int, message, label string) {
	s.t.Helper()

	for _, e := range s.widgets[customer].shown() {
		for _, c := range e.Choices {
			if e.ID == message && c.Label == label {
				s.last = chat.NewID()
				s.newest = s.last
				s.widgets[customer].send(frame{Type: "press", ID: s.last, Value: c.Value, Label: c.Label})

				return
			}
		}
	}
	s.t.Fatalf("no button %q under %s", label, message)
}

func (s *site) Sees(customer int) (out []adaptertest.Message) {
	w := s.widgets[customer]

	all := w.shown()
	for _, e := range all {
		if e.Kind != chat.Said || e.Author.Kind == chat.ByCustomer {
			continue
		}

		m := adaptertest.Message{ID: e.ID, Text: e.Text}
		for _, c := range e.Choices {
			m.Buttons = append(m.Buttons, c.Label)
		}

		for _, q := range all {
			if e.ReplyTo != "" && q.ID == e.ReplyTo {
				m.Quote = q.ClientID
			}
		}

		for _, f := range e.Files {
			m.File = w.download(f.ID)
		}
		out = append(out, m)
	}

	return out
}

func (s *site) Idle() bool {
	for _, w := range s.widgets {
		w.mu.Lock()
		n := len(w.queue)
		w.mu.Unlock()
		if n > 0 {
			return false
		}
	}

	return true
}

func (s *site) Can() adaptertest.Abilities {
	return adaptertest.Abilities{
		Reply: func(c int, to, text string) string { return s.say(c, frame{Text: text, ReplyTo: to}) },
		Send: func(c int, name string, data []byte) string {
			return s.say(c, frame{Files: []string{s.widgets[c].upload(name, data)}})
		},
		Redeliver:  func() { s.again(s.newest) },
		PressAgain: func() { s.again(s.last) },
		Garbage: func() {
			for _, w := range s.widgets {
				w.raw(
					"{",
					"[]",
					`{"type":"say"}`,
					`{"type":"press","id":"x"}`,
					`{"type":"future"}`,
					`{"type":"seen","conversation":"x","seq":9}`,
				)
			}
		},
	}
}

// again repeats a frame, as a widget does after a lost ack.
func (s *site) again(id string) {
	for _, w := range s.widgets {
		w.mu.Lock()

		i := 0
		for ; i < len(w.history) && w.history[i].ID != id; i++ {
		}
		found := i < len(w.history)
		w.mu.Unlock()
		if found {
			w.send(w.history[i])
			return
		}
	}
	s.t.Error("nothing to send again")
}

type frame struct {
	Type    string   `json:"type"`
	Token   string   `json:"token,omitempty"`
	Lang    string   `json:"lang,omitempty"`
	ID      string   `json:"id,omitempty"`
	Text    string   `json:"text,omitempty"`
	Files   []string `json:"files,omitempty"`
	ReplyTo string   `json:"reply_to,omitempty"`
	Value   string   `json:"value,omitempty"`
	Label   string   `json:"label,omitempty"`
	V       int      `json:"v,omitempty"`
}

type entry struct {
	ID       string        `json:"id"`
	Kind     chat.Kind     `json:"kind"`
	Text     string        `json:"text"`
	Choices  []chat.Choice `json:"choices"`
	Files    []chat.File   `json:"files"`
	ReplyTo  string        `json:"reply_to"`
	ClientID string        `json:"client_id"`
	Author   chat.Author   `json:"author"`
}

// widget is the widget of one visitor.
type widget struct {
	site  *site
	known chan struct{} // closed when the widget has a token

	mu      sync.Mutex
	token   string
	conn    *websocket.Conn
	ready   bool
	queue   []frame // frames without an ack
	history []frame
	ids     []string
	entries []entry
	seen    map[string]bool
}

func (w *widget) shown() []entry {
	w.mu.Lock()
	defer w.mu.Unlock()

	return append([]entry(nil), w.entries...)
}

func (w *widget) send(f frame) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queue, w.history, w.ids = append(w.queue, f), append(w.history, f), append(w.ids, f.ID)
	if w.ready {
		_ = w.conn.WriteJSON(f)
	}
}

func (w *widget) raw(frames ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()

	for _, f := range frames {
		if w.ready {
			_ = w.conn.WriteMessage(websocket.TextMessage, []byte(f))
		}
	}
}

// run reconnects the socket until ctx ends.
func (w *widget) run(ctx context.Context) {
	for ctx.Err() == nil {
		if url := w.site.url(); url != "" {
			w.connect(ctx, strings.Replace(url, "http", "ws", 1)+"/widget/socket?channel=ch")
		}

		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (w *widget) connect(ctx context.Context, url string) {
	conn, resp, err := websocket.DefaultDialer.DialContext(ctx, url, nil)
	if err != nil {
		return
	}
	_ = resp.Body.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	defer conn.Close()
	w.mu.Lock()
	w.conn = conn
	err = conn.WriteJSON(frame{Type: "hello", Token: w.token, Lang: "ru", V: 1})
	w.mu.Unlock()

	for err == nil {
		var data []byte
		if _, data, err = conn.ReadMessage(); err == nil && !w.hear(data) {
			err = errors.New("asked to come back")
		}
	}
	w.mu.Lock()
	w.ready = false
	w.mu.Unlock()
}

// hear handles one frame of the server. The result false ends the socket.
func (w *widget) hear(data []byte) bool {
	var f struct {
		Type, Token, ID, Code string
	}
	if json.Unmarshal(data, &f) != nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()

	switch f.Type {
	case "welcome":
		if w.token == "" {
			close(w.known)
		}
		w.token, w.ready = f.Token, true
		w.resend()
	case "ack":
		for i, q := range w.queue {
			if q.ID == f.ID {
				w.queue = append(w.queue[:i:i], w.queue[i+1:]...)
				break
			}
		}
	case "entry":
		var e entry
		if json.Unmarshal(data, &e) != nil {
			return false
		}
		if w.seen == nil {
			w.seen = map[string]bool{}
		}
		if !w.seen[e.ID] {
			w.seen[e.ID] = true
			w.entries = append(w.entries, e)
		}
	case "error":
		return f.Code != "storage" && f.Code != "rate" // reconnect and send again
	case "reconnect":
		return false
	}

	return true
}

func (w *widget) resend() {
	for _, q := range w.queue {
		_ = w.conn.WriteJSON(q)
	}
}

func (w *widget) request(method, path string, body io.Reader, kind string) []byte {
	w.site.t.Helper()

	select {
	case <-w.known:
	case <-time.After(20 * time.Second):
		w.site.t.Fatal("the widget never got a token")
	}
	w.mu.Lock()
	token := w.token
	w.mu.Unlock()
	req, err := http.NewRequest(method, w.site.url()+path+"?channel=ch", body)
	if err != nil {
		w.site.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", kind)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.site.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		w.site.t.Fatalf("%s %s: %d %s %v", method, path, resp.StatusCode, data, err)
	}

	return data
}

func (w *widget) upload(name string, data []byte) string {
	w.site.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		w.site.t.Fatal(err)
	}
	var got struct{ ID string }
	answer := w.request(http.MethodPost, "/widget/upload", &body, form.FormDataContentType())
	if err := json.Unmarshal(answer, &got); err != nil {
		w.site.t.Fatal(err)
	}

	return got.ID
}

func (w *widget) download(id string) []byte {
	return w.request(http.MethodGet, "/widget/files/"+id, nil, "")
}
