// Command frontdesk is a self-hosted messenger gateway for customer support.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/alecthomas/kong"

	"frontdesk"
	"frontdesk/config"
	"frontdesk/program"
)

type commands struct {
	Serve       serveCommand       `cmd:"" help:"Run Frontdesk."`
	Demo        demoCommand        `cmd:"" help:"Run Frontdesk with a fake Telegram and a fake Slack."`
	CheckConfig checkConfigCommand `cmd:"" help:"Check a configuration; exit 2 if it is wrong."`
	Report      reportCommand      `cmd:"" help:"Print the figures of a period."`
	Operator    struct {
		Add operatorAddCommand `cmd:"" help:"Add an operator, or give one a new password."`
	} `cmd:"" help:"Operators."`
	FAQ struct {
		Import faqImportCommand `cmd:"" help:"Import entries as a new version; exit 2 if the file is wrong."`
		Export faqExportCommand `cmd:"" help:"Write the entries to a file."`
		Replay faqReplayCommand `cmd:"" help:"Measure the FAQ engine after questions with outcomes; prints JSON lines."`
		Eval   faqEvalCommand   `cmd:"" help:"Measure the FAQ engine on questions with known entries; prints JSON."`
	} `cmd:"" name:"faq" help:"Questions and answers."`
	Dialog struct {
		Eval dialogEvalCommand `cmd:"" help:"Measure the bot's reactions to messages that are no questions; prints JSON."`
	} `cmd:"" help:"The bot."`
	Backup  backupCommand  `cmd:"" help:"Write a backup while Frontdesk is running."`
	Restore restoreCommand `cmd:"" help:"Put a backup in place; queued messages of the backup are never sent."`
	Verify  verifyCommand  `cmd:"" help:"Check the hash chain of every conversation; exit 1 if one is damaged."`
	Slack   struct {
		Manifest slackManifestCommand `cmd:"" help:"Print the manifest of the Slack app to create."`
	} `cmd:"" help:"Slack."`
	Licenses licensesCommand `cmd:"" help:"Print the sources of the built-in sentence encoder and of the known words, with licences."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

type configFlag struct {
	Config string `help:"Configuration file (config.yaml, or the built-in default)." placeholder:"FILE" type:"path"`
}

// load reads the configuration file of the flag.
func (f configFlag) load() (*config.Config, error) {
	name := f.Config
	if name == "" {
		name = "config.yaml"
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && f.Config == "" {
		data, err = frontdesk.Config, nil
	}
	if err != nil {
		return nil, config.Error{Err: err}
	}
	conf, err := config.Load(name, data, os.LookupEnv, program.Kinds())
	if err != nil {
		return nil, config.Error{Err: err}
	}

	return conf, nil
}

func main() { os.Exit(run(os.Args[1:])) }

// run returns the exit code. The code is 2 for mistakes in a file or on the command line, and 1 for every other failure.
func run(args []string) int {
	parser, err := kong.New(
		&commands{},
		kong.Name("frontdesk"),
		kong.Description("Customer support in Telegram, Slack and on your web site, self-hosted."),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "frontdesk:", err)
		return 1
	}

	cli, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "frontdesk:", err)
		return 2
	}
	if err := cli.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		var mend config.Error
		if errors.As(err, &mend) {
			return 2
		}

		return 1
	}

	return 0
}
