package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"frontdesk/program"
)

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
	o := program.Options{Config: conf, Log: program.NewLogger(os.Stderr, c.LogLevel, c.LogJSON)}

	return program.New(withFaults(o)).Serve(ctx, os.Stdout)
}
