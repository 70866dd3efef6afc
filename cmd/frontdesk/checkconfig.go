package main

import (
	"fmt"

	"frontdesk/config"
	"frontdesk/faq"
)

type checkConfigCommand struct{ configFlag }

func (c checkConfigCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	entries := 0
	if conf.FAQ.Import != "" {
		data, name, err := conf.ReadFAQ()
		if err != nil {
			return config.Error{Err: err}
		}
		list, err := faq.LoadWith(name, data, faq.LoadOptions{Lang: conf.Language})
		if err != nil {
			return config.Error{Err: err}
		}
		warnDuplicates(faq.Duplicates(list))
		entries = len(list)
	}
	fmt.Printf("ok: %d channels, %d FAQ entries\n", len(conf.Channels), entries)

	for _, ch := range conf.Channels {
		state := "on"
		if !ch.On() {
			state = "off: no token"
		}
		fmt.Printf("  %-12s %-9s %s\n", ch.ID, ch.Type, state)
	}

	return nil
}
