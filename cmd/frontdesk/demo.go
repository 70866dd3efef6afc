package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	fakeslack "frontdesk/adapters/fakes/slack"
	faketelegram "frontdesk/adapters/fakes/telegram"
	"frontdesk/adapters/slack"
	"frontdesk/adapters/telegram"
	"frontdesk/adapters/webchat"
	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/program"
)

// demoCommand runs Frontdesk with a fake Telegram and a fake Slack. Each fake has a page for a person to write as the customer. The demo
// keeps no data: the fakes live in memory, and the database and the files are in a folder that is deleted at the end of the process.
type demoCommand struct {
	configFlag
	LogLevel slog.Level `help:"debug, info, warn or error." default:"warn"`
	Telegram string     `help:"Where the fake Telegram serves." default:"127.0.0.1:8081"`
	Slack    string     `help:"Where the fake Slack serves." default:"127.0.0.1:8082"`
	Quiet    bool       `help:"No scripted customers."`
}

func (c demoCommand) Run() (err error) {
	conf, err := c.load()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "frontdesk-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	conf.Database, conf.Files, conf.SampleSite = "sqlite:"+filepath.Join(
		dir,
		"demo.db",
	), filepath.Join(
		dir,
		"files",
	), true

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	demo, err := newDemo(c.Telegram, c.Slack)
	if err != nil {
		return err
	}
	defer demo.close()
	demo.configure(conf)
	built := program.New(
		program.Options{Config: conf, Log: program.NewLogger(os.Stderr, c.LogLevel, false), Greeting: demo.greet},
	)

	if !c.Quiet {
		go demo.liven(ctx)
	}

	return built.Serve(ctx, os.Stdout)
}

// demo holds the two fakes and their servers.
type demo struct {
	telegram *faketelegram.Server
	slack    *fakeslack.Server
	servers  []*http.Server
	at       []string
}

func newDemo(telegramAddr, slackAddr string) (*demo, error) {
	running := &demo{telegram: faketelegram.New(faketelegram.Options{}), slack: fakeslack.New(fakeslack.Options{})}
	for _, served := range []struct {
		addr string
		h    http.Handler
	}{{telegramAddr, running.telegram}, {slackAddr, running.slack}} {
		listener, err := net.Listen("tcp", served.addr)
		if err != nil {
			running.close()
			return nil, fmt.Errorf("fake messenger: %w (see frontdesk demo --help)", err)
		}
		s := &http.Server{Handler: served.h, ReadHeaderTimeout: 10 * time.Second}
		running.servers, running.at = append(running.servers, s), append(running.at, "http://"+listener.Addr().String())
		go func() { _ = s.Serve(listener) }()
	}

	return running, nil
}

func (d *demo) close() {
	d.telegram.Close()
	d.slack.Close()

	for _, s := range d.servers {
		_ = s.Close()
	}
}

// configure points the Telegram and Slack channels at the fakes. Missing channels are added to the configuration.
func (d *demo) configure(conf *config.Config) {
	var list []config.Channel

	for _, ch := range conf.Channels {
		if ch.Type == webchat.Kind.Type {
			list = append(list, ch)
		}
	}
	bot := &telegram.Settings{Token: faketelegram.DefaultToken, APIURL: d.at[0], Mode: telegram.Poll}
	app := &slack.Settings{
		BotToken: fakeslack.DefaultBotToken,
		AppToken: fakeslack.DefaultAppToken,
		APIURL:   d.at[1] + "/api/",
		Mode:     slack.Socket,
	}
	conf.Channels = append(list, config.Channel{ID: "tg", Type: telegram.Kind.Type, Settings: bot},
		config.Channel{ID: "slack", Type: slack.Kind.Type, Settings: app})
}

func (d *demo) greet(out io.Writer) {
	fmt.Fprintf(out, "  fake Telegram                 %s/\n  fake Slack                    %s/\n", d.at[0], d.at[1])
	fmt.Fprintf(
		out,
		"\n  Write there as a customer. Magic texts force faults on the next answer: /429 /500 /block /timeout\n"+
			"  Nothing of the demo is kept when it ends.\n",
	)
}

// line is one message of a scripted customer, and the delay after the previous message.
type line struct {
	after time.Duration
	who   int
	text  string
}

// script is an hour of a small shop, repeated. Customer i writes in Telegram when i is even, and in Slack otherwise.
var script = []line{
	{5 * time.Second, 0, "здравствуйте! сколько стоит доставка в Казань?"},
	{12 * time.Second, 1, "hi, which payment methods do you accept?"},
	{15 * time.Second, 0, "спасибо"},
	{20 * time.Second, 2, "мне пришла чашка с трещиной, а праздник уже завтра"},
	{25 * time.Second, 3, "my cat ate the gift card, can you help?"},
	{30 * time.Second, 2, "фото пришлю чуть позже"},
	{40 * time.Second, 4, "как отследить заказ?"},
	{30 * time.Second, 5, "a person, please"},
	{45 * time.Second, 4, "позовите человека, пожалуйста"},
	{60 * time.Second, 1, "thanks"},
}

// scriptedRounds is the maximum number of rounds, because a forgotten demo must not write for ever.
const scriptedRounds = 20

// liven lets scripted customers write until ctx ends.
func (d *demo) liven(ctx context.Context) {
	names := []string{"Марина", "Peter", "Олег", "Susan", "Дарья", "John"}
	const first = 900001 // ids apart from the ids of real people on the page
	users := map[int]string{}

	for i, name := range names {
		if i%2 == 0 {
			d.telegram.Join(faketelegram.Customer{ID: first + int64(i), Name: name, Language: "ru"})
			continue
		}
		users[i] = d.slack.AddUser(fakeslack.User{Name: chat.FileName(name), RealName: name, Locale: "en-US"}).ID
	}

	for range scriptedRounds {
		for _, line := range script {
			select {
			case <-ctx.Done():
				return
			case <-time.After(line.after):
			}
			if line.who%2 == 0 {
				d.telegram.Say(first+int64(line.who), line.text)
			} else {
				d.slack.DM(users[line.who], line.text)
			}
		}
	}
}
