package main

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"
	"time"

	"frontdesk/program"
)

type restoreCommand struct {
	configFlag
	From string `required:"" help:"Backup to restore." placeholder:"FILE" type:"path"`
}

// Run restores a backup into the place of the configured database.
func (c restoreCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	manifest, err := program.Restore(ctx, c.From, conf.Database, conf.Files, time.Now)
	if err != nil {
		return err
	}
	fmt.Printf(
		"restored the backup of %s; what was queued in it is cancelled and will not be sent\n",
		time.UnixMilli(manifest.At).Format(time.RFC3339),
	)

	return nil
}
