package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

type verifyCommand struct{ configFlag }

// errUnsound makes `frontdesk verify` exit 1 after it has named what is wrong.
var errUnsound = errors.New("the record is damaged")

// Run walks the hash chain of every conversation and names the first bad entry of each.
func (c verifyCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	db, err := store.Open(ctx, conf.Database, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	bar := newProgress()
	defer bar.end()
	n, bad := 0, 0
	err = db.Verify(ctx, func(_ chat.ConversationID, err error) bool {
		n++
		if err != nil {
			bad++
			bar.end()
			fmt.Println(err)
		}
		if n%1000 == 0 {
			bar.count(n, "conversations")
		}
		return ctx.Err() == nil
	})
	if err != nil {
		return err
	}
	bar.end()
	fmt.Printf("%d conversations, %d damaged\n", n, bad)
	if bad > 0 {
		return errUnsound
	}
	return ctx.Err()
}

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
	m, err := store.Restore(ctx, c.From, conf.Database, conf.Files, time.Now)
	if err != nil {
		return err
	}
	fmt.Printf("restored the backup of %s; what was queued in it is cancelled and will not be sent\n", time.UnixMilli(m.At).Format(time.RFC3339))
	return nil
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
