package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"syscall"

	"frontdesk/chat"
	"frontdesk/program"
)

type verifyCommand struct{ configFlag }

// errUnsound makes `frontdesk verify` exit with 1 after verify has named the damage.
var errUnsound = errors.New("the record is damaged")

// Run checks the hash chain of every conversation and names the first bad entry of each conversation.
func (c verifyCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	db, err := program.OpenStore(ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	bar := newProgress()
	defer bar.end()
	checked, bad := 0, 0
	err = db.Verify(ctx, func(_ chat.ConversationID, err error) bool {
		checked++
		if err != nil {
			bad++
			bar.end()
			fmt.Println(err)
		}
		if checked%1000 == 0 {
			bar.count(checked, "conversations")
		}

		return ctx.Err() == nil
	})
	if err != nil {
		return err
	}

	bar.end()
	fmt.Printf("%d conversations, %d damaged\n", checked, bad)
	if bad > 0 {
		return errUnsound
	}

	return ctx.Err()
}
