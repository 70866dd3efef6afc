package webchat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"pgregory.net/rapid"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// timeline is a store with the conversations of one visitor, the newest last.
type timeline struct {
	Store // the other methods must not be called

	mu            sync.Mutex
	conversations []chat.Conversation
	lists         map[chat.ConversationID][]chat.Entry
	reads         int
	fault         error
}

func (l *timeline) Epoch() string { return "e" }

func (l *timeline) PeerConversations(_ context.Context, _ chat.Peer, most int) ([]chat.Conversation, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	newest := slices.Clone(l.conversations)
	slices.Reverse(newest)

	return newest[:min(most, len(newest))], l.fault
}

func (l *timeline) ReadEntries(_ context.Context, id chat.ConversationID, after int64, _ int) ([]chat.Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++

	return slices.Clone(l.lists[id][after:]), nil
}

// begin opens the next conversation.
func (l *timeline) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conversations = append(
		l.conversations,
		chat.Conversation{ID: chat.ConversationID(fmt.Sprintf("c%02d", len(l.conversations))), State: chat.StateHuman},
	)
}

// add appends an entry to the newest conversation, as a commit does, and returns the hint of the commit.
func (l *timeline) add(team bool) chat.Hint {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lists == nil {
		l.lists = map[chat.ConversationID][]chat.Entry{}
	}
	newest := &l.conversations[len(l.conversations)-1]
	newest.LastSeq++
	e := chat.Entry{
		Conversation: newest.ID,
		Seq:          newest.LastSeq,
		Prev:         newest.PublicSeq,
		Kind:         chat.Said,
		Author:       chat.Author{Kind: chat.ByCustomer},
		Visibility:   chat.Public,
	}
	if team {
		e.Kind, e.Visibility = chat.Noted, chat.Team
	} else {
		newest.PublicSeq = e.Seq
	}
	l.lists[newest.ID] = append(l.lists[newest.ID], e)

	return chat.Hint{Conversation: newest.ID, Seq: e.Seq, Entries: []chat.Entry{e}}
}

// public returns the last public entry of each conversation.
func (l *timeline) public() map[chat.ConversationID]int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[chat.ConversationID]int64{}

	for _, t := range l.conversations {
		if t.PublicSeq > 0 {
			out[t.ID] = t.PublicSeq
		}
	}

	return out
}

// socketOf connects to a channel with the given store and returns the session of the socket.
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

// reader checks the entries of a socket. Each public entry comes once and in order. The entries of a conversation come before the entries
// of the next conversation.
type reader struct {
	r    *rapid.T
	l    *timeline
	conn *websocket.Conn
	last map[chat.ConversationID]int64
}

// until reads frames up to a frame of the given type.
func (x *reader) until(kind string) {
	for {
		var got struct {
			Type         string
			Conversation chat.ConversationID
			Seq, Prev    int64
		}
		if err := x.conn.ReadJSON(&got); err != nil {
			x.r.Fatalf("after %v: %v", x.last, err)
		}
		if got.Type == "entry" {
			if last := x.last[got.Conversation]; got.Prev != last || got.Seq <= last {
				x.r.Fatalf("entry %d of %s after %d, before it is %d", got.Seq, got.Conversation, last, got.Prev)
			}

			x.last[got.Conversation] = got.Seq
			for id, seq := range x.l.public() {
				if id < got.Conversation && x.last[id] != seq {
					x.r.Fatalf("%s is shown while %s stands at %d of %d", got.Conversation, id, x.last[id], seq)
				}
			}
		}
		if got.Type == kind {
			return
		}
	}
}

// settle waits until the writer has handled all earlier changes.
func (x *reader) settle() {
	// The first pong may be written before the changes.
	for range 2 {
		if err := x.conn.WriteMessage(websocket.TextMessage, []byte(ping)); err != nil {
			x.r.Fatal(err)
		}
		x.until("pong")
	}
}

// TestEntriesComeOnceInOrder: hints may be lost, repeated or swapped. The widget still gets every public entry once and in order.
func TestEntriesComeOnceInOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := &timeline{}
		s, conn := socketOf(t, l)
		defer conn.Close()
		x := &reader{r: r, l: l, conn: conn, last: map[chat.ConversationID]int64{}}
		l.begin()
		var late []chat.Hint

		for range rapid.IntRange(1, 20).Draw(r, "entries") {
			if rapid.IntRange(0, 5).Draw(r, "next") == 0 {
				l.begin()
			}

			h := l.add(rapid.IntRange(0, 4).Draw(r, "team") == 0)
			switch rapid.IntRange(0, 5).Draw(r, "fate") {
			case 0: // the hint is lost
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
		s.missed()
		x.settle()
		if want := l.public(); !maps.Equal(x.last, want) {
			r.Fatalf("entries up to %v of %v came", x.last, want)
		}
	})
}

// TestEntriesThatComeAreNotRead: without lost hints, the store is not read.
func TestEntriesThatComeAreNotRead(t *testing.T) {
	l := &timeline{}
	l.begin()

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

// TestFailedHelloIsForgotten: after a failed hello, because the store fails, the channel holds no session.
func TestFailedHelloIsForgotten(t *testing.T) {
	c := channel("site")
	c.Log, c.Store, c.Online, c.Lang = slog.New(
		slog.DiscardHandler,
	), &timeline{
		fault: errors.New("no disk"),
	}, func() bool { return true }, func(string) string { return "ru" }
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

// oneLine is a bus with one subscriber.
type oneLine chan chat.Hint

func (b oneLine) Publish(h chat.Hint)                   { b <- h }
func (b oneLine) Subscribe() (<-chan chat.Hint, func()) { return b, func() {} }

// anEntry reads frames up to the first entry.
func anEntry(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))

	for {
		var got struct{ Type string }
		if err := conn.ReadJSON(&got); err != nil {
			t.Fatal(err)
		}
		if got.Type == "entry" {
			return
		}
	}
}

// TestMissedHintsAreMadeUp: after lost hints of the bus, every socket reads the missed entries from the store.
func TestMissedHintsAreMadeUp(t *testing.T) {
	l := &timeline{}
	l.begin()
	s, conn := socketOf(t, l)
	line := make(oneLine)
	s.ch.Hints, s.ch.Board = line, &adapters.Board{Now: time.Now}
	go func() { _ = s.ch.Run(t.Context()) }()
	l.add(false) // the hint is lost
	line.Publish(chat.Hint{Missed: true})
	anEntry(t, conn)
}

// TestToldBeforeListening: a socket may be open before the channel subscribes to the bus. The entries of the time before are read from
// the store.
func TestToldBeforeListening(t *testing.T) {
	l := &timeline{}
	l.begin()
	s, conn := socketOf(t, l)
	s.ch.Hints, s.ch.Board = make(oneLine), &adapters.Board{Now: time.Now}
	l.add(false) // no subscriber gets the hint
	go func() { _ = s.ch.Run(t.Context()) }()
	anEntry(t, conn)
}
