package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"frontdesk/config"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/program"
)

type faqImportCommand struct {
	configFlag
	File   string `arg:"" help:"Entries to import: .yaml, .csv, .jsonl, .json or .md." type:"path"`
	Lang   string `help:"Language of rows without one; default: the language of the configuration." placeholder:"ru"`
	Merge  bool   `help:"Keep the entries that are not in the file."`
	DryRun bool   `help:"Check the file and say what would change; store nothing."`
}

// Run stores the file as a new version of the FAQ. The file either replaces the FAQ or is merged into the FAQ. A wrong file changes no
// entry: Run names the bad rows, and the exit code is 2.
func (c faqImportCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	bar := newProgress()
	defer bar.end()
	data, err := os.ReadFile(c.File)
	if err != nil {
		return config.Error{Err: err}
	}

	lang := c.Lang
	if lang == "" {
		lang = conf.Language
	}
	entries, err := faq.LoadWith(c.File, data, faq.LoadOptions{Lang: lang, Progress: bar.step})
	bar.end()
	if err != nil {
		return config.Error{Err: err}
	}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	base, err := program.OpenFAQ(ctx, conf)
	if err != nil {
		return err
	}
	defer base.Close()

	return c.put(ctx, conf, base, data, entries)
}

// put stores the entries of a file and describes the changes.
func (c faqImportCommand) put(
	ctx context.Context,
	conf *config.Config,
	base *program.OfflineFAQ,
	data []byte,
	entries []faq.Entry,
) error {
	library := base.Library
	source := c.source(conf)
	if _, number := library.Entries(); number == 0 && !c.DryRun && source != conf.FAQ.Import {
		// Without the import of the configured file, the configured file would replace the new version at the first start.
		if err := base.ImportConfigured(ctx); err != nil {
			return err
		}
	}

	old, before := library.Entries()
	if c.Merge {
		entries = faq.Merge(old, entries)
	}
	warnDuplicates(faq.Duplicates(entries))
	changes := faq.Compare(old, entries)
	fmt.Printf(
		"%d added, %d changed, %d removed, %d unchanged\n",
		changes.Added,
		changes.Changed,
		changes.Removed,
		changes.Unchanged,
	)

	if c.DryRun {
		fmt.Println("dry run: nothing is stored")
		return nil
	}
	bar := newProgress()
	defer bar.end()
	bar.step("storing", 0, 1)
	sum := sha256.Sum256(data)
	version := knowledge.Version{
		Source: source,
		Hash:   hex.EncodeToString(sum[:]),
	}.Did(
		"imported",
		"file",
		filepath.Base(c.File),
	)

	number, err := library.Edit(ctx, version, 0, func([]faq.Entry) ([]faq.Entry, error) { return entries, nil })
	if err != nil {
		return err
	}
	bar.end()
	if number == before {
		fmt.Printf("nothing to store: version %d says the same\n", number)
		return nil
	}

	fmt.Printf("version %d: %d entries\n", number, len(entries))

	return nil
}

// source names the file. The configured file gets the name from the configuration, so that the next start does not import the file again.
func (c faqImportCommand) source(conf *config.Config) string {
	if conf.FAQ.Import != "" {
		if configured, err := filepath.Abs(conf.Path(conf.FAQ.Import)); err == nil && configured == c.File {
			return conf.FAQ.Import
		}
	}

	return c.File
}

// mostDuplicates is the maximum number of named duplicates.
const mostDuplicates = 50

func warnDuplicates(list []faq.Duplicate) {
	for _, d := range list[:min(len(list), mostDuplicates)] {
		fmt.Fprintln(os.Stderr, "warning:", d)
	}
	if more := len(list) - mostDuplicates; more > 0 {
		fmt.Fprintf(os.Stderr, "warning: %d more pairs of entries are asked in the same words\n", more)
	}
}
