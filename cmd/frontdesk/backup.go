package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"frontdesk/store"
)

type backupCommand struct {
	configFlag
	To string `required:"" help:"File to write; it must not exist." placeholder:"FILE" type:"path"`
}

// Run makes a backup while Frontdesk is running.
func (c backupCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	bar := newProgress()
	err = store.Backup(ctx, conf.Database, conf.Files, c.To, time.Now(), func(n int) { bar.count(n, "files") })
	bar.end()
	if err != nil {
		return err
	}
	info, err := os.Stat(c.To)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes\n", c.To, info.Size())

	return nil
}
