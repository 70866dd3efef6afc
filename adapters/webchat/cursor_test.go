package webchat

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestResumeSkipsNothing: after a reconnect the widget gets every entry after its cursor and no entry before the cursor, for each place
// of the cursor.
func TestResumeSkipsNothing(t *testing.T) {
	l := &timeline{}
	l.begin()

	all := []int64{1, 2, 3, 4}
	for range all {
		l.add(false)
	}
	c := channel("site")
	c.Store, c.Online, c.Lang = l, func() bool { return true }, func(string) string { return "ru" }
	srv := httptest.NewServer(http.HandlerFunc(c.serveSocket))
	defer srv.Close()
	token, err := c.newToken()
	if err != nil {
		t.Fatal(err)
	}

	for at := range int64(len(all) + 1) {
		got := resumed(
			t,
			srv.URL,
			frame{Type: "hello", Token: token, Cursor: &cursor{Epoch: l.Epoch(), Conversation: "c00", Seq: at}},
		)
		if !slices.Equal(got, all[at:]) {
			t.Errorf("after the cursor %d came %v, want %v", at, got, all[at:])
		}
	}
}

// resumed sends a hello and returns the entries of the answer.
func resumed(t *testing.T, url string, hello frame) (seqs []int64) {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(url, "http", "ws", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	send := func(f any) {
		if err := conn.WriteJSON(f); err != nil {
			t.Fatal(err)
		}
	}
	send(hello)

	// The first pong may be written before the entries.
	for pongs := 0; pongs < 2; {
		var f struct {
			Type string
			Seq  int64
		}
		if err := conn.ReadJSON(&f); err != nil {
			t.Fatal(err)
		}

		switch f.Type {
		case "entry":
			seqs = append(seqs, f.Seq)
		case "welcome":
			send(frame{Type: "ping"})
		case "pong":
			pongs++
			send(frame{Type: "ping"})
		}
	}

	return seqs
}
