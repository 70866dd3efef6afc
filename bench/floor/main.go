// Command floor is the reference for the benchmarks of Frontdesk: a program with the minimum work of a durable gateway.
//
// A visitor's message comes in over a WebSocket or an HTTP post. One group-committing SQLite writer (WAL, synchronous=FULL) writes the
// message as two rows: the message and its conversation's summary. After the commit the floor acknowledges the message and sends a frame to
// every operator's socket. The floor has no sign-in, no dialog, no FAQ, no deduplication and no retries. The floor is never part of the
// product.
//
// The floor speaks the load client's part of the widget protocol: hello, welcome, say, ack, and the operator's hint.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"

	"github.com/gorilla/websocket"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address, on this machine")
	path := flag.String("db", "floor.db", "SQLite file")
	flag.Parse()
	if err := run(*listen, *path); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func run(listen, path string) error {
	ln, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	writer, err := openWriter(path)
	if err != nil {
		return err
	}
	served := &server{store: writer, operators: map[*operator]struct{}{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /widget/socket", served.visitor)
	mux.HandleFunc("GET /api/v1/live", served.operator)
	mux.HandleFunc("POST /post", served.post)
	fmt.Printf("floor is running on http://%s\n", ln.Addr())

	return http.Serve(ln, mux)
}

type server struct {
	store     *writer
	mu        sync.RWMutex
	operators map[*operator]struct{}
	count     sync.Mutex
	visitors  int64
}

// operator is one operator's socket. A separate goroutine writes the frames of the socket.
type operator struct {
	conn *websocket.Conn
	out  chan []byte
}

var (
	buffers  = &sync.Pool{}
	upgrader = websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: buffers}
)

type frame struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Text string `json:"text"`
}

// visitor serves one visitor's socket. A new goroutine reads the socket, so that the stack of net/http's goroutine is not kept for the life
// of the socket.
func (s *server) visitor(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	go s.serve(conn)
}

func (s *server) serve(conn *websocket.Conn) {
	defer conn.Close()
	s.count.Lock()
	s.visitors++
	conversation := "c" + strconv.FormatInt(s.visitors, 10)
	s.count.Unlock()
	seq := int64(0)

	for {
		var got frame
		if conn.ReadJSON(&got) != nil {
			return
		}
		var out []byte

		switch got.Type {
		case "hello":
			out = []byte(`{"type":"welcome"}`)
		case "say":
			seq++
			out = s.keep(message{conversation: conversation, seq: seq, id: got.ID, text: got.Text})
		default:
			continue
		}
		if conn.WriteMessage(websocket.TextMessage, out) != nil {
			return
		}
	}
}

// keep waits for the commit, tells the operators and returns the frame for the visitor.
func (s *server) keep(msg message) []byte {
	if err := s.store.put(msg); err != nil {
		return []byte(`{"type":"error","code":"storage","id":` + strconv.Quote(msg.id) + `}`)
	}
	s.announce(msg)

	return answer("ack", msg)
}

// post takes a message over HTTP: ?conversation= and a JSON body {id, text}. The answer is 200 after the commit.
func (s *server) post(w http.ResponseWriter, r *http.Request) {
	var got frame
	if err := json.NewDecoder(io.LimitReader(r.Body, 64<<10)).Decode(&got); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.count.Lock()
	s.visitors++
	seq := s.visitors
	s.count.Unlock()
	out := s.keep(message{conversation: r.URL.Query().Get("conversation"), seq: seq, id: got.ID, text: got.Text})
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(out)
}

func answer(kind string, msg message) []byte {
	var buffer bytes.Buffer
	if kind == "ack" {
		fmt.Fprintf(&buffer, `{"type":"ack","id":%q,"conversation":%q,"seq":%d}`, msg.id, msg.conversation, msg.seq)
	} else {
		fmt.Fprintf(&buffer, `{"type":"conversation","id":%q,"seq":%d,"text":%q}`, msg.conversation, msg.seq, msg.text)
	}

	return buffer.Bytes()
}

func (s *server) announce(msg message) {
	out := answer("conversation", msg)
	s.mu.RLock()
	defer s.mu.RUnlock()

	for watcher := range s.operators {
		select {
		case watcher.out <- out:
		default: // the operator is far behind: cut the socket, as a gateway would
			_ = watcher.conn.Close()
		}
	}
}

func (s *server) operator(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	watcher := &operator{conn: conn, out: make(chan []byte, 4096)}
	s.mu.Lock()
	s.operators[watcher] = struct{}{}
	s.mu.Unlock()
	gone := make(chan struct{})
	go func() {
		for {
			select {
			case <-gone:
				return
			case b := <-watcher.out:
				if conn.WriteMessage(websocket.TextMessage, b) != nil {
					_ = conn.Close()
				}
			}
		}
	}()

	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			break
		}
	}
	s.mu.Lock()
	delete(s.operators, watcher)
	s.mu.Unlock()
	close(gone)
	_ = conn.Close()
}
