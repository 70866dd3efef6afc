package slack

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	maxConns    = 10
	maxResponse = 20 << 10 // bytes; larger acks are dropped without an error
	ticketLasts = 30 * time.Second
)

// conn is one Socket Mode connection.
type conn struct {
	ws     *websocket.Conn
	out    chan any
	quit   chan struct{}
	ending sync.Once
	frozen bool // open, but without any traffic; guarded by Server.mu
}

// send queues a frame. A connection with a full queue is cut.
func (c *conn) send(frame any) {
	select {
	case c.out <- frame:
	default:
		c.close()
	}
}

func (c *conn) close() {
	c.ending.Do(func() { close(c.quit) })
}

func (s *Server) openConnection(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ticket := s.newID("tk")
	s.tickets[ticket] = s.now()
	ws := "ws" + strings.TrimPrefix(s.base, "http")

	return ok{"url": ws + "/link/?ticket=" + ticket + "&app_id=" + s.appID}, nil
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	made, found := s.tickets[ticket]
	delete(s.tickets, ticket)
	fresh := found && s.now().Sub(made) <= ticketLasts
	s.mu.Unlock()
	if !fresh {
		http.Error(w, "invalid ticket", http.StatusForbidden)
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	connection := &conn{ws: ws, out: make(chan any, 4096), quit: make(chan struct{})}
	if !s.open(connection) {
		_ = ws.Close()
		return
	}
	s.read(connection)
	s.forget(connection)
}

// open greets the connection and sends the waiting envelopes. open returns false while the server is closing.
func (s *Server) open(socket *conn) bool {
	s.mu.Lock()
	defer s.signal.Fire()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.running.Go(func() { s.write(socket) })
	if len(s.conns) >= maxConns {
		socket.send(farewell("too_many_websockets"))
		socket.send(last{})

		return true
	}
	s.conns = append(s.conns, socket)
	socket.send(
		map[string]any{
			"type":            "hello",
			"num_connections": len(s.conns),
			"connection_info": map[string]string{"app_id": s.appID},
			"debug_info": map[string]any{
				"host":                        "applink-fake",
				"build_number":                1,
				"approximate_connection_time": 18060,
			},
		},
	)
	s.flush()

	return true
}

func farewell(reason string) map[string]any {
	return map[string]any{
		"type":       "disconnect",
		"reason":     reason,
		"debug_info": map[string]string{"host": "applink-fake"},
	}
}

// last is a mark in the queue: close after the earlier frames.
type last struct{}

// write is the only writer of data frames. write also pings.
func (s *Server) write(socket *conn) {
	ping := time.NewTicker(s.opt.PingInterval)
	defer ping.Stop()
	defer socket.ws.Close()
	s.ping(socket)

	for {
		select {
		case frame := <-socket.out:
			if _, end := frame.(last); end {
				_ = socket.ws.WriteControl(
					websocket.CloseMessage,
					websocket.FormatCloseMessage(websocket.CloseGoingAway, ""),
					time.Now().Add(time.Second),
				)
				return
			}
			if s.isFrozen(socket) {
				continue
			}
			if socket.ws.WriteJSON(frame) != nil {
				return
			}
		case <-ping.C:
			s.ping(socket)
		case <-socket.quit:
			return
		case <-s.ctx.Done():
			return
		}
	}
}

func (s *Server) ping(c *conn) {
	if !s.isFrozen(c) {
		_ = c.ws.WriteControl(websocket.PingMessage, []byte("Ping from applink-fake"), time.Now().Add(time.Second))
	}
}

func (s *Server) isFrozen(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()

	return c.frozen
}

// read takes acks until the connection ends.
func (s *Server) read(socket *conn) {
	for {
		_, raw, err := socket.ws.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if len(raw) > maxResponse || s.isFrozen(socket) || json.Unmarshal(raw, &ack) != nil || ack.ID == "" {
			continue
		}
		s.acked(ack.ID)
	}
}

func (s *Server) forget(socket *conn) {
	socket.close()
	s.mu.Lock()
	s.conns = slices.DeleteFunc(s.conns, func(x *conn) bool { return x == socket })
	s.mu.Unlock()
	s.signal.Fire()
}

// anyConn picks a connection, dead ones included, because the server cannot tell a dead connection. The caller holds the lock.
func (s *Server) anyConn() *conn {
	if len(s.conns) == 0 {
		return nil
	}

	return s.conns[s.rng.IntN(len(s.conns))]
}

// Disconnect sends every connection a disconnect frame with the reason. After warning the connections stay open, and the app refreshes in
// its own time. refresh_requested and link_disabled close the connections.
func (s *Server) Disconnect(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()

	for _, c := range s.conns {
		c.send(farewell(reason))
		if reason != "warning" {
			c.send(last{})
		}
	}
	if reason != "warning" {
		s.conns = nil
	}
}

// Freeze lets every connection die in silence: the connection stays open, no frame and no ping comes any more, and acks are ignored.
// Events may still be sent into a frozen connection.
func (s *Server) Freeze() {
	s.mu.Lock()
	defer s.mu.Unlock()

	for _, c := range s.conns {
		c.frozen = true
	}
}

// Drop cuts every connection without a closing frame.
func (s *Server) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()

	for _, c := range s.conns {
		c.close()
	}
	s.conns = nil
}

// Frame sends every connection an unchanged frame, for types unknown to SDKs.
func (s *Server) Frame(frame map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()

	for _, c := range s.conns {
		c.send(frame)
	}
}
