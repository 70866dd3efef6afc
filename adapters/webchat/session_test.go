package webchat

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"pgregory.net/rapid"

	"frontdesk/chat"
)

// timeline is a store with one conversation of one visitor.
type timeline struct {
	Store // what is not asked is not there

	mu    sync.Mutex
	talk  chat.Conversation
	list  []chat.Entry
	reads int
	fault error
}

func (l *timeline) Epoch() string { return "e" }

func (l *timeline) PeerConversations(context.Context, chat.Peer, int) ([]chat.Conversation, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.talk.ID == "" {
		return nil, l.fault
	}
	return []chat.Conversation{l.talk}, nil
}

func (l *timeline) ReadEntries(_ context.Context, _ chat.ConversationID, after int64, _ int) ([]chat.Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++
	return append([]chat.Entry(nil), l.list[after:]...), nil
}

// add appends an entry, as a commit does, and returns the hint that tells of it.
func (l *timeline) add(team bool) chat.Hint {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.talk.ID, l.talk.State = "c", chat.StateHuman
	l.talk.LastSeq++
	e := chat.Entry{Conversation: "c", Seq: l.talk.LastSeq, Prev: l.talk.PublicSeq, Kind: chat.Said, Author: chat.Author{Kind: chat.ByCustomer}, Visibility: chat.Public}
	if team {
		e.Kind, e.Visibility = chat.Noted, chat.Team
	} else {
		l.talk.PublicSeq = e.Seq
	}
	l.list = append(l.list, e)
	return chat.Hint{Conversation: "c", Seq: e.Seq, Entries: []chat.Entry{e}}
}

// socketOf connects to a channel over the given store and returns the session behind the socket.
func socketOf(t *testing.T, l *timeline) (*session, *websocket.Conn) {
	t.Helper()
	c := channel("site")
	c.Store, c.Online, c.Lang = l, func() bool { return true }, func(string) string { return "ru" }
	srv := httptest.NewServer(http.HandlerFunc(c.serveSocket))
	t.Cleanup(srv.Close)
	conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(srv.URL, "http", "ws", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	var first welcome
	if err := conn.WriteJSON(frame{Type: "hello"}); err != nil {
		t.Fatal(err)
	}
	if err := conn.ReadJSON(&first); err != nil || first.Type != "welcome" {
		t.Fatal(first, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, set := range c.sessions {
		for s := range set {
			return s, conn
		}
	}
	t.Fatal("no session")
	return nil, nil
}

// reader checks the entries that a socket brings: each public one once and in order.
type reader struct {
	r    *rapid.T
	conn *websocket.Conn
	last int64
}

// until reads up to a frame of a type.
func (x *reader) until(kind string) {
	for {
		var got struct {
			Type      string
			Seq, Prev int64
		}
		if err := x.conn.ReadJSON(&got); err != nil {
			x.r.Fatalf("after entry %d: %v", x.last, err)
		}
		if got.Type == "entry" {
			if got.Prev != x.last || got.Seq <= x.last {
				x.r.Fatalf("entry %d after %d, before it is %d", got.Seq, x.last, got.Prev)
			}
			x.last = got.Seq
		}
		if got.Type == kind {
			return
		}
	}
}

// settle waits until the writer has done what it was told before.
func (x *reader) settle() {
	for range 2 { // the first pong may be written just before what has changed
		if err := x.conn.WriteMessage(websocket.TextMessage, []byte(ping)); err != nil {
			x.r.Fatal(err)
		}
		x.until("pong")
	}
}

// TestEntriesComeOnceInOrder: whatever hints bring, lose, repeat or confuse, the widget gets every public entry once and in order.
func TestEntriesComeOnceInOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := &timeline{}
		s, conn := socketOf(t, l)
		defer conn.Close()
		x := &reader{r: r, conn: conn}
		var late []chat.Hint
		for range rapid.IntRange(1, 20).Draw(r, "entries") {
			h := l.add(rapid.IntRange(0, 4).Draw(r, "team") == 0)
			switch rapid.IntRange(0, 5).Draw(r, "fate") {
			case 0: // lost
			case 1:
				late = append(late, h)
			case 2:
				h.Entries = nil
				s.hint(h)
			case 3:
				s.hint(h)
				s.hint(h)
			default:
				s.hint(h)
			}
			if rapid.Bool().Draw(r, "settle") {
				x.settle()
			}
			if len(late) > 0 && rapid.Bool().Draw(r, "now") {
				s.hint(late[0])
				late = late[1:]
			}
		}
		s.hint(chat.Hint{Conversation: "c"})
		x.settle()
		if x.last != l.talk.PublicSeq {
			r.Fatalf("entries up to %d of %d came", x.last, l.talk.PublicSeq)
		}
	})
}

// TestEntriesThatComeAreNotRead: in the usual course, hint by hint, the store is left alone.
func TestEntriesThatComeAreNotRead(t *testing.T) {
	l := &timeline{}
	s, conn := socketOf(t, l)
	for n := range 50 {
		s.hint(l.add(false))
		for {
			var got struct{ Type string }
			if err := conn.ReadJSON(&got); err != nil {
				t.Fatal(n, err)
			}
			if got.Type == "entry" {
				break
			}
		}
	}
	if l.reads != 0 {
		t.Errorf("%d reads", l.reads)
	}
}

// TestFailedHelloIsForgotten: a socket whose hello cannot be answered, since the store does not answer, leaves nothing behind.
func TestFailedHelloIsForgotten(t *testing.T) {
	c := channel("site")
	c.Log, c.Store, c.Online, c.Lang = slog.New(slog.DiscardHandler), &timeline{fault: errors.New("no disk")}, func() bool { return true }, func(string) string { return "ru" }
	c.Say = func(_, key string) string { return key }
	gone := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(gone)
		c.serveSocket(w, r)
	}))
	defer srv.Close()
	conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(srv.URL, "http", "ws", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.WriteJSON(frame{Type: "hello"}); err != nil {
		t.Fatal(err)
	}
	<-gone
	if n := c.Sockets(); n != 0 {
		t.Errorf("%d sockets are left", n)
	}
}
