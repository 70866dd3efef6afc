package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"frontdesk/adapters/fakes/fault"
	fakeslack "frontdesk/adapters/fakes/slack"
	faketelegram "frontdesk/adapters/fakes/telegram"
	"frontdesk/chat"
	"frontdesk/program/programtest"
)

// canary is the mark in every text of a person: the person's own letters, then a number. No other person may see the canary.
var canary = regexp.MustCompile(`\bzq([a-z]{6})n(\d+)\b`)

// tagOf makes the letters of a person.
func (w *world) tagOf() string {
	b := make([]byte, 6)
	for i := range b {
		b[i] = byte('a' + w.chance(26))
	}

	return string(b)
}

var questions = []string{
	"сколько стоит доставка?",
	"как вернуть товар?",
	"как отследить заказ?",
	"чем кормить ежа?",
	"позовите оператора",
	"здравствуйте",
	"какие способы оплаты?",
}

// next makes a text with the next canary and notes the text as sent, in order.
func (p *shopper) next(w *world) string {
	text := fmt.Sprintf("%s zq%sn%d", questions[w.chance(len(questions))], p.tag, len(p.said))
	w.mu.Lock()
	p.said = append(p.said, saying{text: text})
	w.mu.Unlock()

	return text
}

const hearing = 3 * time.Second // wait of a person for an answer before the next message

// inTelegram plays a customer in Telegram: bursts of messages and presses, each sometimes twice.
func (w *world) inTelegram(user int64) {
	p := &shopper{channel: "tg", address: fmt.Sprint(user), tag: w.tagOf()}
	w.telegram.Join(faketelegram.Customer{ID: user, Name: "Покупатель", Language: "ru"})
	w.mu.Lock()
	w.people = append(w.people, p)
	w.mu.Unlock()

	for !w.enough() {
		heard := len(w.telegram.Snapshot().Texts(user))
		for range 1 + w.chance(3) {
			w.telegram.Say(user, p.next(w))
		}
		ctx, cancel := context.WithTimeout(w.t.Context(), hearing)
		_ = w.telegram.Wait(
			ctx,
			func(s *faketelegram.Snapshot) bool { return len(s.Texts(user)) > heard || w.enough() },
		)
		cancel()
		last, ok := w.telegram.Snapshot().Last(user)
		if b := last.Buttons(); ok && len(b) > 0 && w.chance(2) == 0 {
			if q, err := w.telegram.Press(user, last.ID, b[w.chance(len(b))].CallbackData); err == nil &&
				w.chance(2) == 0 {
				_ = w.telegram.PressAgain(q)
			}
		}
		w.pause(time.Duration(w.chance(120)) * time.Millisecond)
	}
}

// inSlack plays a customer in Slack. Slack promises no order among unacknowledged events. The customer therefore waits for each ack.
func (w *world) inSlack(name string) {
	user := w.slack.AddUser(fakeslack.User{Name: name, RealName: "Олег", Locale: "ru-RU"}).ID
	p := &shopper{channel: "slack", tag: w.tagOf()}
	w.mu.Lock()
	w.people = append(w.people, p)
	w.mu.Unlock()

	for !w.enough() {
		heard := len(w.slack.Snapshot().Texts(user))
		posted := w.slack.DM(user, p.next(w))
		w.mu.Lock()
		p.address = posted.Channel
		p.said[len(p.said)-1].event = posted.Events[0]
		w.mu.Unlock()
		ctx, cancel := context.WithTimeout(w.t.Context(), patience)
		_ = w.slack.Wait(ctx, func(s *fakeslack.Snapshot) bool {
			e, _ := s.Event(posted.Events[0])
			return e.Failed || !e.Acked.IsZero()
		})
		cancel()
		ctx, cancel = context.WithTimeout(w.t.Context(), hearing)
		_ = w.slack.Wait(ctx, func(s *fakeslack.Snapshot) bool { return len(s.Texts(user)) > heard || w.enough() })
		cancel()
		now := w.slack.Snapshot()
		if last, ok := now.Last(user); ok && len(last.Buttons) > 0 && w.chance(2) == 0 {
			_, _ = w.slack.Press(user, now.Direct(user).ID, last.TS, last.Buttons[w.chance(len(last.Buttons))].ActionID)
		}
		w.pause(time.Duration(w.chance(120)) * time.Millisecond)
	}
}

// guest is a customer in the web widget. A guest keeps a message until the ack and sends the message again with the same id after every
// break.
type guest struct {
	*shopper
	w      *world
	base   string // the guest's address of the program
	conn   *websocket.Conn
	token  string
	epoch  string
	last   string
	seen   map[string]int64
	shown  []wire
	queue  []wire // not acknowledged yet
	acked  []string
	wrong  []string  // protocol errors
	orders int       // refusals by a store without room or with a write error
	left   time.Time // time of going home
}

// guest makes a guest with the program at a base address.
func (w *world) guest(base string) *guest {
	g := &guest{w: w, base: base, shopper: &shopper{channel: "site", tag: w.tagOf()}, seen: map[string]int64{}}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.people, w.guests = append(w.people, g.shopper), append(w.guests, g)

	return g
}

// say sends the next message, with an extra text at the end, and waits for the ack.
func (g *guest) say(more string) {
	text := g.next(g.w) + more
	g.w.mu.Lock()
	g.said[len(g.said)-1].text = text
	g.w.mu.Unlock()
	g.queue = append(g.queue, wire{ID: chat.NewID(), Text: text})
	g.flush()
}

func (w *world) inWidget() {
	g := w.guest(w.base)
	for !w.enough() {
		for range 1 + w.chance(3) {
			g.queue = append(g.queue, wire{ID: chat.NewID(), Text: g.next(w)})
		}
		g.flush()
		if w.chance(4) == 0 { // a client without the ack
			again := g.acked[len(g.acked)-1]
			g.queue = append(g.queue, wire{ID: again, Text: "эти слова уже сказаны"})
			g.flush()
			g.acked = g.acked[:len(g.acked)-1]
		}
		g.listen(time.Duration(w.chance(150)) * time.Millisecond)
		if w.chance(5) == 0 && g.conn != nil {
			_ = g.conn.Close()
			g.conn = nil
		}
	}
}

// flush sends every queued message until the ack.
func (g *guest) flush() {
	for end := time.Now().Add(patience); len(g.queue) > 0; {
		if err := g.try(); err != nil {
			if g.conn != nil {
				_ = g.conn.Close()
				g.conn = nil
			}
			if time.Now().After(end) {
				g.w.t.Errorf("seed %d: widget: nothing is acknowledged: %v", g.w.seed, err)
				return
			}
			g.w.pause(20 * time.Millisecond)
		}
	}
}

func (g *guest) try() error {
	if err := g.connect(); err != nil {
		return err
	}

	for len(g.queue) > 0 { // one message at a time, as in the widget: a refused message must not be overtaken
		q := g.queue[0]
		if err := g.conn.WriteJSON(map[string]any{"type": "say", "id": q.ID, "text": q.Text}); err != nil {
			return err
		}

		for len(g.queue) > 0 && g.queue[0].ID == q.ID {
			f, err := g.read(5 * time.Second)
			if err != nil {
				return err
			}
			if f.Type == "error" {
				return fmt.Errorf("%s: %s", f.Code, f.Message)
			}
		}
	}

	return nil
}

func (g *guest) connect() error {
	if g.conn != nil {
		return nil
	}
	conn, _, err := websocket.DefaultDialer.Dial(
		strings.Replace(g.base, "http", "ws", 1)+"/widget/socket?channel=site",
		nil,
	)
	if err != nil {
		return err
	}
	hello := map[string]any{"type": "hello", "token": g.token, "lang": "ru", "v": 1}
	if g.last != "" {
		hello["cursor"] = map[string]any{"epoch": g.epoch, "conversation": g.last, "seq": g.seen[g.last]}
		hello["more"] = g.earlier()
	}
	g.conn = conn
	if err := conn.WriteJSON(hello); err != nil {
		return err
	}

	for {
		f, err := g.read(5 * time.Second)
		switch {
		case err != nil:
			return err
		case f.Type == "welcome":
			return nil
		case f.Type == "error":
			return fmt.Errorf("%s: %s", f.Code, f.Message)
		}
	}
}

// earlier lists the cursors of the four conversations before the last. The widget does the same, because earlier conversations can still
// get entries.
func (g *guest) earlier() (list []map[string]any) {
	ids := slices.Sorted(maps.Keys(g.seen))

	ids = ids[:len(ids)-1]
	for _, id := range ids[max(0, len(ids)-4):] {
		list = append(list, map[string]any{"conversation": id, "seq": g.seen[id]})
	}

	return list
}

// read takes one frame and notes the content.
func (g *guest) read(within time.Duration) (f wire, err error) {
	_ = g.conn.SetReadDeadline(time.Now().Add(within))
	if err := g.conn.ReadJSON(&f); err != nil {
		return f, err
	}

	switch f.Type {
	case "welcome":
		g.token, g.epoch = f.Token, f.Epoch
		if f.Reset && len(g.shown) > 0 {
			g.wrong = append(g.wrong, "the history was reset")
		}
	case "ack":
		for i, q := range g.queue {
			if q.ID == f.ID {
				g.queue = append(g.queue[:i:i], g.queue[i+1:]...)
				g.acked = append(g.acked, q.ID)
				break
			}
		}
	case "error":
		if f.Code == "storage" {
			g.orders++
		}
	case "entry":
		if f.Seq <= g.seen[f.Conversation] {
			g.wrong = append(g.wrong, fmt.Sprintf("entry %d of %s came again", f.Seq, f.Conversation))
		}
		g.seen[f.Conversation], g.last = f.Seq, max(g.last, f.Conversation)
		g.shown = append(g.shown, f)
	}

	return f, nil
}

// listen reads the frames of a period. A read deadline spoils a connection, so listen closes the connection afterwards.
func (g *guest) listen(within time.Duration) {
	if g.connect() != nil {
		g.drop()
		return
	}

	for end := time.Now().Add(within); time.Now().Before(end); {
		if _, err := g.read(time.Until(end)); err != nil {
			g.drop()
			return
		}
	}
}

// heardAll reads all frames of the server up to the time of the call. The first pong may come just before the latest changes.
func (g *guest) heardAll() error {
	for range 2 {
		if err := g.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`)); err != nil {
			return err
		}

		for f := (wire{}); f.Type != "pong"; {
			var err error
			if f, err = g.read(patience); err != nil {
				return err
			}
		}
	}

	return nil
}

func (g *guest) drop() {
	if g.conn != nil {
		_ = g.conn.Close()
		g.conn = nil
	}
}

// clerk is an operator at the HTTP API. A clerk repeats a request with the same id until an answer comes.
type clerk struct {
	w       *world
	name    string
	cookie  *http.Cookie
	claimed map[string]bool      // conversations with a claim answered by 200
	told    map[string]time.Time // time of the first such answer
	said    []string             // replies answered with 200
	n       int
}

func (c *clerk) call(method, path string, body, into any) (int, error) {
	client := &http.Client{Timeout: 10 * time.Second}
	if c.cookie == nil {
		resp, err := client.Post(
			c.w.base+"/api/v1/session",
			"application/json",
			strings.NewReader(`{"login":"`+c.name+`","password":"`+faultPassword+`"}`),
		)
		if err != nil {
			return 0, err
		}
		defer resp.Body.Close()
		if len(resp.Cookies()) == 0 {
			return 0, fmt.Errorf("sign in: %s", resp.Status)
		}
		c.cookie = resp.Cookies()[0]
	}
	b, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequest(method, c.w.base+path, bytes.NewReader(b))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(c.cookie)
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusUnauthorized {
		c.cookie = nil
	}
	data, err := io.ReadAll(resp.Body)
	if err == nil && into != nil && resp.StatusCode == http.StatusOK {
		err = json.Unmarshal(data, into)
	}

	return resp.StatusCode, err
}

// sure repeats a request until a final status and returns the status. Zero means no final status in time.
func (c *clerk) sure(method, path string, body, into any) int {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		status, err := c.call(method, path, body, into)
		if err == nil && status < 500 && status != http.StatusTooManyRequests && status != http.StatusUnauthorized {
			return status
		}
		c.w.pause(20 * time.Millisecond)
	}
	c.w.t.Errorf("seed %d: %s %s: no answer", c.w.seed, method, path)

	return 0
}

// work claims waiting conversations, in competition with the other clerk. work also answers and closes claimed conversations.
func (c *clerk) work() {
	for !c.w.enough() {
		c.round("waiting", true)
		c.round("mine", false)
		c.w.pause(time.Duration(20+c.w.chance(100)) * time.Millisecond)
	}
	c.round("mine", false)
}

func (c *clerk) round(state string, claim bool) {
	var l programtest.Listed
	if c.sure("GET", "/api/v1/conversations?state="+state, nil, &l) != http.StatusOK {
		return
	}

	for _, x := range l.Items {
		if claim && c.sure("POST", "/api/v1/conversations/"+x.ID+"/claim", struct{}{}, nil) != http.StatusOK {
			continue
		}
		if c.claimed[x.ID] = true; claim && c.told[x.ID].IsZero() {
			c.told[x.ID] = time.Now()
		}
		c.answer(x.ID)
	}
}

func (c *clerk) answer(id string) {
	var list struct{ Items []struct{ Text string } }
	c.sure("GET", "/api/v1/conversations/"+id+"/entries", nil, &list)
	about := ""

	for _, e := range list.Items {
		if m := canary.FindString(e.Text); m != "" {
			about = m
		}
	}

	for range 1 + c.w.chance(2) {
		c.n++
		text := fmt.Sprintf("Ответ %s-%d: %s", c.name, c.n, about)
		if c.w.chance(8) == 0 { // longer than one message
			text += strings.Repeat(" и ещё немного слов", 400)
		}
		if c.sure(
			"POST",
			"/api/v1/conversations/"+id+"/replies",
			map[string]string{"id": chat.NewID(), "text": text},
			nil,
		) == http.StatusOK {
			c.said = append(c.said, text)
		}
	}
	c.w.pause(time.Duration(c.w.chance(200)) * time.Millisecond)
	if c.w.chance(4) > 0 {
		if c.w.chance(3) == 0 { // the arrival of the rating prompt stays unknown
			for _, inject := range []func(fault.Fault){c.w.telegram.Inject, c.w.slack.Inject} {
				inject(fault.Fault{Method: fault.AnyMessage, Kind: fault.ResetAfter})
			}
		}
		c.sure("POST", "/api/v1/conversations/"+id+"/close", struct{}{}, nil)
	}
}
