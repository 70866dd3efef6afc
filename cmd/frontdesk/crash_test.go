package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	fakes "frontdesk/adapters/fakes/telegram"
	"frontdesk/chat"
	"frontdesk/store"
)

// crashPoints are the named steps of one message (architecture.md, "one message, step by step") at which the process kills itself.
var crashPoints = []string{"arrived", "tx-begun", "tx-written", "tx-committed", "accepted", "poll-before",
	"split-before", "split-after", "claim-before", "claim-after", "call-before", "call-after", "settle-before", "settle-after"}

// TestCrashAtEveryStep kills the real program (-9) at every step, several times, while customers write in Telegram and in the widget and an
// operator answers; after a restart nothing that was acknowledged may be missing, and nothing may be doubled outside parts whose outcome was
// unknown, which are counted and printed.
func TestCrashAtEveryStep(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program many times")
	}
	bin := filepath.Join(t.TempDir(), "frontdesk")
	build := exec.Command("go", "build", "-tags", "faults", "-o", bin, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var mu sync.Mutex
	total := toll{}
	t.Run("points", func(t *testing.T) {
		for _, point := range crashPoints {
			for _, n := range []int{1, 2, 5} {
				t.Run(fmt.Sprintf("%s-%d", point, n), func(t *testing.T) {
					t.Parallel()
					c := newCrash(t, bin)
					c.run(fmt.Sprintf("%s:%d", point, n))
					mu.Lock()
					defer mu.Unlock()
					total.add(c.count())
				})
			}
		}
	})
	line, err := json.Marshal(total)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", line)
	if total.Kills < len(crashPoints) {
		t.Errorf("only %d kills: points are not reached any more", total.Kills)
	}
}

// toll is what the crashes did.
type toll struct {
	Kills     int `json:"kills"`
	Acked     int `json:"acked"`
	Lost      int `json:"lost"`
	Doubled   int `json:"doubled"`
	Uncertain int `json:"doubled_uncertain"`
	Unknown   int `json:"uncertain"`
}

func (t *toll) add(o toll) {
	t.Kills, t.Acked, t.Lost, t.Doubled, t.Uncertain, t.Unknown = t.Kills+o.Kills, t.Acked+o.Acked, t.Lost+o.Lost, t.Doubled+o.Doubled, t.Uncertain+o.Uncertain, t.Unknown+o.Unknown
}

// crash is one run: a program that dies and is started again, a fake Telegram that does not, and clients that try until they are heard.
type crash struct {
	t      *testing.T
	bin    string
	dir    string
	base   string
	config string
	fake   *fakes.Server
	mu     sync.Mutex
	cmd    *exec.Cmd
	dead   chan struct{}
	kills  int
	over   bool
	token  string
	acked  []string // texts that the widget was told are stored
	told   []string // texts written in Telegram
	http   *http.Client
	cookie *http.Cookie
}

const crashPassword = "password-of-crash"

func newCrash(t *testing.T, bin string) *crash {
	c := &crash{t: t, bin: bin, dir: t.TempDir(), fake: fakes.New(fakes.Options{}), http: &http.Client{Timeout: 5 * time.Second}}
	t.Cleanup(c.fake.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: c.fake}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	_ = free.Close()
	sample, err := filepath.Abs("../../examples/faq.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c.base, c.config = "http://"+addr, filepath.Join(c.dir, "config.yaml")
	text := fmt.Sprintf("listen: %s\ndatabase: sqlite:frontdesk.db\nfiles: files\nquiet_time: 0s\nfaq: {import: %s}\nchannels:\n  - {id: site, type: webchat}\n  - {id: tg, type: telegram, token: %q, api_url: \"http://%s\"}\n",
		addr, sample, fakes.DefaultToken, l.Addr())
	if err := os.WriteFile(c.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// start runs the program, with c.mu held; at says where it dies, "" nowhere. A program that dies is started again, without a crash point.
func (c *crash) start(at string) {
	var log bytes.Buffer
	cmd := exec.Command(c.bin, "serve", "--config", c.config, "--log-level", "warn")
	cmd.Env = append(os.Environ(), "FRONTDESK_CRASH="+at, "FRONTDESK_ADMIN_PASSWORD="+crashPassword)
	cmd.Stderr = &log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		c.t.Error(err)
		return
	}
	dead := make(chan struct{})
	c.cmd, c.dead = cmd, dead
	go func() {
		defer close(dead)
		err := cmd.Wait()
		c.mu.Lock()
		defer c.mu.Unlock()
		status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
		switch {
		case c.over:
		case status.Signaled() && status.Signal() == syscall.SIGKILL && at != "":
			c.kills++
			c.start("")
		default:
			c.t.Errorf("the program ended by itself: %v\n%s", err, log.String())
		}
	}()
}

// run plays the scenario around one crash and then stops the program in good order.
func (c *crash) run(at string) {
	c.mu.Lock()
	c.start(at)
	c.mu.Unlock()
	c.t.Cleanup(func() { c.stop(syscall.SIGKILL) })
	for i, text := range []string{"сколько стоит доставка в Казань?", "как вернуть товар?", "чем кормить ежа?"} {
		user := int64(700 + i)
		c.fake.Say(user, text)
		c.told = append(c.told, text)
	}
	c.say("сколько стоит доставка в Петербург?")
	c.say("позовите оператора")
	c.hears(700, "290 ₽")
	c.hears(702, "вам ответят")
	id := c.waiting("tg")
	c.post("/api/v1/conversations/"+id+"/claim", struct{}{})
	c.post("/api/v1/conversations/"+id+"/replies", map[string]string{"id": "reply-of-the-operator", "text": "Ежа кормить не нужно"})
	c.hears(702, "Ежа кормить")
	c.fake.Say(702, "спасибо, понял")
	c.told = append(c.told, "спасибо, понял")
	c.try("the thanks in the timeline", func() error { // words that come after the end would open a new talk, rightly
		var list struct{ Items []struct{ Text string } }
		if err := c.call("GET", "/api/v1/conversations/"+id+"/entries", nil, &list); err != nil {
			return err
		}
		for _, e := range list.Items {
			if e.Text == "спасибо, понял" {
				return nil
			}
		}
		return fmt.Errorf("not there")
	})
	c.post("/api/v1/conversations/"+id+"/close", struct{}{})
	c.say("ещё вопрос") // the rating prompt is not waited for: it never goes out twice, and so may be left uncertain
	c.settled()
	c.stop(syscall.SIGTERM)
}

// stop ends the program that runs now; it is not started again.
func (c *crash) stop(with syscall.Signal) {
	c.mu.Lock()
	c.over = true
	cmd, dead := c.cmd, c.dead
	c.mu.Unlock()
	_ = cmd.Process.Signal(with)
	<-dead
}

// try repeats until fn succeeds: clients of a program that dies do so too.
func (c *crash) try(what string, fn func() error) {
	c.t.Helper()
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if err = fn(); err == nil {
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	c.t.Fatalf("%s: %v", what, err)
}

// say writes in the widget until it is acknowledged, always with the same id.
func (c *crash) say(text string) {
	c.t.Helper()
	id := chat.NewID()
	c.try("say "+text, func() error {
		conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(c.base, "http", "ws", 1)+"/widget/socket?channel=site", nil)
		if err != nil {
			return err
		}
		defer conn.Close()
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if err := conn.WriteJSON(map[string]any{"type": "hello", "token": c.token, "lang": "ru"}); err != nil {
			return err
		}
		if err := conn.WriteJSON(map[string]any{"type": "say", "id": id, "text": text}); err != nil {
			return err
		}
		for {
			var w wire
			if err := conn.ReadJSON(&w); err != nil {
				return err
			}
			switch {
			case w.Type == "welcome":
				c.token = w.Token
			case w.Type == "ack" && w.ID == id:
				c.acked = append(c.acked, text)
				return nil
			case w.Type == "error":
				return fmt.Errorf("%s: %s", w.Code, w.Message)
			}
		}
	})
}

func (c *crash) hears(user int64, part string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	if err := c.fake.Wait(ctx, func(s *fakes.Snapshot) bool { return contains(s.Texts(user), part) }); err != nil {
		c.t.Fatalf("waited in vain for %q; has %q", part, c.fake.Snapshot().Texts(user))
	}
}

// call asks the operator API, signing in when needed.
func (c *crash) call(method, path string, body, into any) error {
	if c.cookie == nil {
		resp, err := c.http.Post(c.base+"/api/v1/session", "application/json", strings.NewReader(`{"login":"admin","password":"`+crashPassword+`"}`))
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if len(resp.Cookies()) == 0 {
			return fmt.Errorf("sign in: %s", resp.Status)
		}
		c.cookie = resp.Cookies()[0]
	}
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, c.base+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(c.cookie)
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return err
	case resp.StatusCode == http.StatusUnauthorized:
		c.cookie = nil
		return fmt.Errorf("%s", resp.Status)
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("%s: %s", resp.Status, data)
	case into != nil:
		return json.Unmarshal(data, into)
	}
	return nil
}

func (c *crash) post(path string, body any) {
	c.t.Helper()
	c.try("POST "+path, func() error { return c.call("POST", path, body, nil) })
}

func (c *crash) waiting(channel string) (id string) {
	c.t.Helper()
	c.try("a conversation that waits", func() error {
		var l listed
		if err := c.call("GET", "/api/v1/conversations?state=waiting", nil, &l); err != nil {
			return err
		}
		for _, x := range l.Items {
			if x.Channel.ID == channel {
				id = x.ID
				return nil
			}
		}
		return fmt.Errorf("nobody waits on %s", channel)
	})
	return id
}

// settled waits until no part is queued or being sent.
func (c *crash) settled() {
	c.t.Helper()
	c.try("all parts settled", func() error {
		resp, err := c.http.Get(c.base + "/metrics")
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		for _, state := range []string{"queued", "sending"} {
			if strings.Contains(string(text), `frontdesk_parts{channel="tg",state="`+state+`"}`) {
				return fmt.Errorf("a part is %s", state)
			}
		}
		return nil
	})
}

// count reads only the outside and the final database: what was acknowledged, what the fake has shown, what is stored.
func (c *crash) count() toll {
	c.t.Helper()
	out := toll{Kills: c.kills, Acked: len(c.acked) + len(c.told)}
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(c.dir, "frontdesk.db"), store.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	stored := map[string]int{}
	resent, sent := map[string]int{}, map[string]map[string]int{}
	for _, state := range []string{"all", "closed"} {
		list, _, err := db.Conversations(ctx, store.Filter{State: state, Limit: 1000})
		if err != nil {
			c.t.Fatal(err)
		}
		for _, conv := range list {
			if err := db.VerifyConversation(ctx, conv.ID); err != nil {
				c.t.Error(err)
			}
			c.tally(ctx, db, conv.ID, stored, resent, sent, &out)
		}
	}
	for _, text := range append(c.acked, c.told...) {
		if stored[text] != 1 {
			out.Lost += max(0, 1-stored[text])
			out.Doubled += max(0, stored[text]-1)
			c.t.Errorf("%q was acknowledged and is stored %d times", text, stored[text])
		}
	}
	seen := c.fake.Snapshot()
	for address, texts := range sent {
		var user int64
		_, _ = fmt.Sscan(address, &user)
		extra := len(seen.Texts(user))
		for _, n := range texts {
			extra -= n
		}
		if extra < 0 {
			out.Lost -= extra
			c.t.Errorf("user %s: %d parts are marked sent and were never shown: %q", address, -extra, seen.Texts(user))
		}
		out.Uncertain += min(max(extra, 0), resent[address])
		if extra > resent[address] {
			out.Doubled += extra - resent[address]
			c.t.Errorf("user %s: %d doubled messages, %d parts had an unknown outcome: %q", address, extra, resent[address], seen.Texts(user))
		}
	}
	return out
}

func (c *crash) tally(ctx context.Context, db *store.DB, id chat.ConversationID, stored, resent map[string]int, sent map[string]map[string]int, out *toll) {
	entries, err := db.ReadEntries(ctx, id, 0, 1000)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range entries {
		if e.Author.Kind == chat.ByCustomer && e.Kind == chat.Said {
			stored[e.Text]++
		}
	}
	parts, err := db.PartsOf(ctx, id, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, p := range parts {
		a := p.Peer.Address
		if sent[a] == nil {
			sent[a] = map[string]int{}
		}
		switch p.State {
		case chat.PartSent:
			sent[a][fmt.Sprint(p.Seq, p.Number)]++
		case chat.PartUncertain:
			resent[a]++
			out.Unknown++
		case chat.PartQueued, chat.PartSending:
			c.t.Errorf("part %d of %s is %s at the end", p.Seq, id, p.State)
		}
		resent[a] += p.Resent
		out.Unknown += p.Resent
	}
}
