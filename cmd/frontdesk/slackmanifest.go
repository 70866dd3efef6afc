package main

import (
	"os"

	"frontdesk/adapters/slack"
)

type slackManifestCommand struct{}

// Run prints the manifest that api.slack.com takes.
func (slackManifestCommand) Run() error {
	_, err := os.Stdout.Write(slack.Manifest())
	return err
}
