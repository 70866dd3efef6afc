package webchat

import (
	"context"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"frontdesk/chat"
)

const (
	helloWithin          = 10 * time.Second
	readWithin           = 45 * time.Second // widgets ping every 20 s
	writeWithin          = 10 * time.Second
	historyConversations = 8
	historyEntries       = 300 // maximum of public entries for a new widget
)

// buffers are shared, so an idle socket holds no buffer.
var buffers = &sync.Pool{}

// session is one socket of one visitor. One goroutine reads the socket. Another goroutine reads the store and is the only writer of the
// socket. An idle visitor costs little more than the two small stacks, because rarely used fields are allocated on demand.
type session struct {
	ch    *Channel
	conn  *websocket.Conn
	peer  chat.Peer
	token string
	lang  string
	prof  chat.Profile
	rate  *rate.Limiter

	poke  chan struct{}
	done  chan struct{} // closed together with the socket
	once  sync.Once
	mu    sync.Mutex
	queue []any // frames to write
	// Changed conversations. True means the store must be read. False means the entries in came are enough.
	dirty map[chat.ConversationID]bool
	came  []chat.Entry // entries of hints
	blind bool         // hints were lost, so any conversation may have changed

	// The last written seq of each conversation. After hello only the writer uses the map.
	sent  map[chat.ConversationID]int64
	stood *standing // the last sent standing
}

// serveSocket answers the hello and starts goroutines for the socket. The goroutine of net/http ends here, with its buffers and its large
// stack.
func (c *Channel) serveSocket(w http.ResponseWriter, r *http.Request) {
	if !c.begin() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "stopping", http.StatusServiceUnavailable)

		return
	}
	up := websocket.Upgrader{
		ReadBufferSize:  512,
		WriteBufferSize: 1024,
		WriteBufferPool: buffers,
		CheckOrigin:     c.allowed,
		Error: func(w http.ResponseWriter, _ *http.Request, status int, err error) {
			http.Error(w, err.Error(), status)
		},
	}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		c.work.Done()
		return // Upgrade has sent the answer
	}
	conn.SetReadLimit(maxFrame)
	live := &session{
		ch:   c,
		conn: conn,
		poke: make(chan struct{}, 1),
		done: make(chan struct{}),
		rate: rate.NewLimiter(rate.Limit(c.PerSecond), max(20, int(3*c.PerSecond))),
	}
	// The socket outlives the request. The queries are short, and a context with an end would cost two goroutines per statement.
	ctx := context.Background()
	if !live.hello(ctx) {
		live.close()
		c.work.Done()

		return
	}
	go live.serve(ctx)
}

// serve runs the two goroutines of a socket. The first goroutine to end closes the socket, and the other goroutine then ends, too.
func (s *session) serve(ctx context.Context) {
	defer s.ch.work.Done()
	var writer sync.WaitGroup
	writer.Go(func() { s.write(ctx) })
	s.wake()
	s.read(ctx)
	writer.Wait()
}

// hello reads the first frame and answers with welcome. The socket is registered before the first read of the store, so no hint is lost.
func (s *session) hello(ctx context.Context) bool {
	_ = s.conn.SetReadDeadline(time.Now().Add(helloWithin))
	_, data, err := s.conn.ReadMessage()
	if err != nil {
		return false
	}
	frame, err := decode(data)
	if err != nil || frame.Type != "hello" {
		return s.refuse("bad_frame", "the first frame must be hello")
	}
	s.lang = s.ch.Lang(frame.Lang)
	s.prof = chat.Profile{Lang: frame.Lang, Page: frame.Page.URL, Title: frame.Page.Title, Origin: frame.Page.Referrer}
	fresh := frame.Token == ""
	if fresh {
		if frame.Token, err = s.ch.newToken(); err != nil {
			return s.refuse("storage", s.ch.Say(s.lang, "widget.later"))
		}
	}
	peer, ok := s.ch.visitor(frame.Token)
	if !ok {
		return s.refuse("token", "unknown token")
	}
	s.peer, s.token = peer, frame.Token
	if !s.ch.enter(s) {
		_ = s.conn.WriteJSON(simple{Type: "reconnect", AfterMS: reconnectAfter()})
		return false
	}
	reset, err := s.resume(ctx, frame, fresh)
	if err != nil {
		s.ch.Log.Warn("widget resume", "channel", s.peer.Channel, "error", err)
		return s.refuse("storage", s.ch.Say(s.lang, "widget.later"))
	}
	now, err := s.standing(ctx)
	if err != nil {
		return s.refuse("storage", s.ch.Say(s.lang, "widget.later"))
	}
	s.stood = now

	return s.writeJSON(welcome{
		Type:    "welcome",
		Token:   s.token,
		Epoch:   s.ch.Store.Epoch(),
		Lang:    s.lang,
		Session: now,
		Reset:   reset,
		Limits:  limits{FileBytes: s.ch.MaxFile, Text: MaxText},
	}) == nil
}

func (s *session) refuse(code, text string) bool {
	_ = s.writeJSON(refusal{Type: "error", Code: code, Message: text})
	return false
}

func (s *session) writeJSON(v any) error {
	_ = s.conn.SetWriteDeadline(time.Now().Add(writeWithin))
	return s.conn.WriteJSON(v)
}

// resume sets the first entry to send for each conversation. If reset is true, the widget's view belongs to another history.
func (s *session) resume(ctx context.Context, got frame, fresh bool) (reset bool, err error) {
	if fresh {
		return false, nil
	}
	list, err := s.ch.Store.PeerConversations(ctx, s.peer, historyConversations)
	if err != nil {
		return false, err
	}
	known := map[chat.ConversationID]int64{}
	if got.Cursor != nil {
		for _, c := range append(got.More, *got.Cursor) {
			known[c.Conversation] = c.Seq
		}
		reset = got.Cursor.Epoch != s.ch.Store.Epoch() || !own(list, got.Cursor.Conversation)
	}
	total := int64(0)

	s.sent = make(map[chat.ConversationID]int64, len(list))
	// The list starts with the newest conversation.
	for _, conversation := range list {
		seq, listed := known[conversation.ID]
		switch {
		case got.Cursor != nil && !reset && listed && seq <= conversation.LastSeq:
			s.sent[conversation.ID] = seq
		case got.Cursor != nil && !reset && conversation.ID < got.Cursor.Conversation:
			s.sent[conversation.ID] = conversation.LastSeq // older than the cursor and not requested
		case total > historyEntries:
			s.sent[conversation.ID] = conversation.LastSeq
		default:
			s.sent[conversation.ID] = 0
		}
		reset = reset || listed && seq > conversation.LastSeq
		total += conversation.LastSeq
		s.changed(conversation.ID, nil)
	}

	return reset, nil
}

func own(list []chat.Conversation, id chat.ConversationID) bool {
	for _, c := range list {
		if c.ID == id {
			return true
		}
	}

	return false
}

// end closes the socket when one of the goroutines ends. A panic closes only this socket.
func (s *session) end() {
	if p := recover(); p != nil {
		s.ch.Log.Error("widget socket", "channel", s.peer.Channel, "panic", p, "stack", string(debug.Stack()))
	}
	s.close()
}

func (s *session) close() {
	s.once.Do(func() {
		close(s.done)
		s.ch.leave(s)
		_ = s.conn.Close()
	})
}

// reconnectAfter returns a random pause in milliseconds, so many widgets do not return at once.
func reconnectAfter() int64 { return rand.Int64N(5000) }

func (s *session) dismiss() {
	s.push(simple{Type: "reconnect", AfterMS: reconnectAfter()})
	s.push(nil) // tells the writer to close
}

// ping is the exact frame of an idle widget. The comparison needs no decoder, because the decoder's stack would stay with every idle
// visitor.
const ping = `{"type":"ping"}`

func (s *session) read(ctx context.Context) {
	defer s.end()

	for {
		_ = s.conn.SetReadDeadline(time.Now().Add(readWithin))
		_, data, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		if string(data) == ping {
			s.push(simple{Type: "pong"})
			continue
		}
		frame, err := decode(data)
		if err != nil {
			s.push(refusal{Type: "error", Code: "bad_frame", Message: err.Error()})
			continue
		}

		switch frame.Type {
		case "ping":
			s.push(simple{Type: "pong"})
		case "typing":
			s.ch.Typing(s.peer, frame.On, "")
		case "seen":
			if frame.Seq > 0 && s.visible(ctx, frame.Conversation) {
				s.ch.mark(frame.Conversation, frame.Seq)
			}
		case "say", "press":
			s.say(ctx, frame)
		}
	}
}

// visible reports whether a conversation belongs to this visitor.
func (s *session) visible(ctx context.Context, id chat.ConversationID) bool {
	list, err := s.ch.Store.PeerConversations(ctx, s.peer, historyConversations)
	return err == nil && own(list, id)
}

func (s *session) say(ctx context.Context, got frame) {
	no := func(code, key string) {
		s.push(refusal{Type: "error", Code: code, Message: s.ch.Say(s.lang, key), ID: got.ID})
	}

	switch {
	case got.ID == "":
		no("bad_frame", "widget.bad")
		return
	case utf8.RuneCountInString(got.Text) > MaxText:
		no("too_long", "widget.long")
		return
	case got.Type == "say" && got.Text == "" && len(got.Files) == 0, got.Type == "press" && got.Value == "":
		no("empty", "widget.bad")
		return
	case !s.rate.Allow():
		no("rate", "widget.rate")
		return
	}
	in := chat.Inbound{
		Kind:     chat.InText,
		Peer:     s.peer,
		Sender:   chat.Sender{Channel: s.peer.Channel, Person: s.peer.Address},
		Profile:  s.prof,
		ClientID: got.ID,
		Text:     got.Text,
		ReplyTo:  got.ReplyTo,
	}
	if got.Type == "press" {
		in.Kind, in.Payload, in.Label = chat.InPress, got.Value, got.Label
	}

	for _, id := range got.Files {
		in.Files = append(in.Files, chat.File{ID: id, State: chat.FileReady})
	}

	done, err := s.ch.Receive(ctx, in)
	switch {
	case err == nil:
		s.push(ack{Type: "ack", ID: got.ID, Conversation: done.Conversation, Seq: done.Seq})
	case chat.KindOf(err) == chat.Invalid:
		no("file", "widget.file")
	default:
		s.ch.Log.Warn("widget message not stored", "channel", s.peer.Channel, "error", err)
		no("storage", "widget.later")
	}
}
