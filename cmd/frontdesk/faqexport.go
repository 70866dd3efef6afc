package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"frontdesk/config"
	"frontdesk/faq"
	"frontdesk/program"
)

type faqExportCommand struct {
	configFlag
	Format string `help:"yaml, csv, jsonl or md; default: by --to, else yaml." enum:",yaml,csv,jsonl,md" default:"" placeholder:"FORMAT"`
	To     string `help:"File to write; without it stdout." placeholder:"FILE" type:"path"`
	Force  bool   `help:"Overwrite the file."`
}

// Run writes the newest version of the FAQ in a form for faq import.
func (c faqExportCommand) Run() error {
	format, err := c.format()
	if err != nil {
		return err
	}
	conf, err := c.load()
	if err != nil {
		return err
	}

	ctx := context.Background()
	db, err := program.OpenStore(ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	number, err := db.NewestFAQ(ctx)
	if err != nil {
		return err
	}
	if number == 0 {
		return errors.New("there is no FAQ yet")
	}
	_, entries, err := db.FAQ(ctx, number)
	if err != nil {
		return err
	}

	var buffer bytes.Buffer
	if err := faq.Export(&buffer, format, entries); err != nil {
		return fmt.Errorf("FAQ version %d: %w", number, err)
	}
	if c.To == "" {
		_, err = os.Stdout.Write(buffer.Bytes())
		return err
	}
	if err := c.write(buffer.Bytes()); err != nil {
		return err
	}

	fmt.Printf("%s: version %d, %d entries\n", c.To, number, len(entries))

	return nil
}

func (c faqExportCommand) format() (faq.Format, error) {
	if c.Format != "" {
		return faq.Format(c.Format), nil
	}
	if c.To == "" {
		return faq.YAML, nil
	}
	format, known := faq.FormatOf(c.To)
	if !known || format == faq.JSON {
		return "", config.Error{
			Err: fmt.Errorf(
				"%s: the name must end in .yaml, .csv, .jsonl or .md, or --format must say what it is",
				c.To,
			),
		}
	}

	return format, nil
}

// write never replaces a whole file by half a file.
func (c faqExportCommand) write(data []byte) error {
	if c.Force {
		half := c.To + ".part"
		if err := os.WriteFile(half, data, 0o600); err != nil {
			return err
		}

		return os.Rename(half, c.To)
	}
	file, err := os.OpenFile(c.To, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return config.Error{Err: fmt.Errorf("%s is there already; --force overwrites it", c.To)}
	}
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		_ = file.Close()
		_ = os.Remove(c.To)

		return err
	}

	return file.Close()
}
