package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const password = "bench-password"

// server is a running floor or Frontdesk.
type server struct {
	cmd    *exec.Cmd
	addr   string
	ours   bool
	dir    string
	errors bytes.Buffer
	start  time.Duration // from exec to the first 200 of /healthz
}

// freePort asks the system for a port. Another process may take the port before the server does. Then the start fails with an error.
func freePort() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()

	return ln.Addr().String(), nil
}

func (b *bench) floor(dir string) (*server, error) {
	addr, err := freePort()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	served := &server{
		addr: addr,
		dir:  dir,
		cmd:  exec.Command(filepath.Join(b.Bin, "floor"), "-listen", addr, "-db", filepath.Join(dir, "floor.db")),
	}

	return served, served.run(b.ctx)
}

func (b *bench) frontdesk(dir string) (*server, error) {
	addr, err := freePort()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	text := fmt.Sprintf(
		"listen: %s\ndatabase: sqlite:frontdesk.db\nfiles: files\nquiet_time: 0s\nfaq: {import: %q}\n"+
			"channels: [{id: site, type: webchat, messages_per_second: 100000}]\n",
		addr,
		b.FAQ,
	)
	name := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return nil, err
	}
	served := &server{
		addr: addr,
		dir:  dir,
		ours: true,
		cmd:  exec.Command(b.Frontdesk, "serve", "--config", name, "--log-level", "warn"),
	}
	served.cmd.Env = append(os.Environ(), "FRONTDESK_ADMIN_PASSWORD="+password)

	return served, served.run(b.ctx)
}

// run starts the server and waits for the first answer. The listener may be open before the server answers.
func (s *server) run(ctx context.Context) error {
	s.cmd.Stderr = &s.errors
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return err
	}

	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for time.Since(began) < 20*time.Second && ctx.Err() == nil {
		resp, err := client.Get("http://" + s.addr + "/healthz")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				s.start = time.Since(began)
				return nil
			}
		}
		time.Sleep(time.Millisecond)
	}
	s.stop()

	return fmt.Errorf("%s did not start: %s", filepath.Base(s.cmd.Path), s.errors.String())
}

func (s *server) stop() {
	if s == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	done := make(chan struct{})
	go func() { _ = s.cmd.Wait(); close(done) }()

	select {
	case <-done:
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		<-done
	}
}

func (s *server) rss() float64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	value, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		return 0
	}

	return value / 1024
}

// counter reads a figure of /metrics. counter is 0 for the floor and for a missing figure.
func (s *server) counter(name string) float64 {
	resp, err := http.Get("http://" + s.addr + "/metrics")
	if err != nil {
		return 0
	}
	defer resp.Body.Close()

	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			n, err := strconv.ParseFloat(rest, 64)
			if err == nil {
				return n
			}
		}
	}

	return 0
}

// load runs the load client against a server. args are the flags of the client.
func (b *bench) load(served *server, what string, args ...string) (*outcome, error) {
	if b.ctx.Err() != nil {
		return nil, b.ctx.Err()
	}
	name := "floor"
	all := append([]string{"-addr", served.addr, "-pid", strconv.Itoa(served.cmd.Process.Pid)}, args...)
	if served.ours {
		name = "frontdesk"
		all = append(all, "-password", password)
	}
	b.progress("%s of %s", what, name)
	ctx, cancel := context.WithTimeout(b.ctx, 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(b.Bin, "load"), all...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	commits := served.counter("frontdesk_store_commits_total")
	closures := served.counter("frontdesk_store_closures_total")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w: %s %s", what, name, err, errs.String(), served.errors.String())
	}
	result := &outcome{What: what, Target: name}
	if err := json.Unmarshal(out, result); err != nil {
		return nil, fmt.Errorf("%s of %s: %w", what, name, err)
	}
	result.Commits, result.Closures = served.counter(
		"frontdesk_store_commits_total",
	)-commits, served.counter(
		"frontdesk_store_closures_total",
	)-closures
	b.runs = append(b.runs, result)

	return result, nil
}

// outcome is the result of the load client; package bench/load describes the fields.
type outcome struct {
	What, Target      string
	Seconds           float64 `json:"seconds"`
	Offered           int     `json:"offered"`
	Shed              int     `json:"shed"`
	Sent              int     `json:"sent"`
	Acked             int     `json:"acked"`
	Refused           int     `json:"refused"`
	Unanswered        int     `json:"unanswered"`
	Unhinted          int     `json:"unhinted"`
	Missing           int     `json:"missing"`
	Doubled           int     `json:"doubled"`
	Cuts              int     `json:"cuts"`
	PerSecond         float64 `json:"per_second"`
	Late              spread  `json:"late"`
	Ack               spread  `json:"ack"`
	Deliver           spread  `json:"deliver"`
	Answer            spread  `json:"answer"`
	Drained           float64 `json:"drained_s"`
	RSSBefore         float64 `json:"rss_before"`
	RSSMost           float64 `json:"rss_most"`
	RSSAfter          float64 `json:"rss_after"`
	CPU               float64 `json:"cpu"`
	Sockets           int     `json:"sockets"`
	Messages          int     `json:"messages"` // messages of the whole run, including the warm-up
	Commits, Closures float64
}

type spread struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}
