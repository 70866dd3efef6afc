package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// operator is one console. The operator reads hints. At a target with a dialog the operator also claims conversations.
type operator struct {
	addr   string
	cookie string // "" means the floor
	conn   *websocket.Conn
	quit   chan struct{}
	done   sync.WaitGroup
	mu     sync.Mutex
	seen   map[string][]mark // rising seqs by conversation
	cuts   int
}

func signIn(addr, password string) (*operator, error) {
	watcher := &operator{addr: addr, quit: make(chan struct{}), seen: map[string][]mark{}}
	if password != "" {
		body, err := json.Marshal(map[string]string{"login": "admin", "password": password})
		if err != nil {
			return nil, err
		}
		resp, err := http.Post("http://"+addr+"/api/v1/session", "application/json", bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("sign in: %w", err)
		}

		_ = resp.Body.Close()
		for _, c := range resp.Cookies() {
			watcher.cookie = c.Name + "=" + c.Value
		}
		if watcher.cookie == "" {
			return nil, fmt.Errorf("sign in: %s", resp.Status)
		}
	}
	if err := watcher.connect(); err != nil {
		return nil, err
	}
	watcher.done.Go(watcher.read)
	watcher.done.Go(watcher.ping)

	return watcher, nil
}

func (p *operator) connect() error {
	header := http.Header{}
	if p.cookie != "" {
		header.Set("Cookie", p.cookie)
	}
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+p.addr+"/api/v1/live", header)
	if err != nil {
		return fmt.Errorf("operator's socket: %w", err)
	}
	p.mu.Lock()
	p.conn = conn
	p.mu.Unlock()

	return nil
}

// read records hints. When the server cuts the socket, read opens a new socket, as a console does. Missed hints count as not hinted.
func (p *operator) read() {
	var buf bytes.Buffer

	for {
		_, reader, err := p.conn.NextReader()
		if err == nil {
			buf.Reset()
			_, err = io.Copy(&buf, reader)
		}

		select {
		case <-p.quit:
			return
		default:
		}
		if err != nil {
			p.cuts++
			if p.connect() != nil {
				return
			}
			continue
		}
		now := time.Now()
		data := buf.Bytes()
		if !bytes.HasPrefix(data, []byte(`{"type":"conversation"`)) {
			continue
		}
		id, seq := field(data, "id"), number(data, "seq")
		if list := p.seen[id]; len(list) == 0 || list[len(list)-1].seq < seq {
			p.seen[id] = append(list, mark{seq, now})
		}
	}
}

func (p *operator) ping() {
	ticker := time.NewTicker(20 * time.Second)
	defer ticker.Stop()

	for {
		select {
		case <-p.quit:
			return
		case <-ticker.C:
			p.mu.Lock()
			_ = p.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`))
			p.mu.Unlock()
		}
	}
}

// leave ends the reading. The fields seen and cuts may be read afterwards.
func (p *operator) leave() {
	close(p.quit)
	p.mu.Lock()
	_ = p.conn.Close()
	p.mu.Unlock()
	p.done.Wait()
}

// call makes one call of the operator API.
func (p *operator) call(method, path string, into any) error {
	req, err := http.NewRequest(method, "http://"+p.addr+"/api/v1"+path, bytes.NewReader([]byte("{}")))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", p.cookie)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", method, path, resp.Status)
	}
	if into == nil {
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}

	return json.NewDecoder(resp.Body).Decode(into)
}

// stored returns the client ids of a conversation's entries, with the number of entries per id.
func (p *operator) stored(conversation string) (map[string]int, error) {
	found := map[string]int{}

	for after := int64(0); ; {
		var page struct {
			Items []struct {
				Seq      int64
				ClientID string `json:"client_id"`
			}
		}
		path := fmt.Sprintf("/conversations/%s/entries?after=%d&limit=200", conversation, after)
		if err := p.call("GET", path, &page); err != nil {
			return nil, err
		}

		for _, x := range page.Items {
			after = x.Seq
			if x.ClientID != "" {
				found[x.ClientID]++
			}
		}
		if len(page.Items) == 0 {
			return found, nil
		}
	}
}
