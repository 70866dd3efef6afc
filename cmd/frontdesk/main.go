// Command frontdesk is a self-hosted messenger gateway for customer support.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"

	"frontdesk"
	"frontdesk/adapters/slack"
	"frontdesk/chat"
	"frontdesk/console"
	"frontdesk/faq"
	"frontdesk/report"
	"frontdesk/store"
)

type commands struct {
	Serve       serveCommand       `cmd:"" help:"Run Frontdesk."`
	Demo        demoCommand        `cmd:"" help:"Run Frontdesk with a fake Telegram and a fake Slack to play the customer in."`
	CheckConfig checkConfigCommand `cmd:"" help:"Check a configuration; exit 2 if it is wrong."`
	Report      reportCommand      `cmd:"" help:"Print the figures of a period."`
	Operator    struct {
		Add operatorAddCommand `cmd:"" help:"Add an operator, or give one a new password."`
	} `cmd:"" help:"Operators."`
	Backup  backupCommand  `cmd:"" help:"Write a backup while Frontdesk is running."`
	Restore restoreCommand `cmd:"" help:"Put a backup in place; what was queued in it is never sent."`
	Verify  verifyCommand  `cmd:"" help:"Check the hash chain of every conversation; exit 1 if one is damaged."`
	Slack   struct {
		Manifest slackCommand `cmd:"" help:"Print the manifest of the Slack app to create."`
	} `cmd:"" help:"Slack."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// version is set by the build.
var version = "dev"

type configFlag struct {
	Config string `help:"Configuration file; without it config.yaml here, else the built-in default." placeholder:"FILE" type:"path"`
}

// load reads the configuration that the flag names.
func (f configFlag) load() (*config, error) {
	name := f.Config
	if name == "" {
		name = "config.yaml"
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && f.Config == "" {
		data, err = frontdesk.Config, nil
	}
	if err != nil {
		return nil, configError{err}
	}
	c, err := loadConfig(name, data, os.LookupEnv)
	if err != nil {
		return nil, configError{err}
	}
	return c, nil
}

type serveCommand struct {
	configFlag
	LogLevel slog.Level `help:"debug, info, warn or error." default:"info"`
	LogJSON  bool       `help:"Log JSON lines." name:"log-json"`
}

func (c serveCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	p := &Program{Config: conf, Log: newLogger(os.Stderr, c.LogLevel, c.LogJSON), Faults: buildFaults()}
	return p.serve(ctx, os.Stdout)
}

// serve opens the program, says where it is, and runs it until ctx ends.
func (p *Program) serve(ctx context.Context, out io.Writer) (err error) {
	if err := p.Listen(); err != nil {
		return err
	}
	if err := p.Open(ctx); err != nil {
		return errors.Join(err, p.Close())
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	p.greet(out)
	return p.Run(ctx)
}

// greet prints where to go next.
func (p *Program) greet(out io.Writer) {
	base := "http://" + p.Addr()
	fmt.Fprintf(out, "\nFrontdesk is running.\n")
	if p.Config.SampleSite {
		fmt.Fprintf(out, "  sample shop with the widget   %s/\n", base)
	}
	fmt.Fprintf(out, "  operator console              %s/console\n  state of the channels         %s/readyz\n", base, base)
	if p.Greeting != nil {
		p.Greeting(out)
	}
	if p.FirstLogin != nil {
		fmt.Fprintf(out, "\n  sign in to the console as     %s\n  with the password             %s\n  (made at this first start and not shown again; `frontdesk operator add admin` sets a new one)\n", p.FirstLogin.Login, p.FirstLogin.Password)
	}
	fmt.Fprintln(out)
}

type checkConfigCommand struct{ configFlag }

func (c checkConfigCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	entries := 0
	if conf.FAQ.Import != "" {
		data, name, err := conf.readFAQ()
		if err != nil {
			return configError{err}
		}
		list, err := faq.Load(name, data)
		if err != nil {
			return configError{err}
		}
		entries = len(list)
	}
	fmt.Printf("ok: %d channels, %d FAQ entries\n", len(conf.Channels), entries)
	for _, ch := range conf.Channels {
		state := "on"
		if !ch.on() {
			state = "off: no token"
		}
		fmt.Printf("  %-12s %-9s %s\n", ch.ID, ch.Type, state)
	}
	return nil
}

type reportCommand struct {
	configFlag
	Days    int    `help:"How many days back." default:"30"`
	Channel string `help:"Only this channel."`
	JSON    bool   `help:"Print JSON." name:"json"`
}

func (c reportCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	ctx := context.Background()
	db, err := store.Open(ctx, conf.Database, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	to := time.Now()
	from := to.AddDate(0, 0, -c.Days)
	facts, err := db.Facts(ctx, from, to, chat.ChannelID(c.Channel))
	if err != nil {
		return err
	}
	s := report.Summarise(facts, from, to, conf.zone)
	if c.JSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		return e.Encode(s)
	}
	return printReport(os.Stdout, s, c.Days)
}

func printReport(out io.Writer, s report.Summary, days int) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	percent := func(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }
	span := func(ms int64) string { return (time.Duration(ms) * time.Millisecond).Round(time.Second).String() }
	fmt.Fprintf(w, "last %d days\t\n", days)
	fmt.Fprintf(w, "conversations\t%d\n", s.Conversations)
	for _, c := range s.OpenedByChannel {
		fmt.Fprintf(w, "  %s\t%d\n", c.Channel, c.Count)
	}
	fmt.Fprintf(w, "answered by the bot\t%d of %d (%s)\n", s.AnsweredByBot.Count, s.AnsweredByBot.Of, percent(s.AnsweredByBot.Share))
	fmt.Fprintf(w, "handed over\t%d\n", s.Handovers.Count)
	for _, r := range s.Handovers.Reasons {
		fmt.Fprintf(w, "  %s\t%d\n", r.Reason, r.Count)
	}
	fmt.Fprintf(w, "first response\tmedian %s, p90 %s (%d conversations)\n", span(s.FirstResponse.Median), span(s.FirstResponse.P90), s.FirstResponse.Count)
	fmt.Fprintf(w, "CSAT\t%s good, mean %.2f (%d of %d rated)\n", percent(s.CSAT.ShareGood), s.CSAT.Mean, s.CSAT.Answered, s.CSAT.Asked)
	for i, n := range s.CSAT.Scores {
		fmt.Fprintf(w, "  %d\t%d\n", i+1, n)
	}
	return w.Flush()
}

type operatorAddCommand struct {
	configFlag
	Login    string `arg:"" help:"To sign in with."`
	Name     string `help:"As colleagues and customers see it."`
	Admin    bool   `help:"May add and disable operators."`
	Password string `help:"Without it one is made and printed." env:"FRONTDESK_OPERATOR_PASSWORD"`
}

func (c operatorAddCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	ctx := context.Background()
	db, err := store.Open(ctx, conf.Database, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Password == "" {
		if c.Password, err = console.NewPassword(); err != nil {
			return err
		}
		fmt.Printf("password of %s: %s\n", c.Login, c.Password)
	}
	hash, err := console.HashPassword(c.Password)
	if err != nil {
		return err
	}
	known, err := db.AccountByLogin(ctx, c.Login)
	if err != nil {
		return err
	}
	if known != nil {
		known.Password, known.Disabled = hash, false
		return db.SetPassword(ctx, *known)
	}
	a := store.Account{Operator: chat.Operator{ID: chat.OperatorID(chat.NewID()), Login: c.Login, Name: c.Name, Role: chat.RoleOperator, Lang: conf.Language}, Password: hash}
	if a.Name == "" {
		a.Name = c.Login
	}
	if c.Admin {
		a.Role = chat.RoleAdmin
	}
	return db.AddOperator(ctx, a)
}

type slackCommand struct{}

// Run prints the manifest that api.slack.com takes.
func (slackCommand) Run() error {
	_, err := os.Stdout.Write(slack.Manifest())
	return err
}

type versionCommand struct{}

func (versionCommand) Run() error {
	fmt.Println("frontdesk", version)
	return nil
}

// newLogger logs to a terminal or as JSON. Values that look like secrets are never logged by anyone; this is the second line of defence.
func newLogger(out io.Writer, level slog.Level, asJSON bool) *slog.Logger {
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if asJSON {
		return slog.New(slog.NewJSONHandler(out, o))
	}
	return slog.New(slog.NewTextHandler(out, o))
}

func main() { os.Exit(run(os.Args[1:])) }

// run returns the exit code: 2 for what a person has to mend in a file or on the command line, 1 for everything else that failed.
func run(args []string) int {
	parser, err := kong.New(&commands{}, kong.Name("frontdesk"), kong.Description("Customer support in Telegram, Slack and on your web site, self-hosted."), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(os.Stderr, "frontdesk:", err)
		return 1
	}
	c, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "frontdesk:", err)
		return 2
	}
	if err := c.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		var mend configError
		if errors.As(err, &mend) {
			return 2
		}
		return 1
	}
	return 0
}
