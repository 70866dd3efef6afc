package main

import (
	"os"

	"frontdesk/adapters/slack"
)

type slackManifestCommand struct{}

// Run prints the manifest for api.slack.com.
func (slackManifestCommand) Run() error {
	_, err := os.Stdout.Write(slack.Manifest())
	return err
}
