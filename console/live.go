package console

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"frontdesk/chat"
	"frontdesk/store"
)

const (
	liveRead     = 45 * time.Second // consoles ping every 20 s
	liveWrite    = 10 * time.Second
	liveQueue    = 512
	recheckEvery = 3 * time.Second // an ended session is cut within 5 s
)

// hintFrame is any frame from the server on the live socket.
type hintFrame struct {
	Type         string              `json:"type"`
	Operator     *operatorShape      `json:"operator,omitempty"`
	ID           chat.ConversationID `json:"id,omitempty"`
	Seq          int64               `json:"seq,omitempty"`
	Conversation chat.ConversationID `json:"conversation,omitempty"`
	Who          chat.AuthorKind     `json:"who,omitempty"`
	Name         string              `json:"name,omitempty"`
	On           bool                `json:"on,omitempty"`
}

// liveFrame is any frame from a console.
type liveFrame struct {
	Type         string              `json:"type"`
	Conversation chat.ConversationID `json:"conversation"`
	On           bool                `json:"on"`
}

// live keeps the sockets of consoles and passes hints to the sockets.
type live struct {
	s       *Server
	mu      sync.Mutex
	all     map[*socket]struct{}
	closing bool
	checks  chan struct{}
}

// socket is the connection of one console. One goroutine reads, and one writes.
type socket struct {
	conn *websocket.Conn
	req  *http.Request // carries the credentials for the repeated check
	acc  store.Account
	out  chan hintFrame
	done chan struct{}
	once sync.Once
}

func newLive(s *Server) *live {
	return &live{s: s, all: map[*socket]struct{}{}, checks: make(chan struct{}, 1)}
}

var liveBuffers = &sync.Pool{}

// serve upgrades a request of a signed-in operator from our own origin.
func (l *live) serve(w http.ResponseWriter, r *http.Request) {
	acc, err := l.s.gate.who(r)
	if err != nil {
		l.s.refuse(w, r, notStored(fmt.Errorf("session: %w", err)))
		return
	}
	if acc == nil {
		l.s.refuse(w, r, chat.Refuse(chat.Unauthorized, "sign_in_first"))
		return
	}
	// The default CheckOrigin of gorilla is sufficient: same origin, or no browser at all.
	up := websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 1024, WriteBufferPool: liveBuffers}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}

	conn.SetReadLimit(4 << 10)
	client := &socket{
		conn: conn,
		req:  r.Clone(context.WithoutCancel(r.Context())),
		acc:  *acc,
		out:  make(chan hintFrame, liveQueue),
		done: make(chan struct{}),
	}

	if !l.enter(client) {
		_ = conn.Close()
		return
	}
	leave := l.s.Presence.Enter(acc.ID)
	defer func() {
		l.drop(client)
		leave()
		l.broadcast(hintFrame{Type: "presence"})
	}()

	l.hello(client)
	l.broadcast(hintFrame{Type: "presence"})
	go client.write()
	l.read(client)
}

// hello sends a console its operator. After the frame the console reads all data again.
func (l *live) hello(k *socket) {
	me := l.s.operator(k.acc)
	k.push(hintFrame{Type: "hello", Operator: &me})
}

// refresh makes every console read all data again, because hints were lost.
func (l *live) refresh() {
	l.mu.Lock()
	defer l.mu.Unlock()

	for k := range l.all {
		l.hello(k)
	}
}

func (l *live) enter(client *socket) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing {
		return false
	}
	l.all[client] = struct{}{}

	return true
}

func (l *live) drop(k *socket) {
	l.mu.Lock()
	delete(l.all, k)
	l.mu.Unlock()
	k.close()
}

func (l *live) read(client *socket) {
	for {
		_ = client.conn.SetReadDeadline(time.Now().Add(liveRead))
		var frame liveFrame
		if err := client.conn.ReadJSON(&frame); err != nil {
			return
		}

		switch frame.Type {
		case "ping":
			client.push(hintFrame{Type: "pong"})
		case "typing":
			l.typing(client, frame)
		}
	}
}

// typing shows the typing of an operator to the customer and to the other operators. Only the owner's typing reaches the customer.
func (l *live) typing(client *socket, frame liveFrame) {
	conversation, err := l.s.Lists.ReadConversation(client.req.Context(), frame.Conversation)
	if err != nil || conversation == nil {
		return
	}
	if conversation.State == chat.StateHuman && conversation.Owner == client.acc.ID {
		l.s.Typing(*conversation, client.acc.Operator, frame.On)
	}
	l.others(
		client,
		hintFrame{
			Type:         "typing",
			Conversation: conversation.ID,
			Who:          chat.ByOperator,
			Name:         client.acc.Name,
			On:           frame.On,
		},
	)
}

func (l *live) others(not *socket, frame hintFrame) {
	l.mu.Lock()
	defer l.mu.Unlock()

	for k := range l.all {
		if k != not {
			k.push(frame)
		}
	}
}

func (l *live) broadcast(f hintFrame) { l.others(nil, f) }

// recheck requests a check of all sockets' credentials now.
func (l *live) recheck() {
	select {
	case l.checks <- struct{}{}:
	default:
	}
}

func (l *live) run(ctx context.Context) {
	hints, end := l.s.Hints.Subscribe()
	defer end()
	tick := time.NewTicker(recheckEvery)
	defer tick.Stop()

	for {
		select {
		case <-ctx.Done():
			return
		case h := <-hints:
			l.spread(h)
		case <-l.checks:
			l.check()
		case <-tick.C:
			l.check()
		}
	}
}

func (l *live) spread(hint chat.Hint) {
	if hint.Missed {
		l.refresh()
		return
	}
	if hint.Typing == nil {
		l.broadcast(hintFrame{Type: "conversation", ID: hint.Conversation, Seq: hint.Seq})
		return
	}
	if hint.Typing.By.Kind == chat.ByCustomer {
		l.broadcast(
			hintFrame{
				Type:         "typing",
				Conversation: hint.Conversation,
				Who:          chat.ByCustomer,
				Name:         hint.Typing.By.Name,
				On:           hint.Typing.On,
			},
		)
	}
}

// check closes the sockets with an ended session or a disabled operator.
func (l *live) check() {
	l.mu.Lock()

	list := make([]*socket, 0, len(l.all))
	for k := range l.all {
		list = append(list, k)
	}
	l.mu.Unlock()

	for _, k := range list {
		if acc, err := l.s.gate.who(k.req); err == nil && acc == nil {
			k.close()
		}
	}
}

func (l *live) drain() {
	l.mu.Lock()
	l.closing = true

	list := make([]*socket, 0, len(l.all))
	for k := range l.all {
		list = append(list, k)
	}
	l.mu.Unlock()

	for _, k := range list {
		k.close()
	}
}

// push queues a frame. A console with a full queue is disconnected. After the reconnect the console reads all data again.
func (k *socket) push(frame hintFrame) {
	select {
	case k.out <- frame:
	case <-k.done:
	default:
		k.close()
	}
}

func (k *socket) write() {
	// No panic is possible here: the frames are our own, and the connection returns errors.
	defer k.close()

	for {
		select {
		case <-k.done:
			return
		case f := <-k.out:
			_ = k.conn.SetWriteDeadline(time.Now().Add(liveWrite))
			if k.conn.WriteJSON(f) != nil {
				return
			}
		}
	}
}

func (k *socket) close() {
	k.once.Do(func() {
		close(k.done)
		_ = k.conn.Close()
	})
}
